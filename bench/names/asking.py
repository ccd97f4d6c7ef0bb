"""Puts pairs and innocents to the list, and notes what came back and how long it took.

Timed is what `ScreenPerson` does in the engine, with all that is known of the person and
without the journal, whose disk a hit waits for.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import Literal, TypeVar

from msgspec.structs import replace

from bench.latencies import Latencies
from bench.names.listed import Listed
from bench.names.rows import Pair
from bench.questions import unrecorded
from screening.engine import Engine, utc_now
from screening.errors import InvalidQuery, LimitExceeded
from screening.index.persons.lookup import day_number, person_search, scores
from screening.queries import PersonQuery, Screening

Known = Literal["name", "birth date", "all"]
"""With what a person is asked about: the name alone, the birth date too, or all there is."""
_SAID_EVERY = 5_000
_WARM = PersonQuery(full="Eriksson, Anna Maria", birth_date="1974-08-12", sex="F")
"""Asked before anything is timed: what is compiled, and read for the first time."""
_NOT_COMPARED = 0.0
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
        self._screened(_WARM)

    def scored(self, pairs: Sequence[Pair], known: Known = "all") -> list[Scored]:
        """Ask for each of *pairs*; return how its own record was scored."""
        what = f"pairs, asked with {known}"
        return [
            Scored(pair, self._score(pair, known)) for pair in _telling(what, pairs)
        ]

    def alerted(self, innocents: Sequence[PersonQuery], known: Known) -> float | None:
        """Return the share of *innocents* for whom any record is answered."""
        if not innocents:
            return None
        what = f"innocents, asked with {known}"
        alerts = sum(
            self._is_alerted(query, known) for query in _telling(what, innocents)
        )
        return alerts / len(innocents)

    def best_scores(self, queries: Sequence[PersonQuery], known: Known) -> list[float]:
        """Return for each of *queries* the highest score of any record, 0 for none."""
        what = f"best of innocents, asked with {known}"
        return [
            max(self._scores(only(query, known)).values(), default=_NOT_COMPARED)
            for query in _telling(what, queries)
        ]

    def _score(self, pair: Pair, known: Known) -> float | None:
        query = only(pair.asked, known)
        if known == "all":
            self._timed(query)  # before the scores are, which would warm what it needs
        return self._scores(query).get(pair.record)

    def _scores(self, query: PersonQuery) -> dict[bytes, float]:
        """Return the score of every record compared, {} where nothing can be asked."""
        try:
            search = person_search(query)
        except (InvalidQuery, LimitExceeded):
            return {}
        today = day_number(utc_now().date().isoformat())
        with self.listed.generation.view() as view:
            return scores(view, search, today=today)

    def _is_alerted(self, query: PersonQuery, known: Known) -> bool:
        ask = self._timed if known == "all" else self._screened
        seen = ask(only(query, known))
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
        except (InvalidQuery, LimitExceeded):
            return None


def only(query: PersonQuery, known: Known) -> PersonQuery:
    """Return *query* with no more than what is *known*."""
    if known == "all":
        return query
    birth_date = query.birth_date if known == "birth date" else None
    return replace(
        query, birth_date=birth_date, sex=None, nationality=None, birth_place=None
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
