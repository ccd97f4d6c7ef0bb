"""What systemd is told of a service of `Type=notify`: ready, alive, stopping.

A datagram on the socket that NOTIFY_SOCKET names (sd_notify(3)); without one, nothing.
"""

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

READY, STOPPING, ALIVE = "READY=1", "STOPPING=1", "WATCHDOG=1"
_US = 1_000_000


class Notifier:
    """Tells systemd, as the *environment* says: that of this process by default."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        path = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + path[1:] if path.startswith("@") else path
        self._pause_s = _pause_s(environment) if path else 0.0
        self._next_at = 0.0

    def say(self, word: str) -> None:
        """Send *word*; that nobody takes it ends nothing."""
        if not self._address:
            return
        with (
            suppress(OSError),
            socket.socket(
                socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC
            ) as to,
        ):
            to.setblocking(False)  # noqa: FBT003 -- as the standard library has it
            to.sendto(word.encode(), self._address)

    def alive(self) -> float | None:
        """Say that the supervisor is alive, if it is time; return by when to come again.

        That is a time of the monotonic clock; None where no watchdog waits for it.
        """
        if not self._pause_s:
            return None
        now = time.monotonic()
        if now >= self._next_at:
            self.say(ALIVE)
            self._next_at = now + self._pause_s
        return self._next_at


def _pause_s(environment: Mapping[str, str]) -> float:
    """Return a third of what the watchdog waits: one word may be lost."""
    meant = environment.get("WATCHDOG_PID", str(os.getpid()))
    if meant != str(os.getpid()):
        return 0.0
    return int(environment.get("WATCHDOG_USEC", "0")) / _US / 3
