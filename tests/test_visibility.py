"""A record that is not for a caller is in no answer to it, and nothing else tells of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.engine import Engine
from screening.errors import NoSuchRecord, TooManyCandidates
from screening.index.lookup import CANDIDATES_MAX
from screening.normalize.states import issuing_state
from screening.opening import open_engine
from screening.policy.advice import advice
from screening.policy.visibility import is_withheld
from screening.queries import (
    Answer,
    Asked,
    DocumentQuery,
    Entry,
    Match,
    PersonQuery,
    TravellerQuery,
    VehicleQuery,
)
from screening.records import Confidentiality, Database, Record
from screening.sight import Line, Sight
from screening.storage.catalog import Catalog
from tests.holding import hold
from tests.world import NOW, listed_person, stolen_car, stolen_passport

LISTED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
TIED = DocumentQuery(document_number="T22000129", issuing_state="UTO")
ERIKSSON = PersonQuery(full="Anna Maria Eriksson", birth_date="1974-08-12")
CAR = VehicleQuery(vin="1M8GDM9AXKP042788")
HIDDEN = {"not_visible_to": "FRA D", "owner": "UTO"}


def asked(state: str = "FRA", **sight: object) -> Asked:
    """Return who asks: of the second line of *state*."""
    return Asked(sight=Sight(state=state, **sight))  # type: ignore[arg-type]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine over a passport, a car and a person that France may not see."""
    hold(tmp_path, [stolen_passport(**HIDDEN)])
    hold(tmp_path, [stolen_car(**HIDDEN)], feed="cars", database=Database.VEHICLES)
    hold(
        tmp_path,
        [listed_person(**HIDDEN)],
        feed="noticed",
        database=Database.PERSONS,
    )
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        yield engine


def answers(engine: Engine, who: Asked) -> list[tuple[str, int]]:
    """Return answer and count of hits of every way of asking."""
    ways = [
        engine.screen_document(LISTED, who),
        engine.screen_document(TIED, who),
        engine.screen_person(ERIKSSON, who),
        engine.screen_vehicle(CAR, who),
        engine.screen_traveller(TravellerQuery(document=LISTED, person=ERIKSSON), who),
    ]
    lists = [
        engine.screen_batch([LISTED, TIED], who),
        engine.screen_travellers([TravellerQuery(person=ERIKSSON)], who),
    ]
    return [
        *((each.answer, len(each.hits)) for each in ways),
        *(("items", len(each.items)) for each in lists),
    ]


def test_who_may_not_see_a_record_is_answered_as_if_there_were_none(
    engine: Engine,
) -> None:
    """Hits, batches, passenger lists, holders of documents: nothing, and no gap."""
    nothing = [(Answer.NO_RECORD, 0)] * 5 + [("items", 0)] * 2
    everything = [
        *((Answer.HIT, n) for n in (1, 1, 1, 1, 2)),
        ("items", 2),
        ("items", 1),
    ]

    assert answers(engine, asked("FRA")) == nothing
    assert answers(engine, asked("DEU")) == nothing
    assert answers(engine, asked("USA")) == everything
    assert answers(engine, asked("UTO")) == everything
    assert engine.screen_document(LISTED, asked("FRA")).gaps == ()


def test_detail_is_not_there_either(engine: Engine) -> None:
    """The name of a record fetches what its owner shows to that State."""
    name = "feeds/lost/documents/L898902C3.UTO.UTO.UTO-1"
    with pytest.raises(NoSuchRecord):
        engine.record(name, asked("FRA"))
    others, _ = engine.record(name, asked("USA"))
    own, _ = engine.record(name, asked("UTO"))

    assert others.not_visible_to is None
    assert own.not_visible_to == "FRA D"


def test_from_whom_it_is_hidden_is_told_to_its_owner_alone(engine: Engine) -> None:
    """A list of those who may not know is news in itself."""
    for state, told in (("USA", None), ("UTO", "FRA D")):
        (hit,) = engine.screen_document(LISTED, asked(state)).hits
        assert hit.record.not_visible_to == told


def test_a_hidden_record_hides_no_look_alike(tmp_path: Path) -> None:
    """What would be found if it were not there is found."""
    other = stolen_passport(document_number="L8989O2C3", record_id="UTO-2")
    hold(tmp_path, [stolen_passport(**HIDDEN), other])
    typed = DocumentQuery(
        document_number="L898902C3", issuing_state="UTO", entry=Entry.TYPED
    )
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        hidden = engine.screen_document(typed, asked("FRA"))
        seen = engine.screen_document(typed, asked("USA"))

    assert [hit.match for hit in hidden.hits] == [Match.POSSIBLE_MISREAD]
    assert [hit.match for hit in seen.hits] == [Match.EXACT]


def test_namesakes_that_are_hidden_take_no_place(tmp_path: Path) -> None:
    """Twenty hidden ones and one that may be seen: the one is answered, and no more said."""
    hidden = [listed_person(record_id=f"UTO-P{n}", **HIDDEN) for n in range(25)]
    shown = listed_person(record_id="UTO-P99")
    hold(tmp_path, [*hidden, shown], feed="noticed", database=Database.PERSONS)
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        answer = engine.screen_person(ERIKSSON, asked("FRA"))
        everything = engine.screen_person(ERIKSSON, asked("USA"))

    assert ([hit.record.record_id for hit in answer.hits], answer.cut) == (
        ["UTO-P99"],
        False,
    )
    assert (len(everything.hits), everything.cut) == (20, True)


def test_the_journal_has_no_name_of_what_is_hidden(tmp_path: Path) -> None:
    """So nothing is synced to disk for it that a miss does not wait for."""
    hold(tmp_path, [stolen_passport(**HIDDEN)])
    entries: list[dict[str, object]] = []
    with open_engine(tmp_path, now=lambda: NOW) as opened:
        engine = Engine(
            opened.catalog,
            record=lambda **facts: entries.append(facts),
            now=lambda: NOW,
        )
        engine.screen_document(LISTED, asked("FRA"))
        engine.screen_document(LISTED, asked("USA"))

    assert [len(str(entry["names"])) > 2 for entry in entries] == [False, True]
    assert [entry["answer"] for entry in entries] == [Answer.NO_RECORD, Answer.HIT]


def test_specimens_are_remembered_apart(tmp_path: Path) -> None:
    """Alone, in a batch, by name: so that no rate of hits counts them."""
    german = stolen_passport(issuing_state="D", document_number="X1", owner="D")
    hold(tmp_path, [stolen_passport(), german])
    entries: list[dict[str, Any]] = []
    of_germany = DocumentQuery(document_number="X1", issuing_state="D")
    engine = Engine(
        Catalog(tmp_path), record=lambda **facts: entries.append(facts), now=lambda: NOW
    )
    (specimen,) = engine.screen_document(LISTED).hits
    (other,) = engine.screen_document(of_germany).hits
    engine.screen_batch([LISTED, of_germany])
    engine.record(specimen.name)
    engine.record(other.name)

    assert [(len(each["names"]), each["specimens"]) for each in entries] == [
        *((1, 1), (1, 0)),
        (2, 1),
        *((1, 1), (1, 0)),
    ]


def test_a_carrier_is_told_no_feed_where_too_much_is_filed(tmp_path: Path) -> None:
    """That it could not be looked up, alone and in a batch; others hear which feed."""
    expired = [
        stolen_passport(record_id=f"{n:05d}", review_date="2020-01-01")
        for n in range(CANDIDATES_MAX + 1)
    ]
    hold(tmp_path, expired, feed="crowded-list")
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        told = []
        for line in (Line.CARRIER, Line.SECOND):
            with pytest.raises(TooManyCandidates) as alone:
                engine.screen_document(LISTED, asked(line=line))
            (item,) = engine.screen_batch([LISTED], asked(line=line)).items
            told.append((f"{alone.value} {alone.value.feed}", item.error))

    assert all(told[0])
    assert ["crowded" in words for words in told[0]] == [False, False]
    assert ["crowded" in words for words in told[1]] == [True, True]


@pytest.mark.parametrize("line", [Line.FIRST, Line.SECOND, Line.CARRIER])
def test_times_are_told_in_whole_milliseconds(engine: Engine, line: Line) -> None:
    """The microseconds that a hidden record costs are not told."""
    for state in ("FRA", "USA"):
        who = asked(state, line=line)
        took = engine.screen_document(LISTED, who).duration_us
        batch = engine.screen_batch([LISTED], who).duration_us
        assert took > 0
        assert took % 1_000 == batch % 1_000 == 0


states = st.sampled_from(["UTO", "FRA", "D", "DEU", "USA"])
records: st.SearchStrategy[Record] = st.builds(
    stolen_passport,
    owner=states,
    not_visible_to=st.none() | st.lists(states, min_size=1, unique=True).map(" ".join),
    confidentiality=st.none() | st.sampled_from([str(c) for c in Confidentiality]),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(records, states.map(issuing_state), st.sampled_from(Confidentiality))
def test_a_record_is_withheld_exactly_from_whom_its_owner_says(
    record: Record, state: str, clearance: Confidentiality
) -> None:
    """By State, however it is spelt, and by level; of the owner's own, from carriers."""
    levels = list(Confidentiality)
    named = {issuing_state(code) for code in (record.not_visible_to or "").split()}
    level = levels.index(Confidentiality(record.confidentiality or "official_use"))
    is_own = issuing_state(record.owner) == state
    sight = Sight(state=state, clearance=clearance)

    withheld = state in named or level > levels.index(clearance)
    assert is_withheld(record, sight) is (withheld and not is_own)
    of_a_carrier = Sight(state=state, clearance=clearance, line=Line.CARRIER)
    assert is_withheld(record, of_a_carrier) is withheld
    assert not is_withheld(record, Sight())


@pytest.mark.parametrize(
    ("handling", "code", "answer"),
    [
        ("discreet", "RECORD_DISCREETLY", Answer.HIT),
        ("under_review", "DO_NOT_ACT", Answer.POSSIBLE),
        ("discreet under_review", "DO_NOT_ACT", Answer.POSSIBLE),
        ("notify_owner", "CONFIRM_WITH_ISSUER", Answer.HIT),
    ],
)
def test_how_a_hit_is_handled_is_in_answer_and_advice(
    tmp_path: Path, handling: str, code: str, answer: Answer
) -> None:
    """A doubted record is possible at most, a discreet one is not to be noticed."""
    record = stolen_passport(handling=handling)
    hold(tmp_path, [record])
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        found = engine.screen_document(LISTED, asked("FRA", line=Line.FIRST))

    assert found.answer is answer
    assert found.hits[0].advice.code == code
    assert advice(Match.POSSIBLE_MISREAD, record).code == "READ_AGAIN"


def test_specimens_say_so(tmp_path: Path) -> None:
    """Issued by Utopia, or marked: whoever counts hits can leave them out."""
    real = stolen_passport(issuing_state="FRA", owner="FRA", record_id="1")
    marked = stolen_passport(
        issuing_state="FRA", owner="FRA", record_id="2", handling="specimen"
    )
    hold(tmp_path, [real, marked, stolen_passport()])
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        french = engine.screen_document(
            DocumentQuery(document_number="L898902C3", issuing_state="FRA")
        )
        utopian = engine.screen_document(LISTED)

    assert {hit.record.record_id: hit.specimen for hit in french.hits} == {
        "1": False,
        "2": True,
    }
    assert [hit.specimen for hit in utopian.hits] == [True]
