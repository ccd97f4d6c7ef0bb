"""One pass through every feed a question concerns: what is found, and how old it is."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from screening.engine.scope import Nothing, Scopes
from screening.errors import DamagedTable, TooManyCandidates
from screening.index.keys import FIELD
from screening.index.lookup import Looked, Sees, denied, surely_absent
from screening.policy.ages import searched_of
from screening.policy.hits import hits_of, left_out
from screening.policy.thresholds import Thresholds
from screening.policy.views import failure_shown
from screening.queries import Hit, Searched
from screening.records import Database
from screening.sight import EVERYTHING, Sight
from screening.storage.catalog import Catalog
from screening.storage.generation import Generation
from screening.storage.state import State
from screening.storage.view import View

_DAMAGE_TRIES = 2
_A_SECOND = timedelta(seconds=1)
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_DOCUMENTS, _PERSONS = str(Database.DOCUMENTS), str(Database.PERSONS)
_FIELD = FIELD.encode()
_NOBODY: frozenset[str] = frozenset()

Look = Callable[[View, str, Sees], Looked]
"""Looks a question up in one view, on a day (ISO 8601), among the records seen."""


class Part(Struct, frozen=True):
    """What a question asks of the feeds of one database."""

    database: Database
    look: Look
    is_beside: bool = False
    """What was asked about is of another database: without a feed of this one, nothing
    is missing."""
    thresholds: Thresholds = Thresholds()
    excluded: frozenset[str] = _NOBODY
    """Public names of records that are not shown when they match by name."""


class Seen(Struct, frozen=True):
    """What one pass has found."""

    at: datetime
    searched: tuple[Searched, ...]
    gaps: tuple[str, ...]
    hits: Sequence[Hit] = ()
    cut: bool = False
    excluded: int = 0


class _Gathered:
    """What is found on the way."""

    def __init__(self) -> None:
        self.searched: list[Searched] = []
        self.gaps: list[str] = []
        self.hits: list[Hit] = []
        self.cut = False
        self.excluded = 0
        self.hidden: TooManyCandidates | None = None


class Second(Struct, frozen=True):
    """A second of the clock, and its day (ISO 8601), spelt once."""

    begin: datetime
    end: datetime
    day: str = ""


class Passes:
    """Goes through the feeds that a catalog serves, as far as a sight reaches."""

    def __init__(
        self, catalog: Catalog, scopes: Scopes, *, now: Callable[[], datetime]
    ) -> None:
        self._catalog = catalog
        self._scopes = scopes
        self._now = now
        self._second = Second(_LONG_AGO, _LONG_AGO)
        self._ages: dict[str, tuple[State, Second, Searched]] = {}

    def absent(self, key: bytes, sight: Sight = EVERYTHING) -> Seen | None:
        """Return that nothing is filed under *key*, a document's, if that is sure.

        In front of `through`, for nearly every question: a third of its time. Each feed
        of documents, and of persons for the documents tied to them, is proved to be at
        its newest revision, and what it holds in memory denies the key. None where any
        feed cannot tell so: then only `through` does.
        """
        scope = self._scopes.of(sight)
        documents, persons = scope.serving(_DOCUMENTS), scope.serving(_PERSONS)
        if not documents:
            return None
        states = []
        for generation in documents:
            held = generation.newest()
            if held is None or not surely_absent(held, key):
                return None
            states.append(held.state)
        if persons:
            stateless = key[: key.index(_FIELD) + 1]
            for generation in persons:
                held = generation.newest()
                if held is None or not (held.denies(key) and held.denies(stateless)):
                    return None
                states.append(held.state)
        now, known = self._now(), scope.nothing
        if not known.begin <= now < known.end or known.states != states:
            known = scope.nothing = self._spelt(states)
        return Seen(now, known.searched, scope.document_gaps)

    def is_settled(self, key: bytes) -> bool:
        """Return whether all that is served denies a document under *key*."""
        for generation in self._catalog.serving(_DOCUMENTS):
            held = generation.newest()
            if held is None or not denied(held, key):
                return False
        stateless = key[: key.index(_FIELD) + 1]
        for generation in self._catalog.serving(_PERSONS):
            held = generation.newest()
            if held is None or held.may_hold(key) or held.may_hold(stateless):
                return False
        return True

    def _spelt(self, states: list[State]) -> Nothing:
        """Return what every empty answer of this second says of *states*."""
        now, second = self.moment()
        searched = tuple([self.aged(state, now, second) for state in states])
        return Nothing(second.begin, second.end, states, searched)

    def through(self, *parts: Part, sight: Sight = EVERYTHING) -> Seen:
        """Look in every feed that *parts* concern; a damaged table is served no more.

        A database without a feed is a gap, unless there is none of any that was asked about:
        then what is beside may show a hit, and without one that raises `NoFeedLoaded`, or
        `NoFeedAllowed` where *sight* is the reason. Raises `DamagedTable` when none of what
        is kept can be read.
        """
        for _ in range(_DAMAGE_TRIES):
            try:
                return self._once(parts, sight)
            except DamagedTable:
                self._catalog.refresh()
        return self._once(parts, sight)

    def _once(self, parts: tuple[Part, ...], sight: Sight) -> Seen:
        scope = self._scopes.of(sight)
        asked_about = [part.database for part in parts if not part.is_beside]
        scope.require(asked_about)
        could_look = any(map(scope.serving, asked_about))
        now, second = self.moment()
        gathered = _Gathered()
        for part in parts:
            generations = scope.serving(part.database)
            gathered.gaps += scope.gaps(part.database)
            if not generations and not part.is_beside:
                gathered.gaps.append(scope.gap_of(part.database))
            for generation in generations:
                sees = scope.sees(generation.feed)
                self._look(gathered, part, generation, sees, (now, second))
        if not could_look and not gathered.hits:
            raise scope.nothing_of(asked_about[0])
        if gathered.hidden and not gathered.hits:
            raise failure_shown(gathered.hidden, sight)
        return Seen(
            now,
            tuple(gathered.searched),
            tuple(dict.fromkeys(gathered.gaps)),
            gathered.hits,
            gathered.cut,
            gathered.excluded,
        )

    def _look(
        self,
        gathered: _Gathered,
        part: Part,
        generation: Generation,
        sees: Sees,
        at: tuple[datetime, Second],
    ) -> None:
        """Look in one feed, and gather what is found."""
        try:
            with generation.view() as view:
                gathered.searched.append(self.aged(view.state, *at))
                looked = part.look(view, at[1].day, sees)
        except TooManyCandidates as error:
            gathered.hidden = error
            gathered.gaps.append(str(error))
            return
        except DamagedTable as damage:
            generation.condemn(damage.reason)
            raise
        if looked.found:
            found, left = left_out(generation.feed, looked.found, part.excluded)
            gathered.hits += hits_of(generation.feed, found, part.thresholds)
            gathered.excluded += left
            gathered.cut = gathered.cut or looked.cut

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
