"""Ends calls whose request does not come.

A call is there when its headers are, and gRPC lets it wait for its request for ever: a
few peers that never send theirs would take every place. Who waits is noted here, and a
watch cancels what waits too long.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import grpc

LOOKS_PER_TIMEOUT = 4


class Cancellable(Protocol):
    """A call, or its context."""

    def cancel(self) -> object:
        """End the call."""


class Patience:
    """Waits for requests, but not for ever."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._since: dict[Cancellable, float] = {}

    def begin(self, call: Cancellable) -> None:
        """Note that *call* waits from now on."""
        self._since[call] = time.monotonic()

    def end(self, call: Cancellable) -> None:
        """Note that *call* waits no more."""
        del self._since[call]

    def request(
        self, requests: Iterator[bytes], context: grpc.ServicerContext
    ) -> bytes | None:
        """Return the one request of a call; None where the caller sends none.

        Raises gRPC's own error when the call is cancelled meanwhile.
        """
        self.begin(context)
        try:
            return next(requests, None)
        finally:
            self.end(context)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Cancel what waits too long, until left."""
        left = threading.Event()

        def watch() -> None:
            while not left.wait(self._timeout_s / LOOKS_PER_TIMEOUT):
                self._cancel_overdue()

        watcher = threading.Thread(target=watch, name="patience")
        watcher.start()
        try:
            yield
        finally:
            left.set()
            watcher.join()

    def _cancel_overdue(self) -> None:
        overdue = time.monotonic() - self._timeout_s
        for call, since in list(self._since.items()):
            if since < overdue:
                call.cancel()
