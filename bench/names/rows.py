"""Rows of the files that the judge is given: pairs, and innocents.

Columns that a file does not have are absent evidence.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zlib import crc32

from bench.names import facts

_FEW_CATEGORIES = 40
"""A file with more of them names a category for each row: they tell nothing apart."""
_MATCH = "match"
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of one side of a pair, or of an innocent."""

    name: str
    birth_date: str | None = None
    sex: str | None = None
    nationality: str | None = None

    @classmethod
    def of(cls, row: Row, *, name: str, born: str, sex: str, state: str) -> Self:
        """Return who *row* is about, by the names of its columns."""
        return cls(
            name=(row.get(name) or "").strip(),
            birth_date=facts.usable_date(row.get(born) or ""),
            sex=facts.sex(row.get(sex) or ""),
            nationality=facts.state(row.get(state) or ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One row: who is asked about, who is listed, and whether they are the same."""

    key: str
    """Names the row in its file."""
    category: str
    asked: Person
    listed: Person
    match: bool


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
    """Return the pairs of *files* that *share* takes, in their order."""
    return [pair for file in files for pair in _pairs(file) if share.takes(pair.key)]


def read_innocents(files: Iterable[Path], share: Share = ALL) -> list[Person]:
    """Return the innocents of *files* that *share* takes, in their order."""
    rows = (row for file in files for row in _rows(file))
    return [
        Person.of(
            row,
            name="full_name",
            born="date_of_birth",
            sex="gender",
            state="nationality",
        )
        for row in rows
        if share.takes("\t".join(row.values()))
    ]


def _pairs(file: Path) -> Iterator[Pair]:
    rows = list(_rows(file))
    category = _categories(file, rows)
    for number, row in enumerate(rows):
        asked, listed = (
            Person.of(
                row,
                name=f"name_{side}",
                born=f"dob_{side}",
                sex=f"sex_{side}",
                state=f"nat_{side}",
            )
            for side in "ab"
        )
        yield Pair(
            key=row.get("id") or f"{file.stem}-{number}",
            category=category(row),
            asked=asked,
            listed=listed,
            match=row["expect"] == _MATCH,
        )


def _categories(file: Path, rows: Sequence[Row]) -> Callable[[Row], str]:
    """Return what names the category of a row: the file, and what the row says if it tells."""
    said = {row.get("category") for row in rows}
    tell = 1 < len(said) <= _FEW_CATEGORIES
    return lambda row: f"{file.stem}: {row.get('category')}" if tell else file.stem


def _rows(file: Path) -> Iterator[Row]:
    with file.open(newline="", encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            yield {name: value or "" for name, value in row.items() if name}
