"""Vehicles, filed under each of their marks: VIN, plate with its State, engine number.

The three are kept apart by a first letter, so that a plate can never be taken for an
engine number. A record is found again by its owner's reference, under which the table
lists what it is filed under.
"""

from collections.abc import Iterator

from screening.errors import InvalidQuery
from screening.index.codec import encode_vehicle
from screening.index.document_search import Verdict
from screening.index.keys import FIELD, entry_key, tail
from screening.normalize.states import issuing_state
from screening.normalize.vehicles import engine_number, plate, vin
from screening.queries import Match, VehicleQuery
from screening.records import VehicleRecord
from screening.storage.writer import Replacement

VIN, PLATE, ENGINE = "V", "P", "E"
NAME_PARTS = ("owner", "record_id")
"""What names a record in public, in this order."""
_FIELD_OF = {VIN: "vin", PLATE: "plate", ENGINE: "engine_number"}


_CANONICAL = {"vin": vin, "plate": plate, "engine_number": engine_number}


def filing_keys(record: VehicleRecord) -> Iterator[bytes]:
    """Yield the keys *record* is filed under."""
    yield from _keys(record)


def search_keys(query: VehicleQuery) -> Iterator[bytes]:
    """Yield the keys that could lead *query* to a record, or raise `InvalidQuery`."""
    if query.plate and not issuing_state(query.plate_state or ""):
        raise InvalidQuery(
            field="plate_state",
            reason="a plate is nothing without its State",
            cure="give the code of Doc 9303-3 or ISO 3166, such as UTO",
        )
    for field, canonical in _CANONICAL.items():
        given = getattr(query, field)
        if given and not canonical(given):
            raise InvalidQuery(
                field=field,
                reason="there is no letter or digit in it",
                cure="give it as it is on the vehicle, or leave it out",
            )
    keys = list(_keys(query))
    if not keys:
        raise InvalidQuery(
            field="vin",
            reason="none of the vehicle's marks was given",
            cure="give vin, plate with plate_state, or engine_number",
        )
    yield from keys


def match(query: VehicleQuery, record: VehicleRecord) -> Verdict | None:
    """Return by which mark *record* answers *query*, or None if by none."""
    shared = set(_keys(query)) & set(_keys(record))
    for kind, field in _FIELD_OF.items():
        if any(key.startswith(kind.encode()) for key in shared):
            return Verdict(Match.EXACT, field)
    return None


def _keys(of: VehicleRecord | VehicleQuery) -> Iterator[bytes]:
    if of.vin and (number := vin(of.vin)):
        yield f"{VIN}{FIELD}{number}".encode()
    if of.plate and of.plate_state and (mark := plate(of.plate)):
        yield f"{PLATE}{FIELD}{mark}{FIELD}{issuing_state(of.plate_state)}".encode()
    if of.engine_number and (number := engine_number(of.engine_number)):
        yield f"{ENGINE}{FIELD}{number}".encode()


def entries(record: VehicleRecord) -> tuple[tuple[bytes, bytes], ...]:
    """Return key and value of each entry of *record*."""
    of, value = tail(*name_parts(record)), encode_vehicle(record)
    return tuple((entry_key(key, of), value) for key in filing_keys(record))


def replacement(record: VehicleRecord) -> Replacement:
    """Return the change that files *record* in place of what is filed of it."""
    return Replacement(entries=entries(record), name=tail(*name_parts(record)).encode())


def withdrawal(*, owner: str, record_id: str) -> Replacement:
    """Return the change that takes out the record of that name."""
    return Replacement(name=tail(issuing_state(owner), record_id).encode())


def name_parts(record: VehicleRecord) -> tuple[str, str]:
    """Return owner and reference: what names a record."""
    return issuing_state(record.owner), record.record_id
