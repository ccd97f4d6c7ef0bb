"""Parquet: text, dates and whole numbers go in; anything else is refused."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import FeedRefused
from screening.feeds.columns import Columns
from screening.feeds.parquet import parquet_rows

COLUMNS = Columns(known=("a", "b"), required=("a",), naming=("a",))


def test_rows_are_numbered_and_read_as_text(tmp_path: Path) -> None:
    """Batches are as large as asked for; the line is the number of the row."""
    path = tmp_path / "x.parquet"
    days = [date(2024, 1, 31), None, None]
    pl.DataFrame({"b": days, "a": [1, 2, 3]}).write_parquet(path)
    batches = list(parquet_rows(path, COLUMNS, batch_rows=2))
    rows = [row for batch in batches for row in batch.frame.rows()]

    assert rows == [(1, "1", "2024-01-31"), (2, "2", None), (3, "3", None)]


def test_empty_text_is_absent(tmp_path: Path) -> None:
    """As in CSV, a text without characters is none."""
    path = tmp_path / "x.parquet"
    pl.DataFrame({"a": ["", "1"]}).write_parquet(path)
    (batch,) = parquet_rows(path, COLUMNS)

    assert batch.frame.rows() == [(1, None, None), (2, "1", None)]


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (pl.DataFrame({"a": ["1"], "colour": ["red"]}), "unknown column 'colour'"),
        (pl.DataFrame({"b": ["1"]}), "column 'a' is missing"),
        (pl.DataFrame({"a": [1.5]}), "holds Float64, not text"),
        (pl.DataFrame({"a": [["1"]]}), "not text"),
        (pl.DataFrame({"a": [b"1"]}), "not text"),
    ],
)
def test_columns_that_do_not_fit(
    tmp_path: Path, frame: pl.DataFrame, text: str
) -> None:
    """Names and kinds of columns are those of the contract."""
    path = tmp_path / "x.parquet"
    frame.write_parquet(path)
    with pytest.raises(FeedRefused, match=text):
        list(parquet_rows(path, COLUMNS))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_damaged_parquet_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever bytes are changed or missing, there is a clear error or rows."""
    path = tmp_path / "x.parquet"
    pl.DataFrame({"a": ["1", "2"] * 50, "b": ["x", None] * 50}).write_parquet(path)
    content = bytearray(path.read_bytes())
    end = data.draw(st.integers(0, len(content)))
    for _ in range(data.draw(st.integers(0, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(
            st.integers(1, 255)
        )
    path.write_bytes(content[:end])
    try:
        rows = sum(batch.frame.height for batch in parquet_rows(path, COLUMNS))
    except FeedRefused:
        rows = 0

    assert rows <= len(content)
