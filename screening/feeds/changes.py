"""The changes of a delta, gathered as its rows are read and made as they are asked for."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

import polars as pl

from screening.feeds.columns import LINE, OP, PUT, WITHDRAW
from screening.feeds.rows import Batch_contra, Rows
from screening.index import vehicles
from screening.index.document_columns import DocumentColumns
from screening.records import Database, VehicleRecord, VehicleStatus
from screening.storage.writer import Replacement

if TYPE_CHECKING:
    from screening.index.persons.segments import SegmentBuilder

Row = Mapping[str, str | None]
_ROWS_AT_ONCE = 1 << 16


class Changes(Protocol[Batch_contra]):
    """What a delta changes. All of it is added before any of it is asked for."""

    def add(self, rows: Batch_contra) -> None:
        """Take good *rows*, which come in the order of the file."""

    def series(self) -> int:
        """Return how many series are put."""

    def __iter__(self) -> Iterator[Replacement]:
        """Yield all changes, the last one of a record after those before it."""

    def names(self) -> int:
        """Return how many records the changes yielded so far named."""

    def beside(self) -> "SegmentBuilder | None":
        """Return what the changes put beside the table, if anything."""


class TableChanges:
    """The changes of a delta of documents or vehicles.

    As columns a row takes some 300 bytes of memory, as a change twice as much again: so
    only some of them are changes at any time.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._frames: list[pl.DataFrame] = []
        self._names: set[int] = set()

    def add(self, rows: Rows) -> None:
        """Keep the columns."""
        if rows.frame.height:
            self._frames.append(rows.frame)

    def series(self) -> int:
        """Return how many series are put."""
        is_series = (pl.col(OP) == PUT) & pl.col("number_to").is_not_null()
        return sum(
            int(frame.select(is_series.sum()).item())
            for frame in self._frames
            if "number_to" in frame.columns
        )

    def names(self) -> int:
        """Return how many records the changes so far named."""
        return len(self._names)

    def beside(self) -> None:
        """Return nothing: all of it is in the table."""

    def __iter__(self) -> Iterator[Replacement]:
        columns = DocumentColumns()
        for frame in self._frames:
            for some in frame.iter_slices(_ROWS_AT_ONCE):
                if self._database is Database.DOCUMENTS:
                    made = columns.changes(some, withdrawn=some[OP] == WITHDRAW)
                else:
                    made = map(_vehicle_change, _rows(some))
                for change in made:
                    self._names.add(hash((change.name, change.remove)))
                    yield change


def _rows(frame: pl.DataFrame) -> Iterator[Row]:
    return frame.drop(LINE).iter_rows(named=True)


def _vehicle_change(row: Row) -> Replacement:
    fields = _fields(row)
    if row[OP] == WITHDRAW:
        return vehicles.withdrawal(owner=fields["owner"], record_id=fields["record_id"])
    status = VehicleStatus(fields.pop("status"))
    return vehicles.replacement(VehicleRecord(status=status, **fields))


def _fields(row: Row) -> dict[str, str]:
    """Return what is there of a row, besides what is to be done with it."""
    return {name: text for name, text in row.items() if text is not None and name != OP}
