"""CSV a line at a time, for blocks in which something may be wrong.

The rule that decides what is a row: a record begins at the start of a line and ends at
the first newline outside quotes. If that gives no row of the right width (a quote out
of place, bytes that are not text, too long) or takes in lines that are rows themselves,
the *first line* of it is one bad row and reading goes on with the next line. So one
stray quote costs one line, not the rest.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from screening.feeds.columns import LINE
from screening.feeds.csv_plain import plain
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
    found = _Found(names)
    at, commas = 0, len(names) - 1
    while at < len(lines):
        raw, taken = lines[at], 1
        if raw.count(b",") == commas and _is_plain(raw):
            found.plain.append(raw)
            found.plain_numbers.append(line + at)
        else:
            try:
                taken = found.read(lines, at, line=line, last=last)
            except _Incomplete:
                return found.frame(), found.bad, b"\n".join([*lines[at:], b""])
        at += taken
    return found.frame(), found.bad, b""


def _is_plain(raw: bytes) -> bool:
    """Tell whether a line with the right number of commas is a row beyond doubt."""
    return (
        raw.isascii()
        and b'"' not in raw
        and b"\0" not in raw
        and b"\r" not in raw
        and len(raw) <= LINE_BYTES_MAX
    )


class _Found:
    """What a block turned out to hold."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self.plain: list[bytes] = []
        self.plain_numbers: list[int] = []
        self._rows: list[list[str]] = []
        self._numbers: list[int] = []
        self.bad: list[BadRow] = []

    def read(self, lines: list[bytes], at: int, *, line: int, last: bool) -> int:
        """Read the record that begins at line *at*, return how many lines it took."""
        try:
            row, taken = _row(lines, at, len(self._names), last=last)
        except _Unreadable as fault:
            self.bad.append(BadRow(line + at, "", str(fault), row_text(lines[at])))
            return 1
        if row is not None:
            self._rows.append(row)
            self._numbers.append(line + at)
        return taken

    def frame(self) -> pl.DataFrame:
        """Return all rows in the order of the file."""
        schema = dict.fromkeys(self._names, pl.String)
        text = b"\n".join([*self.plain, b""])
        easy = plain(text, self._names, line=0)
        if easy is None:
            split = [raw.decode().split(",") for raw in self.plain]
            easy = pl.DataFrame(split, schema=schema, orient="row")
        hard = pl.DataFrame(self._rows, schema=schema, orient="row")
        parts = [
            part.select(self._names).with_columns(pl.Series(LINE, numbers, pl.Int64))
            for part, numbers in (
                (easy, self.plain_numbers),
                (hard, self._numbers),
            )
        ]
        return empty_is_absent(pl.concat(parts)).sort(LINE)


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
    following = lines[at + 1 : at + taken]
    if any(part.count(b",") >= width - 1 for part in following):
        # Whole rows between two quotes: each of those quotes is a stray one.
        raise _Unreadable(QUOTE)
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
