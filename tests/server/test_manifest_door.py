"""The quick way in of a batch: whatever the bytes, as if protobuf had read each item."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import DecodeError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screening.access.admission import LOCAL
from screening.config import Config
from screening.engine import Engine
from screening.index.batch import Manifest
from screening.server.batches import Batches
from screening.server.requests import Requests
from screening.storage.catalog import Catalog
from screening.translate import manifests
from screening.v1 import screening_pb2
from tests.holding import hold
from tests.world import ERIKSSON_TD3, NOW, stolen_passport, stolen_series

PLAIN = b"\n\x13\n\x09L898902C3\x12\x03UTO\x1a\x01P"
NUMBER, STATE, KIND, SERIAL, ENTRY, UNKNOWN = 1, 2, 3, 4, 5, 15


def now() -> datetime:
    """Return the same time whenever it is asked for."""
    return NOW


def varint(number: int, *, overlong: bool = False) -> bytes:
    """Return *number* as protobuf writes it, or in one byte more than it needs."""
    rest = number >> 7
    low = number & 0x7F
    if rest or overlong:
        return bytes([low | 0x80]) + varint(rest)
    return bytes([low])


def field(number: int, content: bytes | int, *, overlong: bool = False) -> bytes:
    """Return a field of a message: a whole number, or a length and so many bytes."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    length = varint(len(content), overlong=overlong)
    return varint(number << 3 | 2) + length + content


numbers = st.sampled_from(
    [
        *(b"L898902C3", b"l898902c3", b"X1500", b"ZZ1", b"D23145890734", b"", b"--"),
        *(
            b"A" * 40,
            b"A" * 41,
            b"A" * 130,
            b"\xc5\x81123",
            b"\xff",
            b"A\n1",
            b"A\x001",
        ),
    ]
)
spoken = st.one_of(
    st.builds(
        field,
        st.just(NUMBER),
        numbers | st.just(b"\xff"),
        overlong=st.booleans(),
    ),
    st.builds(
        field,
        st.just(STATE),
        st.sampled_from([b"UTO", b"D", b"d<<", b"QZZ", b"", b"\xff", b"U" * 300]),
    ),
    st.builds(
        field,
        st.just(KIND),
        st.sampled_from([b"P", b"visa", b"", b"\n", b"\xff", b"P" * 120, b"P" * 300]),
    ),
    st.builds(field, st.just(SERIAL), st.sampled_from([b"", b"X1500", b"A" * 41])),
    st.builds(field, st.just(ENTRY), st.integers(0, 4) | st.just(99)),
    st.builds(field, st.just(UNKNOWN), st.just(b"?") | st.just(7)),
)
documents = st.lists(spoken, max_size=6).map(b"".join)
rests = st.sampled_from(
    [
        *(b"", field(KIND, b"P"), field(ENTRY, 1), field(ENTRY, 2), field(ENTRY, 3)),
        *(field(ENTRY, 99), field(KIND, b"\n"), field(KIND, b"P" * 13)),
        *(field(NUMBER, b"X1500"), field(NUMBER, b""), field(SERIAL, b"X1500")),
        *(field(KIND, b"\x00"), field(UNKNOWN, b"?"), field(STATE, b"d<<")),
    ]
)
usual = st.builds(
    lambda number, state, rest: field(NUMBER, number) + field(STATE, state) + rest,
    numbers,
    st.sampled_from([b"UTO", b"D"]),
    rests,
)
zone = b"".join(field(1, line.encode()) for line in ERIKSSON_TD3)
parts = st.one_of(
    st.builds(field, st.just(1), usual | documents, overlong=st.booleans()),
    st.builds(field, st.just(2), st.just(zone) | st.just(b"")),
    st.just(field(UNKNOWN, b"?")),
)
usual_items = usual.map(lambda document: field(1, document))
items = st.one_of(
    usual_items,
    st.just(PLAIN),
    st.lists(parts, max_size=3).map(b"".join),
    st.binary(max_size=12),
    st.builds(lambda end: PLAIN[:end], st.integers(0, len(PLAIN))),
)
"""Some are no messages: then no item of a request is answered."""


class Door:
    """The door of batches, over a small feed."""

    def __init__(self, data: Path, chars_max: int) -> None:
        config = Config(data=data, text_chars_max=chars_max)
        engine = Engine(Catalog(data), record=self._record, now=now)
        self.batches = Batches(engine, Requests(config, now=now), config)
        self.facts: dict[str, Any] = {}

    def _record(self, **facts: Any) -> None:  # noqa: ANN401  # what is recorded
        self.facts = facts

    def answer(self, request: bytes) -> object:
        """Return the answer to *request* and what was recorded, or `DecodeError`."""
        self.facts = {}
        try:
            parsed = manifests.parse(request)
            answer = self.batches.screen(parsed, LOCAL, time_left_s=60.0)
        except DecodeError:
            return DecodeError
        answer.duration_us = 0
        return answer, self.facts | {"duration_us": 0}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    longer = stolen_passport(record_id="2", document_number="D23145890734")
    hold(folder, [stolen_passport(), stolen_series("X1000", "X1999"), longer])
    return folder


def none_in_columns(
    _reader: manifests.Reader, items: Sequence[bytes]
) -> tuple[Manifest, list[int]]:
    """Leave every item to be parsed by protobuf, and judged, by itself."""
    count = len(items)
    return Manifest([""] * count, [""] * count, [None] * count, {}), list(range(count))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(usual_items, min_size=1, max_size=12)
    | st.lists(items, min_size=1, max_size=12),
    st.sampled_from([256, 256, 12, 2]),
)
@example([PLAIN] * 3, 256)
@example([PLAIN, field(1, field(NUMBER, b"A" * 130) + field(STATE, b"UTO"))], 256)
@example([b"\n\x0f" + PLAIN[2:]], 256)
@example([field(1, PLAIN[2:] + field(NUMBER, b""))], 256)
@example([field(1, field(NUMBER, b"A1") + PLAIN[2:])], 256)
@example([field(1, PLAIN[2:] + field(ENTRY, 99))], 256)
@example([field(1, field(NUMBER, b"A" * 13) + field(STATE, b"UTO"))], 12)
@example([field(1, PLAIN[2:18] + field(KIND, b"residence_permit"))], 12)
def test_items_are_read_as_protobuf_reads_them(
    data: Path, asked: list[bytes], chars_max: int
) -> None:
    """Same findings, same words, same journal; what is no message is refused whole."""
    request = b"".join(field(2, item) for item in asked)
    door = Door(data, chars_max)
    found = door.answer(request)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifests.Reader, "columns", none_in_columns)
        expected = door.answer(request)
    try:
        screening_pb2.BatchScreenDocumentsRequest.FromString(request)
    except DecodeError:
        expected = DecodeError

    assert found == expected


def test_usual_items_are_read_into_columns() -> None:
    """What is compared above is not twice the same."""
    asked = [PLAIN, field(1, field(NUMBER, b"A1") + field(STATE, b"D")), b"", zone]
    manifest, others = manifests.Reader(chars_max=256).columns(asked)

    assert manifest.numbers == ["L898902C3", "A1", "", ""]
    assert manifest.states[:2] == ["UTO", "DEU"]
    assert manifest.types[:2] == ["P", None]
    assert others == [2, 3]


def test_who_asks_is_put_together_as_protobuf_does() -> None:
    """A field that comes twice is merged; items and unknown fields may lie between."""
    request = (
        field(1, field(1, b"q1"))
        + field(2, PLAIN)
        + field(9, b"?")
        + field(1, field(2, b"gate"))
    )
    parsed = manifests.parse(request)

    assert (parsed.asked.request_id, parsed.asked.checkpoint) == ("q1", "gate")
    assert list(parsed.items) == [PLAIN]


def test_kinds_with_anything_of_a_traveller_are_not_remembered() -> None:
    """A serial names a document; what is remembered is States and types."""
    reader = manifests.Reader(chars_max=256)
    with_serial = field(
        1, field(NUMBER, b"A1") + field(STATE, b"D") + field(SERIAL, b"B2")
    )
    reader.columns([PLAIN, with_serial])

    assert list(reader._kinds) == [PLAIN[13:]]  # noqa: SLF001  # the memory itself


def test_no_more_kinds_are_remembered_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever sends ever new types fills no memory, and is answered (law 10)."""
    monkeypatch.setattr(manifests, "KINDS_MAX", 3)
    reader = manifests.Reader(chars_max=256)
    asked = [
        field(1, field(NUMBER, b"A1") + field(STATE, b"D") + field(KIND, b"%d" % n))
        for n in range(10)
    ]
    manifest, others = reader.columns(asked)

    assert len(reader._kinds) == 3  # noqa: SLF001  # the memory itself
    assert (manifest.types, others) == ([str(n) for n in range(10)], [])
