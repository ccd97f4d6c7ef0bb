"""Record to bytes and back; the only module that knows the format of a value.

UTF-8 text. What the key already says is left out of the value: a number, State or owner
is stored only where it was given in another spelling than the one it is filed under.
Trailing empty fields are left out.

A document's value: format, status, type (a letter each), four dates of three characters
(status, issue, expiry, review), then ␟-parted: status_place, document_number,
issuing_state, owner, document_type, number_to, remarks.

The format is 2 where the use of the record is limited: then not_visible_to, handling and
confidentiality follow at the end. A reader of before knows no format 2, and so does not
show to everybody what is not for everybody.

A vehicle's value: format and status (a letter each), then ␟-parted: owner and the fields
of `VEHICLE_FIELDS`, all as given.
"""

from screening.errors import DamagedTable
from screening.index.keys import ALIAS, FIELD, TAIL
from screening.index.packing import (
    DOCUMENT_STATUS_OF_LETTER,
    LETTER_OF_DOCUMENT_STATUS,
    LETTER_OF_TYPE,
    LETTER_OF_VEHICLE_STATUS,
    OTHER_TYPE_LETTER,
    TYPE_OF_LETTER,
    VEHICLE_STATUS_OF_LETTER,
    pack_date,
    unpack_date,
)
from screening.normalize.documents import document_number
from screening.normalize.states import issuing_state
from screening.records import LIMITS, DocumentRecord, Record, VehicleRecord

FORMAT = "1"
LIMITED_FORMAT = "2"
FORMATS = (FORMAT, LIMITED_FORMAT)
VEHICLE_FIELDS = (
    "vin",
    "plate",
    "plate_state",
    "engine_number",
    "make",
    "model",
    "colour",
    "year",
    "vehicle_type",
    "status_date",
    "status_place",
    "review_date",
    "remarks",
    *LIMITS,
)
_DOCUMENT_HEAD = 15
_DOCUMENT_FIELDS = 7 + len(LIMITS)
_VEHICLE_HEAD = 2


def format_of(record: Record) -> str:
    """Return the format of the value of *record*, by whether its use is limited."""
    limited = record.not_visible_to or record.handling or record.confidentiality
    return LIMITED_FORMAT if limited else FORMAT


def encode_document(record: DocumentRecord) -> bytes:
    """Return the value under which *record* is filed."""
    number = document_number(record.document_number)
    state, owner = issuing_state(record.issuing_state), issuing_state(record.owner)
    letter = LETTER_OF_TYPE.get(record.document_type, OTHER_TYPE_LETTER)
    head = format_of(record) + LETTER_OF_DOCUMENT_STATUS[record.status] + letter
    dates = (
        record.status_date,
        record.date_of_issue,
        record.date_of_expiry,
        record.review_date,
    )
    fields = (
        record.status_place or "",
        "" if record.document_number == number else record.document_number,
        "" if record.issuing_state == state else record.issuing_state,
        "" if record.owner == owner else record.owner,
        record.document_type if letter == OTHER_TYPE_LETTER else "",
        record.number_to or "",
        record.remarks or "",
        *(getattr(record, name) or "" for name in LIMITS),
    )
    packed = head + "".join(map(pack_date, dates)) + FIELD.join(fields)
    return packed.rstrip(FIELD).encode()


def decode_document(key: bytes, value: bytes) -> DocumentRecord:
    """Return the record filed under *key* with *value*.

    *key* is an entry's or a series'. Raises `DamagedTable` when the two are no record.
    """
    try:
        return _document(key.decode(), value.decode())
    except (ValueError, KeyError, IndexError) as error:
        raise DamagedTable(path="table", reason="a record is garbled") from error


def _document(key: str, value: str) -> DocumentRecord:
    if value[0] not in FORMATS:
        raise ValueError("format")
    filing, *start, of = key.split(TAIL)
    number, state = filing.split(FIELD)[:2]
    owner, record_id, *beyond_nine = of.removeprefix(ALIAS).split(FIELD)
    number = start[0] if start else number + "".join(beyond_nine)
    rest = value[_DOCUMENT_HEAD:].split(FIELD)
    rest += [""] * (_DOCUMENT_FIELDS - len(rest))
    place, given_number, given_state, given_owner, given_type, number_to = rest[:6]
    remarks, hidden, handling, confidentiality = rest[6:]
    dates = [unpack_date(value[i : i + 3]) for i in range(3, _DOCUMENT_HEAD, 3)]
    return DocumentRecord(
        record_id=record_id,
        owner=given_owner or owner,
        issuing_state=given_state or state,
        document_type=given_type or TYPE_OF_LETTER[value[2]],
        document_number=given_number or number,
        status=DOCUMENT_STATUS_OF_LETTER[value[1]],
        number_to=number_to or None,
        status_date=dates[0],
        status_place=place or None,
        date_of_issue=dates[1],
        date_of_expiry=dates[2],
        review_date=dates[3],
        remarks=remarks or None,
        not_visible_to=hidden or None,
        handling=handling or None,
        confidentiality=confidentiality or None,
    )


def encode_vehicle(record: VehicleRecord) -> bytes:
    """Return the value under which *record* is filed."""
    owner = issuing_state(record.owner)
    fields = ["" if record.owner == owner else record.owner]
    fields += [getattr(record, name) or "" for name in VEHICLE_FIELDS]
    head = format_of(record) + LETTER_OF_VEHICLE_STATUS[record.status]
    return (head + FIELD.join(fields)).rstrip(FIELD).encode()


def decode_vehicle(key: bytes, value: bytes) -> VehicleRecord:
    """Return the record filed under *key* with *value*, or raise `DamagedTable`."""
    try:
        return _vehicle(key.decode(), value.decode())
    except (ValueError, KeyError, IndexError) as error:
        raise DamagedTable(path="table", reason="a record is garbled") from error


def _vehicle(key: str, value: str) -> VehicleRecord:
    if value[0] not in FORMATS:
        raise ValueError("format")
    owner, record_id = key.rsplit(TAIL, maxsplit=1)[-1].split(FIELD)
    given_owner, *rest = value[_VEHICLE_HEAD:].split(FIELD)
    rest += [""] * (len(VEHICLE_FIELDS) - len(rest))
    fields = {
        name: text or None for name, text in zip(VEHICLE_FIELDS, rest, strict=True)
    }
    return VehicleRecord(
        record_id=record_id,
        owner=given_owner or owner,
        status=VEHICLE_STATUS_OF_LETTER[value[1]],
        **fields,
    )
