"""CSV with care, for blocks in which something may be wrong.

Lines that are rows beyond doubt are told by counting and read together; only the others
are read one by one.

The rule that decides what is a row: a record begins at the start of a line and ends at
the first newline outside quotes. If that gives no row of the right width (a quote out
of place, bytes that are not text, too long) or takes in lines that are rows themselves,
the *first line* of it is one bad row and reading goes on with the next line. So one
stray quote costs one line, not the rest.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.feeds.columns import LINE
from screening.feeds.csv_plain import is_utf8, line_ends, plain
from screening.feeds.line_blocks import LINE_BYTES_MAX, TOO_LONG
from screening.feeds.rows import BadRow, empty_is_absent, row_text

NOT_UTF8 = "not UTF-8"
NUL = "NUL byte"
QUOTE = "unbalanced or misplaced quote"
WIDTH = "wrong number of fields"
_ASCII_MAX = 0x7F


class _Unreadable(Exception):
    """The line is no row, for the reason given."""


class _Incomplete(Exception):
    """The record goes on beyond the block."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a block, by where they begin and end."""

    data: bytes
    starts: npt.NDArray[np.intp]
    ends: npt.NDArray[np.intp]
    last: bool
    """Nothing follows the block."""

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, at: int) -> bytes:
        return self.data[self.starts[at] : self.ends[at]]


@dataclass(slots=True)
class _Record:
    """One record on its way through the csv module, which asks for its lines."""

    lines: _Lines
    first: int
    width: int
    taken: int = 0
    quotes: int = 0

    def texts(self) -> Iterator[str]:
        """Yield line after line of the record; raise when it cannot be one."""
        size = 0
        for position in range(self.first, len(self.lines)):
            raw = self.lines[position]
            size += len(raw) + 1
            if self.taken and (size > LINE_BYTES_MAX or self._is_row(raw)):
                raise _Unreadable(QUOTE)
            text = _text(raw)
            self.taken += 1
            self.quotes += text.count('"')
            yield text + "\n"
        if not self.lines.last:
            raise _Incomplete

    def _is_row(self, raw: bytes) -> bool:
        """Tell whether a line within quotes is a row: then the quotes are stray ones."""
        before, _, _ = raw.partition(b'"')
        return before.count(b",") >= self.width - 1


def csv_lines(
    data: bytes, names: list[str], *, line: int, last: bool
) -> tuple[pl.DataFrame, list[BadRow], bytes]:
    """Return the rows of *data*, its bad rows, and the end that is no whole record.

    *line* is the number of the first line. When nothing follows (*last*), that end is
    empty: an unfinished record is a bad row then.
    """
    ends = line_ends(data)
    lines = _Lines(data, np.concatenate([[0], ends[:-1] + 1]), ends, last)
    easy = _easy(lines, len(names))
    rows: list[list[str]] = []
    numbers: list[int] = []
    bad: list[BadRow] = []
    done, rest = 0, b""
    for at in np.flatnonzero(~easy).tolist():
        if at < done:
            continue
        try:
            row, taken = _row(lines, at, len(names))
        except _Unreadable as fault:
            bad.append(BadRow(line + at, "", str(fault), row_text(lines[at])))
            continue
        except _Incomplete:
            rest = data[lines.starts[at] :]
            easy[at:] = False
            break
        done = at + taken
        if row is not None:
            rows.append(row)
            numbers.append(at)
    frame = _framed(lines, easy, names, (rows, numbers))
    return frame.with_columns(pl.col(LINE) + line), bad, rest


def _easy(lines: _Lines, width: int) -> npt.NDArray[np.bool_]:
    """Tell of each line whether it is a row beyond doubt: no Python for those."""
    if not len(lines):
        return np.zeros(0, np.bool_)
    chars = np.frombuffer(lines.data, np.uint8)
    odd = (chars == ord('"')) | (chars == 0) | (chars == ord("\r"))
    if not is_utf8(lines.data):
        odd |= chars > _ASCII_MAX
    commas = np.add.reduceat(chars == ord(","), lines.starts, dtype=np.int64)
    whole = (commas == width - 1) & ~np.logical_or.reduceat(odd, lines.starts)
    return np.asarray(whole & (lines.ends - lines.starts <= LINE_BYTES_MAX), np.bool_)


def _framed(
    lines: _Lines,
    easy: npt.NDArray[np.bool_],
    names: list[str],
    others: tuple[list[list[str]], list[int]],
) -> pl.DataFrame:
    """Return all rows in the order of the file, with their places in the block."""
    schema = dict.fromkeys(names, pl.String)
    lengths = lines.ends - lines.starts + 1
    chars = np.frombuffer(lines.data, np.uint8)
    text = chars[: lengths.sum()][np.repeat(easy, lengths)].tobytes()
    frame = plain(text, names, line=0)
    if frame is None:
        split = [raw.split(",") for raw in text.decode().split("\n")[:-1]]
        frame = pl.DataFrame(split, schema=schema, orient="row")
    rows, numbers = others
    hard = pl.DataFrame(rows, schema=schema, orient="row")
    places = (np.flatnonzero(easy).tolist(), numbers)
    parts = [
        part.select(names).with_columns(pl.Series(LINE, where, pl.Int64))
        for part, where in zip((frame, hard), places, strict=True)
    ]
    return empty_is_absent(pl.concat(parts)).sort(LINE)


def _row(lines: _Lines, at: int, width: int) -> tuple[list[str] | None, int]:
    """Return the row that begins there, and its lines; no row for an empty line."""
    raw = lines[at]
    if raw in (b"", b"\r"):
        return None, 1
    if b'"' in raw:
        row, taken = _quoted_row(_Record(lines, at, width))
    else:
        row, taken = _text(raw).removesuffix("\r").split(","), 1
    if len(row) != width:
        raise _Unreadable(WIDTH)
    return row, taken


def _quoted_row(record: _Record) -> tuple[list[str], int]:
    try:
        row = next(csv.reader(record.texts(), strict=True))
    except csv.Error as error:
        raise _Unreadable(QUOTE) from error
    if record.quotes % 2:
        raise _Unreadable(QUOTE)
    return row, record.taken


def _text(raw: bytes) -> str:
    if len(raw) > LINE_BYTES_MAX:
        raise _Unreadable(TOO_LONG)
    if b"\0" in raw:
        raise _Unreadable(NUL)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _Unreadable(NOT_UTF8) from error
