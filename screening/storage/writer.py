"""Applies changes to the generation being served: one transaction, one revision on.

Filter first: keys the filter does not know go into the table as late keys, in the very
transaction that puts the records; when there are many, a new filter file that holds them
is written and flushed before the transaction that names it. Either way no reader can see
a record whose key its filter denies, whenever a process or the power dies.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from xxhash import xxh3_64_intdigest

from screening.errors import Misused
from screening.storage.blocks import Pair, line_of, rewrite
from screening.storage.builder import TABLE_FILE
from screening.storage.changed_series import note
from screening.storage.digest import MODULUS, digest_of, digest_of_lines
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter_upkeep import make_known, mended
from screening.storage.generation import Generation
from screening.storage.intervals import INTERVALS_MAX
from screening.storage.segments import Arrays, next_file, write_segment
from screening.storage.state import State, read_state, write_state
from screening.storage.table import (
    CHANGES,
    ENTRIES,
    INTERVALS,
    NAMES,
    Table,
    Transaction,
)
from screening.storage.view import SEPARATOR

AT_ONCE = 1 << 16
"""Changes made in the order of their keys, some 40 MB; then come the next (law 10)."""


class Replacement(msgspec.Struct, frozen=True, kw_only=True):
    """One change: what is filed of a record is taken out, what is given is put in.

    A withdrawal gives nothing. `remove` are keys under which the record may be filed
    now; a record that has a `name` is found by it as well.
    """

    remove: tuple[bytes, ...] = ()
    remove_intervals: tuple[bytes, ...] = ()
    entries: tuple[Pair, ...] = ()
    intervals: tuple[Pair, ...] = ()
    name: bytes | None = None

    @property
    def withdraws(self) -> bool:
        """Whether nothing is put."""
        return not self.entries and not self.intervals


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a delta did."""

    puts: int
    withdrawals: int
    withdrawn_missing: int
    """Withdrawals of what was not there."""
    state: State


Journalled = Callable[[Applied], Mapping[bytes, bytes]]
"""Returns what the change journal has to say of changes that were made."""


def name_hash(change: Replacement) -> int:
    """Return a hash of what names the record that *change* is of."""
    return xxh3_64_intdigest(change.name or change.remove[0])


def apply(folder: FeedFolder, *arguments: Any, **options: Any) -> Applied:  # noqa: ANN401
    """Apply changes to the generation served in *folder*, as `apply_to` does.

    Needs the folder's lock.
    """
    return apply_to(mended(folder), *arguments, **options)


def apply_to(  # noqa: PLR0913  # what a delta is, each part by its name
    generation: Generation,
    replacements: Iterable[Replacement],
    *,
    revision: int,
    as_of: str,
    vouched: bool = True,
    segment: Arrays | None = None,
    merged: int = 0,
    delivered: int | None = None,
    changed_at: str | None = None,
    journalled: Journalled = lambda _: {},
) -> Applied:
    """Apply *replacements* in order and make the feed's revision *revision*.

    What was vouched for stays so only while all that follows is. *segment* says of the
    records changed what segments hold, and takes the place of the last *merged* ones.
    *delivered* is the publisher's own revision, where it is another one; *changed_at* the
    time, where it is an owner who changes. What *journalled* returns goes into the
    change journal.

    All or nothing, on disk and visible to every process when this returns. Needs the
    folder's lock, and a generation that is `mended`. Raises `DamagedTable`, `DiskFull`,
    or `Misused` when *revision* does not grow.
    """
    table = Table.open(generation.folder / TABLE_FILE)
    with table.writing() as txn:
        writing = _Writing(table, txn)
        if revision <= writing.state.revision:
            raise Misused(f"revision {revision} does not grow")
        new_keys: dict[bytes, None] = {}
        for some in _some_at_once(replacements):
            new_keys |= dict.fromkeys(_keys_not_known(generation, some))
            writing.replace(some)
        state = writing.advanced(revision, as_of)
        state = msgspec.structs.replace(
            state,
            vouched=state.vouched and vouched,
            delivered=revision if delivered is None else delivered,
            changed_at=changed_at or state.changed_at,
        )
        state = make_known(table, txn, generation.folder, state, list(new_keys))
        if segment is not None:
            state = _with_segment(generation.folder, state, segment, merged)
        write_state(table, txn, state)
        applied = Applied(
            puts=writing.puts,
            withdrawals=writing.withdrawals,
            withdrawn_missing=writing.missing,
            state=state,
        )
        _keep(table, txn, journalled(applied))
    return applied


def keep(
    generation: Generation,
    pairs: Mapping[bytes, bytes],
    *,
    out: Iterable[bytes] = (),
) -> None:
    """Put *pairs* into the change journal and take keys *out*, with no revision for it.

    Needs the folder's lock.
    """
    table = Table.open(generation.folder / TABLE_FILE)
    with table.writing() as txn:
        _keep(table, txn, pairs)
        for key in out:
            txn.delete(key, db=table.databases[CHANGES])


def _keep(table: Table, txn: Transaction, pairs: Mapping[bytes, bytes]) -> None:
    for key, value in pairs.items():
        txn.put(key, value, db=table.databases[CHANGES])


def _with_segment(folder: Path, state: State, segment: Arrays, merged: int) -> State:
    """Write *segment* under a name no reader can have open, and let *state* name it."""
    name = next_file(state.segments)
    (folder / name).unlink(missing_ok=True)  # of a writer that died before its commit
    write_segment(folder / name, segment, uid=state.uid)
    kept = state.segments[: len(state.segments) - merged]
    for retired in state.segments[len(kept) :]:
        os.utime(folder / retired)  # see `filter_upkeep.RETIRED_S`
    return msgspec.structs.replace(state, segments=(*kept, name))


def _some_at_once(changes: Iterable[Replacement]) -> Iterator[list[Replacement]]:
    left = iter(changes)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _keys_not_known(
    generation: Generation, changes: Sequence[Replacement]
) -> list[bytes]:
    """Return the filing keys to be put that neither filter nor late keys hold."""
    put = {
        key.partition(SEPARATOR)[0]: None
        for change in changes
        for key, _ in (*change.entries, *change.intervals)
    }
    with generation.view() as view:
        return view.not_known(list(put))


class _Writing:
    """One transaction, and what it has changed so far."""

    def __init__(self, table: Table, txn: Transaction) -> None:
        self._table = table
        self._txn = txn
        self.state = read_state(table, txn)
        self.puts = self.withdrawals = self.missing = 0
        self._records = self.state.records
        self._digest = self.state.digest
        self._groups_changed: set[bytes] = set()
        self._has_intervals = self.state.intervals > 0
        self._entries = self.state.entries

    def replace(self, changes: Sequence[Replacement]) -> None:
        """Make *changes* as if one after the other, entries in the order of their keys.

        What is filed under a key in the end is what the last change of it says, whatever
        was there; what was there is needed for the counts alone, so they come last.
        """
        wanted: dict[bytes, bytes | None] = {}
        taken = []
        for change in changes:
            is_known, keys = self._taken_beside(change)
            wanted.update(dict.fromkeys(keys))
            wanted.update((key, line_of(key, value)) for key, value in change.entries)
            taken.append((is_known, keys))
            self._put_beside(change)
        held = rewrite(self._txn.cursor(db=self._table.databases[ENTRIES]), wanted)
        self._account(held.values(), [line for line in wanted.values() if line])
        self._count_changes(changes, taken, set(held))

    def _taken_beside(self, change: Replacement) -> tuple[bool, Sequence[bytes]]:
        """Take out name and series of a record.

        Returns whether there were any, and the keys of all entries that it may have.
        """
        is_known, keys = False, change.remove
        if change.name is not None:
            held = self._take(NAMES, change.name)
            is_known = held is not None
            filed = held.split(SEPARATOR) if held else ()
            keys = (*keys, *(key + SEPARATOR + change.name for key in filed))
        if self._has_intervals:
            for key in change.remove_intervals:
                is_known |= self._take(INTERVALS, key) is not None
        return is_known, keys

    def _put_beside(self, change: Replacement) -> None:
        """Put name and series of a record."""
        for key, value in change.intervals:
            self._put(INTERVALS, key, value)
        if change.name is not None and change.entries:
            filing = (key.partition(SEPARATOR)[0] for key, _ in change.entries)
            self._put(NAMES, change.name, SEPARATOR.join(filing))

    def _take(self, database: bytes, key: bytes) -> bytes | None:
        """Take out what is not an entry; return its value, None where there is none."""
        value = self._txn.pop(key, db=self._table.databases[database])
        if value is not None:
            self._digest -= digest_of(database, key, value)
            self._noted(database, key)
        return value

    def _put(self, database: bytes, key: bytes, value: bytes) -> None:
        """Put what is not an entry."""
        self._take(database, key)
        self._txn.put(key, value, db=self._table.databases[database])
        self._digest += digest_of(database, key, value)
        self._noted(database, key)
        self._has_intervals |= database == INTERVALS

    def _noted(self, database: bytes, key: bytes) -> None:
        """Remember the group of a series that changed."""
        if database == INTERVALS:
            self._groups_changed.add(key.partition(SEPARATOR)[0])

    def _account(self, out: Collection[bytes], put: Collection[bytes]) -> None:
        """Account for lines of entries taken out and put in."""
        self._entries += len(put) - len(out)
        self._digest += digest_of_lines(ENTRIES, put) - digest_of_lines(ENTRIES, out)

    def _count_changes(
        self,
        changes: Sequence[Replacement],
        taken: Sequence[tuple[bool, Sequence[bytes]]],
        there: set[bytes],
    ) -> None:
        """Count what each change did, in their order.

        *there* are the keys of entries before the first; *taken* says of each change
        whether other things than entries were, and which keys it took out.
        """
        for change, (is_known, keys) in zip(changes, taken, strict=True):
            was_there = is_known or not there.isdisjoint(keys)
            there.difference_update(keys)
            there.update(key for key, _ in change.entries)
            self._records += (not change.withdraws) - was_there
            if not change.withdraws:
                self.puts += 1
            elif was_there:
                self.withdrawals += 1
            else:
                self.missing += 1

    def _count(self, database: bytes) -> int:
        return int(self._txn.stat(self._table.databases[database])["entries"])

    def advanced(self, revision: int, as_of: str) -> State:
        """Return the state after all that was replaced."""
        if self._count(INTERVALS) > INTERVALS_MAX:
            raise Misused(f"more than {INTERVALS_MAX} series in one feed")
        changes = self.state.interval_changes
        if self._groups_changed:
            changes += 1
            note(self._table, self._txn, changes, self._groups_changed)
        return msgspec.structs.replace(
            self.state,
            revision=revision,
            as_of=as_of,
            records=self._records,
            entries=self._entries,
            blocks=self._count(ENTRIES),
            names=self._count(NAMES),
            intervals=self._count(INTERVALS),
            interval_changes=changes,
            digest=self._digest % MODULUS,
            deltas=self.state.deltas + 1,
        )
