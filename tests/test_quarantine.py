"""What an operator holds back is in no answer, no list and no count, and that is said."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.engine import Engine
from screening.errors import NoFeedLoaded, NoSuchRecord
from screening.opening import open_engine
from screening.policy.visibility import seeing
from screening.queries import (
    Answer,
    DocumentQuery,
    Entry,
    PersonQuery,
    TravellerQuery,
    VehicleQuery,
)
from screening.records import Database, DocumentStatus
from screening.sight import EVERYTHING
from screening.storage.quarantine import Rule, changing
from tests.holding import hold
from tests.world import (
    NOW,
    listed_person,
    stolen_car,
    stolen_passport,
    stolen_series,
)

LISTED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
TIED = DocumentQuery(document_number="T22000129", issuing_state="UTO")
IN_SERIES = DocumentQuery(document_number="X0001500", issuing_state="UTO")
ERIKSSON = PersonQuery(full="Anna Maria Eriksson", birth_date="1974-08-12")
CAR = VehicleQuery(vin="1M8GDM9AXKP042788")
Ask = Callable[[Engine], int]


def now() -> datetime:
    return NOW


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a passport, a series, a car and a person, in three feeds."""
    series = stolen_series("X0001000", "X0001999")
    hold(tmp_path, [stolen_passport(), series])
    hold(tmp_path, [stolen_car()], feed="cars", database=Database.VEHICLES)
    hold(tmp_path, [listed_person()], feed="noticed", database=Database.PERSONS)
    return tmp_path


def quarantine(data: Path, *rules: Rule) -> None:
    """Hold *rules* and nothing else in quarantine."""
    with changing(data) as (_, after):
        after[:] = rules


def count(engine: Engine) -> dict[str, int]:
    """Return how many records each way of asking finds."""
    travellers = [
        TravellerQuery(document=LISTED, person=ERIKSSON),
        TravellerQuery(document=TIED),
    ]
    batch = engine.screen_batch([LISTED, TIED, IN_SERIES])
    list_ = engine.screen_travellers(travellers)
    return {
        "document": len(engine.screen_document(LISTED).hits),
        "series": len(engine.screen_document(IN_SERIES).hits),
        "tied": len(engine.screen_document(TIED).hits),
        "name": len(engine.screen_person(ERIKSSON).hits),
        "vehicle": len(engine.screen_vehicle(CAR).hits),
        "batch": sum(len(i.screening.hits) for i in batch.items if i.screening),
        "travellers": sum(len(i.screening.hits) for i in list_.items if i.screening),
    }


ALL = {
    "document": 1,
    "series": 1,
    "tied": 1,
    "name": 1,
    "vehicle": 1,
    "batch": 3,
    "travellers": 3,
}


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        (Rule(owner="UTO"), dict.fromkeys(ALL, 0)),
        (Rule(owner="FRA"), ALL),
        (
            Rule(feed="lost", owner="UTO"),
            ALL | {"document": 0, "series": 0, "batch": 1, "travellers": 2},
        ),
        (
            Rule(status="stolen"),
            ALL | {"document": 0, "vehicle": 0, "batch": 2, "travellers": 2},
        ),
        (Rule(status="stolen_blank"), ALL | {"series": 0, "batch": 2}),
        (
            Rule(status="blue"),
            ALL | {"tied": 0, "name": 0, "batch": 2, "travellers": 1},
        ),
        (Rule(feed="lost"), ALL | {"batch": 1, "travellers": 2}),
    ],
    ids=lambda rule: str(rule.what) if isinstance(rule, Rule) else "",
)
def test_what_is_held_back_is_found_by_no_way(
    data: Path, rule: Rule, left: dict[str, int]
) -> None:
    """At once, in an engine that is open; lifted, all is as before."""
    with open_engine(data, now=now) as engine:
        assert count(engine) == ALL
        quarantine(data, rule)
        engine.refresh()
        if rule.what == ("lost", None, None):
            found = count_without_documents(engine)
            left = {name: number for name, number in left.items() if name in found}
        else:
            found = count(engine)
        gaps = engine.screen_travellers(
            [TravellerQuery(document=LISTED, person=ERIKSSON)]
        ).gaps
        quarantine(data)
        engine.refresh()

        assert found == left
        assert any("in quarantine" in gap for gap in gaps)
        assert count(engine) == ALL


def count_without_documents(engine: Engine) -> dict[str, int]:
    """Return how many are found where no feed of documents is searched."""
    with pytest.raises(NoFeedLoaded, match="feed lost is in quarantine"):
        engine.screen_document(LISTED)
    return {
        "tied": len(engine.screen_document(TIED).hits),
        "vehicle": len(engine.screen_vehicle(CAR).hits),
    }


def test_a_feed_in_quarantine_is_no_silent_miss(data: Path) -> None:
    """It was not searched, which is said; where nothing is left, it is an error."""
    quarantine(data, Rule(feed="lost"), Rule(feed="cars"))
    with open_engine(data, now=now) as engine:
        tied = engine.screen_document(TIED)
        for ask, of in (
            (lambda: engine.screen_vehicle(CAR), "cars"),
            (lambda: engine.screen_document(LISTED), "lost"),
            (lambda: engine.screen_batch([LISTED]), "lost"),
        ):
            with pytest.raises(NoFeedLoaded, match=f"feed {of} is in quarantine"):
                ask()

    assert tied.answer is Answer.HIT
    assert "feed lost is in quarantine, so it was not searched" in tied.gaps


def test_detail_is_held_back_too(data: Path) -> None:
    """A name that is known from before fetches nothing, as if there were no such record."""
    name = "feeds/lost/documents/L898902C3.UTO.UTO.UTO-1"
    with open_engine(data, now=now) as engine:
        assert engine.record(name)
        quarantine(data, Rule(owner="UTO"))
        engine.refresh()

        with pytest.raises(NoSuchRecord):
            engine.record(name)


def test_what_is_held_back_hides_no_look_alike(data: Path) -> None:
    """A misread is looked for as if the exact record were not there."""
    other = stolen_passport(document_number="L8989O2C3", record_id="UTO-2", owner="FRA")
    hold(data, [stolen_passport(), other], revision=2)
    typed = DocumentQuery(
        document_number="L898902C3", issuing_state="UTO", entry=Entry.TYPED
    )
    with open_engine(data, now=now) as engine:
        assert len(engine.screen_document(typed).hits) == 1
        quarantine(data, Rule(feed="lost", owner="UTO"))
        engine.refresh()
        found = engine.screen_document(typed)

    assert found.answer is Answer.POSSIBLE
    assert [hit.record.owner for hit in found.hits] == ["FRA"]


named = st.none() | st.sampled_from(["UTO", "FRA"])
statuses = st.none() | st.sampled_from([*DocumentStatus])


@given(
    st.lists(
        st.builds(
            Rule,
            feed=st.none() | st.sampled_from(["lost", "other"]),
            owner=named,
            status=statuses,
        ),
        max_size=4,
    ),
    named.filter(bool),
    statuses.filter(bool),
)
def test_a_rule_hides_what_agrees_with_all_that_it_names(
    rules: list[Rule], owner: str, status: DocumentStatus
) -> None:
    """And nothing else: a rule for a whole feed is kept where feeds are chosen."""
    record = stolen_passport(owner=owner, status=status)
    hidden = any(
        rule.feed in (None, "lost")
        and (rule.owner, rule.status) != (None, None)
        and rule.owner in (None, owner)
        and rule.status in (None, status)
        for rule in rules
    )

    assert seeing("lost", rules, EVERYTHING)(record) is not hidden
