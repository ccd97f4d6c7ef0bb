"""A record comes back from its bytes as it was filed."""

from collections.abc import Callable

import pytest
from hypothesis import given

from screening.errors import DamagedTable
from screening.index import codec, documents, vehicles
from screening.index.codec import encode_document, encode_vehicle
from screening.index.persons.codec import encode_person
from screening.records import (
    LIMITS,
    DocumentRecord,
    PersonRecord,
    Record,
    VehicleRecord,
)
from tests import world
from tests.world import listed_person, stolen_car, stolen_passport


@given(world.documents)
def test_a_document_comes_back_as_filed(record: DocumentRecord) -> None:
    """Each entry of a document, alias or not, decodes to that very document."""
    for key, value in documents.entries(record):
        assert codec.decode_document(key, value) == record


@given(world.series())
def test_a_series_comes_back_as_filed(record: DocumentRecord) -> None:
    """A series decodes to itself; its end is in the interval and in the record."""
    key, value = documents.interval(record)

    assert codec.decode_document(key, value.split(b"\x1e", 1)[1]) == record


@given(world.vehicles)
def test_a_vehicle_comes_back_as_filed(record: VehicleRecord) -> None:
    """Each entry of a vehicle decodes to that very vehicle."""
    for key, value in vehicles.entries(record):
        assert codec.decode_vehicle(key, value) == record


@pytest.mark.parametrize("value", [b"", b"9", b"1", b"1Ap", b"\xff\xfe", b"1?p" * 9])
def test_garbled_values_are_damage_not_records(value: bytes) -> None:
    """Bytes that are no record raise DamagedTable, never another error."""
    key, _ = documents.entries(world.stolen_passport())[0]

    with pytest.raises(DamagedTable):
        codec.decode_document(key, value)
    with pytest.raises(DamagedTable):
        codec.decode_vehicle(key, value[:1])


@pytest.mark.parametrize("make", [stolen_passport, stolen_car, listed_person])
@pytest.mark.parametrize("name", LIMITS)
def test_what_limits_the_use_of_a_record_has_a_format_of_its_own(
    make: Callable[..., Record], name: str
) -> None:
    """A program of before knows format 1 alone, and must not show it to everybody."""
    word = {"not_visible_to": "FRA", "handling": "discreet"}.get(name, "restricted")

    assert _value(make())[:1] == b"1"
    assert _value(make(**{name: word}))[:1] == b"2"


def _value(record: Record) -> bytes:
    match record:
        case DocumentRecord():
            return encode_document(record)
        case VehicleRecord():
            return encode_vehicle(record)
        case PersonRecord():
            return encode_person(record)
