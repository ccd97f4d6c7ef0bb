"""What is remembered of each question: one entry, complete, readable by its owner only."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.audit import Audit, journal_folder
from screening.engine import Engine
from screening.errors import NoSuchRecord, NotRecorded
from screening.opening import open_engine
from screening.queries import Asked, DocumentQuery, VehicleQuery
from screening.records import Database
from screening.storage.chain import entries, segments, verify_chain
from tests.holding import hold
from tests.world import ERIKSSON_TD1, ERIKSSON_TD3, NOW, stolen_car, stolen_passport

ASKED = Asked(
    request_id="r-1",
    checkpoint="gate 4",
    purpose="entry",
    unit="harbour police",
    user="officer 17",
    device="kiosk 2",
    caller="spiffe://screening.example/UTO/checkpoint/harbour-3",
)
NAME = "feeds/lost/documents/L898902C3.UTO.UTO.UTO-1"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    hold(tmp_path, [stolen_passport()], revision=7)
    hold(tmp_path, [stolen_car()], feed="cars", database=Database.VEHICLES)
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        yield engine


def remembered(data: Path) -> list[dict[str, object]]:
    return [
        json.loads(payload)
        for segment in segments(journal_folder(data) / "chain-0000")
        for _, payload, _ in entries(segment)
    ]


def test_a_hit_is_remembered_whole(engine: Engine, tmp_path: Path) -> None:
    """When, who, what, where it was sought, what was shown, and how long it took."""
    screening = engine.screen_mrz(ERIKSSON_TD3, ASKED)

    [entry] = remembered(tmp_path)
    took = entry.pop("duration_us")
    assert entry == {
        "at": "2026-11-21T12:00:00Z",
        "kind": "traveller",
        "question": {"document": ["L898902C3", "UTO", "P", "", "read"]},
        "answer": "HIT",
        "searched": [["lost", 7]],
        "databases": ["documents"],
        "shown": 1,
        "specimens": 1,
        "names": [NAME],
        "request_id": "r-1",
        "checkpoint": "gate 4",
        "purpose": "entry",
        "unit": "harbour police",
        "user": "officer 17",
        "device": "kiosk 2",
        "caller": "spiffe://screening.example/UTO/checkpoint/harbour-3",
    }
    assert isinstance(took, int)
    assert 0 <= took <= screening.duration_us


def test_each_kind_of_question_is_remembered(engine: Engine, tmp_path: Path) -> None:
    """In order, found or not; a batch is one entry with all its numbers."""
    engine.screen_document(DocumentQuery(document_number="A1", issuing_state="UTO"))
    engine.screen_vehicle(VehicleQuery(plate="UT123AB", plate_state="UTO"))
    engine.screen_batch([ERIKSSON_TD1, ERIKSSON_TD3, ("no zone",)])
    engine.record(NAME)
    with pytest.raises(NoSuchRecord):
        engine.record(NAME + "X")

    found = remembered(tmp_path)
    assert [(e["kind"], e["answer"], e["searched"]) for e in found] == [
        ("document", "NO_RECORD", [["lost", 7]]),
        ("vehicle", "HIT", [["cars", 1]]),
        ("batch", "HIT", [["lost", 7]]),
        ("record", "HIT", [["lost", 7]]),
        ("record", "NO_RECORD", [["lost", 7]]),
    ]
    assert found[2]["question"] == [["D23145890", "UTO"], ["L898902C3", "UTO"]]
    assert found[3]["names"] == [NAME]


def test_only_its_owner_may_read_it(engine: Engine, tmp_path: Path) -> None:
    """It holds what was asked about travellers."""
    engine.screen_mrz(ERIKSSON_TD3)
    chain = journal_folder(tmp_path) / "chain-0000"

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (chain, *chain.iterdir())]
    assert all(mode & 0o077 == 0 for mode in modes)


def test_processes_remember_side_by_side(engine: Engine, tmp_path: Path) -> None:
    """A second audit of the same folder has a chain of its own; both are provable."""
    engine.screen_mrz(ERIKSSON_TD3)
    with open_engine(tmp_path, now=lambda: NOW) as other:
        other.screen_mrz(ERIKSSON_TD1)
        other.screen_mrz(ERIKSSON_TD3)
    chains = sorted(journal_folder(tmp_path).iterdir())

    assert [verify_chain(chain) for chain in chains] == [1, 2]


def test_without_a_folder_to_write_nothing_is_opened(tmp_path: Path) -> None:
    """Said at the start, not at the first question."""
    journal_folder(tmp_path).write_text("in the way")

    with pytest.raises(NotRecorded):
        Audit(tmp_path)
