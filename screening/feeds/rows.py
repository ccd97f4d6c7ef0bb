"""What a delivered file is read into: batches of rows, good ones and unreadable ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

import polars as pl

from screening.feeds.columns import LINE, Columns
from screening.index.columns import Filed

ROW_TEXT_MAX = 4_096
"""Characters of an unreadable row that are kept for the rejects file."""
CUT_MARK = " [cut here]"
"""Ends a row of which more was delivered than is kept."""
Batch = TypeVar("Batch")
Batch_co = TypeVar("Batch_co", covariant=True)
Batch_contra = TypeVar("Batch_contra", contravariant=True)
"""Good rows, in the shape in which their database files them."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that does not go in. *reason* never holds the value, *row* does."""

    line: int
    field: str
    reason: str
    row: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A batch: readable rows in a frame, in the order of the file, and the others.

    The frame has `line` and every column the file may have, absent = null.
    """

    frame: pl.DataFrame
    bad: list[BadRow] = field(default_factory=list)
    filed: Filed | None = None
    """Rows judged and filed already, which are not in the frame."""
    filed_rows: int = 0


@dataclass(frozen=True, slots=True)
class Judged(Generic[Batch_co]):
    """A batch of which each row is known to go in or not."""

    good: Batch_co
    good_rows: int
    bad: list[BadRow] = field(default_factory=list)
    unknown_states: Mapping[str, int] = field(default_factory=dict)
    """State codes that nobody has assigned, and how many good rows bear them."""


class Reading(Protocol[Batch_co]):
    """One pass over a delivered file, by whoever knows its format and its rules."""

    def judged(self) -> Iterator[Judged[Batch_co]]:
        """Yield the rows in the order of the file. Raises `FeedRefused`."""

    def as_of(self) -> str | None:
        """Return when the data was true, where the file says so; known once it is read."""

    def notes(self) -> list[str]:
        """Return what the report says of the file besides; known once it is read."""

    def warnings(self) -> list[str]:
        """Return what the report warns of besides; known once it is read."""


def whole_frame(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """Return *frame* with every column of *columns*, in their order, and `line`.

    Each is text, or a categorical where its values repeat.
    """
    delivered, types = frame.schema, columns.types()
    return frame.select(
        LINE,
        *(
            _as(pl.col(name), delivered[name], types[name])
            if name in delivered
            else pl.lit(None, types[name]).alias(name)
            for name in columns.known
        ),
    )


def _as(column: pl.Expr, given: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    return column.cast(wanted) if given == pl.String and wanted != given else column


def empty_is_absent(frame: pl.DataFrame) -> pl.DataFrame:
    """Return *frame* with null for every empty text."""
    texts = pl.col(pl.String)
    return frame.with_columns(pl.when(texts != "").then(texts).name.keep())


def row_text(text: bytes) -> str:
    """Return an unreadable row as text, cut to what is kept of it and marked so."""
    begin = text[: ROW_TEXT_MAX * 4].decode(errors="backslashreplace")
    if len(begin) <= ROW_TEXT_MAX and len(text) <= ROW_TEXT_MAX * 4:
        return begin
    return begin[:ROW_TEXT_MAX] + CUT_MARK
