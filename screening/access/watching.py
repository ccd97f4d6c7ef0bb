"""The register as it is now: its file looked at again and again, the last good one kept.

A register that is wrong is refused whole, said once in the log and shown by the status
until it is mended. One that is being written is not half taken: what was read counts
when the next look finds the same.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from screening.access.entries import Register
from screening.access.register import REGISTER_BYTES_MAX, read_register
from screening.errors import RegisterRefused

_LOG = logging.getLogger(__name__)


class WatchedRegister:
    """The register in one file. `refresh` is called by one thread, the rest by any."""

    def __init__(self, path: Path, *, now: Callable[[], datetime]) -> None:
        """Read the register, or raise `RegisterRefused`: without one nobody is let in."""
        self._path = path
        self._now = now
        self._taken = self._seen = self._content()
        self._refused = b""
        self._reason = ""
        self.current = self._read(self._taken)
        self.problem = ""
        """Why the file as it is now is not taken; "" where it is."""

    def refresh(self) -> None:
        """Look at the file; take what is new in it and right, else keep what holds."""
        try:
            content = self._content()
            is_settled, self._seen = content == self._seen, content
            if is_settled:
                self._look_at(content)
        except RegisterRefused as error:
            self._refuse(str(error))

    def _look_at(self, content: bytes) -> None:
        """Take *content*, or raise `RegisterRefused`; the same is judged only once."""
        if content == self._taken:
            self.problem = ""
        elif content == self._refused:
            self._refuse(self._reason)
        else:
            self._take(content)

    def _take(self, content: bytes) -> None:
        try:
            self.current = self._read(content)
        except RegisterRefused as error:
            self._refused, self._reason = content, str(error)
            raise
        self._taken, self.problem = content, ""
        count = len(self.current.entries)
        _LOG.info("another register of callers holds entries=%d", count)

    def _refuse(self, reason: str) -> None:
        if reason != self.problem:
            _LOG.error("the register is refused, the old one kept reason=%s", reason)
        self.problem = reason

    def _read(self, content: bytes) -> Register:
        return read_register(content, file=self._path.name, now=self._now())

    def _content(self) -> bytes:
        """Return what the file holds, one byte more than may be at the most."""
        try:
            with self._path.open("rb") as file:
                return file.read(REGISTER_BYTES_MAX + 1)
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            fault = f"it cannot be read ({why}); put it back, readable by the service"
            raise RegisterRefused(file=self._path.name, faults=[fault]) from error
