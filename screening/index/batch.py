"""Many document questions at once: all keys through the filter together.

The filter settles a thousand keys for the price of a few hundred single ones, so only
the items that pass it, lie in a series or ask for look-alikes are looked up one by one.
"""

from collections.abc import Iterator

from screening.errors import InvalidQuery, TooManyCandidates
from screening.index.documents import Search
from screening.index.lookup import NOTHING, Found, Looked, find_documents
from screening.queries import Entry
from screening.storage.view import View


class Batch:
    """A manifest being screened, feed by feed."""

    def __init__(self, asked: int) -> None:
        self.asked = asked
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
            try:
                looked = find_documents(view, self._searches[index], today=today)
            except TooManyCandidates as error:
                self.refuse(index, error)
                continue
            if looked.found:
                known = self.found.setdefault(index, [])
                known += [(feed, found) for found in looked.found]
            if looked.cut:
                self.cut.add(index)
        return NOTHING

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
            if any(view.series_holding(*s, maximum=1) for s in search.series()):
                yield index

    def question(self) -> list[list[str]]:
        """Return number and State of every item that was looked up, for the journal."""
        return [[item.number, item.state] for item in self._searches.values()]
