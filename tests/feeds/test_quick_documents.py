"""Plain rows filed from their bytes are filed as the general way files them."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.feeds import files, quick_documents, tables
from screening.feeds.columns import columns_of
from screening.feeds.csv_blocks import csv_rows
from screening.feeds.csv_plain import plain
from screening.feeds.delivery import LoadOptions
from screening.feeds.quick_documents import QuickDocuments
from screening.feeds.rows import whole_frame
from screening.feeds.snapshot import load
from screening.feeds.validate import faults, rules_of
from screening.index.columns import Filed
from screening.index.document_columns import DocumentColumns
from screening.records import Database, DocumentStatus
from tests.feeds.deliveries import (
    Row,
    csv_of,
    deliver,
    document,
    documents,
    held,
)
from tests.world import NOW

DATES = st.sampled_from(
    ("", "2024-01-31", "2019-02-28", "2014", "2024-02", "2024-02-30", "2031-01-01", "x")
)
TEXT = st.text(
    st.characters(min_codepoint=32, max_codepoint=126, exclude_characters='",')
)
STATES = st.sampled_from(("UTO", "D", "DEU", "GBD", "GBR", "QZZ", "de", "D<<", "", "9"))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "record_id": st.sampled_from(("1", "a b", "x" * 64, "x" * 65, "")) | TEXT,
            "owner": st.just("UTO") | STATES,
            "issuing_state": st.just("UTO") | STATES,
            "document_type": st.sampled_from(
                ("passport", "P", "P<", "AC", "visa", "pass", "", "other")
            ),
            "document_number": st.sampled_from(
                ("L898902C3", "l898-902", "A1", "123456789012", "-", "", "1" * 41)
            )
            | TEXT,
            "number_to": st.just("") | st.sampled_from(("L898902C4",)),
            "status": st.sampled_from((*DocumentStatus, "gone", "")),
            "status_date": DATES,
            "status_place": st.sampled_from(("", "UTO", "x" * 100, "x" * 101)) | TEXT,
            "date_of_issue": DATES,
            "date_of_expiry": DATES,
            "review_date": DATES,
            "remarks": st.just("") | TEXT | st.just("y" * 501),
        }
    ),
    min_size=1,
    max_size=12,
)


def filed_by(found: Filed) -> tuple[list[Any], ...]:
    """Return all that is filed, in an order that does not depend on how it came."""
    return (
        sorted(found.entries.select("line", "entry", "filing_key").rows()),
        sorted(found.intervals.rows()),
        sorted(found.references.to_list()),
    )


def together(parts: list[Filed]) -> tuple[list[Any], ...]:
    """Return what several batches filed as if it were one."""
    each = [filed_by(part) for part in parts]
    return tuple(sorted(chain(*lists)) for lists in zip(*each, strict=True))


@settings(deadline=None)
@given(ROWS, st.booleans(), st.permutations(range(13)), st.integers(0, 3))
def test_plain_rows_are_filed_as_all_rows_are(
    rows: list[Row],
    foreign: bool,  # noqa: FBT001  # hypothesis gives it by its place
    order: list[int],
    missing: int,
) -> None:
    """Good rows: the same entries, keys and references. Bad rows: none is taken."""
    optional = ("status_place", "date_of_issue", "review_date")[:missing]
    names = [
        name for name in (list(rows[0])[at] for at in order) if name not in optional
    ]
    lines = [",".join(str(row[name]) for name in names) + "\n" for row in rows]
    data = "".join(lines).encode()
    columns = columns_of(Database.DOCUMENTS, delta=False)
    rules = rules_of(
        Database.DOCUMENTS, delta=False, foreign_documents=foreign, now=NOW
    )
    frame = plain(data, names, line=7)

    assert frame is not None
    whole = whole_frame(frame, columns)
    bad = faults(whole, rules)["index"].to_list()
    good = whole.with_row_index().filter(~pl.col("index").is_in(bad)).drop("index")
    taker = QuickDocuments(names, rules)
    for _ in range(2):  # what it remembers of a block is no part of the next
        taken = taker.take(data, line=7, types=columns.types())

    assert taken is not None
    assert {n + 7 for n in bad} <= set(taken.left["line"])
    left = whole_frame(taken.left, columns)
    left_good = left.filter(~pl.col("line").is_in([n + 7 for n in bad]))
    parts = [taken.filed, DocumentColumns().file(left_good)]
    assert together(parts) == together([DocumentColumns().file(good)])
    assert taken.rows + taken.left.height == len(rows)


def test_nearly_all_of_a_plain_feed_is_taken() -> None:
    """The world's usual rows are not left to the slow way."""
    names = list(document())
    content = csv_of([*documents(500), document(document_number="1234567890")])
    rules = rules_of(Database.DOCUMENTS, delta=False, foreign_documents=False, now=NOW)
    columns = columns_of(Database.DOCUMENTS, delta=False)
    data = content.partition(b"\n")[2]
    taken = QuickDocuments(names, rules).take(data, line=2, types=columns.types())

    assert taken is not None
    assert (taken.rows, taken.left["line"].to_list()) == (500, [502])


@pytest.mark.parametrize(
    "spoilt",
    [b'"L1"', b"L\0", b"L\r1", "L\u00e9".encode(), b"L,1", b"L\n"],
)
def test_a_block_that_is_not_plain_is_left_whole(spoilt: bytes) -> None:
    """Quotes, NUL, returns, other alphabets, too many fields, too few: read with care."""
    rules = rules_of(Database.DOCUMENTS, delta=False, foreign_documents=False, now=NOW)
    columns = columns_of(Database.DOCUMENTS, delta=False)
    good = csv_of(documents(3)).partition(b"\n")[2]
    taker = QuickDocuments(list(document()), rules)

    assert taker.take(good, line=2, types=columns.types()) is not None
    data = good.replace(b"L00000002", spoilt)
    assert taker.take(data, line=2, types=columns.types()) is None


def test_more_values_than_are_remembered_go_the_general_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A column of garbage costs time, not memory, and nothing is filed wrongly."""
    monkeypatch.setattr(quick_documents, "VALUES_MAX", 8)
    rows = [row | {"status_date": f"19{n:02d}"} for n, row in enumerate(documents(50))]
    rules = rules_of(Database.DOCUMENTS, delta=False, foreign_documents=False, now=NOW)
    columns = columns_of(Database.DOCUMENTS, delta=False)
    data = csv_of(rows).partition(b"\n")[2]
    taker = QuickDocuments(list(rows[0]), rules)
    taken = taker.take(data, line=2, types=columns.types())

    assert taken is not None
    assert 0 < taken.rows < 8
    assert taken.left.height == 50 - taken.rows


def loaded(data: Path, file: Path) -> object:
    """Load *file* and return what is held then, and what was said of it."""
    report = load(
        file,
        data=data,
        feed="lost",
        database="documents",
        options=LoadOptions(max_bad_percent=100),
        now=lambda: datetime.now(UTC),
    )
    rejects = Path(report.rejects_file).read_bytes() if report.rejects_file else b""
    counts = (report.rows, report.accepted, report.rejected, report.duplicates)
    return held(data), counts, report.records, hashlib.sha256(rejects).hexdigest()


def feeds() -> Iterator[tuple[str, bytes]]:
    """Yield files in which blocks are plain, or not, or end within a record."""
    plain_rows = documents(900)
    bad = [document(record_id=f"b{n}", status="gone") for n in range(40)]
    remarks = [
        document(record_id=f"r{n}", remarks='two\nlines, "quoted"') for n in range(60)
    ]
    extra = {"number_to": "", "remarks": ""}
    yield "plain", csv_of(plain_rows)
    yield "twice", csv_of(plain_rows + plain_rows[::-1])
    yield "bad among them", csv_of(plain_rows[:450] + bad + plain_rows[450:])
    mixed = [*plain_rows[:300], *remarks[:30], *plain_rows[300:], *remarks[30:]]
    yield "quotes between", csv_of([row | extra | row for row in mixed])
    quoted = [row | {"remarks": 'said "lost", twice'} for row in remarks * 9]
    yield "only quotes", csv_of([row | extra | row for row in quoted])
    yield "no newline at the end", csv_of(plain_rows).rstrip(b"\n")
    yield "returns", csv_of(plain_rows).replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    ("content"), [c for _, c in feeds()], ids=[n for n, _ in feeds()]
)
def test_a_file_is_loaded_the_same_both_ways(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In many small blocks, read ahead and put back: same records, counts and rejects."""
    monkeypatch.setattr(files, "PIECE_BYTES", 1_000)
    monkeypatch.setattr(tables, "csv_rows", partial(csv_rows, block_bytes=4_000))
    file = deliver(tmp_path / "feed.csv", content)
    general = loaded(tmp_path / "general", file)
    monkeypatch.setattr(tables, "QUICK_BYTES", 0)
    quick = loaded(tmp_path / "quick", file)

    assert quick == general
