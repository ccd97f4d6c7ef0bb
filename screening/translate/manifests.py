"""A manifest on the wire, read into columns: the way in of a batch, bent for speed.

Of a thousand documents protobuf makes a thousand messages and hands out five thousand
fields: 0.7 ms, more than all that is done for them afterwards. But nearly all are one
`DocumentQuery` that begins with its number, and what is behind the number (State, type)
is the same few bytes over and over. So protobuf parses the request but leaves its items
as bytes; numbers are cut out of these, and what is behind them is parsed by protobuf
once for each kind: 0.3 ms. An item framed in any other way is left to protobuf.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from screening.index.batch import Manifest
from screening.index.document_search import NUMBER_CHARS_MAX
from screening.normalize.state_codes import CANONICAL
from screening.v1 import records_pb2, screening_pb2

KINDS_MAX = 4_096
"""Kinds remembered; States times types in use are some hundreds."""
_FRONT_LENGTH = 4
_ONE_BYTE_LENGTHS = range(_FRONT_LENGTH, 130)
_STAND_IN = screening_pb2.BatchItem(
    document=screening_pb2.DocumentQuery(document_number="0", issuing_state="UTO")
).SerializeToString()
"""A plain item, for the place of one that is not."""


class Request(NamedTuple):
    """A request whose items are not parsed yet."""

    asked: records_pb2.Asked
    items: Sequence[bytes]


def parse(request: bytes) -> Request:
    """Return *request*, its items unparsed; protobuf's `DecodeError` if it is none."""
    message = _UNPARSED.FromString(request)
    return Request(message.asked, list(message.items))


def parse_item(item: bytes) -> screening_pb2.BatchItem:
    """Return one item as the message it is; protobuf's `DecodeError` if it is none."""
    return screening_pb2.BatchItem.FromString(item)


class Reader:
    """Reads items into columns. Safe in many threads."""

    def __init__(self, *, chars_max: int) -> None:
        """Read items of which no text is longer than *chars_max*."""
        self._number_max = min(NUMBER_CHARS_MAX, chars_max)
        self._kinds = _Kinds(chars_max)

    def columns(self, items: Sequence[bytes]) -> tuple[Manifest, list[int]]:
        """Return a manifest of the plain *items*, and the indices of the others.

        Nothing can be wrong with a plain item, and nothing in it is left to be made
        comparable; each of the others is to be judged by itself.
        """
        fronts = map(_FRONTS.__getitem__, map(len, items))
        framed = list(map(bytes.startswith, items, fronts))
        others: set[int] = set()
        if not all(framed):
            others = {at for at, is_framed in enumerate(framed) if not is_framed}
            items = [
                _STAND_IN if at in others else item for at, item in enumerate(items)
            ]
        numbers = [item[_FRONT_LENGTH : _FRONT_LENGTH + item[3]] for item in items]
        rests = [item[_FRONT_LENGTH + item[3] :] for item in items]
        kinds = list(map(self._kinds.__getitem__, rests))
        states, types = [kind[0] for kind in kinds], [kind[1] for kind in kinds]
        if "" in states:
            others.update(at for at, state in enumerate(states) if not state)
        if not self._all_canonical(numbers):
            others.update(
                at
                for at, number in enumerate(numbers)
                if not self._all_canonical([number])
            )
        for at in others:
            numbers[at] = b""
        texts = b"\n".join(numbers).decode().split("\n")
        return Manifest(texts, states, types, {}), sorted(others)

    def _all_canonical(self, numbers: Sequence[bytes]) -> bool:
        """Return whether all *numbers* are as they are filed: A to Z and 0 to 9."""
        lengths, joined = set(map(len, numbers)), b"".join(numbers)
        return (
            0 not in lengths
            and max(lengths) <= self._number_max
            and joined.isalnum()
            and (joined.isupper() or joined.isdigit())
        )


class _Kind(NamedTuple):
    """What is behind a number."""

    state: str
    """Folded."""
    document_type: str | None


_UNUSUAL = _Kind("", None)


class _Kinds(dict[bytes, _Kind]):
    """What is behind numbers; remembered where nothing about it is unusual."""

    def __init__(self, chars_max: int) -> None:
        super().__init__()
        self._chars_max = chars_max

    def __missing__(self, rest: bytes) -> _Kind:
        """Return what *rest* says, parsed by protobuf, or `_UNUSUAL`."""
        query = screening_pb2.DocumentQuery.FromString(rest)
        state, kind = query.issuing_state, query.document_type
        if (
            state not in CANONICAL
            or not kind.isprintable()
            or max(len(state), len(kind)) > self._chars_max
            or query.entry not in _READ
            or query.book_serial
            or query.any_state
            or query.document_number
            or query.SerializeToString() != rest  # a field twice: the last one counts
        ):
            return _UNUSUAL
        found = _Kind(CANONICAL[state], kind or None)
        if len(self) < KINDS_MAX:
            self[rest] = found
        return found


class _Fronts(dict[int, bytes | tuple[()]]):
    """What an item begins with that is a document and nothing else, by its length."""

    def __missing__(self, length: int) -> tuple[()]:
        """Return what nothing begins with."""
        return ()


_FRONTS = _Fronts(
    {length: bytes((0x0A, length - 2, 0x0A)) for length in _ONE_BYTE_LENGTHS}
)
"""Field 1, the document, up to the end; in it first field 1, the number."""
_READ = (screening_pb2.ENTRY_UNSPECIFIED, screening_pb2.ENTRY_READ)


def _unparsed() -> Any:  # noqa: ANN401  # a message known at run time only
    """Return the message of a request, but with items that stay as they came."""
    form = descriptor_pb2.DescriptorProto()
    screening_pb2.BatchScreenDocumentsRequest.DESCRIPTOR.CopyToProto(form)
    for field in form.field:
        if field.name == "items":
            field.type = descriptor_pb2.FieldDescriptorProto.TYPE_BYTES
            field.ClearField("type_name")
    file = descriptor_pb2.FileDescriptorProto(
        name="screening/unparsed.proto",
        package="screening.unparsed",
        dependency=[records_pb2.DESCRIPTOR.name],
        message_type=[form],
        syntax="proto3",
    )
    pool = descriptor_pool.Default()
    pool.Add(file)
    return message_factory.GetMessageClass(
        pool.FindMessageTypeByName(f"{file.package}.{form.name}")
    )


_UNPARSED = _unparsed()
