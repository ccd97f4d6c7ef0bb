"""A column at a time gives the same bytes as a record at a time."""

from dataclasses import asdict

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from screening.index import documents, vehicles
from screening.index.columns import document_numbers, file_documents, file_vehicles
from screening.normalize.documents import document_number
from screening.records import DocumentRecord, VehicleRecord
from tests import world


def _frame(records: list[DocumentRecord] | list[VehicleRecord]) -> pl.DataFrame:
    rows = [
        {name: None if v is None else str(v) for name, v in asdict(record).items()}
        for record in records
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))


@given(st.lists(world.documents | world.series(), min_size=1, max_size=8))
def test_documents_by_column_are_filed_as_one_by_one(
    records: list[DocumentRecord],
) -> None:
    """Keys, values and filing keys of a frame are those of its records."""
    filed = file_documents(_frame(records))

    singles = [r for r in records if r.number_to is None]
    blanks = [r for r in records if r.number_to is not None]
    assert sorted(filed.entries.select("key", "value").rows()) == sorted(
        pair for record in singles for pair in documents.entries(record)
    )
    assert sorted(filed.intervals.select("key", "value").rows()) == sorted(
        map(documents.interval, blanks)
    )
    assert sorted(filed.entries["filing_key"].to_list()) == sorted(
        key for record in singles for key in documents.filing_keys(record)
    )


@given(st.lists(world.vehicles, min_size=1, max_size=8))
def test_vehicles_by_column_are_filed_as_one_by_one(
    records: list[VehicleRecord],
) -> None:
    """Keys, values and names of a frame of vehicles are those of its records."""
    filed = file_vehicles(_frame(records))

    assert sorted(filed.entries.select("key", "value").rows()) == sorted(
        pair for record in records for pair in vehicles.entries(record)
    )
    assert len(filed.names) == len(records)


@given(st.lists(st.none() | st.text(), min_size=1))
def test_document_numbers_of_a_column_are_the_scalar_ones(
    texts: list[str | None],
) -> None:
    """Whatever the text, column and scalar agree; null stays null."""
    column = pl.Series(texts, dtype=pl.String)

    expected = [None if text is None else document_number(text) for text in texts]
    assert document_numbers(column).to_list() == expected
