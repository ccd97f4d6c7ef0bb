"""Vehicles: filed under each mark, found by any, named by their owner."""

import pytest
from hypothesis import given

from screening.errors import InvalidQuery
from screening.index import vehicles
from screening.queries import VehicleQuery
from screening.records import VehicleRecord
from tests import world
from tests.world import stolen_car


def matched_on(**fields: str) -> str | None:
    found = vehicles.match(VehicleQuery(**fields), stolen_car())
    return found and found.matched_on


def test_each_mark_finds_the_car() -> None:
    """As it compares: letters a VIN cannot have, blanks, case and dashes do not count."""
    assert matched_on(vin="1m8gdm9a xkpo42788") == "vin"
    assert matched_on(plate="ut123ab", plate_state="UTO") == "plate"
    assert matched_on(engine_number="en-998877") == "engine_number"
    assert matched_on(plate="UT123AB", plate_state="USA") is None
    assert matched_on(vin="EN998877") is None


def test_a_vin_counts_before_a_plate() -> None:
    """Plates are copied more easily."""
    found = matched_on(vin="1M8GDM9AXKP042788", plate="UT123AB", plate_state="UTO")

    assert found == "vin"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({}, "vin", id="nothing"),
        pytest.param({"vin": "--"}, "vin", id="no character"),
        pytest.param({"plate": "AB1"}, "plate_state", id="no State"),
        pytest.param(
            {"plate": "AB1", "plate_state": "12"}, "plate_state", id="bad State"
        ),
    ],
)
def test_what_cannot_be_sought_names_its_field(
    fields: dict[str, str], field: str
) -> None:
    """A plate without its State is nothing: an error, not an empty answer."""
    with pytest.raises(InvalidQuery) as caught:
        list(vehicles.search_keys(VehicleQuery(**fields)))

    assert caught.value.field == field


@given(world.vehicles)
def test_entries_lie_under_filing_keys(record: VehicleRecord) -> None:
    """One entry a mark, all under the same owner's reference, which names the record."""
    keys = [key for key, _ in vehicles.entries(record)]
    change = vehicles.replacement(record)

    assert [key.partition(b"\x1e")[0] for key in keys] == list(
        vehicles.filing_keys(record)
    )
    assert {key.partition(b"\x1e")[2] for key in keys} == {change.name}
    assert all(len(key) <= 511 for key in keys)


@given(world.vehicles)
def test_a_withdrawal_names_what_a_put_filed(record: VehicleRecord) -> None:
    """By owner, however it is spelt, and reference."""
    taken = vehicles.withdrawal(owner=record.owner, record_id=record.record_id)

    assert taken.name == vehicles.replacement(record).name
    assert taken.withdraws
