"""Law 12. Nothing about a traveller in a log, a metric or an error text."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.engine import Engine
from screening.errors import ScreeningError
from screening.opening import open_engine
from screening.queries import (
    Asked,
    DocumentQuery,
    Entry,
    PersonQuery,
    TravellerQuery,
    VehicleQuery,
    ZoneQuery,
)
from screening.records import Database
from screening.storage.feed_folder import FeedFolder
from screening.storage.journal import Journal
from screening.storage.table import ENTRIES, Table
from tests.holding import hold
from tests.world import ERIKSSON_TD3, NOW, listed_person, stolen_passport

MARKER = "QZJXW"
"""Stands for anything of a traveller: in no word that we write ourselves."""
marked = st.tuples(
    st.text("A1- <.\0\u0410\ud800é/%\x1e\x1f", max_size=8),
    st.text("9Z<\n", max_size=40),
).map(MARKER.join)
Ask = Callable[[Engine], object]


def now() -> datetime:
    return NOW


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    data = tmp_path_factory.mktemp("data")
    hold(data, [stolen_passport(document_number=MARKER, record_id=MARKER)])
    person = listed_person(record_id=MARKER)
    hold(data, [person], feed="noticed", database=Database.PERSONS)
    with open_engine(data, now=now) as engine:
        yield engine


def told(ask: Ask, engine: Engine) -> str:
    """Return all that an error of *ask* says: text, repr, arguments, what it came from."""
    try:
        ask(engine)
    except ScreeningError as error:
        chain: BaseException | None = error
        said = ""
        while chain is not None:
            said += f"{chain} {chain!r} {chain.args} {vars(chain)}"
            chain = None if chain.__suppress_context__ else chain.__context__
        return said
    return ""


persons = st.builds(
    PersonQuery,
    full=st.none() | marked | st.just("\u200f"),
    primary=st.none() | marked,
    birth_date=st.none() | marked | st.just("1974-08-12"),
    nationality=st.none() | marked | st.just("UTO"),
    sex=st.none() | marked,
    birth_place=st.none() | marked,
    exclude_records=st.just(())
    | st.tuples(marked)
    | st.tuples(marked.map("feeds/noticed/persons/{}".format)),
)
questions = st.one_of(
    persons.map(lambda query: lambda engine: engine.screen_person(query)),
    persons.map(
        lambda query: (
            lambda engine: engine.screen_traveller(TravellerQuery(person=query))
        )
    ),
    st.builds(
        lambda query, line: lambda engine: _raise_from(engine, query, line),
        persons,
        marked,
    ),
    st.builds(
        lambda number, state, entry: (
            lambda engine: engine.screen_document(
                DocumentQuery(document_number=number, issuing_state=state, entry=entry)
            )
        ),
        marked | st.just("-"),
        marked | st.just("UTO"),
        st.sampled_from(Entry),
    ),
    st.builds(
        lambda lines: lambda engine: engine.screen_mrz(lines),
        marked
        | st.lists(marked, max_size=3)
        | marked.map(lambda text: (text.ljust(44, "<")[:44], ERIKSSON_TD3[1]))
        | marked.map(lambda text: (ERIKSSON_TD3[0], text.ljust(44, "<")[:44])),
    ),
    st.builds(
        lambda vin, plate, state: (
            lambda engine: engine.screen_vehicle(
                VehicleQuery(vin=vin, plate=plate, plate_state=state)
            )
        ),
        st.none() | st.just("-"),
        marked,
        st.none() | marked,
    ),
    st.builds(
        lambda name: lambda engine: engine.record(name),
        marked
        | marked.map("feeds/lost/documents/{}".format)
        | marked.map("feeds/lost/documents/{}.UTO.UTO.1".format)
        | marked.map("feeds/{}/documents/A.UTO.UTO.1".format),
    ),
    st.builds(
        lambda items: lambda engine: (_ for _ in ()).throw(_of_items(engine, items)),
        st.lists(marked, min_size=1, max_size=3),
    ),
)


def _raise_from(engine: Engine, query: PersonQuery, line: str) -> None:
    """Raise what a passenger list says of its bad items."""
    items: list[TravellerQuery | ZoneQuery] = [
        TravellerQuery(person=query),
        ZoneQuery(lines=(line, line), exclude_records=(line,)),
        ZoneQuery(lines=ERIKSSON_TD3, exclude_records=(line,)),
    ]
    batch = engine.screen_travellers(items)
    raise ScreeningError([(item.error, item.error_field) for item in batch.items])


def _of_items(engine: Engine, numbers: list[str]) -> ScreeningError:
    """Return what a batch says of its bad items, as an error."""
    items = [DocumentQuery(document_number="", issuing_state=n) for n in numbers]
    batch = engine.screen_batch([*items, [*numbers]])
    return ScreeningError([(item.error, item.error_field) for item in batch.items])


@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
@given(questions)
def test_errors_and_logs_tell_nothing_of_what_was_asked(
    engine: Engine, caplog: pytest.LogCaptureFixture, ask: Ask
) -> None:
    """Bad numbers, States, zones, plates and names: the marker is in no text."""
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        said = told(ask, engine)
    logged = "".join(f"{r.getMessage()} {r.__dict__}" for r in caplog.records)

    assert MARKER not in said.upper()
    assert MARKER not in logged.upper()


def test_damage_and_lost_journals_tell_nothing_either(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What went wrong is said by file and reason, not by the record or the question."""
    data = tmp_path_factory.mktemp("data")
    hold(data, [stolen_passport(document_number=MARKER, record_id=MARKER)])
    folder = FeedFolder(data, "lost")
    query = DocumentQuery(document_number=MARKER, issuing_state="UTO")
    asked = Asked(request_id="r1")
    said = []
    with caplog.at_level(logging.DEBUG), open_engine(data, now=now) as engine:
        with monkeypatch.context() as patched:
            patched.setattr(Journal, "_rotate", lambda _self: None)
            patched.setattr("screening.storage.journal.os.write", _no_room)
            said.append(told(lambda e: e.screen_document(query, asked), engine))
        table = Table.open(folder.path / (folder.current() or "") / "table.mdb")
        with table.writing() as txn:
            cursor = txn.cursor(db=table.databases[ENTRIES])
            cursor.first()
            cursor.put(cursor.key(), MARKER.encode())
        said.append(told(lambda e: e.screen_document(query, asked), engine))

    assert all(said)
    assert MARKER not in "".join([*said, caplog.text])


def _no_room(_descriptor: int, _content: bytes) -> int:
    raise OSError(28, "No space left on device")
