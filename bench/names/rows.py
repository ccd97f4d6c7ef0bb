"""Rows of the files that the judge is given: pairs, and innocents.

Columns that a file does not have are absent evidence.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zlib import crc32

import msgspec

from bench.names import facts
from screening.index.keys import tail
from screening.queries import PersonQuery

OWNER = "UTO"
_NAME_CHARS_MAX = 300
_FEW_CATEGORIES = 40
"""A file with more of them names a category for each row: they tell nothing apart."""
_MATCH = "match"
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Who is asked about, which record is listed, and whether they are the same."""

    key: str
    """Names the row in its file."""
    category: str
    """`kind: what tells it from others of its kind`, or the kind alone."""
    asked: PersonQuery
    record: bytes
    """What the index calls the record."""
    listed: PersonQuery
    """The record as a question would put it."""
    match: bool

    @property
    def kind(self) -> str:
        """The file it is from, or the format of its zone."""
        return self.category.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Which rows are taken: parts *first* to *last* of *parts*, told apart by a hash."""

    first: int = 0
    last: int = 0
    parts: int = 1

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return the share "1/4" or "0-2/4"; raise ValueError for what is none.

        >>> Share.parsed("0-2/4")
        Share(first=0, last=2, parts=4)
        """
        which, _, parts = text.partition("/")
        first, _, last = which.partition("-")
        found = cls(first=int(first), last=int(last or first), parts=int(parts))
        if not 0 <= found.first <= found.last < found.parts:
            raise ValueError(f"{text} is no share: 0/4 to 3/4, or 0-2/4")
        return found

    def takes(self, key: str) -> bool:
        """Return whether the row *key* belongs to it."""
        return self.first <= crc32(key.encode()) % self.parts <= self.last


ALL = Share()


def read_pairs(files: Iterable[Path], share: Share = ALL) -> list[Pair]:
    """Return the pairs of *files* that *share* takes, in their order.

    Each has a record of its own.
    """
    return [pair for file in files for pair in _pairs(file) if share.takes(pair.key)]


def read_innocents(files: Iterable[Path], share: Share = ALL) -> list[PersonQuery]:
    """Return the questions about the innocents of *files* that *share* takes."""
    rows = (row for file in files for row in _rows(file))
    return [
        PersonQuery(
            full=row.get("full_name", "").strip(),
            birth_date=facts.usable_date(row.get("date_of_birth", "")),
            sex=facts.sex(row.get("gender", "")),
            nationality=facts.state(row.get("nationality", "")),
        )
        for row in rows
        if share.takes("\t".join(row.values()))
    ]


def line_of(pair: Pair) -> bytes:
    """Return the record of *pair* as a line of a feed."""
    record: dict[str, object] = {
        "record_id": pair.record.decode().partition(tail(OWNER, ""))[2],
        "owner": OWNER,
        "notice": "blue",
        "names": [{"full": pair.listed.full}],
    }
    if pair.listed.birth_date:
        record["births"] = [{"date": pair.listed.birth_date}]
    if pair.listed.sex:
        record["sex"] = pair.listed.sex
    if pair.listed.nationality:
        record["nationalities"] = [pair.listed.nationality]
    return msgspec.json.encode(record)


def _pairs(file: Path) -> Iterator[Pair]:
    rows = list(_rows(file))
    category = _categories(file, rows)
    for number, row in enumerate(rows):
        asked, listed = _side(row, "a"), _side(row, "b")
        yield Pair(
            key=row.get("id") or f"{file.stem}-{number}",
            category=category(row),
            asked=asked,
            record=tail(OWNER, f"{file.stem[:40]}-{number}").encode(),
            listed=listed,
            match=row["expect"] == _MATCH,
        )


def _side(row: Row, side: str) -> PersonQuery:
    """Return who one side of a pair is about; without what no feed may hold."""
    name = row.get(f"name_{side}", "")
    return PersonQuery(
        full="".join(c if c.isprintable() else " " for c in name)[:_NAME_CHARS_MAX],
        birth_date=facts.usable_date(row.get(f"dob_{side}", "")),
        sex=facts.sex(row.get(f"sex_{side}", "")),
        nationality=facts.state(row.get(f"nat_{side}", "")),
    )


def _categories(file: Path, rows: Sequence[Row]) -> Callable[[Row], str]:
    """Return what names the category of a row: the file, and what the row says if it tells."""
    tell = 1 < len({row.get("category") for row in rows}) <= _FEW_CATEGORIES
    return lambda row: f"{file.stem}: {row.get('category')}" if tell else file.stem


def _rows(file: Path) -> Iterator[Row]:
    with file.open(newline="", encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            yield {name: value or "" for name, value in row.items() if name}
