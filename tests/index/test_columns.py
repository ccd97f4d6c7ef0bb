"""A column at a time gives the same bytes as a record at a time."""

from collections.abc import Iterable
from dataclasses import asdict

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import Misused
from screening.index import documents, vehicles
from screening.index.column_hashes import digest_of_entries, hashes_of
from screening.index.columns import file_vehicles
from screening.index.document_columns import CODED, DocumentColumns, document_numbers
from screening.normalize.documents import document_number
from screening.records import DocumentRecord, VehicleRecord
from screening.storage.blocks import line_of
from screening.storage.digest import digest_of_lines
from screening.storage.filter import hashes
from screening.storage.table import ENTRIES
from tests import holding, world


def _frame(records: list[DocumentRecord] | list[VehicleRecord]) -> pl.DataFrame:
    rows = [
        {name: None if v is None else str(v) for name, v in asdict(record).items()}
        for record in records
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))
    return frame.with_row_index("line").cast({"line": pl.Int64})


def _lines(pairs: Iterable[tuple[bytes, bytes]]) -> list[str]:
    return sorted(line_of(*pair).decode() for pair in pairs)


@given(
    st.lists(world.documents | world.series(), min_size=1, max_size=8),
    st.booleans(),
)
def test_documents_by_column_are_filed_as_one_by_one(
    records: list[DocumentRecord],
    as_categories: bool,  # noqa: FBT001  # hypothesis gives it by its place
) -> None:
    """Keys, values and filing keys of a frame are those of its records."""
    columns, frame = DocumentColumns(), _frame(records)
    kinds = [pl.col(n).cast(pl.Categorical(pl.Categories.random())) for n in CODED]
    columns.file(frame[:1])  # what it remembers of a batch is no part of the next
    filed = columns.file(frame.with_columns(kinds) if as_categories else frame)

    singles = [r for r in records if r.number_to is None]
    blanks = [r for r in records if r.number_to is not None]
    assert sorted(filed.entries["entry"]) == _lines(
        pair for record in singles for pair in documents.entries(record)
    )
    assert sorted(filed.intervals.select("key", "value").rows()) == sorted(
        map(documents.interval, blanks)
    )
    assert sorted(filed.entries["filing_key"].to_list()) == sorted(
        key.decode() for record in singles for key in documents.filing_keys(record)
    )


CHANGES = st.tuples(world.documents | world.series(), st.booleans(), st.booleans())


@given(st.lists(CHANGES, min_size=1, max_size=8))
def test_changes_by_column_are_those_made_one_by_one(
    changes: list[tuple[DocumentRecord, bool, bool]],
) -> None:
    """Put or withdrawn, single or series, in their order, whatever a withdrawal says."""
    frame = _frame([record for record, _, _ in changes])
    withdrawn = pl.Series([withdraw for _, withdraw, _ in changes])
    bare = pl.Series([withdraw and bare for _, withdraw, bare in changes])
    naming = ("line", "record_id", "owner", "issuing_state", "document_number")
    frame = frame.with_columns(pl.when(~bare).then(pl.all().exclude(naming)))
    made = DocumentColumns().changes(frame, withdrawn=withdrawn)

    assert list(made) == [
        holding.withdraw(record) if withdraw else holding.put(record)
        for record, withdraw, _ in changes
    ]


def test_a_change_that_was_not_validated_is_our_own_fault() -> None:
    """Nothing is filed of a row without a status, and nothing is left out silently."""
    frame = _frame([world.stolen_passport()])
    for name in ("status", "record_id"):
        spoilt = frame.with_columns(pl.lit(None, pl.String).alias(name))
        with pytest.raises(Misused):
            list(DocumentColumns().changes(spoilt, withdrawn=pl.Series([False])))

    [made] = DocumentColumns().changes(frame, withdrawn=pl.Series([False]))
    assert made == holding.put(world.stolen_passport())


@given(st.lists(world.vehicles, min_size=1, max_size=8))
def test_vehicles_by_column_are_filed_as_one_by_one(
    records: list[VehicleRecord],
) -> None:
    """Keys, values and names of a frame of vehicles are those of its records."""
    filed = file_vehicles(_frame(records))

    assert sorted(filed.entries["entry"]) == _lines(
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


@given(st.lists(st.text()))
def test_hashes_and_digest_of_a_column_are_the_scalar_ones(texts: list[str]) -> None:
    """What the filter and the digest are made of does not depend on who makes it."""
    column = pl.Series(texts, dtype=pl.String)
    lines = [text.encode() for text in texts]

    assert hashes_of(column).tolist() == hashes(lines).tolist()
    assert digest_of_entries(column) == digest_of_lines(ENTRIES, lines)
