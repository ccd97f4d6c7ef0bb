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

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
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
ROOM_SHARE = 64
"""A load leaves one byte in so many free, for one entry more in each block.

Else each first change parts a block in two: the first delta of 20,000 changes on 2 M
records would write 96 MB, not 67, for 1.6 % less on disk before it.
"""
IN_A_ROW_MAX = 512
"""Changes of one block before it is written: each copies all of its text."""
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


def text_in(block: bytes) -> bytes:
    """Return the lines of a block. Raises `DamagedTable` if it is not as written."""
    text = block[CHECKSUM_BYTES:]
    if xxh3_64_digest(text) != block[:CHECKSUM_BYTES]:
        raise DamagedTable(path="table", reason="a block is not what was written")
    return text


def lines_in(block: bytes) -> list[bytes]:
    """Return the entries of a block. Raises `DamagedTable` if it is not as written."""
    return text_in(block).split(_NEWLINE)


def first_key(block: bytes) -> bytes:
    """Return the key of a block's first entry."""
    return block[CHECKSUM_BYTES : block.index(_NUL, CHECKSUM_BYTES)]


def packed(text: bytes, lengths: npt.NDArray[np.integer]) -> list[Pair]:
    """Return blocks of sorted lines, each under its last key, full but for some room.

    *text* is the lines, parted by newlines; *lengths* their bytes, newlines left out.
    """
    ends = (np.cumsum(lengths, dtype=np.int64) + np.arange(len(lengths))).data
    most_bytes = BLOCK_BYTES - BLOCK_BYTES // ROOM_SHARE
    blocks, start, first = [], 0, 0
    while first < len(ends):
        most = min(len(ends), first + most_bytes)
        after = bisect_right(ends, start + most_bytes, first, most)
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


def rewrite(cursor: Cursor, wanted: Mapping[bytes, bytes | None]) -> dict[bytes, bytes]:
    """Make the entry under each key of *wanted* that line, or none; return what was.

    What was are the lines that were there, under their keys. In the order of the keys,
    so that each block is read once, changed in a row and written at once.
    """
    was: dict[bytes, bytes] = {}
    keys, at = sorted(wanted), 0
    while at < len(keys):
        is_within = cursor.set_range(keys[at])
        fence = cursor.key() if is_within or cursor.last() else b""
        stop = bisect_right(keys, fence, at) if is_within else len(keys)
        stop = min(stop, at + IN_A_ROW_MAX)
        before = text_in(cursor.value()) if fence else b""
        text = _changed(before, keys[at:stop], wanted, was)
        if text != before:
            _replace(cursor, fence, text)
        at = stop
    return was


def _changed(
    text: bytes,
    keys: Sequence[bytes],
    wanted: Mapping[bytes, bytes | None],
    was: dict[bytes, bytes],
) -> bytes:
    """Return the *text* of a block, changed; what was there of *keys* goes to *was*.

    To take the text apart into lines would be half of the time of a change.
    """
    if text:
        text += _NEWLINE
    for key in keys:
        line = wanted[key]
        at = after = _place(text, key)
        if text.startswith(key + _NUL, at):
            after = text.index(_NEWLINE, at) + 1
            was[key] = text[at : after - 1]
        put = b"" if line is None else line + _NEWLINE
        text = text[:at] + put + text[after:]
    return text[:-1]


def _place(text: bytes, key: bytes) -> int:
    """Return where in *text*, whose lines all end with a newline, that of *key* belongs.

    No key holds a NUL, so the one behind a shorter key tells the two apart in time.
    """
    low, high = 0, len(text)
    while low < high:
        start = text.rfind(_NEWLINE, low, (low + high) // 2) + 1 or low
        if text[start : start + len(key)] < key:
            low = text.index(_NEWLINE, start) + 1
        else:
            high = start
    return low


def _replace(cursor: Cursor, fence: bytes, text: bytes) -> None:
    """Write lines in place of the block under *fence*, at which *cursor* is.

    *fence* is b"" where there is none yet.
    """
    parts = {_last_key(part): sealed(part) for part in cut(text)}
    if fence and fence not in parts:
        cursor.delete()
    for last, block in parts.items():
        cursor.put(last, block)


def _last_key(text: bytes) -> bytes:
    last = text.rfind(_NEWLINE) + 1
    return text[last : text.index(_NUL, last)]


def cut(text: bytes) -> Iterator[bytes]:
    """Yield lines, parted by newlines, in as few parts as fit in blocks, alike in size."""
    start = 0
    while start < len(text):
        left = len(text) - start
        parts = left // (BLOCK_BYTES + 1) + 1  # the last newline of a part is left out
        stop = text.find(_NEWLINE, start + left // parts) if parts > 1 else -1
        stop = stop if stop >= 0 else len(text)
        if stop - start > BLOCK_BYTES:
            before = text.rfind(_NEWLINE, start, stop)
            stop = (
                before if before >= 0 else stop
            )  # one line may be more than a block is
        yield text[start:stop]
        start = stop + 1
