"""Persons, as they are filed <-> wire."""

from screening.records import Birth, PersonDocument, PersonName, PersonRecord
from screening.translate.words import NAME_KINDS, NOTICE_STATES, NOTICES, word
from screening.v1 import records_pb2


def person_to_wire(record: PersonRecord) -> records_pb2.PersonRecord:
    """Return *record* for the wire."""
    return records_pb2.PersonRecord(
        record_id=record.record_id,
        owner=record.owner,
        notice=NOTICES[record.notice],
        names=map(_name_to_wire, record.names),
        births=map(_birth_to_wire, record.births),
        sex=record.sex or "",
        nationalities=record.nationalities,
        birth_place=record.birth_place or "",
        documents=map(_document_to_wire, record.documents),
        purpose=record.purpose or "",
        cautions=record.cautions or "",
        review_date=record.review_date or "",
        remarks=record.remarks or "",
        state=NOTICE_STATES[record.state],
        not_visible_to=record.not_visible_to or "",
        handling=record.handling or "",
        confidentiality=record.confidentiality or "",
    )


def person_from_wire(message: records_pb2.PersonRecord) -> PersonRecord:
    """Return the person that *message* is about."""
    return PersonRecord(
        record_id=message.record_id,
        owner=message.owner,
        notice=word(NOTICES, message.notice),
        names=tuple(map(_name_from_wire, message.names)),
        births=tuple(map(_birth_from_wire, message.births)),
        sex=message.sex or None,
        nationalities=tuple(message.nationalities),
        birth_place=message.birth_place or None,
        documents=tuple(map(_document_from_wire, message.documents)),
        purpose=message.purpose or None,
        cautions=message.cautions or None,
        review_date=message.review_date or None,
        remarks=message.remarks or None,
        state=word(NOTICE_STATES, message.state),
        not_visible_to=message.not_visible_to or None,
        handling=message.handling or None,
        confidentiality=message.confidentiality or None,
    )


def _name_to_wire(name: PersonName) -> records_pb2.PersonName:
    return records_pb2.PersonName(
        kind=NAME_KINDS[name.kind],
        full=name.full or "",
        primary=name.primary or "",
        secondary=name.secondary or "",
    )


def _name_from_wire(message: records_pb2.PersonName) -> PersonName:
    return PersonName(
        kind=word(NAME_KINDS, message.kind),
        full=message.full or None,
        primary=message.primary or None,
        secondary=message.secondary or None,
    )


def _birth_to_wire(birth: Birth) -> records_pb2.Birth:
    return records_pb2.Birth(
        date=birth.date or "",
        from_year=birth.from_year,
        to_year=birth.to_year,
        about=birth.about,
    )


def _birth_from_wire(message: records_pb2.Birth) -> Birth:
    return Birth(
        date=message.date or None,
        from_year=message.from_year if message.HasField("from_year") else None,
        to_year=message.to_year if message.HasField("to_year") else None,
        about=message.about,
    )


def _document_to_wire(document: PersonDocument) -> records_pb2.PersonDocument:
    return records_pb2.PersonDocument(
        number=document.number,
        type=document.type or "",
        issuing_state=document.issuing_state or "",
    )


def _document_from_wire(message: records_pb2.PersonDocument) -> PersonDocument:
    return PersonDocument(
        number=message.number,
        type=message.type or None,
        issuing_state=message.issuing_state or None,
    )
