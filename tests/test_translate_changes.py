"""Changes on the wire say what a delivered file would, and the other way round."""

import json
from dataclasses import asdict
from enum import StrEnum

import pytest
from msgspec import to_builtins

from screening.errors import InvalidQuery
from screening.index.persons.codec import fields_of
from screening.records import (
    Birth,
    Database,
    DocumentStatus,
    NameKind,
    Notice,
    NoticeState,
    PersonRecord,
    Record,
    VehicleStatus,
)
from screening.translate.changes import row_from_wire, row_to_wire
from screening.translate.records import record_to_wire
from screening.v1 import record_pb2, records_pb2
from tests.world import listed_person, stolen_car, stolen_passport

DOCUMENTS, VEHICLES, PERSONS = Database
WHOLE: list[tuple[Database, Record]] = [
    (DOCUMENTS, stolen_passport(remarks="é", review_date="2031-01-01")),
    (DOCUMENTS, stolen_passport(document_number="B1", number_to="B9")),
    (VEHICLES, stolen_car(year="1999")),
    (PERSONS, listed_person(births=(Birth(from_year=1970, to_year=1972, about=True),))),
    (PERSONS, listed_person(state=NoticeState.UNDER_REVIEW)),
]


def row_of(record: Record) -> dict[str, object]:
    """Return the row of a delivered file that *record* is."""
    if isinstance(record, PersonRecord):
        found = fields_of(record)
    else:
        found = {name: text for name, text in asdict(record).items() if text}
    row: dict[str, object] = json.loads(json.dumps(to_builtins(found)))
    return row


@pytest.mark.parametrize(("database", "record"), WHOLE)
def test_a_record_becomes_the_row_that_it_is(
    database: Database, record: Record
) -> None:
    """Whichever database: the words of the feed contract, nothing lost."""
    change = record_pb2.Change(put=record_to_wire(record))
    row = json.loads(row_from_wire(change, "changes[0]"))
    if isinstance(record, PersonRecord):
        row = _usual(row)

    assert row == {"op": "put", **row_of(record)}
    assert row_to_wire({"op": "put", **row_of(record)}, database).put == _sent(change)


def _usual(row: dict[str, object]) -> dict[str, object]:
    """Return *row* without the state that need not be said."""
    return {n: v for n, v in row.items() if (n, v) != ("state", "valid")}


def _sent(change: record_pb2.Change) -> records_pb2.Record:
    """Return what a row says: the usual state of a notice goes without saying."""
    record = records_pb2.Record()
    record.CopyFrom(change.put)
    if record.person.state == records_pb2.NOTICE_STATE_VALID:
        record.person.state = records_pb2.NOTICE_STATE_UNSPECIFIED
    if not change.put.HasField("person"):
        record.CopyFrom(change.put)
    return record


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (DocumentStatus, records_pb2.DocumentStatus),
        (VehicleStatus, records_pb2.VehicleStatus),
        (Notice, records_pb2.Notice),
        (NoticeState, records_pb2.NoticeState),
        (NameKind, records_pb2.NameKind),
    ],
)
def test_each_word_is_its_name_on_the_wire(words: type[StrEnum], kind: object) -> None:
    """`row_from_wire` goes by names: every one must be what they begin with, and the word."""
    names = [name for name, number in kind.items() if number]  # type: ignore[attr-defined]
    first = kind.Name(0).removesuffix("UNSPECIFIED")  # type: ignore[attr-defined]

    assert {name.removeprefix(first).lower() for name in names} == set(words)


def test_a_withdrawal_has_what_names_the_record() -> None:
    """Other fields of its row are of no use, and are not sent."""
    row = {"op": "withdraw", **row_of(stolen_passport())}
    change = row_to_wire(row, DOCUMENTS)

    assert json.loads(row_from_wire(change, "")) == {
        "op": "withdraw",
        "record_id": "UTO-1",
        "owner": "UTO",
        "issuing_state": "UTO",
        "document_number": "L898902C3",
    }


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"record_id": "1"}, "op"),
        ({"op": "burn"}, "op"),
        ({"op": "put", "colour": "red"}, "colour"),
        ({"op": "put", "status": "gone"}, "status"),
        ({"op": "put", "record_id": 1.5}, "record_id"),
        ({"op": "put", "record_id": True}, "record_id"),
    ],
)
def test_a_row_that_cannot_be_sent_names_its_field(
    row: dict[str, object], field: str
) -> None:
    """And not what the field holds."""
    with pytest.raises(InvalidQuery) as refused:
        row_to_wire(row, DOCUMENTS)

    assert refused.value.field == field


def test_a_field_within_a_person_is_named_by_its_way() -> None:
    """So is a bad word in one of many names."""
    row = {"op": "put", "names": [{"full": "A"}, {"kind": "pet", "full": "B"}]}

    with pytest.raises(InvalidQuery) as refused:
        row_to_wire(row, PERSONS)
    assert refused.value.field == "names[1].kind"
