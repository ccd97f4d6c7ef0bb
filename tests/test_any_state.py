"""A number without its State: looked up under every one, and possible only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.engine import Engine
from screening.engine.asked_number import ANY_STATE_NOTE, STATES, any_state
from screening.errors import InvalidQuery
from screening.normalize.state_codes import CANONICAL
from screening.opening import open_engine
from screening.queries import Answer, DocumentQuery, Entry, Match, TravellerQuery
from screening.records import Database, PersonRecord
from tests.holding import hold
from tests.world import NOW, listed_person, stolen_passport, stolen_series


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine over one number of three States, a series, and a document tied to somebody."""
    same = [
        stolen_passport(issuing_state=state, owner=state, record_id=state)
        for state in ("UTO", "FRA", "D")
    ]
    series = stolen_series("X1000", "X1999", issuing_state="FRA", owner="FRA")
    other = stolen_passport(document_number="L898902C4", record_id="other")
    hold(tmp_path, [*same, other, series])
    hold(tmp_path, [listed_person()], feed="noticed", database=Database.PERSONS)
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        yield engine


def alone(number: str, **fields: object) -> DocumentQuery:
    """Return the question about a number and nothing else."""
    query = {"document_number": number, "issuing_state": "", "any_state": True}
    return DocumentQuery(**(query | fields))  # type: ignore[arg-type]


def test_every_state_of_a_number_is_found(engine: Engine) -> None:
    """As possible only: many States use the same numbers."""
    answer = engine.screen_document(alone("l898902c3"))

    assert answer.answer is Answer.POSSIBLE
    assert {hit.match for hit in answer.hits} == {Match.STATE_UNKNOWN}
    assert [hit.record.owner for hit in answer.hits] == ["D", "FRA", "UTO"]
    assert {hit.advice.code for hit in answer.hits} == {"COMPARE_DOCUMENT"}
    assert answer.notes == (ANY_STATE_NOTE,)


def test_series_and_holders_are_found_too(engine: Engine) -> None:
    """Stolen blanks of whatever State, and whoever such a document is tied to, once."""
    blanks = engine.screen_document(alone("X1500"))
    tied = engine.screen_document(alone("T22000129"))
    bare = engine.screen_document(alone("T99000777"))

    assert [hit.record.owner for hit in blanks.hits] == ["FRA"]
    for answer in (tied, bare):
        (hit,) = answer.hits
        assert isinstance(hit.record, PersonRecord)
        assert answer.answer is Answer.POSSIBLE


def test_nothing_under_any_state_is_no_record(engine: Engine) -> None:
    """With what was searched, as any other answer; look-alikes are not looked for."""
    answer = engine.screen_document(alone("L8989O2C3", entry=Entry.TYPED))

    assert answer.answer is Answer.NO_RECORD
    assert {each.feed for each in answer.searched} == {"lost", "noticed"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (alone("L898902C3", issuing_state="UTO"), "issuing_state"),
        (alone("--"), "document_number"),
    ],
)
def test_what_asks_for_one_and_for_all_is_refused(
    engine: Engine, query: DocumentQuery, field: str
) -> None:
    """Or for nothing: the field is named."""
    with pytest.raises(InvalidQuery) as caught:
        engine.screen_document(query)

    assert caught.value.field == field


def test_a_traveller_has_a_state(engine: Engine) -> None:
    """Where any State is not asked for by itself, a State must be given."""
    with pytest.raises(InvalidQuery, match="issuing_state"):
        engine.screen_traveller(TravellerQuery(document=alone("L898902C3")))
    (item,) = engine.screen_batch([alone("L898902C3")]).items

    assert item.error_field == "issuing_state"


@given(st.sampled_from(sorted(CANONICAL)))
def test_no_known_state_is_left_out(code: str) -> None:
    """Law 1 for what a note says was looked up."""
    searches = any_state(alone("L898902C3")).searches

    assert CANONICAL[code] in {search.state for search in searches}
    assert len(searches) == len(STATES)
