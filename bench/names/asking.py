"""Puts pairs and innocents to the list, and notes what came back and how long it took.

Timed is what `ScreenPerson` does in the engine, with all that is known of the person and
without the journal, whose disk a hit waits for.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import TypeVar

from bench.latencies import Latencies
from bench.names.listed import Listed, name_of
from bench.names.rows import Pair, Person
from bench.questions import unrecorded
from screening.engine import Engine, utc_now
from screening.errors import InvalidQuery
from screening.index.persons.lookup import day_number, person_search, scores
from screening.queries import PersonQuery, Screening

_SAID_EVERY = 5_000
_WARM = Person(name="Eriksson, Anna Maria", birth_date="1974-08-12", sex="F")
"""Asked before anything is timed: what is compiled, and read for the first time."""
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair, and what its record came to when asked for."""

    pair: Pair
    score: float | None
    """None where the record was not among those compared."""

    def answered(self, least: float) -> bool:
        """Return whether the record is answered from the score *least* on."""
        return self.score is not None and self.score >= least


@dataclass(slots=True)
class Asking:
    """Asks one list."""

    listed: Listed
    took: Latencies = field(default_factory=Latencies)
    """Of the questions with all that is known."""
    _engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        """Ask once, so that nothing is timed that happens only once."""
        self._engine = unrecorded(self.listed.engine)
        self._screened(query_of(_WARM))

    def scored(self, pairs: Sequence[Pair]) -> list[Scored]:
        """Ask for each of *pairs*; return how its own record was scored."""
        return [
            Scored(pair, self._score(pair, name_of(number)))
            for number, pair in enumerate(_telling("pairs", pairs))
        ]

    def alerted(self, innocents: Sequence[Person], *, name_only: bool) -> float | None:
        """Return the share of *innocents* for whom any record is answered."""
        if not innocents:
            return None
        what = "innocents, name only" if name_only else "innocents, all that is known"
        alerts = sum(
            self._is_alerted(person, name_only=name_only)
            for person in _telling(what, innocents)
        )
        return alerts / len(innocents)

    def all_scores(self, query: PersonQuery) -> dict[bytes, float]:
        """Return the score of every record compared, {} where nothing can be asked."""
        try:
            search = person_search(query)
        except InvalidQuery:
            return {}
        today = day_number(utc_now().date().isoformat())
        with self.listed.generation.view() as view:
            return scores(view, search, today=today)

    def _score(self, pair: Pair, name: bytes) -> float | None:
        query = query_of(pair.asked)
        self._timed(query)  # before the scores are, which would warm what it needs
        return self.all_scores(query).get(name)

    def _is_alerted(self, person: Person, *, name_only: bool) -> bool:
        if name_only:
            seen = self._screened(PersonQuery(full=person.name))
        else:
            seen = self._timed(query_of(person))
        return seen is not None and bool(seen.hits)

    def _timed(self, query: PersonQuery) -> Screening | None:
        started = perf_counter_ns()
        found = self._screened(query)
        ended = perf_counter_ns()
        if found is not None:
            self.took.add(ended - started)
        return found

    def _screened(self, query: PersonQuery) -> Screening | None:
        try:
            return self._engine.screen_person(query)
        except InvalidQuery:
            return None


def query_of(person: Person) -> PersonQuery:
    """Return the question with all that is known of *person*."""
    return PersonQuery(
        full=person.name,
        birth_date=person.birth_date,
        sex=person.sex,
        nationality=person.nationality,
    )


def say(text: str) -> None:
    """Say how far it is, aside."""
    print(text, file=sys.stderr, flush=True)


def _telling(what: str, rows: Sequence[Row]) -> Iterator[Row]:
    """Yield *rows*, and say now and then how many are done."""
    for done, row in enumerate(rows):
        if done % _SAID_EVERY == 0:
            say(f"{what}: {done:,} of {len(rows):,}")
        yield row
