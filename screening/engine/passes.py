"""One pass through every feed of a database: what is found, and how old it is."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from screening.errors import DamagedTable, NoFeedLoaded, TooManyCandidates
from screening.index.lookup import Looked
from screening.policy.ages import searched_of
from screening.policy.hits import hit_of
from screening.queries import Hit, Searched
from screening.records import Database
from screening.storage.catalog import Catalog
from screening.storage.state import State
from screening.storage.view import View

_DAMAGE_TRIES = 2

Look = Callable[[View, str], Looked]
"""Looks a question up in one view, on a day (ISO 8601)."""


class Seen(NamedTuple):
    """What one pass has found."""

    at: datetime
    searched: tuple[Searched, ...]
    hits: list[Hit]
    cut: bool
    gaps: tuple[str, ...]


class Passes:
    """Goes through the feeds that a catalog serves."""

    def __init__(self, catalog: Catalog, *, now: Callable[[], datetime]) -> None:
        self._catalog = catalog
        self._now = now
        self._day = (0, "")
        self._ages: dict[str, tuple[State, int, Searched]] = {}

    def through(self, database: Database, look: Look) -> Seen:
        """Look in every feed of *database*; a table found damaged is served no more.

        Raises `NoFeedLoaded`, and `DamagedTable` when none of what is kept can be read.
        """
        for _ in range(_DAMAGE_TRIES):
            try:
                return self._once(database, look)
            except DamagedTable:
                self._catalog.refresh()
        return self._once(database, look)

    def _once(self, database: Database, look: Look) -> Seen:
        generations, gaps = self._catalog.look(database)
        if not generations:
            raise NoFeedLoaded(database=database, problems=gaps)
        now, second, day = self.moment()
        searched: list[Searched] = []
        hits: list[Hit] = []
        cut, hidden = False, None
        for generation in generations:
            try:
                with generation.view() as view:
                    searched.append(self.aged(view.state, now, second))
                    looked = look(view, day)
            except TooManyCandidates as error:
                hidden, gaps = error, (*gaps, str(error))
                continue
            except DamagedTable as damage:
                generation.condemn(damage.reason)
                raise
            if looked.found:
                hits += [hit_of(generation.feed, found) for found in looked.found]
                cut = cut or looked.cut
        if hidden and not hits:
            raise hidden
        return Seen(now, tuple(searched), hits, cut, gaps)

    def moment(self) -> tuple[datetime, int, str]:
        """Return the time, its second, and its day, which is spelt once a second."""
        now = self._now()
        second = int(now.timestamp())
        known, day = self._day
        if known != second:
            day = now.date().isoformat()
            self._day = (second, day)
        return now, second, day

    def aged(self, state: State, now: datetime, second: int) -> Searched:
        """Return what an answer says of a feed searched; made anew once a second."""
        known = self._ages.get(state.feed)
        if known and known[0] is state and known[1] == second:
            return known[2]
        searched = searched_of(state, now, self._catalog.degraded(state.feed))
        self._ages[state.feed] = (state, second, searched)
        return searched
