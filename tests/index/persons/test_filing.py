"""The keys of persons: under their reference, and under each document tied to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.index import document_search, documents
from screening.index.keys import TAIL
from screening.index.persons import filing
from screening.index.persons.codec import decode_person
from screening.queries import DocumentQuery
from screening.records import PersonDocument
from tests import world
from tests.index.persons.listed import listed

TIED = [
    PersonDocument(number="T22000129", issuing_state="UTO"),
    PersonDocument(number="t 22000-129", issuing_state="uto", type="passport"),
    PersonDocument(number="D23145890734", issuing_state="D"),
    PersonDocument(number="T99000777"),
    PersonDocument(number="D23145890734"),
]
documents_tied = st.lists(st.sampled_from(TIED), max_size=4).map(tuple)
SEPARATOR = TAIL.encode()


@pytest.mark.parametrize("document", TIED[:3])
def test_a_question_about_a_document_meets_its_holder(document: PersonDocument) -> None:
    """The key is the one that a listed document of that number and State has."""
    query = DocumentQuery(
        document_number=document.number, issuing_state=document.issuing_state or ""
    )
    keys = document_search.search(query).keys()

    assert set(keys) & set(
        filing.filing_keys(listed("1", "Anna", documents=(document,)))
    )


def test_a_long_number_is_filed_under_its_first_nine_too() -> None:
    """Visas and some feeds stop there; a number of nine or less has one key."""
    long = list(filing.tied_keys(TIED[2]))
    short = list(filing.tied_keys(TIED[0]))

    assert long == [
        documents.filing_key("D23145890734", "DEU"),
        documents.filing_key("D23145890", "DEU"),
    ]
    assert short == [documents.filing_key("T22000129", "UTO")]


def test_a_document_of_no_state_is_filed_under_none() -> None:
    """And one of whose number nothing is left is not filed at all."""
    assert list(filing.tied_keys(TIED[3])) == [documents.filing_key("T99000777", "")]
    assert list(filing.tied_keys(PersonDocument(number="--", issuing_state="D"))) == []


@given(documents_tied)
def test_entries_have_one_key_each_and_lead_to_the_record(
    tied: tuple[PersonDocument, ...],
) -> None:
    """However often a document is named: the record, then what leads to it, no more."""
    record = world.listed_person(documents=tied)
    (first, value), *leading = filing.entries(record)
    keys = [key.partition(SEPARATOR) for key, _ in leading]

    assert first == filing.record_key("UTO\x1fUTO-P1")
    assert decode_person(value) == record
    assert {value for _, value in leading} <= {filing.TIED}
    assert len(set(keys)) == len(keys)
    assert {of for _, _, of in keys} <= {b"UTO\x1fUTO-P1"}
    assert [key for key, _, _ in keys] == list(filing.filing_keys(record))[1:]


@given(world.states, documents_tied)
def test_a_change_names_the_record_it_is_about(
    owner: str, tied: tuple[PersonDocument, ...]
) -> None:
    """What is put and what is withdrawn bear one name, however the owner is spelt."""
    record = world.listed_person(owner=owner, documents=tied)
    put = filing.replacement(record)
    out = filing.withdrawal(owner=owner, record_id="UTO-P1")

    assert put.name == out.name
    assert put.name == "\x1f".join(filing.name_parts(record)).encode()
    assert (put.withdraws, out.withdraws) == (False, True)


@given(world.documents)
def test_no_document_has_the_key_of_a_record(document: object) -> None:
    """Records lie apart: no number, however it is written, leads to one."""
    keys = documents.entries(document)  # type: ignore[arg-type]  # a DocumentRecord

    assert not any(key.startswith(b"\x1c") for key, _ in keys)
