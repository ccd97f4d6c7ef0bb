"""The generations being served, feed by feed, always the last good one.

`refresh` looks at CURRENT of every feed and opens what changed; readers go on with what
they hold. A generation that cannot be served is passed over for the one before, and
`problems` says so. Ask `serving` anew for each question: what it returns stays readable
as long as it is held.
"""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from screening.errors import CannotRead, Damaged, ScreeningError
from screening.storage.feed_folder import FeedFolder, feeds_folder
from screening.storage.generation import DAMAGED_MARK, Generation

_NO_CURRENT = "CURRENT is missing"
RETRY_S = 1.0
"""A generation that could not be opened is tried again after this: it may have been for
want of memory or files, and what is served meanwhile is old."""
_OPEN_TRIES = 3
"""CURRENT may move on, and its generation go, between reading and opening."""


@dataclass(frozen=True, slots=True)
class _Feed:
    """What is served of one feed."""

    wanted: str
    """What CURRENT named when this was opened."""
    generation: Generation | None
    previous: str | None
    problem: str = ""
    again_s: float = field(
        default_factory=lambda: time.monotonic() + RETRY_S, compare=False
    )
    """When what could not be opened is tried again, by the monotonic clock."""


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """What is served and what cannot be, as of one look: they change together."""

    by_database: dict[str, tuple[Generation, ...]]
    lost: dict[str, str]
    """Feeds that are held and cannot be served at all, each with the gap it leaves."""

    @property
    def gaps(self) -> tuple[str, ...]:
        """What every answer says is missing."""
        return tuple(self.lost.values())


class Catalog:
    """Everything a data folder serves."""

    def __init__(self, data: Path) -> None:
        """Open what *data* holds; nothing held is no error here."""
        self.data = data
        self._feeds: dict[str, _Feed] = {}
        self._served = Served({}, {})
        self._refreshing = threading.Lock()
        self.refresh()

    def serving(self, database: str) -> tuple[Generation, ...]:
        """Return the generations of *database*, ordered by feed."""
        return self._served.by_database.get(database, ())

    @property
    def served(self) -> Served:
        """All that is served, as of the last look: another one is another value."""
        return self._served

    @property
    def generations(self) -> tuple[Generation, ...]:
        """All generations being served, ordered by feed."""
        held = sorted(self._feeds.items())
        return tuple(feed.generation for _, feed in held if feed.generation)

    @property
    def problems(self) -> tuple[str, ...]:
        """What an operator should look at; empty when all is well."""
        held = sorted(self._feeds.items())
        return tuple(
            f"{name}: {text}"
            for name, feed in held
            for text in (feed.problem, feed.generation and feed.generation.degraded)
            if text
        )

    @property
    def gaps(self) -> tuple[str, ...]:
        """Feeds that are held and cannot be served at all: every answer says so."""
        return self._served.gaps

    def previous(self, feed: str) -> str | None:
        """Return the generation that `rollback` would serve of *feed*."""
        held = self._feeds.get(feed)
        return held.previous if held else None

    def degraded(self, feed: str) -> str:
        """Return what is wrong with the copy of *feed* that is served, "" if nothing."""
        held = self._feeds.get(feed)
        if held is None or held.generation is None:
            return ""
        return held.problem or held.generation.degraded

    def refresh(self) -> bool:
        """Open what changed since the last look; return whether anything did."""
        with self._refreshing:
            feeds = {name: self._looked_at(name) for name in self._feed_names()}
            changed = feeds != self._feeds
            if changed:
                self._served = Served(_by_database(feeds), _lost(feeds))
            self._feeds = feeds
            return changed

    def _feed_names(self) -> list[str]:
        folder = feeds_folder(self.data)
        if not folder.is_dir():
            return []
        return sorted(path.name for path in folder.iterdir() if path.is_dir())

    def _looked_at(self, name: str) -> _Feed:
        folder = FeedFolder(self.data, name)
        wanted, held = folder.current(), self._feeds.get(name)
        if held and held.wanted == wanted and not self._look_again(held):
            return held
        if wanted is None:
            return self._not_named(folder, held)
        for _ in range(_OPEN_TRIES):
            try:
                opened = Generation(folder.path / wanted)
            except (ScreeningError, OSError) as error:
                latest = folder.current() or ""
                if latest == wanted:
                    return self._fallen_back(folder, wanted, held, _words(error))
                wanted = latest
            else:
                latest = folder.current() or ""
                if not opened.degraded or latest == wanted:
                    return _Feed(wanted, opened, folder.previous())
                wanted = latest  # its filter went with it, while it was opened
        return held or _Feed(wanted="", generation=None, previous=None)

    def _look_again(self, held: _Feed) -> bool:
        """Whether what is held should be opened anew: marked, or not what is wanted."""
        if _marked(held.generation):
            return True
        return bool(held.problem) and time.monotonic() >= held.again_s

    def _not_named(self, folder: FeedFolder, held: _Feed | None) -> _Feed:
        """Go on with what is held; generations nobody names are a gap, not nothing."""
        if held and held.generation and not _marked(held.generation):
            problem = _instead(held.generation, _NO_CURRENT)
            return _Feed("", held.generation, None, problem)
        problem = f"not served: {_NO_CURRENT}" if folder.generations() else ""
        return _Feed("", None, None, problem)

    def _fallen_back(
        self, folder: FeedFolder, wanted: str, held: _Feed | None, reason: str
    ) -> _Feed:
        """Serve the generation before the damaged one, if there is a good one."""
        if held and held.generation and not _marked(held.generation):
            return _Feed(
                wanted, held.generation, None, _instead(held.generation, reason)
            )
        for name in _by_nearness(folder.generations(), wanted):
            try:
                opened = Generation(folder.path / name)
            except (ScreeningError, OSError):
                continue
            return _Feed(wanted, opened, None, _instead(opened, reason))
        return _Feed(wanted, None, None, f"not served: {reason}")


def _by_nearness(generations: list[str], wanted: str) -> list[str]:
    """Return those before *wanted*, newest first; only then any that came after it.

    What came after was never published, or was rolled back.
    """
    newest_first = generations[::-1]
    if wanted not in newest_first:
        return newest_first
    at = newest_first.index(wanted)
    return newest_first[at + 1 :] + newest_first[:at]


def _words(error: ScreeningError | OSError) -> str:
    """Say what is wrong for everybody to hear: no path, no text of the system's."""
    if isinstance(error, Damaged | CannotRead):
        return error.reason
    return f"it cannot be opened ({type(error).__name__})"


def _instead(generation: Generation, reason: str) -> str:
    return f"generation {generation.name} is served instead: {reason}"


def _lost(feeds: dict[str, _Feed]) -> dict[str, str]:
    return {
        name: f"feed {name} {feed.problem}"
        for name, feed in feeds.items()
        if feed.problem and feed.generation is None
    }


def _marked(generation: Generation | None) -> bool:
    return generation is not None and (generation.folder / DAMAGED_MARK).exists()


def _by_database(feeds: dict[str, _Feed]) -> dict[str, tuple[Generation, ...]]:
    found: dict[str, tuple[Generation, ...]] = {}
    for _, feed in sorted(feeds.items()):
        if generation := feed.generation:
            database = generation.database
            found[database] = (*found.get(database, ()), generation)
    return found
