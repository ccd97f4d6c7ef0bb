"""Applies changes to the generation being served: one transaction, one revision on.

Filter first: keys the filter does not know go into the table as late keys, in the very
transaction that puts the records; when there are many, a new filter file that holds them
is written and flushed before the transaction that names it. Either way no reader can see
a record whose key its filter denies, whenever a process or the power dies.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from screening.errors import DamagedTable, Misused
from screening.storage.blocks import Blocks, Pair
from screening.storage.builder import TABLE_FILE
from screening.storage.digest import MODULUS, digest_of
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter_upkeep import make_known, mend
from screening.storage.generation import Generation
from screening.storage.intervals import INTERVALS_MAX
from screening.storage.state import State, read_state, write_state
from screening.storage.table import ENTRIES, INTERVALS, NAMES, Table, Transaction
from screening.storage.view import SEPARATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
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


def apply(
    folder: FeedFolder,
    replacements: Iterable[Replacement],
    *,
    revision: int,
    as_of: str,
    vouched: bool = True,
) -> Applied:
    """Apply *replacements* in order and make the feed's revision *revision*.

    What was vouched for stays so only while all that follows is.

    All or nothing, on disk and visible to every process when this returns. Needs the
    folder's lock. Raises `DamagedTable`, `DiskFull`, or `Misused` when *revision* does
    not grow.
    """
    name = folder.current()
    if not name:
        raise DamagedTable(path=folder.path, reason="no generation is served")
    mend(folder)
    generation = Generation(folder.path / name)
    table = Table.open(generation.folder / TABLE_FILE)
    changes = list(replacements)
    new_keys = _keys_not_known(generation, changes)
    with table.writing() as txn:
        writing = _Writing(table, txn)
        if revision <= writing.state.revision:
            raise Misused(f"revision {revision} does not grow")
        for change in changes:
            writing.replace(change)
        writing.flush()
        state = writing.advanced(revision, as_of)
        state = msgspec.structs.replace(state, vouched=state.vouched and vouched)
        state = make_known(table, txn, generation.folder, state, new_keys)
        write_state(table, txn, state)
    return Applied(
        puts=writing.puts,
        withdrawals=writing.withdrawals,
        withdrawn_missing=writing.missing,
        state=state,
    )


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
        self._intervals_changed = False
        self._entries = self.state.entries
        self._blocks = Blocks(txn.cursor(db=table.databases[ENTRIES]))

    def replace(self, change: Replacement) -> None:
        """Take out what is filed of one record and put in what is given."""
        removed = [self._take(database, key) for database, key in self._filed(change)]
        self._put(ENTRIES, change.entries)
        self._put(INTERVALS, change.intervals)
        if change.name is not None and change.entries:
            filing = (key.partition(SEPARATOR)[0] for key, _ in change.entries)
            self._put(NAMES, ((change.name, SEPARATOR.join(filing)),))
        self._records += (not change.withdraws) - any(removed)
        if not change.withdraws:
            self.puts += 1
        elif any(removed):
            self.withdrawals += 1
        else:
            self.missing += 1

    def _filed(self, change: Replacement) -> Iterator[tuple[bytes, bytes]]:
        """Yield database and key of all that may be filed of the record."""
        if change.name is not None:
            held = self._txn.get(change.name, db=self._table.databases[NAMES])
            for filing in held.split(SEPARATOR) if held else ():
                yield ENTRIES, filing + SEPARATOR + change.name
            yield NAMES, change.name
        for key in change.remove:
            yield ENTRIES, key
        for key in change.remove_intervals:
            yield INTERVALS, key

    def _take(self, database: bytes, key: bytes) -> bool:
        """Take one key out; return whether it was there."""
        if database == ENTRIES:
            value = self._blocks.take(key)
        else:
            value = self._txn.pop(key, db=self._table.databases[database])
        if value is None:
            return False
        self._entries -= database == ENTRIES
        self._digest -= digest_of(database, key, value)
        self._intervals_changed |= database == INTERVALS
        return True

    def _put(self, database: bytes, pairs: Iterable[Pair]) -> None:
        for key, value in pairs:
            self._take(database, key)
            if database == ENTRIES:
                self._blocks.put(key, value)
                self._entries += 1
            else:
                self._txn.put(key, value, db=self._table.databases[database])
            self._digest += digest_of(database, key, value)
            self._intervals_changed |= database == INTERVALS

    def flush(self) -> None:
        """Write what is still open."""
        self._blocks.flush()

    def _count(self, database: bytes) -> int:
        return int(self._txn.stat(self._table.databases[database])["entries"])

    def advanced(self, revision: int, as_of: str) -> State:
        """Return the state after all that was replaced."""
        if self._count(INTERVALS) > INTERVALS_MAX:
            raise Misused(f"more than {INTERVALS_MAX} series in one feed")
        return msgspec.structs.replace(
            self.state,
            revision=revision,
            as_of=as_of,
            records=self._records,
            entries=self._entries,
            blocks=self._count(ENTRIES),
            names=self._count(NAMES),
            intervals=self._count(INTERVALS),
            interval_changes=self.state.interval_changes + self._intervals_changed,
            digest=self._digest % MODULUS,
            deltas=self.state.deltas + 1,
        )
