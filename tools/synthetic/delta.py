"""A delta that follows a delivered feed: new records, changed ones, withdrawals."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from screening.feeds.columns import LINE, OP, PUT, Columns, columns_of
from screening.feeds.csv_blocks import csv_rows
from screening.feeds.files import DeliveredFile, FileFormat, file_format, opened
from screening.feeds.jsonl_blocks import JsonRows
from screening.feeds.parquet import parquet_rows
from screening.feeds.rows import Rows
from screening.feeds.validate import faults, rules_of
from screening.records import LIMITS, Database
from tools.synthetic.make import Wish, texts

NEW_SHARE, CHANGED_SHARE = 0.5, 0.3
"""The rest are withdrawals."""
HELD_FOR_EACH_CHANGE = 4
_NUMBERS_APART = 1_000_000_000
"""Records of revision n are numbered from n times this: no feed has so many."""
ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def delta_rows(
    wish: Wish, of: Path, *, of_delta: bool, changes: int, revision: int
) -> pl.DataFrame:
    """Return *changes* rows with `op`, in an order that the seed decides.

    Records to change are those of the file *of*; of a delta, those that it put.
    """
    rng = np.random.default_rng([wish.seed, revision])
    database = Database(wish.database)
    wanted = changes * HELD_FOR_EACH_CHANGE
    held = _good_rows(of, database, delta=of_delta, wanted=wanted)
    touched = min(changes - int(changes * NEW_SHARE), held.height)
    picked = held[np.sort(rng.choice(held.height, touched, replace=False))]
    changed = min(int(changes * CHANGED_SHARE), touched)
    columns = columns_of(database, delta=True)
    naming = set(columns.naming)
    made = [name for name in columns.known if name not in LIMITS]
    new = _new_rows(wish, changes - touched, revision)
    rows = pl.concat(
        [
            new.with_columns(pl.lit("put").alias(OP)).select(made),
            _changed(picked[:changed], revision).select(made),
            picked[changed:]
            .with_columns(pl.lit("withdraw").alias(OP))
            .select(
                pl.col(n) if n in naming else pl.lit(None, pl.String).alias(n)
                for n in made
            ),
        ]
    )
    return rows[rng.permutation(rows.height)]


def _changed(rows: pl.DataFrame, revision: int) -> pl.DataFrame:
    """Return rows whose owner has something to add."""
    remark = pl.lit(f"changed in revision {revision}").alias("remarks")
    return rows.with_columns(pl.lit("put").alias(OP), remark)


def new_records(wish: Wish, count: int, revision: int) -> Wish:
    """Return the wish for *count* records that no earlier revision has."""
    return Wish(
        database=wish.database,
        records=count,
        seed=wish.seed,
        first=revision * _NUMBERS_APART,
        bad_percent=0.0,
        specimens=False,
    )


def _new_rows(wish: Wish, count: int, revision: int) -> pl.DataFrame:
    made = texts(new_records(wish, count, revision))
    return pl.read_csv(b"".join(made), infer_schema=False)


def _good_rows(
    path: Path, database: Database, *, delta: bool, wanted: int
) -> pl.DataFrame:
    """Return the first good rows of the feed in *path*, about as many as *wanted*."""
    rules = rules_of(database, delta=delta, foreign_documents=False, now=ANY_DAY)
    columns = columns_of(database, delta=delta)
    found = [pl.DataFrame(schema=dict.fromkeys(columns.known, pl.String))]
    with opened(path) as delivered:
        for batch in _batches(delivered, columns):
            bad = faults(batch.frame, rules)["index"].to_list()
            numbered = batch.frame.with_row_index().drop(LINE)
            good = numbered.filter(~pl.col("index").is_in(bad)).drop("index")
            good = good.cast({pl.Categorical: pl.String})
            found.append(good.filter(pl.col(OP) == PUT) if delta else good)
            if sum(frame.height for frame in found) >= wanted:
                break
    held = pl.concat(found)
    return held.drop(OP) if delta else held


def _batches(delivered: DeliveredFile, columns: Columns) -> Iterator[Rows]:
    kind, compression = file_format(delivered.path)
    if kind is FileFormat.PARQUET:
        return parquet_rows(delivered.path, columns)
    content = delivered.content(compression)
    if kind is FileFormat.CSV:
        return csv_rows(content, columns, file=delivered.path)
    return JsonRows(columns).rows(content)
