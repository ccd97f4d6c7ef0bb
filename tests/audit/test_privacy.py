"""What was asked about whom is nowhere but under the seal (law 12)."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.audit import journal_folder
from screening.audit.history import history
from screening.audit.proof import prove
from screening.audit.sealing import Unsealing
from screening.engine import Engine
from screening.errors import ScreeningError
from screening.opening import open_engine
from screening.queries import (
    Asked,
    DocumentQuery,
    PersonQuery,
    TravellerQuery,
    VehicleQuery,
)
from screening.records import Database
from screening.storage.chain import chains, segments
from tests.audit.journals import findings, keyed
from tests.audit.spoiling import altered, chain_of, spoil
from tests.holding import hold
from tests.world import ERIKSSON_TD3, NOW, listed_person, stolen_car, stolen_passport

MARKER = "QXZJ7MARK"
USER = Asked(request_id="r1", checkpoint="gate 4", user=MARKER)


@pytest.fixture(scope="module")
def sealed(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Path, Engine, Unsealing]]:
    """Hold an engine over marked records, and what opens its journal."""
    data = tmp_path_factory.mktemp("sealed") / "data"
    unsealing = keyed(data)
    person = listed_person(record_id=MARKER)
    name = replace(person.names[0], full=f"Anna {MARKER}")
    person = replace(person, names=(name, *person.names[1:]))
    hold(data, [stolen_passport(document_number=MARKER, record_id=MARKER)])
    hold(data, [stolen_car(vin=MARKER)], feed="cars", database=Database.VEHICLES)
    hold(data, [person], feed="wanted", database=Database.PERSONS)
    with open_engine(data, now=lambda: NOW) as engine:
        yield data, engine, unsealing


def everything(data: Path) -> bytes:
    """Return every byte of the journal: entries, notes, and the files beside."""
    files = [file for file in journal_folder(data).rglob("*") if file.is_file()]
    return b"".join(file.read_bytes() for file in files)


def ask_all(engine: Engine, text: str) -> None:
    """Ask everything that can be asked with *text* in it; some of it is refused."""
    document = DocumentQuery(document_number=text, issuing_state="UTO")
    person = PersonQuery(full=f"Anna {text}", birth_place=text)
    questions = (
        lambda: engine.screen_document(document, USER),
        lambda: engine.screen_vehicle(VehicleQuery(vin=text), USER),
        lambda: engine.screen_person(person, USER),
        lambda: engine.screen_mrz([text, ERIKSSON_TD3[1]], USER),
        lambda: engine.screen_mrz(ERIKSSON_TD3, USER, book_serial=text),
        lambda: engine.screen_traveller(
            TravellerQuery(document=document, person=person), USER
        ),
        lambda: engine.screen_batch([document, [text]], USER),
        lambda: engine.screen_travellers([TravellerQuery(person=person)], USER),
        lambda: engine.record(f"feeds/lost/documents/{text}.UTO.UTO.{text}", USER),
    )
    for question in questions:
        try:
            question()
        except ScreeningError:
            continue


def test_markers_are_nowhere_in_the_clear(
    sealed: tuple[Path, Engine, Unsealing], caplog: pytest.LogCaptureFixture
) -> None:
    """Of questions, records shown and users; with the key they are all there."""
    data, engine, unsealing = sealed
    with caplog.at_level(logging.DEBUG):
        ask_all(engine, MARKER)
    opened = [
        str(told.what.matter)
        for told in history(journal_folder(data), unsealing=unsealing)
    ]

    assert MARKER.encode() not in everything(data).upper()
    assert MARKER not in caplog.text.upper()
    assert len(opened) >= 6
    assert all(MARKER in each.upper() for each in opened)


@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.from_regex(r"[A-Z0-9]{8,12}", fullmatch=True))
def test_no_number_is_in_the_clear(
    sealed: tuple[Path, Engine, Unsealing], number: str
) -> None:
    """Whatever it is."""
    data, engine, _ = sealed
    ask_all(engine, number)

    assert number.encode() not in everything(data)


def test_damage_is_named_without_what_was_asked(
    sealed: tuple[Path, Engine, Unsealing], tmp_path: Path
) -> None:
    """By chain, segment and entry; in the unsealed journal as well."""
    _, engine, _ = sealed
    data = tmp_path / "open"
    hold(data, [stolen_passport(document_number=MARKER, record_id=MARKER)])
    with open_engine(data, now=lambda: NOW) as unsealed:
        ask_all(unsealed, MARKER)
    del engine
    assert MARKER.encode() in everything(data)
    spoil(segments(chain_of(data))[0], altered(1))
    told = " ".join(each.detail for each in findings(data))

    assert "it was altered" in told
    assert MARKER not in told


def test_only_its_owner_may_read_any_of_it(
    sealed: tuple[Path, Engine, Unsealing],
) -> None:
    """Chains, segments, checkpoints: mode 0600, in folders of mode 0700."""
    data, _, _ = sealed
    paths = [
        *journal_folder(data).rglob("*"),
        *chains(journal_folder(data)),
        data / "keys" / "signing.key",
    ]

    assert all(path.stat().st_mode & 0o077 == 0 for path in paths)
    assert prove(journal_folder(data), {}) != []
