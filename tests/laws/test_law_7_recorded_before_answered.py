"""Law 7. Recorded before answered: a hit on disk, everything else with the kernel."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import NotRecorded, ScreeningError
from screening.opening import open_engine
from screening.queries import Asked, DocumentQuery, PersonQuery, TravellerQuery
from screening.records import Database, DocumentRecord
from screening.storage import journal as journals
from screening.storage.chain import entries, segments, verify_chain
from tests.holding import hold
from tests.laws import near
from tests.processes import killed_often
from tests.world import ERIKSSON_TD3, NOW, listed_person, stolen_passport

KILLS = 24
ASKING = """
import sys
from pathlib import Path
from screening.opening import open_engine
from screening.queries import Asked, DocumentQuery
data = Path(sys.argv[1])

def work():
    import os
    with open_engine(data) as engine:
        n = 0
        while True:
            n += 1
            name = f"{os.getpid()}-{n}"
            number = "L898902C3" if n % 3 == 0 else "CLEAN1"
            query = DocumentQuery(document_number=number, issuing_state="UTO")
            answer = engine.screen_document(query, Asked(request_id=name)).answer
            say(f"{name} {answer}")
"""


def recorded(data: Path) -> list[dict[str, object]]:
    """Return all entries of the journal, chain by chain."""
    return [
        json.loads(payload)
        for chain in sorted((data / "journal").glob("chain-*"))
        for segment in segments(chain)
        for _, payload, _ in entries(segment)
    ]


def now() -> datetime:
    return NOW


def test_every_answer_given_is_in_the_journal_after_kill_9(tmp_path: Path) -> None:
    """Killed at any instant: no answer had left that the journal does not hold."""
    hold(tmp_path, [stolen_passport()])
    answered = set()
    for said in killed_often(ASKING, tmp_path, times=KILLS, within_s=0.05, seed=7):
        answered.update(said)
        known = {f"{e['request_id']} {e['answer']}" for e in recorded(tmp_path)}

        assert answered <= known
        assert len(known) - len(answered) <= KILLS
    chains = list((tmp_path / "journal").glob("chain-*"))
    assert len(chains) == 1
    assert verify_chain(chains[0]) == len(recorded(tmp_path))


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(
    st.lists(near.records, max_size=8), st.lists(near.queries, min_size=1, max_size=8)
)
def test_each_question_is_one_entry_that_says_what_was_answered(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[DocumentRecord],
    queries: list[DocumentQuery],
) -> None:
    """Its verdict, the feeds with revisions, and the names of the records shown."""
    data = tmp_path_factory.mktemp("data")
    hold(data, near.model_of(records).values(), revision=9)
    with open_engine(data, now=now) as engine:
        screenings = [
            engine.screen_document(query, Asked(request_id=str(n), checkpoint="C1"))
            for n, query in enumerate(queries)
        ]
    found = recorded(data)

    assert [entry["request_id"] for entry in found] == [
        str(n) for n in range(len(queries))
    ]
    for entry, screening in zip(found, screenings, strict=True):
        assert entry["answer"] == screening.answer
        assert entry["searched"] == [["lost", 9]]
        assert entry.get("names", []) == [hit.name for hit in screening.hits]
        assert entry["checkpoint"] == "C1"
        assert datetime.fromisoformat(str(entry["at"])) == NOW


def test_a_hit_is_on_disk_before_it_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One flush for a hit, a batch with one, or a record fetched; none for the rest."""
    hold(tmp_path, [stolen_passport()])
    flushed = list[int]()
    monkeypatch.setattr(journals, "FLUSH_INTERVAL_S", 60)
    monkeypatch.setattr(journals.Journal, "close", lambda self: self._closed.set())
    real = os.fdatasync

    def count(descriptor: int) -> None:
        flushed.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(os, "fdatasync", count)
    clean = DocumentQuery(document_number="CLEAN1", issuing_state="UTO")
    with open_engine(tmp_path, now=now) as engine:
        counts = []
        name = engine.screen_mrz(ERIKSSON_TD3).hits[0].name
        counts.append(len(flushed))
        engine.screen_document(clean)
        engine.screen_batch([clean])
        counts.append(len(flushed))
        engine.screen_batch([clean, ERIKSSON_TD3])
        counts.append(len(flushed))
        engine.record(name)
        counts.append(len(flushed))

    assert counts == [1, 1, 2, 3]


def test_a_person_found_is_on_disk_before_it_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One flush for each question that shows a person; none for one that shows nobody."""
    hold(tmp_path, [listed_person()], feed="noticed", database=Database.PERSONS)
    flushed = list[int]()
    monkeypatch.setattr(journals, "FLUSH_INTERVAL_S", 60)
    monkeypatch.setattr(journals.Journal, "close", lambda self: self._closed.set())
    monkeypatch.setattr(os, "fdatasync", flushed.append)
    listed = PersonQuery(full="Anna Maria Eriksson", birth_date="1974-08-12")
    nobody = PersonQuery(full="Ottokar Quastenflosser")
    counts = []
    with open_engine(tmp_path, now=now) as engine:
        for who in (listed, nobody):
            traveller = TravellerQuery(person=who)
            engine.screen_person(who)
            counts.append(len(flushed))
            engine.screen_traveller(traveller)
            counts.append(len(flushed))
            engine.screen_travellers([traveller])
            counts.append(len(flushed))

    assert counts == [1, 2, 3, 3, 3, 3]


def test_without_a_journal_there_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk refuses hits and others alike; with room again, answers go on."""
    hold(tmp_path, [stolen_passport()])
    with open_engine(tmp_path, now=now) as engine:

        def no_room(_descriptor: int, _content: bytes) -> int:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, "write", no_room)
            for number in ("L898902C3", "CLEAN1"):
                query = DocumentQuery(document_number=number, issuing_state="UTO")
                with pytest.raises(NotRecorded):
                    engine.screen_document(query)
        answered = engine.screen_mrz(ERIKSSON_TD3).answer

    assert [entry["answer"] for entry in recorded(tmp_path)] == [answered]


def test_questions_that_are_refused_leave_no_torn_entry(tmp_path: Path) -> None:
    """Errors before the answer leave the chain whole."""
    hold(tmp_path, [])
    with open_engine(tmp_path, now=now) as engine:
        for number in ("", "-", "A1"):
            try:
                engine.screen_document(
                    DocumentQuery(document_number=number, issuing_state="UTO")
                )
            except ScreeningError:
                continue
    [chain] = (tmp_path / "journal").glob("chain-*")

    assert verify_chain(chain) == len(recorded(tmp_path)) == 1
