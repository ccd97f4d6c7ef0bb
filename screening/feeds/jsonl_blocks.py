"""JSON Lines in blocks: one object on each line, decoded into typed structs.

Two readers that answer alike: a block at a time when every line begins an object, else
a line at a time, so that each bad row is found.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import polars as pl

from screening.feeds.columns import LINE, Columns
from screening.feeds.csv_lines import NOT_UTF8, NUL
from screening.feeds.line_blocks import (
    LINE_BYTES_MAX,
    Block,
    LineBlocks,
    has_long_line,
    longer_line_than,
    without_mark,
)
from screening.feeds.rows import BadRow, Rows, empty_is_absent, row_text, whole_frame

JSONL_BLOCK_BYTES = 4 << 20
"""Objects take more room than the text they are read from."""
NOT_JSON = "not JSON"
NOT_TEXT = "not a text"
UNKNOWN_KEY = "unknown key"
_NUMBERS_TOO = frozenset({"year"})
_UNKNOWN = re.compile(r"unknown field `([^`]{1,64})`")
_WHERE = re.compile(r"at `\$\.([a-z_]+)`")


class JsonRows:
    """Decodes the lines of one kind of file."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._decoder = msgspec.json.Decoder(
            msgspec.defstruct(
                "Row",
                [(name, _type(name), None) for name in columns.known],
                forbid_unknown_fields=True,
                gc=False,
            )
        )

    def rows(
        self, pieces: Iterable[bytes], *, block_bytes: int = JSONL_BLOCK_BYTES
    ) -> Iterator[Rows]:
        """Yield the rows of a file in batches."""
        for block in LineBlocks(without_mark(pieces), block_bytes=block_bytes):
            found = self.together(block)
            yield found if found is not None else self.one_by_one(block)

    def together(self, block: Block) -> Rows | None:
        """Return the rows of a block, None when any line needs care."""
        lines = block.data.count(b"\n")
        if block.data.count(b"\n{") + block.data.startswith(b"{") != lines:
            return None
        if has_long_line(block.data):
            return None
        try:
            objects = self._decoder.decode_lines(block.data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        # Every line begins an object, and none can go on over a newline before "{".
        if len(objects) != lines:
            return None
        return self._framed(objects, list(range(block.line, block.line + lines)), [])

    def one_by_one(self, block: Block) -> Rows:
        """Return the rows of a block, and its bad rows."""
        objects, numbers, bad = [], [], []
        for number, raw in enumerate(block.data.split(b"\n")[:-1], start=block.line):
            if not raw.strip():
                continue
            fault = unreadable(raw)
            if fault is None:
                try:
                    objects.append(self._decoder.decode(raw))
                    numbers.append(number)
                    continue
                except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                    fault = _fault(error)
            bad.append(BadRow(number, *fault, row_text(raw)))
        return self._framed(objects, numbers, bad)

    def _framed(
        self, objects: list[Any], numbers: list[int], bad: list[BadRow]
    ) -> Rows:
        known = self._columns.known
        fields = zip(*map(msgspec.structs.astuple, objects), strict=True)
        held = dict(zip(known, fields, strict=True)) if objects else {}
        frame = pl.DataFrame(
            [
                pl.Series(LINE, numbers, pl.Int64),
                *(_series(name, held.get(name, ())) for name in known),
            ]
        )
        return Rows(whole_frame(empty_is_absent(frame), self._columns), bad)


def _type(name: str) -> Any:  # noqa: ANN401  # a type form has no narrower type
    return str | int | None if name in _NUMBERS_TOO else str | None


def _series(name: str, values: tuple[Any, ...]) -> pl.Series:
    if name in _NUMBERS_TOO:
        values = tuple(v if v is None else str(v) for v in values)
    return pl.Series(name, values, pl.String)


def unreadable(
    raw: bytes, *, line_bytes_max: int = LINE_BYTES_MAX
) -> tuple[str, str] | None:
    """Return field and reason of what need not even be decoded."""
    if len(raw) > line_bytes_max:
        return "", longer_line_than(line_bytes_max)
    if b"\0" in raw:
        return "", NUL
    try:
        raw.decode()
    except UnicodeDecodeError:
        return "", NOT_UTF8
    return None


def _fault(error: Exception) -> tuple[str, str]:
    """Return field and reason, without the value, of what the decoder found."""
    text = str(error)
    if not isinstance(error, msgspec.ValidationError):
        return "", NOT_JSON
    if unknown := _UNKNOWN.search(text):
        return unknown[1], UNKNOWN_KEY
    if where := _WHERE.search(text):
        return where[1], NOT_TEXT
    return "", "not an object of texts"
