"""What is wished for, and the rows of it as text, a hundred thousand at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.synthetic import documents, persons, vehicles
from tools.synthetic.cells import Cells, Flags, table
from tools.synthetic.faults import spoil
from tools.synthetic.person_faults import spoilt
from tools.synthetic.writing import csv_text, jsonl_text

CHUNK_ROWS = 100_000
"""So many that numpy is busy, so few that they stay in the processor's cache."""
SERIES_SHARE = 0.0005
_SPECIMENS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "documents": documents.SPECIMENS,
    "vehicles": vehicles.SPECIMENS,
    "persons": persons.SPECIMENS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One synthetic feed."""

    database: str = "documents"
    records: int = 1_000
    seed: int = 1
    first: int = 1
    """The number of the first record: records of deltas go on where a feed ended."""
    bad_percent: float = 0.0
    series: int | None = None
    """Series of blanks among the records; by default one in two thousand."""
    specimens: bool = True
    layout: str = "csv"
    """`csv`, `jsonl` or `parquet`."""


def texts(wish: Wish) -> Iterator[bytes]:
    """Yield the feed as text: for CSV and Parquet lines of CSV with their header."""
    if wish.database == "persons":
        yield from _persons(wish)
        return
    rows = _specimens(wish) if wish.specimens else []
    names = _columns(wish)
    if wish.layout != "jsonl":
        yield (",".join(names) + "\n").encode()
    if rows:
        columns = {n: table([row.get(n, "") for row in rows]) for n in names}
        yield _text(wish, columns, np.zeros((len(rows), 0), np.uint8))
    series_done = 0
    made = max(wish.records - len(rows), 0)
    for chunk, start in enumerate(range(0, made, CHUNK_ROWS)):
        count = min(CHUNK_ROWS, made - start)
        rng = np.random.default_rng([wish.seed, wish.first, chunk])
        series_until = _series_wished(wish, made) * (start + count) // made
        series = _picked(rng, count, series_until - series_done)
        series_done = series_until
        yield _chunk(wish, rng, wish.first + start, series)


def _persons(wish: Wish) -> Iterator[bytes]:
    """Yield persons, some at a time: nested, so always lines of JSON."""
    always = persons.specimen_lines()[: wish.records] if wish.specimens else []
    yield _lines_text(always)
    made = wish.records - len(always)
    for chunk, start in enumerate(range(0, made, CHUNK_ROWS)):
        count = min(CHUNK_ROWS, made - start)
        rng = np.random.default_rng([wish.seed, wish.first, chunk])
        bad = _picked(rng, count, round(count * wish.bad_percent / 100))
        done = 0
        for lines in persons.person_blocks(rng, wish.first + start, count):
            flags = bad[done : (done := done + len(lines))]
            yield _lines_text(spoilt(rng, lines, flags) if flags.any() else lines)


def _lines_text(lines: Sequence[str | bytes]) -> bytes:
    return b"".join(
        (line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines
    )


def _chunk(wish: Wish, rng: np.random.Generator, first: int, series: Flags) -> bytes:
    rows = len(series)
    if wish.database == "documents":
        columns = documents.document_columns(rng, first, rows, series=series)
    else:
        columns = vehicles.vehicle_columns(rng, first, rows)
    bad = _picked(rng, rows, round(rows * wish.bad_percent / 100))
    columns, behind = spoil(rng, columns, bad, form=wish.layout != "parquet")
    return _text(wish, columns, behind)


def _text(wish: Wish, columns: dict[str, Cells], behind: Cells) -> bytes:
    return (jsonl_text if wish.layout == "jsonl" else csv_text)(columns, behind)


def _picked(rng: np.random.Generator, rows: int, count: int) -> Flags:
    flags = np.zeros(rows, np.bool_)
    flags[rng.choice(rows, min(count, rows), replace=False)] = True
    return flags


def _series_wished(wish: Wish, records: int) -> int:
    if wish.database != "documents":
        return 0
    return int(records * SERIES_SHARE) if wish.series is None else wish.series


def specimens_of(database: str) -> Sequence[Mapping[str, Any]]:
    """Return the records that every feed of *database* begins with."""
    return _SPECIMENS[database]


def _specimens(wish: Wish) -> Sequence[Mapping[str, str]]:
    return specimens_of(wish.database)[: wish.records]


def _columns(wish: Wish) -> tuple[str, ...]:
    return documents.COLUMNS if wish.database == "documents" else vehicles.COLUMNS
