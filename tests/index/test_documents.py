"""Documents: what they are filed under, what matches, and how closely."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import InvalidQuery, NoSuchRecord
from screening.index import document_search, documents
from screening.index.keys import parsed_name
from screening.normalize.documents import template
from screening.queries import DocumentQuery, Entry, Match
from screening.records import DocumentRecord, DocumentStatus
from tests import world
from tests.holding import put, withdraw
from tests.world import stolen_passport, stolen_series


def verdict(record: DocumentRecord, number: str, **more: Any) -> Match | None:  # noqa: ANN401
    query = DocumentQuery(
        **({"document_number": number, "issuing_state": "UTO"} | more)
    )
    found = document_search.match(document_search.search(query), record)
    return found and found.match


@pytest.mark.parametrize(
    ("number", "more", "expected"),
    [
        ("L898902C3", {}, Match.EXACT),
        (" l898-902c3<", {"issuing_state": "uto"}, Match.EXACT),
        ("L898902C3", {"document_type": "PD"}, Match.EXACT),
        ("L898902C3", {"document_type": "travel_document"}, Match.EXACT),
        ("L898902C3", {"document_type": "AC"}, Match.TYPE_DIFFERS),
        ("L898902C3", {"issuing_state": "USA"}, None),
        ("L898902C3456", {}, Match.TRUNCATED_NUMBER),
        ("L898902C", {}, None),
        ("L8989O2C3", {}, None),
        ("L8989O2C3", {"entry": Entry.DIGIT_FAILED}, Match.POSSIBLE_MISREAD),
        ("L899802C3", {"entry": Entry.TYPED}, Match.POSSIBLE_MISREAD),
        ("L899802C3", {"entry": Entry.DIGIT_FAILED}, None),
        ("A1", {"book_serial": "L898902C3"}, None),
    ],
)
def test_how_a_passport_matches(
    number: str, more: dict[str, str], expected: Match | None
) -> None:
    """Number and State as they compare; class, cut and look-alikes after that."""
    assert verdict(stolen_passport(), number, **more) is expected


def test_states_of_many_spellings_are_one() -> None:
    """D, DE and DEU are one issuer; the six British codes are one."""
    german = stolen_passport(issuing_state="D<<")
    british = stolen_passport(issuing_state="GBN")

    assert verdict(german, "L898902C3", issuing_state="DEU") is Match.EXACT
    assert verdict(british, "L898902C3", issuing_state="GBD") is Match.EXACT


def test_a_book_serial_answers_for_stolen_blanks_only() -> None:
    """Other records hold the personalised number, which is another."""
    blank = stolen_passport(status=DocumentStatus.STOLEN_BLANK)
    asked = document_search.search(
        DocumentQuery(
            document_number="A1", issuing_state="UTO", book_serial="L898902C3"
        )
    )

    found = document_search.match(asked, blank)
    assert found is not None
    assert (found.match, found.matched_on) == (Match.EXACT, "book_serial")
    assert document_search.match(asked, stolen_passport()) is None


@pytest.mark.parametrize(
    ("number", "within"),
    [
        ("X0001000", True),
        ("X0001999", True),
        ("X0000999", False),
        ("X0002000", False),
        ("Y0001500", False),
        ("X00015000", False),
        ("0001500", False),
        ("XO001500", False),
    ],
)
def test_a_series_holds_what_lies_in_it(number: str, *, within: bool) -> None:
    """Ends included; another front or length is another series."""
    found = verdict(stolen_series("X0001000", "X0001999"), number)

    assert found is (Match.SERIES if within else None)


def test_a_long_number_is_filed_under_its_first_nine_too() -> None:
    """Two entries, one value; a short one has one."""
    long = stolen_passport(document_number="D23145890734")

    keys = [key for key, _ in documents.entries(long)]
    assert keys == [
        b"D23145890734\x1fUTO\x1eUTO\x1fUTO-1",
        b"D23145890\x1fUTO\x1e\x1dUTO\x1fUTO-1\x1f734",
    ]
    assert len(documents.entries(stolen_passport())) == 1


@given(world.documents | world.series())
def test_a_change_takes_out_all_that_a_record_is_filed_under(
    record: DocumentRecord,
) -> None:
    """Whether put again or withdrawn, whatever form it had: no key of it is left."""
    filed = put(record)
    keys = {key for key, _ in filed.entries}
    series = {key for key, _ in filed.intervals}

    assert keys | series
    for change in (filed, withdraw(record)):
        assert keys <= set(change.remove)
        assert series <= set(change.remove_intervals)
    assert all(len(key) <= 511 for key in (*filed.remove, *filed.remove_intervals))


@given(world.documents)
def test_entries_lie_under_filing_keys(record: DocumentRecord) -> None:
    """What the filter knows is what the table holds."""
    filed = [key.partition(b"\x1e")[0] for key, _ in documents.entries(record)]

    assert filed == list(documents.filing_keys(record))


def test_the_longest_record_fits_a_key() -> None:
    """Forty characters of number, 64 of reference, four bytes each: under LMDB's 511."""
    longest = stolen_passport(
        document_number="A" * 40, record_id="\U0001f6c2" * 64, owner="UTO"
    )
    series = stolen_series("A" * 39 + "1", "A" * 39 + "9", record_id="\U0001f6c2" * 64)

    keys = [*documents.entries(longest), documents.interval(series)]
    assert all(len(key) <= 511 for key, _ in keys)


def test_a_number_longer_than_any_on_file_is_refused() -> None:
    """Trying its look-alikes would cost the square of its length."""
    query = DocumentQuery(
        document_number="0" * 41, issuing_state="UTO", entry=Entry.TYPED
    )

    with pytest.raises(InvalidQuery, match="longer than 40"):
        document_search.search(query)


@pytest.mark.parametrize(
    "name", ["", "x", "feeds/a/b", "feeds/a/b/c/d", "other/a/b/c", "feeds/a/b/\ud800"]
)
def test_what_is_no_name_is_no_record(name: str) -> None:
    """Also with half a character in it, as a command line may give."""
    with pytest.raises(NoSuchRecord):
        parsed_name(name)


@pytest.mark.parametrize(
    ("number", "state", "field"),
    [
        ("", "UTO", "document_number"),
        ("<-", "UTO", "document_number"),
        ("A1", "", "issuing_state"),
        ("A1", "12", "issuing_state"),
    ],
)
def test_what_cannot_be_sought_names_its_field(
    number: str, state: str, field: str
) -> None:
    """And what to do about it, without repeating what was given."""
    with pytest.raises(InvalidQuery) as caught:
        document_search.search(
            DocumentQuery(document_number=number, issuing_state=state)
        )

    assert caught.value.field == field
    assert caught.value.cure


@given(st.text("ABZ059", min_size=1, max_size=40))
def test_a_series_is_filed_under_the_template_of_its_numbers(number: str) -> None:
    """The short way through bytes gives the template that `match` compares."""
    key = documents.series_key(number, "UTO")

    assert key == f"{template(number)}\x1fUTO\x1fseries".encode()
