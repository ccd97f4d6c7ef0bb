"""Parquet in batches: texts, and dates and whole numbers that are read as text."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from screening.errors import FeedRefused
from screening.feeds.columns import LINE, Columns
from screening.feeds.csv_header import check_names
from screening.feeds.rows import Rows, empty_is_absent, whole_frame

BATCH_ROWS = 250_000
_TEXT_LIKE = (pl.String, pl.Categorical, pl.Enum, pl.Date, pl.Null)


def parquet_rows(
    file: Path, columns: Columns, *, batch_rows: int = BATCH_ROWS
) -> Iterator[Rows]:
    """Yield the rows of a Parquet file in batches; their line is the row's number.

    Raises `FeedRefused` when it is none, or its columns are not those of the contract.
    """
    try:
        lazy = pl.scan_parquet(file, glob=False)
        schema = lazy.collect_schema()
        check_names(schema.names(), columns, file=file)
        _check_types(schema, file)
        texts = lazy.select(pl.all().cast(pl.String)).with_row_index(LINE, 1)
        for frame in texts.collect_batches(chunk_size=batch_rows):
            numbered = frame.with_columns(pl.col(LINE).cast(pl.Int64))
            yield Rows(whole_frame(empty_is_absent(numbered), columns))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise FeedRefused(
            file=file, reason="it cannot be read as Parquet", cure="deliver it again"
        ) from error


def _check_types(schema: pl.Schema, file: Path) -> None:
    for name, kind in schema.items():
        if not (kind in _TEXT_LIKE or kind.is_integer()):
            reason = f"column {name!r} holds {kind}, not text"
            raise FeedRefused(file=file, reason=reason)
