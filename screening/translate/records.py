"""Records <-> wire. Field names are the same on both sides; absent is empty there."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from screening.errors import ServiceFailed
from screening.records import DocumentRecord, PersonRecord, Record, VehicleRecord
from screening.translate.persons import person_from_wire, person_to_wire
from screening.translate.words import DOCUMENT_STATUSES, VEHICLE_STATUSES, word
from screening.v1 import records_pb2


def _texts(kind: type[Record], *, required: bool) -> tuple[str, ...]:
    """Return the names of the text fields of *kind*: those with no default, or with."""
    return tuple(
        field.name
        for field in fields(kind)
        if field.name != "status" and (field.default is not None) == required
    )


_REQUIRED: Mapping[type[Record], tuple[str, ...]] = {
    kind: _texts(kind, required=True) for kind in (DocumentRecord, VehicleRecord)
}
_OPTIONAL: Mapping[type[Record], tuple[str, ...]] = {
    kind: _texts(kind, required=False) for kind in (DocumentRecord, VehicleRecord)
}


def record_to_wire(record: Record) -> records_pb2.Record:
    """Return *record* for the wire."""
    if isinstance(record, PersonRecord):
        return records_pb2.Record(person=person_to_wire(record))
    texts: dict[str, Any] = dict(_given(record))
    if isinstance(record, DocumentRecord):
        status = DOCUMENT_STATUSES[record.status]
        return records_pb2.Record(
            document=records_pb2.DocumentRecord(status=status, **texts)
        )
    return records_pb2.Record(
        vehicle=records_pb2.VehicleRecord(
            status=VEHICLE_STATUSES[record.status], **texts
        )
    )


def record_from_wire(message: records_pb2.Record) -> Record:
    """Return the record that *message* holds."""
    match message.WhichOneof("record"):
        case "document":
            document = message.document
            return DocumentRecord(
                status=word(DOCUMENT_STATUSES, document.status),
                **_read(document, DocumentRecord),
            )
        case "vehicle":
            vehicle = message.vehicle
            return VehicleRecord(
                status=word(VEHICLE_STATUSES, vehicle.status),
                **_read(vehicle, VehicleRecord),
            )
        case "person":
            return person_from_wire(message.person)
        case _:
            raise ServiceFailed(
                reason="it sent a record of a kind this version does not know; update it"
            )


def _given(record: DocumentRecord | VehicleRecord) -> Iterator[tuple[str, str]]:
    kind: type[Record] = type(record)
    for name in _REQUIRED[kind] + _OPTIONAL[kind]:
        if value := getattr(record, name):
            yield name, value


def _read(
    message: records_pb2.DocumentRecord | records_pb2.VehicleRecord,
    kind: type[Record],
) -> dict[str, Any]:
    texts: dict[str, Any] = {name: getattr(message, name) for name in _REQUIRED[kind]}
    texts.update((name, getattr(message, name) or None) for name in _OPTIONAL[kind])
    return texts
