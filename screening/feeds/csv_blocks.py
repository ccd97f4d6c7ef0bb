"""CSV (RFC 4180) in blocks: a fast way for plain blocks, a careful one for the others.

Three readers, each answering as the next one would, so speed changes nothing:

    plain     no quote, no NUL, UTF-8, and as many commas as whole rows have: polars
    quoted    quotes that are all in their place: the csv module, a block at a time
    careful   anything else: `csv_lines`, a line at a time, finding each bad row
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from screening.errors import FeedRefused
from screening.feeds.columns import LINE, Columns
from screening.feeds.csv_header import csv_header
from screening.feeds.csv_lines import csv_lines
from screening.feeds.csv_plain import is_utf8, numbered, plain
from screening.feeds.line_blocks import (
    BLOCK_BYTES,
    LINE_BYTES_MAX,
    Block,
    LineBlocks,
    has_long_line,
    without_mark,
)
from screening.feeds.rows import BadRow, Rows, empty_is_absent, whole_frame

if TYPE_CHECKING:
    from screening.feeds.quick_ahead import QuickAhead

Quickly = Callable[[list[str]], "QuickAhead | None"]
"""Returns what takes plain rows of a file with these names in its header."""

_PART_BYTES = 2 << 20
"""Of a block with something unusual: only parts that need care are read with care."""
_BAD_AT_ONCE = 10_000
"""Bad rows held at most, or about as many: a file may hold nothing else."""


def csv_rows(
    pieces: Iterable[bytes],
    columns: Columns,
    *,
    file: Path,
    block_bytes: int = BLOCK_BYTES,
    quick: Quickly | None = None,
) -> Iterator[Rows]:
    """Yield the rows of a CSV file in batches. Raises `FeedRefused` for its header.

    *quick*, given the names of the header, takes plain rows before they are read.
    """
    blocks = LineBlocks(without_mark(pieces), block_bytes=block_bytes)
    first = next(iter(blocks), None)
    if first is None:
        raise FeedRefused(file=file, reason="it is empty: not even a header line")
    header, newline, data = first.data.partition(b"\n")
    names = csv_header(header + newline, columns, file=file)
    blocks.put_back(data)
    taker = quick(names) if quick else None
    tried = taker.tried(blocks) if taker else ((block, None) for block in blocks)
    for block, taken in tried:
        if taken is not None:
            frame = whole_frame(taken.left, columns)
            yield Rows(frame, [], taken.filed, taken.rows)
            continue
        parts = _Parts(block, names, columns)
        for frame, bad in parts:
            yield Rows(whole_frame(frame, columns), bad)
        blocks.put_back(parts.rest)


class _Parts:
    """Reads one block, as a whole or in parts. Afterwards *rest* is what was left."""

    def __init__(self, block: Block, names: list[str], columns: Columns) -> None:
        self._block = block
        self._names = names
        self._columns = columns
        self.rest = b""

    def __iter__(self) -> Iterator[tuple[pl.DataFrame, list[BadRow]]]:
        whole = plain(
            self._block.data,
            self._names,
            line=self._block.line,
            types=self._columns.types(),
        )
        if whole is not None:
            yield whole, []
            return
        frames: list[pl.DataFrame] = []
        bad: list[BadRow] = []
        for frame, more in self._carefully():
            frames.append(frame)
            bad += more
            if len(bad) >= _BAD_AT_ONCE:
                yield pl.concat(frames), bad
                frames, bad = [], []
        if frames:
            yield pl.concat(frames), bad

    def _carefully(self) -> Iterator[tuple[pl.DataFrame, list[BadRow]]]:
        parts = LineBlocks(
            _pieces(self._block.data),
            block_bytes=_PART_BYTES,
            first_line=self._block.line,
        )
        for part in parts:
            last = part.last and self._block.last
            frame, bad, rest = read_part(part, self._names, last=last)
            yield frame.select(LINE, *self._names), bad
            if part.last:
                self.rest = rest
            else:
                parts.put_back(rest)


def read_part(
    part: Block, names: list[str], *, last: bool
) -> tuple[pl.DataFrame, list[BadRow], bytes]:
    """Return the rows of a part, its bad rows, and the end that is no whole record."""
    frame = plain(part.data, names, line=part.line)
    if frame is not None:
        return frame, [], b""
    end = len(part.data) if last else _even_end(part.data)
    frame = quoted(part.data[:end], names, line=part.line)
    if frame is not None:
        return frame, [], part.data[end:]
    return csv_lines(part.data, names, line=part.line, last=last)


def quoted(data: bytes, names: list[str], *, line: int) -> pl.DataFrame | None:
    """Return the rows of lines with quotes, None when any of them needs care.

    A quote inside a field needs care as well: it may be one that is out of place.
    """
    ends = data.count(b"\n")
    if not ends or b"\0" in data or not is_utf8(data) or has_long_line(data):
        return None
    try:
        lines = io.StringIO(data.decode(), newline="\n")
        rows = list(csv.reader(lines, strict=True))
    except csv.Error:
        return None
    if len(rows) != ends or set(map(len, rows)) != {len(names)}:
        return None
    fields = zip(names, zip(*rows, strict=True), strict=True)
    frame = pl.DataFrame({n: pl.Series(n, values, pl.String) for n, values in fields})
    quotes = pl.any_horizontal(pl.all().str.contains('"', literal=True))
    if frame.select(quotes.any()).item():
        return None
    return numbered(empty_is_absent(frame), line)


def _even_end(data: bytes) -> int:
    """Return where the last line ends before which the quotes are even in number.

    0 when there is none near: the record across the end is too long to be one.
    """
    end, quotes = len(data) - 1, data.count(b'"')
    while end >= 0 and len(data) - end <= LINE_BYTES_MAX:
        if quotes % 2 == 0:
            return end + 1
        before = data.rfind(b"\n", 0, end)
        quotes -= data.count(b'"', before + 1, end)
        end = before
    return 0


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _PART_BYTES):
        yield data[start : start + _PART_BYTES]
