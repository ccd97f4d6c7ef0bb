"""Which feeds are searched for whom: what a catalog serves, as far as a sight reaches."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from msgspec import Struct

from screening.errors import NoFeedAllowed, NoFeedLoaded
from screening.index.lookup import Sees
from screening.policy.visibility import is_frozen, quarantine_gaps, seeing
from screening.queries import Searched
from screening.records import Database
from screening.sight import Sight
from screening.storage.catalog import Catalog, Served
from screening.storage.generation import Generation
from screening.storage.quarantine import Quarantine, Rules
from screening.storage.state import State

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

SCOPES_MAX = 4_096
"""Kept at once: more than a register has callers, or those of several registers."""


class Nothing(Struct, frozen=True):
    """What every empty answer of one second says of the feeds searched."""

    begin: datetime
    end: datetime
    states: list[State]
    searched: tuple[Searched, ...]


class Scope:
    """What is searched within one sight, as of one look at the data folder."""

    def __init__(
        self, sight: Sight, served: Served, rules: Rules, held_back: Callable[[], None]
    ) -> None:
        self._held_back = held_back
        self.served = served
        self.rules = rules
        self._sight = sight
        self._generations: dict[str, tuple[Generation, ...]] = {}
        self._gaps: dict[str, tuple[str, ...]] = {}
        self._sees: dict[str, Sees] = {}
        for database in Database:
            self._take(database)
        beside = self.gaps(Database.DOCUMENTS) + self.gaps(Database.PERSONS)
        self.document_gaps = tuple(dict.fromkeys(beside))
        """What is missing where a document and whoever it is tied to are looked for."""
        self.nothing = Nothing(_LONG_AGO, _LONG_AGO, [], ())
        """What was last said of feeds that hold nothing; whoever looks renews it."""

    def _take(self, database: str) -> None:
        """Take in what may be searched of *database*, and what is missing of it."""
        held = self.served.by_database.get(database, ())
        reached = [each for each in held if self._sight.reaches(database, each.feed)]
        gaps = [
            gap
            for feed, gap in self.served.lost.items()
            if self._sight.feeds is None or feed in self._sight.feeds
        ]
        for each in reached:
            gaps += quarantine_gaps(each.feed, self.rules)
            self._sees[each.feed] = seeing(
                each.feed, self.rules, self._sight, self._held_back
            )
        self._generations[database] = tuple(
            each for each in reached if not is_frozen(each.feed, self.rules)
        )
        self._gaps[database] = tuple(gaps)

    def serving(self, database: str) -> tuple[Generation, ...]:
        """Return the generations of *database* that are searched, ordered by feed."""
        return self._generations[database]

    def gaps(self, database: str) -> tuple[str, ...]:
        """Return what is missing of *database*, and would have been searched."""
        return self._gaps[database]

    def sees(self, feed: str) -> Sees:
        """Return which records of *feed* are answered."""
        return self._sees[feed]

    def gap_of(self, database: Database) -> str:
        """Return what is said where nothing of *database* is searched."""
        if not self._sight.reaches_database(database) or self._is_withheld(database):
            return (
                f"{database}: no feed of this database may be searched by this caller"
            )
        if self.gaps(database):  # one of them may be of this database
            return f"{database}: no feed of this database can be searched here"
        return f"{database}: no feed of this database is loaded here"

    def require(self, databases: Iterable[Database]) -> None:
        """Raise `NoFeedAllowed` where the sight keeps all of *databases* from a question."""
        for database in (databases := tuple(databases)):
            if self.serving(database) or not self._is_withheld(database):
                return
        raise NoFeedAllowed(database=databases[0])

    def nothing_of(self, database: Database) -> NoFeedLoaded:
        """Return the error that nothing of *database* is searched."""
        if self._is_withheld(database):
            return NoFeedAllowed(database=database)
        held = self.served.by_database.get(database, ())
        frozen = any(
            self._sight.reaches(database, each.feed)
            and is_frozen(each.feed, self.rules)
            for each in held
        )
        return NoFeedLoaded(
            database=database, problems=self.gaps(database), frozen=frozen
        )

    def _is_withheld(self, database: Database) -> bool:
        """Whether there would be something to search, were it not for the sight."""
        if not self._sight.reaches_database(database):
            return True
        held = self.served.by_database.get(database, ())
        reaches = self._sight.reaches
        return bool(held) and not any(reaches(database, each.feed) for each in held)


class Scopes:
    """Keeps the scope of each sight until what is served changes."""

    def __init__(self, catalog: Catalog, quarantine: Quarantine) -> None:
        self._catalog = catalog
        self._quarantine = quarantine
        self._known: dict[Sight, Scope] = {}
        self.held_back = 0
        """Records in quarantine that questions met, and that were passed over."""

    def of(self, sight: Sight) -> Scope:
        """Return what is searched within *sight* now."""
        known = self._known.get(sight)
        served, rules = self._catalog.served, self._quarantine.rules
        if known is not None and known.served is served and known.rules is rules:
            return known
        if len(self._known) >= SCOPES_MAX:
            self._known.clear()
        scope = self._known[sight] = Scope(sight, served, rules, self._count_held_back)
        return scope

    def _count_held_back(self) -> None:
        self.held_back += 1
