"""Persons on lines: what is read, and what becomes of the others."""

import json

import pytest

from screening.feeds.csv_lines import NOT_UTF8, NUL
from screening.feeds.jsonl_blocks import NOT_JSON, UNKNOWN_KEY
from screening.feeds.person_lines import PERSON_BYTES_MAX, PersonLines
from screening.feeds.person_rows import PersonChangeRow, ReadPerson
from screening.feeds.rows import BadRow
from tests.feeds.deliveries import jsonl_of, person

NO_PERSON = "not an object with the fields of a person"


def read(content: bytes, *, delta: bool = False) -> list[ReadPerson | BadRow]:
    """Return all rows of a file."""
    return list(PersonLines([content], delta=delta).rows())


def test_lines_are_numbered_and_blank_ones_are_none() -> None:
    """A mark before the first line and empty lines do no harm."""
    content = b"\xef\xbb\xbf" + jsonl_of([person()]) + b"\n  \n" + jsonl_of([person()])

    assert [row.line for row in read(content)] == [1, 4]


def test_op_belongs_to_deltas() -> None:
    """In a snapshot it is a key that nobody knows."""
    line = jsonl_of([{"op": "put", **person()}])
    (change,) = read(line, delta=True)
    (bad,) = read(line)

    assert isinstance(change, ReadPerson)
    assert isinstance(change.row, PersonChangeRow)
    assert isinstance(bad, BadRow)
    assert (bad.field, bad.reason) == ("op", UNKNOWN_KEY)


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (b'{"colour":"red"}', "colour", UNKNOWN_KEY),
        (b'{"names":[{"full":"A"},{"nick":"B"}]}', "names[1].nick", UNKNOWN_KEY),
        (b'{"record_id":1}', "record_id", "not a text"),
        (b'{"names":{"full":"A"}}', "names", "not a list"),
        (b'{"names":["A"]}', "names[0]", "not an object"),
        (b'{"names":[{"full":"A"},{"full":["B"]}]}', "names[1].full", "not a text"),
        (b'{"births":[{"from":1.5}]}', "births[0].from", "not a year"),
        (b'{"births":[{"about":"yes"}]}', "births[0].about", "neither true nor false"),
        (b'{"nationalities":["UTO",1]}', "nationalities[1]", "not a text"),
        (b'{"record_id":"1"', "", NOT_JSON),
        (b'{"record_id":"\\ud800"}', "", NOT_JSON),
        (b"record_id,owner", "", NOT_JSON),
        (b"[1]", "", NO_PERSON),
        (b"[" * 100_000, "", NO_PERSON),
        (b'{"names":' * 100_000, "names", "not a list"),
        (b'{"record_id":"\xff"}', "", NOT_UTF8),
        (b'{"record_id":"\x00"}', "", NUL),
        (b'{"remarks":"' + b"x" * PERSON_BYTES_MAX + b'"}', "", "longer than 1048576 bytes"),
    ],
)  # fmt: skip
def test_each_fault_costs_one_row(line: bytes, field: str, reason: str) -> None:
    """A line that is no row is one bad row; what is before and after goes in."""
    good = jsonl_of([person()])
    before, bad, after = read(good + line + b"\n" + good)

    assert isinstance(before, ReadPerson)
    assert isinstance(after, ReadPerson)
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.field, bad.reason) == (2, field, reason)


def test_a_million_names_cost_one_row() -> None:
    """They are a line beyond the bound, which is dropped as it is read."""
    names = json.dumps([{"full": "Anna"}] * 1_000_000).encode()
    line = b'{"record_id":"1","owner":"UTO","notice":"blue","names":' + names + b"}\n"
    bad, good = read(line + jsonl_of([person()]))

    assert isinstance(bad, BadRow)
    assert bad.reason == "longer than 1048576 bytes"
    assert isinstance(good, ReadPerson)
