"""Many document questions at once: in columns, all keys through the filter together.

Bent for speed: a question looked up alone takes 4 µs, one of a thousand less than 1.
Nearly all ask for a number as it is filed, under a State that is known, and are absent:
these are never an object of their own, and each step is one call of C for all of them.
Only the items that pass the filter, lie in a series or ask for look-alikes are looked up
one by one. That may be all of them, so whoever asks is let in between to say that time
is up.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from screening.errors import InvalidQuery, TooManyCandidates
from screening.index.document_search import NUMBER_CHARS_MAX, Search
from screening.index.documents import filing_keys_of_all, series_keys_of_all
from screening.index.lookup import (
    CANDIDATES_MAX,
    NOTHING,
    Found,
    Looked,
    Sees,
    find_documents,
    sees_all,
)
from screening.normalize.characters import is_canonical_ascii
from screening.normalize.documents import NUMBER_ALIAS_LENGTH, document_class
from screening.normalize.state_codes import CANONICAL
from screening.queries import DocumentQuery, Entry, Match
from screening.storage.filter import hashes
from screening.storage.view import View

LOOK_AT_CLOCK_EVERY = 256
"""Items that take no look-up of their own: a few milliseconds' work, one by one."""
_CLOSEST_FIRST = tuple(Match)
_NOTHING_ASKED = ""

Item = DocumentQuery | Sequence[str]
"""A document by its fields, or the lines of its machine readable zone."""


def always_in_time() -> None:
    """Say that there is time; what has a deadline raises `OutOfTime` instead."""


class Manifest(NamedTuple):
    """Many documents asked about at once: most in columns, others one by one.

    In the columns are those of which nothing is left to be made comparable: the number
    is as it is filed, the State is folded, and there is no serial and no doubt how it
    was read. The places of all others hold an empty number.
    """

    numbers: list[str]
    states: list[str]
    types: list[str | None]
    others: dict[int, Item]
    """By index, ascending. An item that is nowhere is not looked up."""


def manifest_of(
    items: Sequence[Item], in_time: Callable[[], None] = always_in_time
) -> Manifest:
    """Return what is asked by *items*."""
    manifest = Manifest([], [], [], {})
    numbers, states, types, others = manifest
    for index, item in enumerate(items):
        if index % LOOK_AT_CLOCK_EVERY == 0:
            in_time()
        number, state, kind = _NOTHING_ASKED, "", None
        if isinstance(item, DocumentQuery) and _is_plain(item):
            number, kind = item.document_number, item.document_type
            state = CANONICAL[item.issuing_state]
        else:
            others[index] = item
        numbers.append(number)
        states.append(state)
        types.append(kind)
    return manifest


def _is_plain(query: DocumentQuery) -> bool:
    number = query.document_number
    return (
        is_canonical_ascii(number)
        and len(number) <= NUMBER_CHARS_MAX
        and query.issuing_state in CANONICAL
        and not query.book_serial
        and query.entry is Entry.READ
    )


class _Keys:
    """The keys of many items: one of each, then the further ones of some."""

    def __init__(
        self, numbers: list[str], states: list[str], further: list[tuple[int, str]]
    ) -> None:
        """Make the keys of *numbers* and *states*, and of items and numbers *further*."""
        self._items = len(numbers)
        self._owners = [index for index, _ in further]
        self._numbers = [*numbers, *(number for _, number in further)]
        self.filing = filing_keys_of_all(
            self._numbers, [*states, *(states[index] for index in self._owners)]
        )
        self.hashes = hashes(self.filing)

    @cached_property
    def series(self) -> list[bytes]:
        """The keys of all series that could hold the numbers."""
        return series_keys_of_all(self.filing)

    def owner(self, at: int) -> int:
        """Return the item of which the key at place *at* is."""
        return at if at < self._items else self._owners[at - self._items]

    def point(self, at: int) -> bytes:
        """Return the number at place *at*, as series compare it."""
        return self._numbers[at].encode()


class Batch:
    """A manifest being screened, feed by feed.

    Of each item and feed the closest *found_max* are kept, and `cut` if there were more:
    thousands of items under one crowded key would be millions of records.
    """

    def __init__(
        self,
        manifest: Manifest,
        *,
        found_max: int = CANDIDATES_MAX,
        in_time: Callable[[], None] = always_in_time,
    ) -> None:
        """Take *manifest* over; each of its others is to be added or refused."""
        self._numbers, self._states, self._types, _ = manifest
        self.asked = len(manifest.numbers)
        self._found_max = found_max
        self._in_time = in_time
        self._searches: dict[int, Search] = {}
        self._keys: _Keys | None = None
        self._bare_keys: _Keys | None = None
        self.refused: dict[int, InvalidQuery | TooManyCandidates] = {}
        self.found: dict[int, list[tuple[str, Found]]] = {}
        self.cut: set[int] = set()

    def add(self, index: int, search: Search) -> None:
        """Take in item *index*, one of the others."""
        self._searches[index] = search
        self._numbers[index], self._states[index] = search.number, search.state

    def refuse(self, index: int, error: InvalidQuery | TooManyCandidates) -> None:
        """Remember why item *index* cannot be looked up."""
        self.refused[index] = error

    def look(self, view: View, today: str, sees: Sees = sees_all) -> Looked:
        """Look all items up in one view; what is found is kept by item.

        Looking at a feed again, because the first time failed, begins anew.
        """
        find = partial(find_documents, today=today, sees=sees)
        return self._look(view, self._promising(view), find)

    def look_for_holders(self, view: View, today: str, sees: Sees = sees_all) -> Looked:
        """Look for persons to whom the documents are tied, in one view of persons."""
        # Its compiled loops take a second to come: only who holds persons waits for it.
        from screening.index.persons.tied import find_tied  # noqa: PLC0415

        find = partial(find_tied, today=today, sees=sees)
        return self._look(view, self._perhaps_tied(view), find)

    def _look(
        self, view: View, items: Sequence[int], find: Callable[[View, Search], Looked]
    ) -> Looked:
        feed = view.state.feed
        self._forget(feed)
        for index in items:
            self._in_time()
            try:
                looked = find(view, self._search(index))
            except TooManyCandidates as error:
                self.refuse(index, error)
                continue
            if looked.found:
                self._keep(index, feed, looked)
        return NOTHING

    def _search(self, index: int) -> Search:
        if search := self._searches.get(index):
            return search
        kind = document_class(self._types[index])
        return Search(self._numbers[index], self._states[index], kind)

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
        keys = self._under_states()
        items = self._held(view, keys)
        if view.has_series:
            self._in_time()
            items.update(self._in_series(view, keys))
        return sorted(index for index in items if self._numbers[index])

    def _perhaps_tied(self, view: View) -> list[int]:
        """Return the items whose document may be tied to somebody in *view*, ascending.

        A list may not say which State issued a document: such a number is filed bare.
        """
        if self._bare_keys is None:
            states = [""] * len(self._numbers)
            self._bare_keys = _Keys(self._numbers, states, list(self._further()))
        items = self._held(view, self._under_states())
        items |= self._held(view, self._bare_keys)
        return sorted(index for index in items if self._numbers[index])

    def _under_states(self) -> _Keys:
        self._in_time()
        if self._keys is None:
            self._keys = _Keys(self._numbers, self._states, list(self._further()))
        return self._keys

    def _held(self, view: View, keys: _Keys) -> set[int]:
        """Return the items of which a key may be held, or whose look-alikes are sought."""
        items = set(map(keys.owner, view.may_hold_many(keys.filing, keys.hashes)))
        for index, search in self._searches.items():
            if search.entry is not Entry.READ:
                items.add(index)
        return items

    def _further(self) -> Iterator[tuple[int, str]]:
        """Yield the further numbers that items could be filed under."""
        if max(map(len, self._numbers), default=0) > NUMBER_ALIAS_LENGTH:
            for index, number in enumerate(self._numbers):
                if len(number) > NUMBER_ALIAS_LENGTH:
                    yield index, number[:NUMBER_ALIAS_LENGTH]
        for index, search in self._searches.items():
            if search.serial:
                yield index, search.serial

    def _in_series(self, view: View, keys: _Keys) -> Iterator[int]:
        for nth, at in enumerate(view.with_series(keys.series)):
            if nth % LOOK_AT_CLOCK_EVERY == 0:
                self._in_time()
            if view.series_holding(keys.series[at], keys.point(at), maximum=1):
                yield keys.owner(at)

    def question(self) -> list[tuple[str, str]]:
        """Return number and State of every item that was looked up, for the journal."""
        asked = zip(self._numbers, self._states, strict=True)
        return [pair for pair in asked if pair[0]]


def _closeness(found: Found) -> int:
    return _CLOSEST_FIRST.index(found.verdict.match)
