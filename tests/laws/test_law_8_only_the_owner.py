"""Law 8. Only the owner changes a record."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import NotTheOwner
from screening.index import documents
from screening.index.codec import decode_document
from screening.index.held_records import held_records
from screening.normalize.states import issuing_state
from screening.ownership import OwnerRights
from screening.records import DocumentRecord, DocumentStatus
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from tests.feeds.owners import submit
from tests.holding import hold
from tests.laws import near
from tests.laws.deliveries import Row, put, withdraw

SPELLINGS = [
    "UTO",
    "uto",
    "u<o",
    " UTO",
    "UTO<",
    "D",
    "DEU",
    "de",
    "GBD",
    "GBR",
    "49",
    "",
]


def held(data: Path, *, besides: str) -> dict[tuple[str, ...], DocumentRecord]:
    """Return all records but those of one owner, by their names."""
    folder = FeedFolder(data, "lost")
    with Generation(folder.path / (folder.current() or "")).view() as view:
        found = [each.record for each in held_records(view)]
    return {
        documents.name_parts(record): record
        for record in found
        if isinstance(record, DocumentRecord) and issuing_state(record.owner) != besides
    }


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    st.lists(near.records, min_size=1, max_size=8),
    st.sampled_from(["UTO", "DEU", "GBR"]),
    st.lists(
        st.tuples(st.booleans(), near.records, st.sampled_from(SPELLINGS)),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_whatever_an_owner_sends_others_records_stay(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[DocumentRecord],
    owner: str,
    sent: list[tuple[bool, DocumentRecord, str]],
    reports_others: bool,  # noqa: FBT001 -- drawn so
) -> None:
    """By any spelling of any owner, put or withdrawn: byte by byte as they were filed."""
    data = tmp_path_factory.mktemp("data")
    hold(data, near.model_of(first).values())
    before = held(data, besides=owner)
    rights = OwnerRights(owner=owner, feeds=("lost",), reports_others=reports_others)
    rows = [_row(puts, dataclasses.replace(r, owner=o)) for puts, r, o in sent]
    is_others = any(issuing_state(o) not in ("", owner) for _, _, o in sent)
    try:
        submit(data, *rows, rights=rights)
    except NotTheOwner:
        assert is_others
    else:
        assert not is_others

    assert held(data, besides=owner) == before


def _row(puts: bool, record: DocumentRecord) -> Row:  # noqa: FBT001 -- drawn so
    row = put(record) if puts else withdraw(record)
    return {name: text for name, text in row.items() if text is not None}


def test_the_codec_reads_what_was_compared() -> None:
    """Records are compared as they are decoded, with the owner as it was given."""
    record = DocumentRecord(
        record_id="1",
        owner="D",
        issuing_state="D",
        document_type="passport",
        document_number="A1",
        status=DocumentStatus.LOST,
    )
    [(key, value)] = documents.entries(record)

    assert decode_document(key, value) == record
