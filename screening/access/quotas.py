"""How many questions a caller has asked of late, counted by all workers of a machine.

One file of counters, mapped by every worker. A worker adds to its own column only and
reads all of them, so no count is lost and nobody waits for a lock of another process;
a column is its worker's as long as the worker lives (a lock on its byte), and the next
worker's after that. A number of 64 bits is written whole, as processors do.

::

    DATA/quotas/<digest of the register>-<columns>
    (minute << 32 | count) for each caller, even and odd minutes, and column

Of the minute before as many questions count as is left of it in the last sixty seconds,
as if they had come evenly. So a burst at the end of a minute leaves no room for another
at its turn, but more and more as the next one goes by: in the long run no more is let
in than allowed, in sixty seconds that are chosen well up to twice as much. Workers that
count at the same instant may each let one in where there was room for one. Another
register begins another file, and counts from nothing.
"""

import fcntl
import mmap
import os
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from screening.errors import Misused
from screening.storage.files import allot, make_folder

FOLDER: Final = "quotas"
_MINUTE_S: Final = 60
_CELL: Final = struct.Struct("Q")
_COUNT_BITS: Final = 32
_COUNT_MASK: Final = (1 << _COUNT_BITS) - 1


class Quotas:
    """Counters of the callers of one register. Safe in many threads."""

    def __init__(
        self,
        data: Path,
        *,
        digest: str,
        callers: int,
        columns: int,
        now_s: Callable[[], float],
    ) -> None:
        """Open the counters; *columns* is how many workers may count at one time.

        *now_s* is the time in seconds, the same for all workers of the machine.
        """
        folder = data / FOLDER
        make_folder(folder, mode=0o700)
        path = folder / f"{digest[:16]}-{columns}"
        size = max(1, callers) * 2 * columns * _CELL.size
        allot(path, size)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self._own = _claimed(self._descriptor, columns)
        self._map = mmap.mmap(self._descriptor, size)
        self._row = struct.Struct(f"{columns}Q")
        self._now_s = now_s
        self._lock = threading.Lock()
        _remove_others(path)

    def __del__(self) -> None:
        """Leave the column to another worker: when no call counts here any more."""
        with suppress(AttributeError):
            os.close(self._descriptor)

    def take(self, caller: int, count: int, maximum: int) -> float:
        """Count *count* questions of *caller*, a number of the register, if they may be.

        Returns 0.0 when they are counted. Otherwise nothing is, and what comes back is
        after how many seconds they may be asked, if nothing else is until then.
        """
        now_s = self._now_s()
        minute = int(now_s) // _MINUTE_S
        second = now_s - minute * _MINUTE_S
        with self._lock:
            this = self._counted(caller, minute)
            before = self._counted(caller, minute - 1)
            if this + before * (1 - second / _MINUTE_S) + count > maximum:
                return _wait_s(this, before, second, maximum - count)
            self._add(caller, minute, count)
        return 0.0

    def asked(self, caller: int) -> int:
        """Return how many questions of *caller* count at present."""
        now_s = self._now_s()
        minute = int(now_s) // _MINUTE_S
        left = 1 - (now_s - minute * _MINUTE_S) / _MINUTE_S
        this, before = self._counted(caller, minute), self._counted(caller, minute - 1)
        return round(this + before * left)

    def _counted(self, caller: int, minute: int) -> int:
        """Return what all columns have counted in that minute: 0.5 us for four of them."""
        begin, count = minute << _COUNT_BITS, 0
        for cell in self._row.unpack_from(self._map, self._at(caller, minute)):
            if 0 < cell - begin <= _COUNT_MASK:
                count += cell - begin
        return count

    def _add(self, caller: int, minute: int, count: int) -> None:
        at = self._at(caller, minute) + self._own * _CELL.size
        begin = minute << _COUNT_BITS
        (cell,) = _CELL.unpack_from(self._map, at)
        held = cell - begin if 0 < cell - begin <= _COUNT_MASK else 0
        _CELL.pack_into(self._map, at, begin + held + count)

    def _at(self, caller: int, minute: int) -> int:
        return (caller * 2 + (minute & 1)) * self._row.size


def _wait_s(this: int, before: int, second: float, room: int) -> float:
    """Return after how long no more than *room* questions count.

    >>> round(_wait_s(this=0, before=60, second=30.0, room=20), 3)
    10.0
    >>> round(_wait_s(this=60, before=0, second=30.0, room=45), 3)
    45.0
    """
    if this <= room and before:
        return max(0.001, _MINUTE_S * (1 - (room - this) / before) - second)
    left_of_it = 1 - max(0, room) / this if this else 0.0
    return max(0.001, _MINUTE_S - second + _MINUTE_S * left_of_it)


def _claimed(descriptor: int, columns: int) -> int:
    """Return a column that no living worker has, ours while *descriptor* is open."""
    for column in range(columns):
        lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, column, 1, 0)
        with suppress(BlockingIOError):
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, lock)
            return column
    raise Misused(f"more than {columns} workers count the questions of callers")


def _remove_others(path: Path) -> None:
    """Take away the counters of other registers; who still has them mapped goes on."""
    for other in path.parent.iterdir():
        if other != path:
            other.unlink(missing_ok=True)
