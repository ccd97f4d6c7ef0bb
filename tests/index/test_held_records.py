"""The records of one view, each once, from any place on."""

from pathlib import Path

import pytest

from screening.index.held_records import beyond, held_records
from screening.records import Database, Record
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from tests.holding import hold
from tests.world import listed_person, stolen_car, stolen_passport

DOCUMENTS = [
    stolen_passport(),
    stolen_passport(record_id="long", document_number="ABCDEFGHIJ12"),
    stolen_passport(record_id="z", owner="ZEN"),
    stolen_passport(record_id="b", document_number="B1", number_to="B9"),
    stolen_passport(record_id="r", document_number="R1", review_date="2027-01-01"),
]
CARS = [stolen_car(), stolen_car(record_id="z", owner="ZEN", vin="1HGCM82633A004352")]
PERSONS = [listed_person(), listed_person(record_id="z", owner="ZEN")]


def found(data: Path, **wanted: object) -> list[tuple[bytes, Record]]:
    folder = FeedFolder(data, "lost")
    with Generation(folder.path / (folder.current() or "")).view() as view:
        looked = list(held_records(view, **wanted))  # type: ignore[arg-type]
    return [(each.place, each.record) for each in looked if each.record is not None]


@pytest.mark.parametrize(
    ("database", "records"),
    [
        (Database.DOCUMENTS, DOCUMENTS),
        (Database.VEHICLES, CARS),
        (Database.PERSONS, PERSONS),
    ],
)
def test_every_record_is_found_once_from_any_place_on(
    tmp_path: Path, database: Database, records: list[Record]
) -> None:
    """Singles and series, long numbers too; and of one owner only its own."""
    hold(tmp_path, records, database=database)
    everything = found(tmp_path)

    assert {record.record_id for _, record in everything} == {
        record.record_id for record in records
    }
    assert len(everything) == len(records)
    for at, (place, _) in enumerate(everything):
        assert found(tmp_path, start=place) == everything[at:]
        assert found(tmp_path, start=beyond(place)) == everything[at + 1 :]
    for owner in ("UTO", "ZEN", "ZE", "XXX"):
        own = [record for _, record in found(tmp_path, owner=owner)]
        assert own == [r for _, r in everything if r.owner == owner]


def test_documents_without_a_review_date_need_not_be_decoded(tmp_path: Path) -> None:
    """Nearly all of the world's have none; series are few, and all are looked at."""
    hold(tmp_path, DOCUMENTS)

    assert {r.record_id for _, r in found(tmp_path, dated=True)} == {"r", "b"}
