"""Blocks: many sorted entries in one value of the table, found by the last key in it.

An entry is a line `key NUL value`. A block is lines parted by newlines, in ascending
order, behind the XXH3-64 of them all, so that every block read is proved; it is filed
under the key of its last line. Neither keys nor values hold a NUL or a newline: what is
filed holds no control characters but those that part its fields.

An entry in a value of its own would cost ten bytes more on disk and, in a load, the
handling of each by the interpreter: a third of its time. A block fills one page of the
table, so a look-up reads one page of entries as before, and the pages that lead there
are a fiftieth as many: they stay in memory.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import lmdb
import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_digest

from screening.errors import DamagedTable, Misused

if TYPE_CHECKING:
    Cursor = lmdb.Cursor[bytes]
else:
    Cursor = lmdb.Cursor

Pair = tuple[bytes, bytes]

CHECKSUM_BYTES = 8
BLOCK_BYTES = 4_080 - CHECKSUM_BYTES
"""Of lines: one page of LMDB holds 4,080 bytes of a value beside its own head."""
OPEN_MAX = 4_096
"""Blocks held open while they are changed: some 50 MB (law 10)."""
_NUL, _NEWLINE = b"\0", b"\n"


def line_of(key: bytes, value: bytes) -> bytes:
    """Return an entry as it lies in a block. Raises `Misused` where it would part it."""
    line = key + _NUL + value
    if line.count(_NUL) > 1 or _NEWLINE in line:
        raise Misused("an entry holds a NUL or a newline")
    return line


def entry_of(line: bytes) -> Pair:
    """Return key and value of an entry."""
    key, _, value = line.partition(_NUL)
    return key, value


def sealed(text: bytes) -> bytes:
    """Return lines as a block."""
    return xxh3_64_digest(text) + text


def lines_in(block: bytes) -> list[bytes]:
    """Return the entries of a block. Raises `DamagedTable` if it is not as written."""
    text = block[CHECKSUM_BYTES:]
    if xxh3_64_digest(text) != block[:CHECKSUM_BYTES]:
        raise DamagedTable(path="table", reason="a block is not what was written")
    return text.split(_NEWLINE)


def first_key(block: bytes) -> bytes:
    """Return the key of a block's first entry."""
    return block[CHECKSUM_BYTES : block.index(_NUL, CHECKSUM_BYTES)]


def packed(text: bytes, lengths: npt.NDArray[np.integer]) -> list[Pair]:
    """Return full blocks of sorted lines, each under its last key.

    *text* is the lines, parted by newlines; *lengths* their bytes, newlines left out.
    """
    ends = (np.cumsum(lengths, dtype=np.int64) + np.arange(len(lengths))).data
    blocks, start, first = [], 0, 0
    while first < len(ends):
        most = min(len(ends), first + BLOCK_BYTES)
        after = bisect_right(ends, start + BLOCK_BYTES, first, most)
        after = max(after, first + 1)  # one line may be more than a block should be
        end = ends[after - 1]
        last = start if after == first + 1 else ends[after - 2] + 1
        blocks.append((text[last : text.index(_NUL, last)], sealed(text[start:end])))
        start, first = end + 1, after
    return blocks


def lines_from(cursor: Cursor, start: bytes) -> Iterator[bytes]:
    """Yield the entries whose key is *start* or beyond, in order."""
    more = cursor.set_range(start) if start else cursor.first()
    while more:
        lines = lines_in(cursor.value())
        yield from lines[bisect_left(lines, start) :]
        more = cursor.next()


def find(cursor: Cursor, key: bytes) -> bytes | None:
    """Return the value of the entry with exactly *key*."""
    if not key:
        return None
    line = next(lines_from(cursor, key), b"")
    return line[len(key) + 1 :] if line.startswith(key + _NUL) else None


def wrong_with(fence: bytes, lines: Sequence[bytes], before: bytes) -> str:
    """Say what is wrong with a block under *fence*, behind the key *before*; or ""."""
    keys = [line.partition(_NUL)[0] for line in lines]
    if keys[-1] != fence:
        return "a block does not end with its key"
    if any(a >= b for a, b in zip([before, *keys], keys, strict=False)):
        return "its entries are not in order"
    return ""


class Blocks:
    """The blocks of one table while a transaction changes them: each is read once.

    What is put or taken shows in the table after `flush`.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._open: dict[bytes, list[bytes]] = {}
        """Under the key each has in the table; b"" while the table has none."""

    def take(self, key: bytes) -> bytes | None:
        """Take one entry out; return its value, None where there is none."""
        lines = self._lines(key)
        at = bisect_left(lines, key)
        if at == len(lines) or not lines[at].startswith(key + _NUL):
            return None
        return lines.pop(at)[len(key) + 1 :]

    def put(self, key: bytes, value: bytes) -> bytes | None:
        """Put one entry in; return the value it had before, None where there was none."""
        line = line_of(key, value)
        before = self.take(key)
        insort(self._lines(key), line)
        return before

    def flush(self) -> None:
        """Write the blocks that were read."""
        for fence, lines in sorted(self._open.items()):
            pairs = [
                (entry_of(part[-1])[0], sealed(_NEWLINE.join(part)))
                for part in cut(lines)
            ]
            if fence and (not pairs or pairs[-1][0] != fence):
                self._cursor.set_key(fence)
                self._cursor.delete()
            for last, block in pairs:
                self._cursor.put(last, block)
        self._open.clear()

    def _lines(self, key: bytes) -> list[bytes]:
        """Return the lines among which *key* is, or would be."""
        if self._cursor.set_range(key) or self._cursor.last():
            fence = self._cursor.key()
        else:
            fence = b""
        lines = self._open.get(fence)
        if lines is None:
            if len(self._open) >= OPEN_MAX:
                self.flush()
                return self._lines(key)
            lines = lines_in(self._cursor.value()) if fence else []
            self._open[fence] = lines
        return lines


def cut(lines: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Yield *lines* in as few parts as fit in blocks, of about the same size."""
    ends = list(accumulate(len(line) + 1 for line in lines))
    room = BLOCK_BYTES + 1  # the newline of the last line is not written
    start, base = 0, 0
    while start < len(lines):
        left = ends[-1] - base
        aim = base + left // -(-left // room)
        stop = bisect_left(ends, aim, start) + 1
        if ends[stop - 1] - base > room:
            stop = max(stop - 1, start + 1)  # one line may be more than a block is
        yield lines[start:stop]
        start, base = stop, ends[stop - 1]
