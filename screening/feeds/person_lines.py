"""Persons in JSON Lines: one object on each line, decoded into typed structs.

A line at a time: to decode a person takes far longer than to find the end of a line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from screening.feeds.jsonl_blocks import NOT_JSON, UNKNOWN_KEY, unreadable
from screening.feeds.line_blocks import LineBlocks, without_mark
from screening.feeds.person_rows import (
    BirthRow,
    DocumentRow,
    NameRow,
    PersonChangeRow,
    PersonRow,
    ReadPerson,
)
from screening.feeds.rows import BadRow, row_text

PERSON_BYTES_MAX = 1 << 20
"""Of one line: a person may bear hundreds of names in many scripts."""
PERSON_BLOCK_BYTES = 4 << 20
_NOT_A_PERSON = "not an object with the fields of a person"
_UNKNOWN = re.compile(r"unknown field `([^`]{1,64})`")
_WHERE = re.compile(r"at `\$\.?([^`]*)`")
_EXPECTED = re.compile(r"^Expected `([^`]*)`")
_ITEMS: Mapping[str, type] = {
    "names": NameRow,
    "births": BirthRow,
    "documents": DocumentRow,
    "nationalities": str,
}
_REASONS = (
    ("array", "not a list"),
    ("object", "not an object"),
    ("int", "not a year"),
    ("bool", "neither true nor false"),
    ("str", "not a text"),
)


class PersonLines:
    """One file of persons in JSON Lines."""

    def __init__(self, content: Iterable[bytes], *, delta: bool) -> None:
        self._content = content
        row: type[PersonRow] = PersonChangeRow if delta else PersonRow
        self._decode = msgspec.json.Decoder(row).decode

    def rows(self) -> Iterator[ReadPerson | BadRow]:
        """Yield all rows; blank lines are none."""
        for number, raw in numbered_lines(self._content):
            try:
                yield ReadPerson(number, self._decode(raw), raw)
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                found = unreadable(raw, line_bytes_max=PERSON_BYTES_MAX)
                yield BadRow(number, *(found or _fault(error, raw)), row_text(raw))

    def as_of(self) -> None:
        """Say nothing: only a manifest says when the list was true."""

    def notes(self) -> list[str]:
        """Return nothing."""
        return []

    def warnings(self) -> list[str]:
        """Return nothing."""
        return []


def numbered_lines(content: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of each line that is not blank.

    One that is too long is there, cut to one byte more than it may have.
    """
    blocks = LineBlocks(
        without_mark(content),
        block_bytes=PERSON_BLOCK_BYTES,
        line_bytes_max=PERSON_BYTES_MAX,
    )
    for block in blocks:
        lines = block.data.split(b"\n")
        for number, raw in enumerate(lines[:-1], start=block.line):
            if raw and not raw.isspace():
                yield number, raw[: PERSON_BYTES_MAX + 1]


def _fault(error: Exception, raw: bytes) -> tuple[str, str]:
    """Return field and reason, without the value, of what the decoder found."""
    if not isinstance(error, msgspec.ValidationError):
        return "", NOT_JSON
    text = str(error)
    found = _WHERE.search(text)
    where = _with_index(found[1], raw) if found else ""
    if unknown := _UNKNOWN.search(text):
        return f"{where}.{unknown[1]}" if where else unknown[1], UNKNOWN_KEY
    expected = _EXPECTED.search(text)
    if not where or not expected:
        return where, _NOT_A_PERSON
    return where, next(
        (reason for word, reason in _REASONS if word in expected[1]), _NOT_A_PERSON
    )


def _with_index(where: str, raw: bytes) -> str:
    """Return the way to a field with the place in its list, which the decoder hides."""
    field, is_item, rest = where.partition("[...]")
    if not is_item or field not in _ITEMS:
        return where
    for i, item in enumerate(msgspec.json.decode(raw)[field]):
        try:
            msgspec.convert(item, _ITEMS[field])
        except msgspec.ValidationError:
            return f"{field}[{i}]{rest}"
    return where
