"""JSON Lines: one object on each line, and what becomes of the others."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.feeds.columns import Columns
from screening.feeds.csv_lines import NOT_UTF8, NUL
from screening.feeds.jsonl_blocks import NOT_JSON, NOT_TEXT, UNKNOWN_KEY, JsonRows
from screening.feeds.line_blocks import LINE_BYTES_MAX, TOO_LONG, Block
from screening.feeds.rows import BadRow

COLUMNS = Columns(known=("a", "year"), required=("a",), naming=("a",))


def read(
    content: bytes, *, block_bytes: int = 1 << 20
) -> tuple[list[tuple[int, str | None, str | None]], list[BadRow]]:
    """Return rows and bad rows of a file."""
    rows, bad = [], []
    for batch in JsonRows(COLUMNS).rows([content], block_bytes=block_bytes):
        rows += batch.frame.rows()
        bad += batch.bad
    return rows, bad


def test_objects_are_rows_and_numbers_may_be_years() -> None:
    """A year may be a number or text; empty text and null are absent."""
    content = b'{"a":"1","year":1989}\n{"year":"1990","a":""}\n{"a":null}'

    assert read(content) == ([(1, "1", "1989"), (2, None, "1990"), (3, None, None)], [])


def test_byte_order_mark_and_blank_lines() -> None:
    """A mark before the first line and empty lines do no harm."""
    assert read(b'\xef\xbb\xbf{"a":"1"}\n\n  \n{"a":"2"}\n')[0] == [
        (1, "1", None),
        (4, "2", None),
    ]


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (b'{"a":"1","colour":"red"}', "colour", UNKNOWN_KEY),
        (b'{"a":1}', "a", NOT_TEXT),
        (b'{"a":{"b":[]}}', "a", NOT_TEXT),
        (b'{"year":1.5}', "year", NOT_TEXT),
        (b'{"a":"1"', "", NOT_JSON),
        (b'{"a":"1"} {"a":"2"}', "", NOT_JSON),
        (b"a,b", "", NOT_JSON),
        (b"[1]", "", "not an object of texts"),
        (b'{"a":"\xff"}', "", NOT_UTF8),
        (b'{"a":"\x00"}', "", NUL),
        (b'{"a":"\\ud800"}', "", NOT_JSON),
        (b"[" * 50_000, "", "not an object of texts"),
        (b'{"a":"' + b"x" * LINE_BYTES_MAX + b'"}', "", TOO_LONG),
    ],
)
def test_each_fault_costs_one_row(line: bytes, field: str, reason: str) -> None:
    """A line that is no row is one bad row; what is before and after goes in."""
    rows, bad = read(b'{"a":"1"}\n' + line + b'\n{"a":"3"}\n')

    assert [row[0] for row in rows] == [1, 3]
    assert [(row.line, row.field, row.reason) for row in bad] == [(2, field, reason)]


WILD = st.sampled_from(
    [
        *(b'{"a":"1"}', b'{"a":"2","year":3}', b'{"b":"1"}', b"{", b"}", b"\n", b" "),
        *(b'"', b"[", b'{"a":\n"x"}', b"\xff", b"\0", b"\n\n", b'{"a":"{"}'),
    ]
)


@given(st.lists(WILD, max_size=12).map(b"".join))
def test_quick_reader_answers_as_the_careful_one(data: bytes) -> None:
    """What is read together is what is read one by one."""
    block = Block(1, data + b"\n", last=True)
    reader = JsonRows(COLUMNS)
    together = reader.together(block)
    careful = reader.one_by_one(block)
    if together is not None:
        assert not careful.bad
        assert together.frame.rows() == careful.frame.rows()


@given(st.lists(st.text(max_size=10), max_size=8), st.integers(1, 40))
def test_every_text_survives_the_journey(texts: list[str], block_bytes: int) -> None:
    """What JSON can write is read back, wherever blocks are cut."""
    content = "\n".join(json.dumps({"a": text}) for text in texts).encode()
    rows, bad = read(content, block_bytes=block_bytes)

    assert [row[1] for row in rows] == [text or None for text in texts]
    assert not bad
