"""Changes of data owners <-> wire: messages are read into rows of the feed contract.

What a field must be is judged where delivered files are judged; here a message only
becomes the JSON object that such a file would hold, and the other way round.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from screening.errors import InvalidQuery
from screening.records import Database
from screening.v1 import record_pb2

Row: TypeAlias = dict[str, Any]

PUT, WITHDRAW = "put", "withdraw"
_KINDS: Mapping[Database, str] = {
    Database.DOCUMENTS: "document",
    Database.VEHICLES: "vehicle",
    Database.PERSONS: "person",
}
_YEARS = {"from_year": "from", "to_year": "to"}
"""Fields that are called otherwise in the feed contract."""
_OF_CONTRACT = {name: field for field, name in _YEARS.items()}


def row_from_wire(message: record_pb2.Change, path: str) -> bytes:
    """Return the row that *message* says, which lies at *path*, or raise `InvalidQuery`."""
    match message.WhichOneof("change"):
        case "withdraw":
            row = {"op": WITHDRAW, **_fields(message.withdraw, f"{path}.withdraw")}
        case "put" if kind := message.put.WhichOneof("record"):
            record = getattr(message.put, kind)
            row = {"op": PUT, **_fields(record, f"{path}.put.{kind}")}
        case _:
            raise InvalidQuery(
                field=path, reason="is empty", cure="put a record, or withdraw one"
            )
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def _fields(message: Message, path: str) -> Row:
    """Return what is there of *message*, in the words of the feed contract."""
    return dict(_present(message, path))


def _present(message: Message, path: str) -> Iterator[tuple[str, Any]]:
    for field, value in message.ListFields():
        at, name = f"{path}.{field.name}", _YEARS.get(field.name, field.name)
        if field.enum_type is not None:
            yield name, _word(field, value, at)
        elif field.message_type is not None:
            yield name, [_fields(each, f"{at}[{i}]") for i, each in enumerate(value)]
        elif isinstance(value, str | int):
            yield name, value
        else:
            yield name, list(value)


def _word(field: FieldDescriptor, number: int, path: str) -> str:
    """Return the word of an enumeration: its name on the wire without what all begin with.

    A test holds every one against the words of `records`.
    """
    kind: Any = field.enum_type
    known = kind.values_by_number.get(number)
    if known is None:
        raise InvalidQuery(
            field=path,
            reason="is a number that no word stands for",
            cure="build the client from the proto files of this version",
        )
    return str(known.name).removeprefix(_prefix(field)).lower()


def row_to_wire(row: Mapping[str, Any], database: Database) -> record_pb2.Change:
    """Return the change of *database* that *row* says; `InvalidQuery` names a bad field."""
    fields = {name: value for name, value in row.items() if name != "op"}
    change = record_pb2.Change()
    if row.get("op") == WITHDRAW:
        key = {n: v for n, v in fields.items() if n in _NAMING}
        _fill(change.withdraw, key, "")
        change.withdraw.SetInParent()
    elif row.get("op") == PUT:
        record = getattr(change.put, _KINDS[database])
        _fill(record, fields, "")
        record.SetInParent()
    else:
        raise InvalidQuery(
            field="op", reason="is no change", cure=f"say {PUT}, or {WITHDRAW}"
        )
    return change


_NAMING = frozenset(record_pb2.RecordKey.DESCRIPTOR.fields_by_name)


def _fill(message: Any, fields: Mapping[str, Any], path: str) -> None:  # noqa: ANN401
    """Fill *message* with *fields* of the feed contract."""
    known = message.DESCRIPTOR.fields_by_name
    for name, value in fields.items():
        field, at = known.get(_OF_CONTRACT.get(name, name)), f"{path}{name}"
        if field is None:
            raise InvalidQuery(field=at, reason="unknown key", cure="leave it out")
        try:
            _fill_field(message, field, value, at)
        except (TypeError, ValueError, AttributeError):
            raise InvalidQuery(
                field=at,
                reason="not what the field holds",
                cure="see the feed contract",
            ) from None


def _fill_field(message: Any, field: Any, value: Any, at: str) -> None:  # noqa: ANN401
    """Fill one *field*, absent where *value* is; raises what protobuf does."""
    if value is None or value == "":
        return
    if field.enum_type is not None:
        setattr(message, field.name, _number(field, value))
    elif field.message_type is not None:
        for i, each in enumerate(value):
            _fill(getattr(message, field.name).add(), each, f"{at}[{i}].")
    elif isinstance(value, list):
        getattr(message, field.name).extend(value)
    elif field.cpp_type == field.CPPTYPE_INT32:
        setattr(message, field.name, int(value))
    else:  # years of vehicles are numbers in JSON, and text in CSV
        is_number = isinstance(value, int) and not isinstance(value, bool)
        setattr(message, field.name, str(value) if is_number else value)


def _number(field: FieldDescriptor, word: str) -> int:
    kind: Any = field.enum_type
    known = kind.values_by_name.get(_prefix(field) + word.upper())
    if known is None:
        raise ValueError(word)
    return int(known.number)


def _prefix(field: FieldDescriptor) -> str:
    """Return what the names of an enumeration begin with on the wire."""
    kind: Any = field.enum_type
    return str(kind.values_by_number[0].name).removesuffix("UNSPECIFIED")
