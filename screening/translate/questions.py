"""What is asked <-> wire. The way in from the wire is on the path of every question."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from screening.errors import InvalidQuery
from screening.queries import (
    LOCAL,
    Asked,
    DocumentQuery,
    Entry,
    PersonQuery,
    TravellerQuery,
    VehicleQuery,
    ZoneQuery,
)
from screening.sight import EVERYTHING, Sight
from screening.v1 import records_pb2, screening_pb2

Person = TypeVar("Person", screening_pb2.PersonQuery, screening_pb2.TravellerFields)

ENTRIES: Mapping[Entry, screening_pb2.Entry.ValueType] = {
    Entry.READ: screening_pb2.ENTRY_READ,
    Entry.DIGIT_FAILED: screening_pb2.ENTRY_DIGIT_FAILED,
    Entry.TYPED: screening_pb2.ENTRY_TYPED,
}
_ENTRY_WORDS: Mapping[int, Entry] = {
    screening_pb2.ENTRY_UNSPECIFIED: Entry.READ,
    **{number: entry for entry, number in ENTRIES.items()},
}

PERSON_FIELDS: Mapping[str, str] = {
    "full": "full_name",
    "primary": "primary_identifier",
    "secondary": "secondary_identifier",
}
"""Fields of a question about a person that have other names on the wire."""


def asked_from_wire(
    message: records_pb2.Asked, sight: Sight = EVERYTHING, *, caller: str = LOCAL
) -> Asked:
    """Return who asks, as the caller gives it; *caller* and *sight* are the door's to say."""
    return Asked(
        request_id=message.request_id,
        checkpoint=message.checkpoint,
        purpose=message.purpose,
        sight=sight,
        unit=message.unit,
        user=message.user,
        device=message.device,
        caller=caller,
    )


def asked_to_wire(asked: Asked) -> records_pb2.Asked:
    """Return who asks, for the wire."""
    return records_pb2.Asked(
        request_id=asked.request_id,
        checkpoint=asked.checkpoint,
        purpose=asked.purpose,
        unit=asked.unit,
        user=asked.user,
        device=asked.device,
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
        any_state=message.any_state,
    )


def document_to_wire(query: DocumentQuery) -> screening_pb2.DocumentQuery:
    """Return the question about a document, for the wire."""
    return screening_pb2.DocumentQuery(
        document_number=query.document_number,
        issuing_state=query.issuing_state,
        document_type=query.document_type or "",
        book_serial=query.book_serial or "",
        entry=ENTRIES[query.entry],
        any_state=query.any_state,
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


def person_to_wire(query: PersonQuery) -> screening_pb2.PersonQuery:
    """Return the question about a person, for the wire."""
    message = screening_pb2.PersonQuery(
        name_truncated=query.name_truncated,
        from_zone=query.from_zone,
        exclude_records=query.exclude_records,
    )
    return _with_person(message, query)


def person_from_wire(message: screening_pb2.PersonQuery) -> PersonQuery:
    """Return the question about a person."""
    return PersonQuery(
        full=message.full_name or None,
        primary=message.primary_identifier or None,
        secondary=message.secondary_identifier or None,
        name_truncated=message.name_truncated,
        from_zone=message.from_zone,
        birth_date=message.birth_date or None,
        nationality=message.nationality or None,
        sex=message.sex or None,
        birth_place=message.birth_place or None,
        exclude_records=tuple(message.exclude_records),
    )


def traveller_to_wire(query: TravellerQuery) -> screening_pb2.TravellerFields:
    """Return what is known of a traveller, for the wire; exclusions lie beside it."""
    message = screening_pb2.TravellerFields()
    if query.document is not None:
        message.document.CopyFrom(document_to_wire(query.document))
    if query.person is not None:
        _with_person(message, query.person)
    return message


def person_of_fields(
    message: screening_pb2.TravellerFields, exclude_records: Sequence[str] = ()
) -> PersonQuery:
    """Return what the fields of a traveller say of the person, perhaps no name."""
    return PersonQuery(
        full=message.full_name or None,
        primary=message.primary_identifier or None,
        secondary=message.secondary_identifier or None,
        birth_date=message.birth_date or None,
        nationality=message.nationality or None,
        sex=message.sex or None,
        birth_place=message.birth_place or None,
        exclude_records=tuple(exclude_records),
    )


def traveller_item_to_wire(
    item: TravellerQuery | ZoneQuery,
) -> screening_pb2.TravellerItem:
    """Return one traveller of a manifest for the wire."""
    if isinstance(item, ZoneQuery):
        return screening_pb2.TravellerItem(
            mrz=screening_pb2.Mrz(lines=item.lines),
            book_serial=item.book_serial or "",
            exclude_records=item.exclude_records,
        )
    return screening_pb2.TravellerItem(
        fields=traveller_to_wire(item), exclude_records=excluded_by(item)
    )


def excluded_by(query: TravellerQuery) -> tuple[str, ...]:
    """Return the records that the person of *query* is not."""
    return query.person.exclude_records if query.person else ()


def _with_person(message: Person, query: PersonQuery) -> Person:
    message.full_name = query.full or ""
    message.primary_identifier = query.primary or ""
    message.secondary_identifier = query.secondary or ""
    message.birth_date = query.birth_date or ""
    message.nationality = query.nationality or ""
    message.sex = query.sex or ""
    message.birth_place = query.birth_place or ""
    return message
