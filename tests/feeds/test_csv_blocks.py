"""CSV in all its conditions: what is a row, what is a bad row, and which line it is."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import FeedRefused
from screening.feeds.columns import LINE, Columns
from screening.feeds.csv_blocks import csv_rows, quoted
from screening.feeds.csv_lines import NOT_UTF8, NUL, QUOTE, WIDTH, csv_lines
from screening.feeds.csv_plain import plain
from screening.feeds.line_blocks import LINE_BYTES_MAX, TOO_LONG
from screening.feeds.rows import BadRow

ABC = Columns(known=("a", "b", "c"), required=("a",), naming=("a",))
Cells = list[tuple[int, str | None, str | None, str | None]]


def read(content: bytes, *, block_bytes: int = 1 << 20) -> tuple[Cells, list[BadRow]]:
    """Return rows and bad rows of a file that arrives in pieces."""
    pieces = [content[i : i + 7_000] for i in range(0, len(content), 7_000)]
    rows: Cells = []
    bad: list[BadRow] = []
    for batch in csv_rows(pieces, ABC, file=Path("x.csv"), block_bytes=block_bytes):
        rows += batch.frame.rows()
        bad += batch.bad
    return rows, bad


def faults(content: bytes) -> list[tuple[int, str]]:
    """Return line and reason of the bad rows."""
    return [(row.line, row.reason) for row in read(content)[1]]


def test_rows_keep_their_line_and_empty_is_absent() -> None:
    """The header is line 1; an empty field is null."""
    assert read(b"a,b,c\n1,2,3\n4,,\n") == (
        [(2, "1", "2", "3"), (3, "4", None, None)],
        [],
    )


def test_columns_come_in_any_order_and_may_be_missing() -> None:
    """What a file does not have is absent in every row."""
    assert read(b"c,a\n3,1\n")[0] == [(2, "1", None, "3")]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("end", [True, False])
def test_line_ends(*, newline: bytes, end: bool) -> None:
    """CRLF and LF both end a line, and the last line need not be ended."""
    content = newline.join([b"a,b,c", b"1,2,3", b'"4",5,6']) + newline * end

    assert read(content) == ([(2, "1", "2", "3"), (3, "4", "5", "6")], [])


def test_byte_order_mark_and_quoted_header() -> None:
    """A mark before the header and quotes around its names do no harm."""
    assert read(b'\xef\xbb\xbf"a","b",c\n1,2,3\n')[0] == [(2, "1", "2", "3")]


def test_quoted_field_holds_commas_and_quotes() -> None:
    """RFC 4180: a comma inside quotes is text, two quotes are one."""
    assert read(b'a,b,c\n"1,1","say ""x""",3\n')[0] == [(2, "1,1", 'say "x"', "3")]


def test_newline_inside_quotes_belongs_to_the_field() -> None:
    """A record may span lines; the next row has the number of its own line."""
    assert read(b'a,b,c\n1,"x\ny",3\n4,5,6\n')[0] == [
        (2, "1", "x\ny", "3"),
        (4, "4", "5", "6"),
    ]


def test_blank_lines_are_no_rows() -> None:
    """An empty line is neither good nor bad."""
    assert read(b"a,b,c\n\n1,2,3\n\r\n\n") == ([(3, "1", "2", "3")], [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"1,2", WIDTH),
        (b"1,2,3,4", WIDTH),
        (b"1,\xff,3", NOT_UTF8),
        (b"1,\x00,3", NUL),
        (b'1,"2,3', QUOTE),
        (b'1,2"2,3', QUOTE),
        (b'1,"2"2,3', QUOTE),
        (b'"1,\xff",2,3', NOT_UTF8),
        (b"1,2," + b"x" * LINE_BYTES_MAX, TOO_LONG),
    ],
)
def test_each_fault_costs_one_row(line: bytes, reason: str) -> None:
    """A line that is no row is one bad row; what is before and after goes in."""
    rows, bad = read(b"a,b,c\n1,2,3\n" + line + b"\n4,5,6\n" + b'7,"8",9\n')

    assert [row[0] for row in rows] == [2, 4, 5]
    assert [(row.line, row.reason) for row in bad] == [(3, reason)]


def test_stray_quotes_cost_their_own_lines_only() -> None:
    """Two lines that each end in a stray quote do not swallow what is between."""
    content = b'a,b,c\n1,2,"\n' + b"4,5,6\n" * 3 + b'7,8,"\n9,9,9\n'

    assert faults(content) == [(2, QUOTE), (6, QUOTE)]
    assert len(read(content)[0]) == 4


def test_unbalanced_quote_at_the_end_of_the_file() -> None:
    """A quote that nothing closes is a bad row even where nothing follows."""
    assert faults(b'a,b,c\n1,2,3\n4,5,"6') == [(3, QUOTE)]


def test_line_of_ten_megabytes_is_one_bad_row() -> None:
    """However long a line is, one row is lost and little of it is kept."""
    content = b"a,b,c\n1,2,3\n" + b"x" * 10_000_000 + b"\n4,5,6\n"
    rows, bad = read(content)

    assert [row[0] for row in rows] == [2, 4]
    assert [(row.line, row.reason) for row in bad] == [(3, TOO_LONG)]
    assert len(bad[0].row) < 5_000


def test_block_that_looks_like_an_archive_is_text() -> None:
    """A row that begins with `x^` is not taken for zlib."""
    assert read(b"a,b,c\nx^,2,3\n")[0] == [(2, "x^", "2", "3")]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "not even a header"),
        (b"a,b,colour\n", "unknown column 'colour'; the columns are a, b, c"),
        (b"b,c\n1,2\n", "column 'a' is missing"),
        (b"a,b,a\n", "column 'a' is there twice"),
        (b"\xff\xfe,b\n", "cannot be read as a CSV header"),
        (b"a,,b\n", "unknown column ''"),
        (b"1,2,3\n", "unknown column '1'"),
    ],
)
def test_header_that_does_not_fit_is_refused(content: bytes, text: str) -> None:
    """The refusal names what is wrong and what would be right."""
    with pytest.raises(FeedRefused, match=text.replace("(", r"\(")):
        read(content)


FIELD = st.sampled_from(["", "1", "ab", "é", "x,y", 'q"q', "l\nm", "c\rd", " "])
WILD = st.sampled_from(
    [b"1,2,3\n", b"4,5,6\r\n", b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"ab", b"x^"]
)


@given(st.lists(WILD, max_size=30).map(b"".join))
def test_quick_readers_answer_as_the_careful_one(data: bytes) -> None:
    """Whatever plain or quoted reads, csv_lines reads the same."""
    data += b"\n"
    names = list(ABC.known)
    careful, bad, rest = csv_lines(data, names, line=2, last=True)
    for reader in (plain, quoted):
        quick = reader(data, names, line=2)
        if quick is not None:
            assert not bad
            assert not rest
            assert (
                quick.select(LINE, *names).rows() == careful.select(LINE, *names).rows()
            )


@given(st.lists(WILD, max_size=40).map(b"".join), st.integers(1, 40))
def test_blocks_of_any_size_hold_the_same_rows(data: bytes, block_bytes: int) -> None:
    """Where a file is cut into blocks changes nothing."""
    content = b"a,b,c\n" + data

    assert read(content, block_bytes=block_bytes) == read(content)


@given(st.lists(st.tuples(FIELD, FIELD, FIELD), max_size=8), st.integers(1, 60))
def test_every_table_survives_the_journey(
    table: list[tuple[str, str, str]], block_bytes: int
) -> None:
    """What RFC 4180 can write is read back, absent for empty."""
    lines = [
        ",".join('"' + field.replace('"', '""') + '"' for field in row) for row in table
    ]
    rows, bad = read("\n".join(["a,b,c", *lines]).encode(), block_bytes=block_bytes)

    assert [row[1:] for row in rows] == [tuple(f or None for f in row) for row in table]
    assert not bad


def test_frames_are_text_in_contract_order() -> None:
    """Every batch has the line and all known columns, as text."""
    (batch,) = csv_rows([b"b,a\n2,1\n"], ABC, file=Path("x"))

    assert batch.frame.schema == {
        LINE: pl.Int64(),
        "a": pl.String(),
        "b": pl.String(),
        "c": pl.String(),
    }
