"""Documents in which nothing is unusual, judged and filed straight from their bytes.

Of the world's list nearly every row is plain: ASCII without quotes, a number that comes
to nine characters at most, known States. Such rows are made into entries by one compiled loop; all others go the general way,
which alone says why a row is bad. A row is plain only if every value of it that repeats
is right by the rules of `validate_documents`, asked once for each value. A test proves
that both ways file the same.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.feeds.checks import ValueRule, full_date, past_date, state_code
from screening.feeds.csv_plain import count_of, has_unusual_bytes, plain
from screening.feeds.kernels import (
    DROPPED,
    NO_CODE,
    REFUSED,
    TEXT_BYTES_MAX,
    Bytes,
    Places,
    compose,
    encode,
    split,
)
from screening.feeds.line_blocks import has_long_line
from screening.feeds.validate import Rules
from screening.feeds.validate_documents import (
    NUMBER_CHARS_MAX,
    RECORD_ID_CHARS_MAX,
    REMARKS_CHARS_MAX,
    TEXT_CHARS_MAX,
    document_type,
    owner_code,
)
from screening.index.codec import FORMAT
from screening.index.columns import (
    ENTRY,
    FILING_KEY,
    LINE,
    REFERENCE,
    Filed,
    filed_entries,
)
from screening.index.document_columns import CODED
from screening.index.keys import FIELD, TAIL
from screening.index.packing import (
    LETTER_OF_DOCUMENT_STATUS,
    LETTER_OF_TYPE,
    NO_DATE,
    OTHER_TYPE_LETTER,
    pack_date,
)
from screening.normalize.documents import NUMBER_ALIAS_LENGTH, document_number
from screening.normalize.states import is_known, issuing_state

Spelling = Callable[[str], tuple[str, bool] | None]
"""Returns how a value is spelt in an entry, and whether it is kept as given as well.

None where it is not plain."""
VALUES_MAX = 1 << 16
"""Values of one column that are remembered; rows with others go the general way."""
_SLOTS = VALUES_MAX * 2
_COLUMN = "\2"
"""What parts the columns that the loop makes; no text holds it."""
_MARKS = np.frombuffer((FIELD + TAIL + FORMAT + _COLUMN).encode(), np.uint8)
_LIMITS = np.array(
    [
        NUMBER_CHARS_MAX,
        RECORD_ID_CHARS_MAX,
        TEXT_CHARS_MAX,
        REMARKS_CHARS_MAX,
        NUMBER_ALIAS_LENGTH,
    ],
    np.int64,
)
_ROOM = 64
"""More bytes a row than twice what it is made of, for what parts its fields."""
_PLACED = (
    "document_number",
    "number_to",
    "record_id",
    "status_place",
    "remarks",
    "date_of_issue",
    "date_of_expiry",
    "issuing_state",
    "owner",
    "document_type",
)


class Quick(NamedTuple):
    """What became of a block of lines."""

    filed: Filed
    rows: int
    left: pl.DataFrame
    """The rows that go the general way."""


class QuickDocuments:
    """Takes the plain rows of one CSV file. Not safe in several threads."""

    def __init__(self, names: list[str], rules: Rules) -> None:
        self._names = names
        self._at = np.array([_place(names, name) for name in _PLACED], np.int64)
        self._foreign = rules.foreign_documents
        self._places = _Workspace(np.int32)
        self._codes = _Workspace(np.int32)
        self._out = _Workspace(np.uint8)
        self._texts = np.zeros((len(CODED), VALUES_MAX, TEXT_BYTES_MAX), np.uint8)
        self._lengths = np.full((len(CODED), VALUES_MAX), REFUSED, np.uint8)
        self._kept = np.zeros((len(CODED), VALUES_MAX), np.bool_)
        self._values = [
            _Values(spelling, self._texts[at], self._lengths[at], self._kept[at])
            for at, spelling in enumerate(_spellings(rules))
        ]

    def take(
        self, data: bytes, *, line: int, types: dict[str, pl.DataType]
    ) -> Quick | None:
        """Return the rows of whole lines, the first of them *line*.

        None when the block is not one of plain lines: then all of it is to be read with
        more care.
        """
        if has_unusual_bytes(data) or not data.isascii() or has_long_line(data):
            return None
        octets = np.frombuffer(data, np.uint8)
        rows = count_of(b"\n", data)
        fields = len(self._names)
        places = self._places.of(rows * (fields + 1)).reshape(rows, fields + 1)
        if not rows or not split(octets, places):
            return None
        codes = self._encoded(octets, places)
        taken = np.zeros(rows, np.bool_)
        out = self._out.of(2 * len(octets) + _ROOM * rows)
        written = compose(
            octets,
            places,
            self._at,
            (codes, self._texts, self._lengths, self._kept),
            _FOLDED,
            _LIMITS,
            _MARKS,
            self._foreign,
            out,
            taken,
        )
        left = self._left(data, places, np.flatnonzero(~taken), line, types)
        if left is None:
            return None
        lines = np.flatnonzero(taken) + line
        return Quick(_filed(out[:written], lines), len(lines), left)

    def _encoded(self, octets: Bytes, places: Places) -> npt.NDArray[np.int32]:
        codes = self._codes.of(len(CODED) * len(places)).reshape(len(CODED), -1)
        codes[:] = 0
        for number, name in enumerate(CODED):
            values = self._values[number]
            at = _place(self._names, name)
            if at >= 0:
                values.encode(octets, places, at, codes[number])
        return codes

    def _left(
        self,
        data: bytes,
        places: Places,
        rows: npt.NDArray[np.intp],
        line: int,
        types: dict[str, pl.DataType],
    ) -> pl.DataFrame | None:
        """Return the other *rows*, read as any plain row is, with their lines."""
        starts, ends = places[rows, 0].tolist(), places[rows, -1].tolist()
        text = b"".join([data[s:e] for s, e in zip(starts, ends, strict=True)])
        frame = plain(text, self._names, line=0, types=types)
        if frame is None:
            return None
        return frame.with_columns(pl.Series(LINE, rows + line, pl.Int64))


class _Workspace:
    """Memory that is used again for each block: what is new to a process is slow."""

    def __init__(self, kind: type[np.generic]) -> None:
        self._held = np.empty(0, kind)

    def of(self, length: int) -> npt.NDArray[Any]:
        """Return an array of *length* with anything in it, valid until the next call."""
        if len(self._held) < length:
            self._held = np.empty(length + length // 8, self._held.dtype)
        return self._held[:length]


class _Values:
    """The values of one column: how each is spelt in an entry, or that it is not plain."""

    def __init__(
        self,
        spelling: Spelling,
        texts: npt.NDArray[np.uint8],
        lengths: npt.NDArray[np.uint8],
        kept: npt.NDArray[np.bool_],
    ) -> None:
        """Fill in the tables *texts*, *lengths* and *kept* as values come."""
        self._spelling = spelling
        self._texts, self._lengths, self._kept = texts, lengths, kept
        self._words = np.zeros((_SLOTS, 2), np.uint64)
        self._code_at = np.full(_SLOTS, NO_CODE, np.int32)
        self._first_at = np.zeros(VALUES_MAX, np.int32)
        self._known = 0
        nothing = np.array([[0, 1]], np.int32)
        self.encode(np.zeros(1, np.uint8), nothing, 0, np.zeros(1, np.int32))

    def encode(
        self, octets: Bytes, places: Places, field: int, codes: npt.NDArray[np.int32]
    ) -> None:
        """Number the values of *field*; no text at all is number 0."""
        known = self._known
        self._known = encode(
            octets,
            places,
            field,
            (self._words, self._code_at, self._first_at),
            known,
            codes,
        )
        for code in range(known, self._known):
            row = self._first_at[code]
            start, end = places[row, field], places[row, field + 1] - 1
            self._spell(code, octets[start:end].tobytes().decode())

    def _spell(self, code: int, value: str) -> None:
        spelt = self._spelling(value)
        if spelt is not None and len(spelt[0]) <= TEXT_BYTES_MAX:
            text, self._kept[code] = spelt
            self._lengths[code] = len(text)
            self._texts[code, : len(text)] = np.frombuffer(text.encode(), np.uint8)


def _spellings(rules: Rules) -> Iterator[Spelling]:
    """Yield how values of each coded column are spelt."""
    for name in CODED:
        if name in {"owner", "issuing_state"}:
            yield _state_by(owner_code if name == "owner" else state_code)
        elif name == "document_type":
            yield _type
        elif name == "status":
            yield _status
        else:
            is_past = name == "status_date"
            yield _date_by(past_date(rules.today) if is_past else full_date)


def _state_by(rule: ValueRule) -> Spelling:
    def spelling(value: str) -> tuple[str, bool] | None:
        if not value or rule(value) is not None or not is_known(value):
            return None
        return issuing_state(value), issuing_state(value) != value

    return spelling


def _type(value: str) -> tuple[str, bool] | None:
    if not value or document_type(value) is not None:
        return None
    return LETTER_OF_TYPE.get(value, OTHER_TYPE_LETTER), value not in LETTER_OF_TYPE


def _status(value: str) -> tuple[str, bool] | None:
    letter = LETTER_OF_DOCUMENT_STATUS.get(value)
    return (letter, False) if letter else None


def _date_by(rule: ValueRule) -> Spelling:
    def spelling(value: str) -> tuple[str, bool] | None:
        if not value:
            return NO_DATE, False
        return None if rule(value) is not None else (pack_date(value), False)

    return spelling


def _folded() -> Bytes:
    """Return what each byte of a number is in its canonical form."""
    table = np.full(256, REFUSED, np.uint8)
    for byte in range(ord(" "), ord("~") + 1):
        left = document_number(chr(byte))
        table[byte] = ord(left) if left else DROPPED
    return table


_FOLDED = _folded()


def _place(names: list[str], name: str) -> int:
    return names.index(name) if name in names else -1


def _filed(text: Bytes, lines: npt.NDArray[np.intp]) -> Filed:
    names = (FILING_KEY, REFERENCE, ENTRY)
    schema = dict.fromkeys(names, pl.String())
    if not len(text):
        return filed_entries(pl.DataFrame(schema={LINE: pl.Int64, **schema}))
    frame = pl.read_csv(
        text.tobytes(),
        has_header=False,
        schema=schema,
        separator=_COLUMN,
        quote_char=None,
    )
    return filed_entries(frame.with_columns(pl.Series(LINE, lines, pl.Int64)))
