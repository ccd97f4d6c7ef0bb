"""Who is asked about: listed persons as damaged zones show them, travellers, namesakes."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import msgspec
import numpy as np

from bench.persons_ground import ALIASES, with_aliases
from screening.engine.asked_person import read_person
from screening.normalize.mrz import read_mrz
from screening.queries import PersonQuery
from tools.synthetic.names.parts import draws
from tools.synthetic.travellers import (
    DAMAGE,
    Traveller,
    damaged,
    listed_traveller,
    travellers,
)

DISTINCT = 9_973
COMMON = ("Mohammed Ali", "Kim", "Maria Silva")
"""Names of hundreds of thousands."""
_SEED = 7


def zone_query(lines: Sequence[str]) -> PersonQuery | None:
    """Return what a reader asks who read a zone, None where it holds no name."""
    reading = read_mrz(lines, today=datetime.now(UTC).date())
    person = read_person(reading, ()).person
    return person.search.query if person else None


def unlisted(count: int = DISTINCT) -> list[Traveller]:
    """Return travellers nobody listed, but for namesakes by chance."""
    return travellers(_SEED, count)


def listed_damaged(feed: Path, count: int = DISTINCT) -> list[Traveller]:
    """Return listed persons as their documents show them, each damaged in another way."""
    draw = draws(np.random.default_rng(_SEED))
    with feed.open("rb") as lines:
        records = map(msgspec.json.decode, islice(lines, 1, count + 1))
        return [
            damaged(listed_traveller(record), how, draw)
            for record, how in zip(records, cycle(DAMAGE), strict=False)
        ]


def queries(shown: Sequence[Traveller]) -> list[PersonQuery]:
    """Return what readers of passports of *shown* ask."""
    asked = (zone_query(traveller.zone("TD3")) for traveller in shown)
    return [query for query in asked if query is not None]


def namesakes(*, born: bool) -> Iterator[PersonQuery]:
    """Yield questions about common names, over and over; each born on another day."""
    for at, name in enumerate(cycle(COMMON)):
        date = f"{1950 + at % 50}-{1 + at % 12:02}-{1 + at % 28:02}" if born else None
        yield PersonQuery(full=name, birth_date=date)


def with_many_names() -> dict[int, PersonQuery]:
    """Return a question about each of the two persons with many names, by their last."""
    return {
        count: PersonQuery(full=with_aliases(count)["names"][-1]["full"])
        for count in ALIASES
    }


def all_names(feed: Path) -> Iterator[str]:
    """Yield every name of *feed* in full, as somebody without an index would hold it."""
    with feed.open("rb") as lines:
        for line in lines:
            for name in msgspec.json.decode(line)["names"]:
                parts = (name.get(k) for k in ("full", "primary", "secondary"))
                yield " ".join(filter(None, parts)).upper()
