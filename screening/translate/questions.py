"""What is asked <-> wire. The way in from the wire is on the path of every question."""

from collections.abc import Mapping, Sequence

from screening.errors import InvalidQuery
from screening.queries import Asked, DocumentQuery, Entry, VehicleQuery
from screening.v1 import records_pb2, screening_pb2

ENTRIES: Mapping[Entry, screening_pb2.Entry.ValueType] = {
    Entry.READ: screening_pb2.ENTRY_READ,
    Entry.DIGIT_FAILED: screening_pb2.ENTRY_DIGIT_FAILED,
    Entry.TYPED: screening_pb2.ENTRY_TYPED,
}
_ENTRY_WORDS: Mapping[int, Entry] = {
    screening_pb2.ENTRY_UNSPECIFIED: Entry.READ,
    **{number: entry for entry, number in ENTRIES.items()},
}


def asked_from_wire(message: records_pb2.Asked) -> Asked:
    """Return who asks."""
    return Asked(
        request_id=message.request_id,
        checkpoint=message.checkpoint,
        purpose=message.purpose,
    )


def asked_to_wire(asked: Asked) -> records_pb2.Asked:
    """Return who asks, for the wire."""
    return records_pb2.Asked(
        request_id=asked.request_id,
        checkpoint=asked.checkpoint,
        purpose=asked.purpose,
    )


def document_from_wire(message: screening_pb2.DocumentQuery) -> DocumentQuery:
    """Return the question about a document; `InvalidQuery` for an unknown entry."""
    entry = _ENTRY_WORDS.get(message.entry)
    if entry is None:
        raise InvalidQuery(
            field="entry",
            reason="this way of entry is not known here",
            cure="give READ, DIGIT_FAILED or TYPED",
        )
    return DocumentQuery(
        document_number=message.document_number,
        issuing_state=message.issuing_state,
        document_type=message.document_type or None,
        book_serial=message.book_serial or None,
        entry=entry,
    )


def document_to_wire(query: DocumentQuery) -> screening_pb2.DocumentQuery:
    """Return the question about a document, for the wire."""
    return screening_pb2.DocumentQuery(
        document_number=query.document_number,
        issuing_state=query.issuing_state,
        document_type=query.document_type or "",
        book_serial=query.book_serial or "",
        entry=ENTRIES[query.entry],
    )


def vehicle_from_wire(message: screening_pb2.VehicleQuery) -> VehicleQuery:
    """Return the question about a vehicle."""
    return VehicleQuery(
        vin=message.vin or None,
        plate=message.plate or None,
        plate_state=message.plate_state or None,
        engine_number=message.engine_number or None,
    )


def vehicle_to_wire(query: VehicleQuery) -> screening_pb2.VehicleQuery:
    """Return the question about a vehicle, for the wire."""
    return screening_pb2.VehicleQuery(
        vin=query.vin or "",
        plate=query.plate or "",
        plate_state=query.plate_state or "",
        engine_number=query.engine_number or "",
    )


def item_to_wire(item: DocumentQuery | Sequence[str]) -> screening_pb2.BatchItem:
    """Return one item of a batch for the wire; a sequence of text is MRZ lines."""
    if isinstance(item, DocumentQuery):
        return screening_pb2.BatchItem(document=document_to_wire(item))
    return screening_pb2.BatchItem(mrz=screening_pb2.Mrz(lines=item))
