"""Holders of documents: found by a document's number, as listed documents are."""

from collections.abc import Callable
from typing import Any

import pytest

from screening.index import document_search
from screening.index.persons.filing import filing_keys
from screening.index.persons.tied import find_tied, match
from screening.queries import DocumentQuery, Entry, Match
from screening.records import Database, NoticeState, PersonDocument, PersonRecord
from screening.storage.generation import Generation
from tests.holding import hold
from tests.index.persons.listed import listed
from tests.storage.plain import folder_of
from tests.world import TODAY

Find = Callable[..., dict[str, Match]]


def holder(
    record_id: str,
    number: str,
    issued_by: str | None = None,
    **more: Any,  # noqa: ANN401  # any field
) -> PersonRecord:
    """Return the holder of one document."""
    document = PersonDocument(number=number, issuing_state=issued_by)
    return listed(record_id, "Gunhild Wachtmeister", documents=(document,), **more)


HELD = [
    holder("KNOWN", "T22000129", "UTO"),
    holder("STATELESS", "T99000777"),
    holder("LONG", "D23145890734", "D"),
    holder("LONG STATELESS", "X33145890734"),
    holder("DRAFT", "K11111111", "UTO", state=NoticeState.DRAFT),
    holder("GONE", "K22222222", "UTO", state=NoticeState.CANCELLED),
    holder("DOUBTED", "K33333333", "UTO", state=NoticeState.UNDER_REVIEW),
    holder("PAST", "K44444444", "UTO", review_date="2026-11-20"),
    holder("DUE", "K55555555", "UTO", review_date="2026-11-21"),
    holder("O", "L8989O2C3", "UTO"),
    holder("BOTH", "Z11223344", "UTO"),
    holder("BOTH TOO", "Z11223344"),
]


@pytest.fixture(scope="module")
def find(tmp_path_factory: pytest.TempPathFactory) -> Find:
    """Ask about a document; answer who it is tied to, and how it matched."""
    data = tmp_path_factory.mktemp("data")
    hold(data, HELD, feed="noticed", database=Database.PERSONS)
    generation = Generation(folder_of(data, "noticed"))

    def ask(number: str, state: str = "UTO", **more: Any) -> dict[str, Match]:  # noqa: ANN401
        query = DocumentQuery(document_number=number, issuing_state=state, **more)
        with generation.view() as view:
            asked = document_search.search(query)
            found = find_tied(view, asked, today=TODAY.isoformat()).found
        return {each.record.record_id: each.verdict.match for each in found}

    return ask


@pytest.mark.parametrize(
    ("number", "state", "wanted"),
    [
        ("T22000129", "UTO", {"KNOWN": Match.EXACT}),
        ("t 22000-129", "uto", {"KNOWN": Match.EXACT}),
        ("T22000129", "D", {}),
        ("T22000128", "UTO", {}),
        ("T99000777", "UTO", {"STATELESS": Match.STATE_UNKNOWN}),
        ("T99000777", "D", {"STATELESS": Match.STATE_UNKNOWN}),
        ("D23145890734", "DEU", {"LONG": Match.EXACT}),
        ("D23145890", "D", {"LONG": Match.TRUNCATED_NUMBER}),
        ("T2200012977", "UTO", {"KNOWN": Match.TRUNCATED_NUMBER}),
        ("D23145890", "UTO", {}),
        ("X33145890", "UTO", {"LONG STATELESS": Match.STATE_UNKNOWN}),
        ("D2314589", "D", {}),
    ],
)
def test_a_document_finds_its_holder(
    find: Find, number: str, state: str, wanted: dict[str, Match]
) -> None:
    """Exact, by its first nine characters either way, or of a State nobody said."""
    assert find(number, state) == wanted


def test_both_who_may_hold_it_are_found(find: Find) -> None:
    """With the State and without it: each as close as it is."""
    assert find("Z11223344") == {"BOTH": Match.EXACT, "BOTH TOO": Match.STATE_UNKNOWN}


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        ("K11111111", []),
        ("K22222222", []),
        ("K33333333", ["DOUBTED"]),
        ("K44444444", []),
        ("K55555555", ["DUE"]),
    ],
)
def test_who_is_not_to_be_answered_is_not_found(
    find: Find, number: str, wanted: list[str]
) -> None:
    """Drafts, the cancelled, and those past their review; the doubted are."""
    assert list(find(number)) == wanted


@pytest.mark.parametrize("entry", [Entry.TYPED, Entry.DIGIT_FAILED])
def test_a_misreading_is_looked_for_when_nothing_else_is_found(
    find: Find, entry: Entry
) -> None:
    """A zero for an O; never where the number was read well, or is listed itself."""
    assert find("L898902C3", entry=entry) == {"O": Match.POSSIBLE_MISREAD}
    assert find("L898902C3") == {}
    assert find("L8989O2C3", entry=entry) == {"O": Match.EXACT}


def test_the_closest_document_of_a_person_counts() -> None:
    """Of several: exact before all, whatever stands first."""
    record = listed(
        "1",
        "Anna",
        documents=(
            PersonDocument(number="D23145890"),
            PersonDocument(number="D23145890734", issuing_state="UTO"),
            PersonDocument(number="D23145890", issuing_state="UTO"),
        ),
    )

    def found(number: str) -> Match | None:
        query = DocumentQuery(document_number=number, issuing_state="UTO")
        verdict = match(document_search.search(query), record)
        return verdict.match if verdict else None

    assert found("D23145890") is Match.EXACT
    assert found("D23145890734") is Match.EXACT
    assert found("D23145890999") is Match.TRUNCATED_NUMBER
    assert found("D23145891") is None


def test_every_document_of_everybody_leads_to_its_holder(find: Find) -> None:
    """Nobody who may be answered is missed by a document as it was filed (law 1)."""
    for record in HELD:
        [document] = record.documents
        state = document.issuing_state or "XXA"
        answered = record.record_id not in ("DRAFT", "GONE", "PAST")

        assert (record.record_id in find(document.number, state)) is answered
        assert len(list(filing_keys(record))) >= 2
