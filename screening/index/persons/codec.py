"""A person's record to bytes and back: the only module that knows the format of that value.

A format digit, then the fields of the feed contract as one JSON object: absent fields are
left out, control characters are escaped, so a value holds neither NUL nor newline. The
digit is 2 where the use of the record is limited, as in `index.codec`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from screening.errors import DamagedTable
from screening.index.codec import FORMATS, format_of
from screening.records import (
    Birth,
    NameKind,
    Notice,
    NoticeState,
    PersonDocument,
    PersonName,
    PersonRecord,
)

_FORMATS = tuple(text.encode() for text in FORMATS)
_YEARS = {"from_year": "from", "to_year": "to"}
"""Fields whose names in delivered files are no names in Python."""


class _Name(msgspec.Struct):
    kind: NameKind = NameKind.PRIMARY
    full: str | None = None
    primary: str | None = None
    secondary: str | None = None


class _Birth(msgspec.Struct):
    date: str | None = None
    from_year: int | None = msgspec.field(default=None, name="from")
    to_year: int | None = msgspec.field(default=None, name="to")
    about: bool = False


class _Document(msgspec.Struct):
    number: str
    type: str | None = None
    issuing_state: str | None = None


class _Person(msgspec.Struct):
    record_id: str
    owner: str
    notice: Notice
    names: list[_Name]
    births: list[_Birth] = []
    sex: str | None = None
    nationalities: tuple[str, ...] = ()
    birth_place: str | None = None
    documents: list[_Document] = []
    purpose: str | None = None
    cautions: str | None = None
    review_date: str | None = None
    remarks: str | None = None
    state: NoticeState = NoticeState.VALID
    not_visible_to: str | None = None
    handling: str | None = None
    confidentiality: str | None = None


_decode = msgspec.json.Decoder(_Person).decode


def fields_of(record: PersonRecord) -> dict[str, Any]:
    """Return the fields that the owner filled, under the names of the feed contract.

    >>> fields_of(PersonRecord(record_id="1", owner="UTO", notice=Notice.BLUE,
    ...     names=(PersonName(full="Anna Eriksson"),), births=(Birth(from_year=1970),)))
    ... # doctest: +NORMALIZE_WHITESPACE
    {'record_id': '1', 'owner': 'UTO', 'notice': <Notice.BLUE: 'blue'>,
     'names': [{'kind': <NameKind.PRIMARY: 'primary'>, 'full': 'Anna Eriksson'}],
     'births': [{'from': 1970}]}
    """
    return dict(_present(record))


def _present(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # any of ours
    for name in value.__slots__:
        held = getattr(value, name)
        if held is None or held is False or held == ():
            continue
        if name == "state" and held is NoticeState.VALID:
            continue
        if isinstance(held, tuple):
            held = [each if isinstance(each, str) else fields_of(each) for each in held]
        yield _YEARS.get(name, name), held


def encode_person(record: PersonRecord) -> bytes:
    """Return the value under which *record* is filed."""
    return format_of(record).encode() + msgspec.json.encode(fields_of(record))


def decode_person(value: bytes) -> PersonRecord:
    """Return the record filed as *value*, or raise `DamagedTable`."""
    if not value.startswith(_FORMATS):
        raise DamagedTable(path="table", reason="a record has a format not known")
    try:
        return record_of(_decode(value[1:]))
    except (ValueError, msgspec.MsgspecError) as error:
        raise DamagedTable(path="table", reason="a record is garbled") from error


def record_of(held: Any) -> PersonRecord:  # noqa: ANN401  # a struct of the same fields
    """Return the record that a struct with the fields of the contract says."""
    return PersonRecord(
        record_id=held.record_id,
        owner=held.owner,
        notice=held.notice,
        names=tuple(PersonName(**_fields(name)) for name in held.names),
        births=tuple(Birth(**_fields(birth)) for birth in held.births),
        sex=held.sex,
        nationalities=tuple(held.nationalities),
        birth_place=held.birth_place,
        documents=tuple(PersonDocument(**_fields(each)) for each in held.documents),
        purpose=held.purpose,
        cautions=held.cautions,
        review_date=held.review_date,
        remarks=held.remarks,
        state=held.state,
        not_visible_to=held.not_visible_to,
        handling=held.handling,
        confidentiality=held.confidentiality,
    )


def _fields(held: msgspec.Struct) -> Mapping[str, Any]:
    return msgspec.structs.asdict(held)
