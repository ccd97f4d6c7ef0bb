"""CSV a line at a time, for blocks in which something may be wrong.

The rule that decides what is a row: a record begins at the start of a line and ends at
the first newline outside quotes. If that gives no row of the right width (a quote out
of place, bytes that are not text, too long), the *first line* of it is one bad row and
reading goes on with the next line. So one stray quote costs one line, not the rest.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from screening.feeds.columns import LINE
from screening.feeds.line_blocks import LINE_BYTES_MAX, TOO_LONG
from screening.feeds.rows import BadRow, empty_is_absent, row_text

NOT_UTF8 = "not UTF-8"
NUL = "NUL byte"
QUOTE = "unbalanced or misplaced quote"
WIDTH = "wrong number of fields"


class _Unreadable(Exception):
    """The line is no row, for the reason given."""


class _Incomplete(Exception):
    """The record goes on beyond the block."""


@dataclass(slots=True)
class _Record:
    """One record on its way through the csv module, which asks for its lines."""

    lines: list[bytes]
    first: int
    last: bool
    taken: int = 0
    quotes: int = 0

    def texts(self) -> Iterator[str]:
        """Yield line after line of the record; raise when it cannot be one."""
        size = 0
        for position in range(self.first, len(self.lines)):
            raw = self.lines[position]
            size += len(raw) + 1
            if self.taken and size > LINE_BYTES_MAX:
                raise _Unreadable(QUOTE)
            text = _text(raw)
            self.taken += 1
            self.quotes += text.count('"')
            yield text + "\n"
        if not self.last:
            raise _Incomplete


def csv_lines(
    data: bytes, names: list[str], *, line: int, last: bool
) -> tuple[pl.DataFrame, list[BadRow], bytes]:
    """Return the rows of *data*, its bad rows, and the end that is no whole record.

    *line* is the number of the first line. When nothing follows (*last*), that end is
    empty: an unfinished record is a bad row then.
    """
    lines = data.split(b"\n")[:-1]
    rows: list[list[str]] = []
    numbers: list[int] = []
    bad: list[BadRow] = []
    at, rest = 0, b""
    while at < len(lines):
        taken = 1
        try:
            row, taken = _row(lines, at, len(names), last=last)
        except _Unreadable as fault:
            bad.append(BadRow(line + at, "", str(fault), row_text(lines[at])))
        except _Incomplete:
            rest = b"\n".join([*lines[at:], b""])
            break
        else:
            if row is not None:
                rows.append(row)
                numbers.append(line + at)
        at += taken
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    frame = empty_is_absent(frame).with_columns(pl.Series(LINE, numbers, pl.Int64))
    return frame, bad, rest


def _row(
    lines: list[bytes], at: int, width: int, *, last: bool
) -> tuple[list[str] | None, int]:
    """Return the row that begins there, and its lines; no row for an empty line."""
    raw = lines[at]
    if raw in (b"", b"\r"):
        return None, 1
    if b'"' in raw:
        row, taken = _quoted_row(_Record(lines, at, last))
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
