"""What files say now, read again when they change; where it is bad, what they said last."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from screening.errors import CertificateRefused

Value = TypeVar("Value")
_LOG = logging.getLogger(__name__)
_Seen = tuple[tuple[int, int, int], ...]
_GONE = (0, 0, 0)


class Rotating(Generic[Value]):
    """A value that files hold. *read* is given the value held before, None at first.

    Making one raises what *read* raises: nobody begins with files that are bad.
    """

    def __init__(
        self, paths: Sequence[Path], read: Callable[[Value | None], Value]
    ) -> None:
        self._paths = paths
        self._read = read
        self._seen = self._look()
        self._suspected: _Seen | None = None
        self.value = read(None)

    def refresh(self) -> bool:
        """Read again what has changed; return whether there is a new value.

        What is bad is said when it is still the same at the second look: a pair of files
        is replaced by two renames, and belongs together again after the second.
        """
        seen = self._look()
        if seen == self._seen:
            return False
        try:
            self.value = self._read(self.value)
        except CertificateRefused as error:
            if seen == self._suspected:
                _LOG.error("a new file is not used, the last good one is: %s", error)
                self._seen = seen
            self._suspected = seen
            return False
        self._seen = seen
        return True

    def _look(self) -> _Seen:
        return tuple(map(_look, self._paths))


def _look(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return _GONE
    return found.st_mtime_ns, found.st_ino, found.st_size
