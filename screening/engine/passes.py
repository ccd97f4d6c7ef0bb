"""One pass through every feed of a database: what is found, and how old it is."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from screening.errors import DamagedTable, NoFeedLoaded, TooManyCandidates
from screening.index.lookup import Looked, surely_absent
from screening.policy.ages import searched_of
from screening.policy.hits import hit_of
from screening.queries import Hit, Searched
from screening.records import Database
from screening.storage.catalog import Catalog
from screening.storage.state import State
from screening.storage.view import View

_DAMAGE_TRIES = 2
_A_SECOND = timedelta(seconds=1)
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_DOCUMENTS = str(Database.DOCUMENTS)

Look = Callable[[View, str], Looked]
"""Looks a question up in one view, on a day (ISO 8601)."""


class Seen(Struct, frozen=True):
    """What one pass has found."""

    at: datetime
    searched: tuple[Searched, ...]
    gaps: tuple[str, ...]
    hits: Sequence[Hit] = ()
    cut: bool = False


class Second(Struct, frozen=True):
    """A second of the clock, and its day (ISO 8601), spelt once."""

    begin: datetime
    end: datetime
    day: str = ""


class _Nothing(Struct, frozen=True):
    """What every empty answer of one second says of the feeds searched."""

    begin: datetime
    end: datetime
    states: list[State]
    searched: tuple[Searched, ...]


class Passes:
    """Goes through the feeds that a catalog serves."""

    def __init__(self, catalog: Catalog, *, now: Callable[[], datetime]) -> None:
        self._catalog = catalog
        self._now = now
        self._second = Second(_LONG_AGO, _LONG_AGO)
        self._ages: dict[str, tuple[State, Second, Searched]] = {}
        self._nothing = _Nothing(_LONG_AGO, _LONG_AGO, [], ())

    def absent(self, key: bytes) -> Seen | None:
        """Return that no feed of documents has one under *key*, if that is sure.

        In front of `through`, for nearly every question: a third of its time. Each feed
        is proved to be at its newest revision, and what it holds in memory denies the
        key. None where any feed cannot tell so: then only `through` does.
        """
        generations, gaps = self._catalog.look(_DOCUMENTS)
        states = []
        for generation in generations:
            held = generation.newest()
            if held is None or not surely_absent(held, key):
                return None
            states.append(held.state)
        if not states:
            return None
        now, known = self._now(), self._nothing
        if not known.begin <= now < known.end or known.states != states:
            known = self._nothing = self._spelt(states)
        return Seen(now, known.searched, gaps)

    def _spelt(self, states: list[State]) -> "_Nothing":
        """Return what every empty answer of this second says of *states*."""
        now, second = self.moment()
        searched = tuple([self.aged(state, now, second) for state in states])
        return _Nothing(second.begin, second.end, states, searched)

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
        now, second = self.moment()
        searched: list[Searched] = []
        hits: list[Hit] = []
        cut, hidden = False, None
        for generation in generations:
            try:
                with generation.view() as view:
                    searched.append(self.aged(view.state, now, second))
                    looked = look(view, second.day)
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
        return Seen(now, tuple(searched), gaps, hits, cut)

    def moment(self) -> tuple[datetime, Second]:
        """Return the time, and its second."""
        now, second = self._now(), self._second
        if not second.begin <= now < second.end:
            begin = now.replace(microsecond=0)
            day = begin.date().isoformat()
            second = self._second = Second(begin, begin + _A_SECOND, day)
        return now, second

    def aged(self, state: State, now: datetime, second: Second) -> Searched:
        """Return what an answer says of a feed searched; made anew once a second."""
        known = self._ages.get(state.feed)
        if known and known[0] is state and known[1] is second:
            return known[2]
        searched = searched_of(state, now, self._catalog.degraded(state.feed))
        self._ages[state.feed] = (state, second, searched)
        return searched
