"""Many document questions at once: all keys through the filter together.

The filter settles a thousand keys for the price of a few hundred single ones, so only
the items that pass it, lie in a series or ask for look-alikes are looked up one by one.
That may be all of them, so whoever asks is let in between to say that time is up.
"""

from collections.abc import Callable, Iterator

from screening.errors import InvalidQuery, TooManyCandidates
from screening.index.documents import Search
from screening.index.lookup import (
    CANDIDATES_MAX,
    NOTHING,
    Found,
    Looked,
    find_documents,
)
from screening.queries import Entry, Match
from screening.storage.view import View

LOOK_AT_CLOCK_EVERY = 256
"""Items that take no look-up of their own: a few milliseconds' work."""
_CLOSEST_FIRST = tuple(Match)


def always_in_time() -> None:
    """Say that there is time; what has a deadline raises `OutOfTime` instead."""


class Batch:
    """A manifest being screened, feed by feed.

    Of each item and feed the closest *found_max* are kept, and `cut` if there were more:
    thousands of items under one crowded key would be millions of records.
    """

    def __init__(
        self,
        asked: int,
        *,
        found_max: int = CANDIDATES_MAX,
        in_time: Callable[[], None] = always_in_time,
    ) -> None:
        self.asked = asked
        self._found_max = found_max
        self._in_time = in_time
        self._searches: dict[int, Search] = {}
        self.refused: dict[int, InvalidQuery | TooManyCandidates] = {}
        self.found: dict[int, list[tuple[str, Found]]] = {}
        self.cut: set[int] = set()
        self._keys: list[bytes] = []
        self._owners: list[int] = []
        self._suspicious: list[int] = []

    def add(self, index: int, search: Search) -> None:
        """Take in item *index*."""
        self._searches[index] = search
        keys = search.keys()
        self._keys += keys
        self._owners += [index] * len(keys)
        if search.entry is not Entry.READ:
            self._suspicious.append(index)

    def refuse(self, index: int, error: InvalidQuery | TooManyCandidates) -> None:
        """Remember why item *index* cannot be looked up."""
        self.refused[index] = error

    def look(self, view: View, today: str) -> Looked:
        """Look all items up in one view; what is found is kept by item.

        Looking at a feed again, because the first time failed, begins anew.
        """
        feed = view.state.feed
        self._forget(feed)
        for index in self._promising(view):
            self._in_time()
            try:
                looked = find_documents(view, self._searches[index], today=today)
            except TooManyCandidates as error:
                self.refuse(index, error)
                continue
            if looked.found:
                self._keep(index, feed, looked)
        return NOTHING

    def _keep(self, index: int, feed: str, looked: Looked) -> None:
        nearest = looked.found
        if len(nearest) > self._found_max:
            nearest = tuple(sorted(nearest, key=_closeness)[: self._found_max])
        if looked.cut or len(nearest) < len(looked.found):
            self.cut.add(index)
        known = self.found.setdefault(index, [])
        known += [(feed, found) for found in nearest]

    def _forget(self, feed: str) -> None:
        for index, known in list(self.found.items()):
            if kept := [pair for pair in known if pair[0] != feed]:
                self.found[index] = kept
            else:
                del self.found[index]

    def _promising(self, view: View) -> list[int]:
        """Return the items that may have something filed in *view*, ascending."""
        items = {self._owners[i] for i in view.may_hold_many(self._keys)}
        items.update(self._suspicious)
        if view.has_series:
            items.update(self._in_series(view))
        return sorted(items)

    def _in_series(self, view: View) -> Iterator[int]:
        for index, search in self._searches.items():
            if index % LOOK_AT_CLOCK_EVERY == 0:
                self._in_time()
            if any(view.series_holding(*s, maximum=1) for s in search.series()):
                yield index

    def question(self) -> list[list[str]]:
        """Return number and State of every item that was looked up, for the journal."""
        return [[item.number, item.state] for item in self._searches.values()]


def _closeness(found: Found) -> int:
    return _CLOSEST_FIRST.index(found.verdict.match)
