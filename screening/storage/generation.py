"""A generation opened for reading: table, filter and series at one revision.

`Generation.view` is how a question reads: one snapshot of the table, and the filter and
late keys that belong to it or to a later one. The order is law: snapshot first, then
filter, then table, so an absent key is absent at the revision the view names.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import lmdb
import numpy as np

from screening.errors import DamagedFilter, DamagedTable
from screening.storage.builder import TABLE_FILE
from screening.storage.filter import Filter, hashes
from screening.storage.intervals import Intervals
from screening.storage.manifest import read_manifest
from screening.storage.state import State, read_state
from screening.storage.table import (
    ENTRIES,
    INTERVALS,
    LATE_KEYS,
    NAMES,
    Table,
    Transaction,
)

SEPARATOR = b"\x1e"
"""Ends the filing key within an entry's key."""
SHADOW_STRIDE = 1_024
"""One in so many keys the filter denies is looked up all the same."""
DAMAGED_MARK = "DAMAGED"
"""A file of this name in a generation's folder says why it must not be served."""


@dataclass(slots=True)
class _Held:
    """What one revision holds besides the table."""

    txn_id: int
    state: State
    filter: Filter | None
    perhaps: Callable[[bytes], bool]
    late: dict[bytes, None]
    intervals: Intervals
    denied: int = 0


class Generation:
    """One generation, open. It closes when the last one who holds it lets go."""

    def __init__(self, folder: Path) -> None:
        """Open the generation in *folder*.

        Raises `Damaged` when it must not be served. A filter that may not be used is
        no reason: `degraded` says so and the table is asked instead.
        """
        self.folder = folder
        self.name = folder.name
        _refuse_marked(folder)
        manifest = read_manifest(folder)
        self.uid = manifest.state.uid
        self.feed = manifest.state.feed
        self.database = manifest.state.database
        self.degraded = ""
        self._table = Table.open(folder / TABLE_FILE)
        self._entries = self._table.databases[ENTRIES]
        self._refreshing = threading.Lock()
        with self._table.reading() as txn:
            self._held = self._read_held(txn, None)
            self._check_counts(txn)

    @property
    def state(self) -> State:
        """What is held now."""
        with self.view() as view:
            return view.state

    def view(self) -> "View":
        """Return one snapshot to read from; leave it soon, it pins old pages."""
        txn = self._table.begin()
        held = self._held
        if held.txn_id != txn.id():
            try:
                held = self._refreshed(txn)
            except BaseException:
                txn.abort()
                raise
        return View(self, txn, held)

    def _refreshed(self, txn: Transaction) -> _Held:
        """Return what belongs to *txn*, which another revision than ours committed."""
        with self._refreshing:
            held = self._held
            if held.txn_id < txn.id():
                self._held = held = self._read_held(txn, held)
            elif held.txn_id > txn.id():  # another thread is ahead: read as of this txn
                return self._read_held(txn, held)
            return held

    def _read_held(self, txn: Transaction, before: _Held | None) -> _Held:
        state = read_state(self._table, txn)
        if state.uid != self.uid:
            reason = "it belongs to another generation than its manifest"
            raise DamagedTable(path=self._table.path, reason=reason)
        if before and before.state.filter_file == state.filter_file:
            found, perhaps, late = before.filter, before.perhaps, before.late
        else:
            found, perhaps, late = *self._open_filter(state), {}
        self._read_late_keys(txn, late)
        if before and before.state.interval_changes == state.interval_changes:
            intervals = before.intervals
        else:
            intervals = self._read_intervals(txn)
        return _Held(txn.id(), state, found, perhaps, late, intervals)

    def _open_filter(
        self, state: State
    ) -> tuple[Filter | None, Callable[[bytes], bool]]:
        """Return the filter *state* names; without it every key may be present."""
        path = self.folder / state.filter_file
        try:
            found = Filter.open(path, uid=bytes.fromhex(state.uid))
        except DamagedFilter as damage:
            self.bypass_filter(str(damage))
            return None, _always
        self.degraded = ""
        return found, found.probe()

    def bypass_filter(self, reason: str) -> None:
        """Answer from the table alone from now on, and say so."""
        self.degraded = f"filter not used ({reason}); answers come from the table"

    def _read_late_keys(self, txn: Transaction, late: dict[bytes, None]) -> None:
        """Add the late keys that *txn* sees and *late* does not; none is ever taken out."""
        cursor = txn.cursor(db=self._table.databases[LATE_KEYS])
        if cursor.set_range(len(late).to_bytes(8)):
            late.update(dict.fromkeys(value for _, value in cursor))

    def _read_intervals(self, txn: Transaction) -> Intervals:
        return Intervals(txn.cursor(db=self._table.databases[INTERVALS]))

    def _check_counts(self, txn: Transaction) -> None:
        held = txn.stat(self._entries)["entries"]
        if held != self._held.state.entries:
            raise DamagedTable(
                path=self._table.path,
                reason=f"it holds {held} entries, not {self._held.state.entries}",
            )

    def condemn(self, reason: str) -> None:
        """Mark the generation as damaged for every process, as far as we can."""
        try:
            (self.folder / DAMAGED_MARK).write_text(reason + "\n", encoding="utf-8")
        except OSError:
            self.degraded = reason


class View:
    """One snapshot of a generation. Use as a context manager."""

    __slots__ = ("_held", "_txn", "generation", "state")

    def __init__(self, generation: Generation, txn: Transaction, held: _Held) -> None:
        self.generation = generation
        self.state = held.state
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

    def may_hold(self, filing_key: bytes) -> bool:
        """Return False only when no entry is filed under *filing_key*."""
        held = self._held
        if held.perhaps(filing_key) or filing_key in held.late:
            return True
        held.denied += 1
        return held.denied % SHADOW_STRIDE == 0 and self._shadow(filing_key)

    def may_hold_many(self, filing_keys: Sequence[bytes]) -> list[int]:
        """Return the indices of those *filing_keys* under which entries may be."""
        held = self._held
        if held.filter is None:
            return list(range(len(filing_keys)))
        found = held.filter.perhaps_hashes(hashes(filing_keys))
        if not held.late:
            return [int(i) for i in found]
        late = [i for i, key in enumerate(filing_keys) if key in held.late]
        return [int(i) for i in np.union1d(found, np.array(late, dtype=np.intp))]

    def _shadow(self, filing_key: bytes) -> bool:
        """Look a denied key up: a filter that denies what is held is used no more."""
        if not self.under(filing_key, maximum=1):
            return False
        self._held.perhaps, self._held.filter = _always, None
        self.generation.bypass_filter("it denies a key that the table holds")
        return True

    def under(self, filing_key: bytes, *, maximum: int) -> list[tuple[bytes, bytes]]:
        """Return key and value of the entries filed under *filing_key*, at most *maximum*.

        Raises `DamagedTable` when the table cannot be read there.
        """
        prefix = filing_key + SEPARATOR
        found: list[tuple[bytes, bytes]] = []
        try:
            cursor = self._txn.cursor(db=self.generation._entries)  # noqa: SLF001  # one module
            more = cursor.set_range(prefix)
            while more and len(found) < maximum:
                key, value = cursor.item()
                if not key.startswith(prefix):
                    break
                found.append((key, value))
                more = cursor.next()
        except lmdb.Error as error:
            path = self.generation.folder / TABLE_FILE
            raise DamagedTable(path=path, reason=f"LMDB says {error}") from error
        return found

    def series_holding(self, group: bytes, point: bytes) -> list[tuple[bytes, bytes]]:
        """Return key and value of the series of *group* in which *point* lies."""
        return self._held.intervals.holding(group, point)

    @property
    def has_series(self) -> bool:
        """Whether any series is held."""
        return self.state.intervals > 0

    def everything(self, database: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield all keys and values of *database*, in order."""
        table = self.generation._table  # noqa: SLF001  # one module
        try:
            yield from self._txn.cursor(db=table.databases[database])
        except lmdb.Error as error:
            raise DamagedTable(path=table.path, reason=f"LMDB says {error}") from error

    def entry(self, key: bytes) -> bytes | None:
        """Return the value of the entry with exactly *key*."""
        return self._get(ENTRIES, key)

    def interval(self, key: bytes) -> bytes | None:
        """Return the value of the series with exactly *key*."""
        return self._get(INTERVALS, key)

    def filed_under(self, name: bytes) -> list[bytes]:
        """Return the filing keys of the record called *name*, none if there is none."""
        filing = self._get(NAMES, name)
        return filing.split(SEPARATOR) if filing else []

    def _get(self, database: bytes, key: bytes) -> bytes | None:
        table = self.generation._table  # noqa: SLF001  # one module
        try:
            return self._txn.get(key, db=table.databases[database])
        except lmdb.BadValsizeError:
            return None  # longer than any key can be, or empty
        except lmdb.Error as error:
            raise DamagedTable(path=table.path, reason=f"LMDB says {error}") from error


def _always(_key: bytes) -> bool:
    return True


def _refuse_marked(folder: Path) -> None:
    mark = folder / DAMAGED_MARK
    if mark.exists():
        reason = mark.read_text(encoding="utf-8", errors="replace").strip()
        raise DamagedTable(path=folder, reason=reason or "marked as damaged")
