"""Documents and vehicles: rows in columns, from file to filing.

A frame at a time is read, judged and filed; of a large file of documents plain rows come
filed already.
"""

from collections.abc import Iterator
from contextlib import closing

import polars as pl

from screening.feeds.ahead import ahead
from screening.feeds.columns import LINE, Columns, columns_of
from screening.feeds.csv_blocks import Quickly, csv_rows
from screening.feeds.files import DeliveredFile, FileFormat, file_format
from screening.feeds.jsonl_blocks import JsonRows
from screening.feeds.parquet import parquet_rows
from screening.feeds.rows import BadRow, Judged, Rows
from screening.feeds.validate import Rules, faults, unknown_states
from screening.index.columns import Filed, file_vehicles
from screening.index.document_columns import DocumentColumns
from screening.records import LIMITS, Database

QUICK_BYTES = 32 << 20
"""From this size of a file on, plain rows are taken by compiled loops."""


class TableReading:
    """Reads one file of documents or vehicles, once."""

    def __init__(
        self, delivered: DeliveredFile, rules: Rules, *, named: str | None
    ) -> None:
        """Read *delivered* as the format *named* says, or as the file is called."""
        self._delivered = delivered
        self._rules = rules
        self._named = named
        self._columns = columns_of(rules.database, delta=rules.delta)

    def judged(self) -> Iterator[Judged[Rows]]:
        """Yield the rows that go in, in the order of the file, with their `line`."""
        with closing(ahead(self._batches())) as batches:
            for batch in batches:
                yield judged_batch(batch, self._rules, self._columns)

    def as_of(self) -> None:
        """Say nothing: only a manifest says when rows were true."""

    def notes(self) -> list[str]:
        """Return nothing."""
        return []

    def warnings(self) -> list[str]:
        """Return nothing."""
        return []

    def _batches(self) -> Iterator[Rows]:
        path = self._delivered.path
        kind, compression = file_format(path, self._named)
        if kind is FileFormat.PARQUET:
            return parquet_rows(path, self._columns)
        content = self._delivered.content(compression)
        if kind is FileFormat.CSV:
            return csv_rows(content, self._columns, file=path, quick=self._quick())
        return JsonRows(self._columns).rows(content)

    def _quick(self) -> Quickly | None:
        """Return what takes plain rows: worth the second it takes to be there."""
        rules, is_large = self._rules, self._delivered.size >= QUICK_BYTES
        if rules.delta or rules.database is not Database.DOCUMENTS or not is_large:
            return None
        from screening.feeds.quick_ahead import QuickAhead  # noqa: PLC0415

        def taker(names: list[str]) -> QuickAhead | None:
            if not set(LIMITS).isdisjoint(names):  # filed by the scalar code
                return None
            return QuickAhead(names, rules, self._columns.types)

        return taker


def judged_batch(batch: Rows, rules: Rules, columns: Columns) -> Judged[Rows]:
    """Return of a *batch* what goes in by the *rules*, and what does not."""
    found = faults(batch.frame, rules)
    frame, bad = batch.frame, batch.bad
    if found.height:
        bad = [*bad, *_bad_rows(frame[found["index"]], found, columns)]
        bad.sort(key=lambda row: row.line)
        numbered = frame.with_row_index("index")
        frame = numbered.join(
            found, on="index", how="anti", maintain_order="left"
        ).drop("index")
    return Judged(
        Rows(frame, [], batch.filed, batch.filed_rows),
        frame.height + batch.filed_rows,
        bad,
        unknown_states(frame, rules),
    )


class TableFiler:
    """Files rows of documents or vehicles, each as a generation wants it."""

    def __init__(self, database: Database) -> None:
        self._file = (
            file_vehicles if database is Database.VEHICLES else DocumentColumns().file
        )

    def file(self, rows: Rows) -> Iterator[Filed]:
        """Yield *rows* as they are filed."""
        if rows.filed is not None:
            yield rows.filed
        if rows.frame.height:
            yield self._file(rows.frame)

    def segment(self) -> None:
        """Say that nothing lies beside the table."""


def _bad_rows(
    failed: pl.DataFrame, found: pl.DataFrame, columns: Columns
) -> Iterator[BadRow]:
    """Yield rows that can be read but may not go in, written as CSV again."""
    texts = failed.cast({pl.Categorical: pl.String}).select(
        pl.concat_str([_csv_field(n) for n in columns.known], separator=",").alias("")
    )
    for line, name, reason, text in zip(
        failed[LINE], found["field"], found["reason"], texts.to_series(), strict=True
    ):
        yield BadRow(line, name, reason, text)


def _csv_field(name: str) -> pl.Expr:
    """Return a column as fields of CSV, quoted where they need it."""
    text = pl.col(name).fill_null("")
    quoted = pl.concat_str(pl.lit('"'), text.str.replace_all('"', '""'), pl.lit('"'))
    return pl.when(text.str.contains('[",\r\n]')).then(quoted).otherwise(text)
