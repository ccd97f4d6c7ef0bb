"""A view: one snapshot of a generation, the way a question reads.

The order is law: snapshot first, then filter, then table, so that a key the filter
denies is absent at the revision the view names.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Self, TypeVar, cast

import lmdb
import numpy as np

from screening.storage.blocks import entry_of, find, lines_from, lines_in
from screening.storage.filter import Filter, hashes
from screening.storage.intervals import Intervals
from screening.storage.segments import Segment
from screening.storage.state import State
from screening.storage.table import (
    CHANGES,
    ENTRIES,
    INTERVALS,
    NAMES,
    Table,
    Transaction,
)
from screening.storage.walk import Hashes

Made = TypeVar("Made")
SEPARATOR = b"\x1e"
"""Ends the filing key within an entry's key."""
ALIAS = b"\x1d"
"""Begins the rest of an alias's key: aliases come before the entries proper."""
_BEYOND_ALIASES = b"\x1e"
SHADOW_STRIDE = 1_024
"""One in so many keys the filter denies is looked up all the same."""


@dataclass(slots=True)
class Doubts:
    """What is wrong with a generation that is served all the same.

    Apart from the generation, so that what it holds does not hold it: in a circle, it
    would stay open until a collector comes by.
    """

    said: str = ""

    def filter_is_bypassed(self, reason: str) -> None:
        """Say that answers come from the table alone."""
        self.said = f"filter not used ({reason}); answers come from the table"


class Use(NamedTuple):
    """How a filter was used: keys denied, keys that passed, and those that did in vain."""

    denied: int
    passed: int
    in_vain: int


@dataclass(slots=True)
class Held:
    """What one revision holds besides the table, shared by all views of it."""

    txn_id: int
    next_head: int
    proved: int
    """It is the newest revision while the table's head at `next_head` is less."""
    state: State
    filter: Filter | None
    """None when it may not be used: then every key may be present."""
    perhaps: Callable[[bytes], bool]
    late: dict[bytes, None]
    intervals: Intervals
    doubts: Doubts
    """Told when the filter is caught denying what the table holds."""
    segments: tuple[Segment, ...] = ()
    prepared: object = None
    """What the floor above has made of the segments: see `View.prepared`."""
    denied: int = 0
    passed: int = 0
    in_vain: int = 0
    """Of the keys that passed, those under which nothing is filed."""

    @property
    def use(self) -> Use:
        """How the filter was used, in this process, by this revision and those before."""
        return Use(self.denied, self.passed, self.in_vain)

    def denies(self, filing_key: bytes) -> bool:
        """Return True only when no entry is filed under *filing_key* at this revision.

        One in `SHADOW_STRIDE` is not denied, for a view to look it up all the same.
        """
        denied = self.denied + 1
        if denied % SHADOW_STRIDE == 0 or self.may_hold(filing_key):
            return False
        self.denied = denied
        return True

    def may_hold(self, filing_key: bytes) -> bool:
        """Return False only when no entry is filed under *filing_key* at this revision."""
        return self.perhaps(filing_key) or filing_key in self.late

    def bypass(self, reason: str) -> None:
        """Use the filter no more, and say so."""
        self.perhaps, self.filter = always, None
        self.doubts.filter_is_bypassed(reason)


def always(_key: bytes) -> bool:
    """Stand in for a filter that may not be used: every key may be present."""
    return True


class View:
    """One snapshot of a generation. Use as a context manager."""

    __slots__ = ("_held", "_table", "_txn", "has_series", "state")

    def __init__(self, table: Table, txn: Transaction, held: Held) -> None:
        """Take *txn* over: leaving the view aborts it."""
        self.state = held.state
        self.has_series = held.state.intervals > 0
        self._table = table
        self._txn = txn
        self._held = held

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._txn.abort()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments that count, oldest first."""
        return self._held.segments

    def prepared(self, made: Callable[[tuple[Segment, ...]], Made]) -> Made:
        """Return what *made* makes of the segments; once for all views that share them.

        Always the same function for one generation. Two threads may both make it.
        """
        held = self._held
        if held.prepared is None:
            held.prepared = made(held.segments)
        return cast("Made", held.prepared)

    def may_hold(self, filing_key: bytes) -> bool:
        """Return False only when no entry is filed under *filing_key*."""
        held = self._held
        if held.may_hold(filing_key):
            held.passed += 1
            return True
        held.denied += 1
        return held.denied % SHADOW_STRIDE == 0 and self._shadow(filing_key)

    def may_hold_many(
        self, filing_keys: Sequence[bytes], digests: Hashes | None = None
    ) -> list[int]:
        """Return the indices of those *filing_keys* under which entries may be.

        With *digests*, their `hashes`, where they are known from another feed.
        """
        held = self._held
        if held.filter is None:
            return list(range(len(filing_keys)))
        if digests is None:
            digests = hashes(filing_keys)
        found = held.filter.perhaps_hashes(digests)
        held.denied += len(filing_keys) - len(found)
        if held.late.keys().isdisjoint(filing_keys):
            return [int(i) for i in found]
        late = [i for i, key in enumerate(filing_keys) if key in held.late]
        return [int(i) for i in np.union1d(found, np.array(late, dtype=np.intp))]

    def passed_in_vain(self, count: int) -> None:
        """Note that under *count* keys that passed the filter nothing is filed."""
        self._held.in_vain += count

    def _shadow(self, filing_key: bytes) -> bool:
        """Look a denied key up: a filter that denies what is held is used no more."""
        if not any(self.under(filing_key, maximum=1, aliases=a) for a in (False, True)):
            return False
        self._held.bypass("it denies a key that the table holds")
        return True

    def not_known(self, filing_keys: Sequence[bytes]) -> list[bytes]:
        """Return those *filing_keys* that neither filter nor late keys hold for sure.

        Without a filter only the late keys are known.
        """
        held = self._held
        known = {filing_keys[i] for i in self.may_hold_many(filing_keys)}
        if held.filter is None:
            known = {key for key in filing_keys if key in held.late}
        return [key for key in filing_keys if key not in known]

    def under(
        self, filing_key: bytes, *, maximum: int, aliases: bool = False
    ) -> list[tuple[bytes, bytes]]:
        """Return key and value of entries filed under *filing_key*, at most *maximum*.

        Either the entries proper or, with *aliases*, those filed there beside. Raises
        `DamagedTable` when the table cannot be read there.
        """
        prefix = filing_key + SEPARATOR + (ALIAS if aliases else b"")
        found: list[tuple[bytes, bytes]] = []
        try:
            cursor = self._txn.cursor(db=self._table.databases[ENTRIES])
            start = prefix if aliases else prefix + _BEYOND_ALIASES
            for line in lines_from(cursor, start):
                if len(found) == maximum or not line.startswith(prefix):
                    break
                found.append(entry_of(line))
        except lmdb.Error as error:
            raise self._table.said(error) from error
        return found

    def series_holding(
        self, group: bytes, point: bytes, *, maximum: int
    ) -> list[tuple[bytes, bytes]]:
        """Return key and value of the series of *group* that hold *point*, at most *maximum*."""
        return self._held.intervals.holding(group, point, maximum=maximum)

    def with_series(self, groups: Sequence[bytes]) -> list[int]:
        """Return the indices of those *groups* that have series."""
        return self._held.intervals.among(groups)

    def everything(self, database: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield all keys and values of *database*, in order."""
        if database != ENTRIES:
            yield from self.raw(database)
            return
        for _, block in self.raw(ENTRIES):
            yield from map(entry_of, lines_in(block))

    def raw(self, database: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield all keys and values of *database* as they lie there: entries in blocks."""
        try:
            yield from self._txn.cursor(db=self._table.databases[database])
        except lmdb.Error as error:
            raise self._table.said(error) from error

    def onward(self, database: bytes, start: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield keys and values of *database* from *start* on, in order."""
        try:
            cursor = self._txn.cursor(db=self._table.databases[database])
            if database == ENTRIES:
                yield from map(entry_of, lines_from(cursor, start))
            elif cursor.set_range(start) if start else cursor.first():
                yield from cursor
        except lmdb.Error as error:
            raise self._table.said(error) from error

    def journalled(self, key: bytes) -> bytes | None:
        """Return what the change journal has under *key*."""
        return self._get(CHANGES, key)

    def entry(self, key: bytes) -> bytes | None:
        """Return the value of the entry with exactly *key*."""
        try:
            return find(self._txn.cursor(db=self._table.databases[ENTRIES]), key)
        except lmdb.BadValsizeError:
            return None  # longer than any key can be
        except lmdb.Error as error:
            raise self._table.said(error) from error

    def interval(self, key: bytes) -> bytes | None:
        """Return the value of the series with exactly *key*."""
        return self._get(INTERVALS, key)

    def filed_under(self, name: bytes) -> list[bytes]:
        """Return the filing keys of the record called *name*, none if there is none."""
        filing = self._get(NAMES, name)
        return filing.split(SEPARATOR) if filing else []

    def _get(self, database: bytes, key: bytes) -> bytes | None:
        try:
            return self._txn.get(key, db=self._table.databases[database])
        except lmdb.BadValsizeError:
            return None  # longer than any key can be, or empty
        except lmdb.Error as error:
            raise self._table.said(error) from error
