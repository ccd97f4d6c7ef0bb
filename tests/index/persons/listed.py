"""Segments of persons in memory, and what is found in them: no table, no file."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from screening.index.persons.names_index import Candidate, NamesIndex
from screening.index.persons.question import person_search
from screening.index.persons.segments import SegmentBuilder
from screening.queries import PersonQuery
from screening.records import Birth, NameKind, Notice, PersonName, PersonRecord
from screening.storage.segments import Segment

DAY = 20261121
ALL = -1e9
"""Bits that speak for everybody who was compared."""
OWNER = "UTO"


def listed(record_id: str, *names: str | PersonName, **fields: Any) -> PersonRecord:  # noqa: ANN401
    """Return a person of these names, of whom nothing else is known but *fields*."""
    given = tuple(
        name if isinstance(name, PersonName) else PersonName(full=name)
        for name in names
    )
    return PersonRecord(
        **{"record_id": record_id, "owner": OWNER, "notice": Notice.BLUE}
        | {"names": given}
        | fields
    )


def born(*dates: str) -> tuple[Birth, ...]:
    return tuple(Birth(date=date) for date in dates)


def weak(name: str) -> PersonName:
    return PersonName(kind=NameKind.WEAK_ALIAS, full=name)


def segment(
    records: Iterable[PersonRecord], *, gone: Iterable[str] = (), name: str = "s"
) -> Segment:
    """Return a segment of *records*, that says too whose records are *gone*."""
    builder = SegmentBuilder()
    for record in records:
        builder.add(record)
    for record_id in gone:
        builder.withdraw(owner=OWNER, record_id=record_id)
    arrays = builder.arrays()
    for array in arrays.values():
        array.setflags(write=False)  # as if it were mapped
    return Segment(name, arrays)


def index_of(*records: PersonRecord) -> NamesIndex:
    return NamesIndex([segment(records)])


def candidates(
    index: NamesIndex, query: PersonQuery, *, today: int = DAY, least: float = ALL
) -> list[Candidate]:
    return index.candidates(person_search(query), today=today, least=least)


def bits(
    index: NamesIndex, query: PersonQuery | str, *, today: int = DAY, least: float = ALL
) -> dict[str, float]:
    """Return the bits of everybody found, by reference, best first."""
    asked = PersonQuery(full=query) if isinstance(query, str) else query
    return {
        found.name.decode().partition("\x1f")[2]: found.bits
        for found in candidates(index, asked, today=today, least=least)
    }


def best(index: NamesIndex, query: PersonQuery | str) -> str:
    """Return the reference of who is found first, "" where nobody is."""
    return next(iter(bits(index, query)), "")


def are_falling(values: Iterable[float]) -> bool:
    """Whether each of *values* is less than the one before."""
    return all(a > b for a, b in pairwise(values))
