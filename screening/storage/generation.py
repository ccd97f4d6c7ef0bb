"""A generation opened for reading: table, filter and series, kept in step.

Deltas move a table from one revision to the next under our feet. Each view is given what
belongs to its own snapshot: the state, the filter it names, the late keys, the series.
"""

import threading
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from typing import cast

from screening.errors import DamagedFilter, DamagedTable
from screening.storage.blocks import Cursor
from screening.storage.builder import TABLE_FILE
from screening.storage.changed_series import changed_groups
from screening.storage.filter import Filter
from screening.storage.intervals import SEPARATOR, Intervals, Unread
from screening.storage.manifest import read_manifest
from screening.storage.segments import Segment, open_segment
from screening.storage.state import State, read_state
from screening.storage.table import ENTRIES, INTERVALS, LATE_KEYS, Table, Transaction
from screening.storage.view import Doubts, Held, Use, View, always

DAMAGED_MARK = "DAMAGED"
"""A file of this name in a generation's folder says why it must not be served."""
_SPOTS = [
    bytes((first, second)) for first in b"0123456789AEIMQUY" for second in b"059AMZ"
]
"""Where keys begin, spread over all that are."""


class Generation:
    """One generation, open. It closes when the last one who holds it lets go."""

    def __init__(self, folder: Path, *, with_series: bool = True) -> None:
        """Open the generation in *folder*; who reads neither series nor segments need not.

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
        self._doubts = Doubts()
        self._with_series = with_series
        self._table = Table.open(folder / TABLE_FILE)
        self._heads = self._table.heads
        self._refreshing = threading.Lock()
        with self._table.reading() as txn, self._table.damage_is_said():
            self._held = self._read_held(txn, None)
            self._check_counts(txn)
            self._spot_check(txn)

    @property
    def degraded(self) -> str:
        """What is wrong with this copy, "" if nothing; answers stay right."""
        return self._doubts.said

    @property
    def filter_use(self) -> Use:
        """How its filter was used by this process."""
        return self._held.use

    @property
    def state(self) -> State:
        """What is held now."""
        with self.view() as view:
            return view.state

    def newest(self) -> Held | None:
        """Return what the newest revision holds, None where that takes a view to tell.

        A question that this denies needs no transaction.
        """
        held = self._held
        return held if self._heads.words[held.next_head] < held.proved else None

    def view(self) -> View:
        """Return one snapshot to read from; leave it soon, it pins old pages."""
        txn = self._table.begin()
        held = self._held
        if held.txn_id != txn.id():
            try:
                held = self._refreshed(txn)
            except BaseException:
                txn.abort()
                raise
        return View(self._table, txn, held)

    def _refreshed(self, txn: Transaction) -> Held:
        """Return what belongs to *txn*, which another revision than ours committed."""
        with self._refreshing, self._table.damage_is_said():
            held = self._held
            if held.txn_id < txn.id():
                self._held = held = self._read_held(txn, held)
            elif held.txn_id > txn.id():  # another thread is ahead: read as of this txn
                return self._read_held(txn, held)
            return held

    def _read_held(self, txn: Transaction, before: Held | None) -> Held:
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
            intervals = self._read_intervals(txn, state, before)
        held = Held(
            txn.id(),
            *self._heads.proof(txn.id()),
            state,
            found,
            perhaps,
            late,
            intervals,
            self._doubts,
        )
        if before is not None:
            held.denied, held.passed, held.in_vain = before.use
        self._hold_segments(held, before)
        return held

    def _hold_segments(self, held: Held, before: Held | None) -> None:
        """Open the segments of *held*; those that *before* has are open already."""
        if not self._with_series:
            return
        names = held.state.segments
        if before is not None and before.state.segments == names:
            held.segments, held.prepared = before.segments, before.prepared
            return
        known = {each.name: each for each in before.segments} if before else {}
        held.segments = tuple(
            [known.get(name) or self._open_segment(name, held.state) for name in names]
        )

    def _open_segment(self, name: str, state: State) -> Segment:
        return open_segment(self.folder / name, uid=state.uid)

    def _open_filter(
        self, state: State
    ) -> tuple[Filter | None, Callable[[bytes], bool]]:
        """Return the filter *state* names; without it every key may be present."""
        path = self.folder / state.filter_file
        try:
            found = Filter.open(path, uid=bytes.fromhex(state.uid))
        except DamagedFilter as damage:
            self._doubts.filter_is_bypassed(damage.reason)
            return None, always
        self._doubts.said = ""
        return found, found.probe()

    def _read_late_keys(self, txn: Transaction, late: dict[bytes, None]) -> None:
        """Add the late keys that *txn* sees and *late* does not; none is ever taken out."""
        cursor = txn.cursor(db=self._table.databases[LATE_KEYS])
        if cursor.set_range(len(late).to_bytes(8)):
            late.update(dict.fromkeys(value for _, value in cursor))

    def _read_intervals(
        self, txn: Transaction, state: State, before: Held | None
    ) -> Intervals:
        """Return the series *txn* sees; only those that changed since *before* are read."""
        if not self._with_series:
            return cast("Intervals", Unread())
        cursor = txn.cursor(db=self._table.databases[INTERVALS])
        if before is None:
            return Intervals(cursor)
        after, upto = before.state.interval_changes, state.interval_changes
        groups = changed_groups(self._table, txn, after=after, upto=upto)
        if groups is None:
            return Intervals(cursor)
        return before.intervals.with_groups({g: _of_group(cursor, g) for g in groups})

    def _check_counts(self, txn: Transaction) -> None:
        held = txn.stat(self._table.databases[ENTRIES])["entries"]
        if held != self._held.state.blocks:
            raise DamagedTable(
                path=self._table.path,
                reason=f"it holds {held} blocks, not {self._held.state.blocks}",
            )

    def _spot_check(self, txn: Transaction) -> None:
        """Read pages all over the table, so that gross damage is found before serving.

        `verify` reads every page; this takes milliseconds however large the table is.
        """
        cursor = txn.cursor(db=self._table.databases[ENTRIES])
        for first in _SPOTS:
            if cursor.set_range(first):
                cursor.item()

    def condemn(self, reason: str) -> None:
        """Mark the generation as damaged for every process, as far as we can."""
        if not mark_damaged(self.folder, reason):
            self._doubts.said = reason


def _of_group(cursor: Cursor, group: bytes) -> list[tuple[bytes, bytes]]:
    """Return key and value of the series of *group*."""
    prefix = group + SEPARATOR
    there = cursor.iternext() if cursor.set_range(prefix) else ()
    return list(takewhile(lambda pair: pair[0].startswith(prefix), there))


def mark_damaged(folder: Path, reason: str) -> bool:
    """Say in *folder* why its generation must not be served; False when that fails."""
    try:
        (folder / DAMAGED_MARK).write_text(reason + "\n", encoding="utf-8")
    except OSError:
        return False
    return True


def _refuse_marked(folder: Path) -> None:
    mark = folder / DAMAGED_MARK
    if mark.exists():
        reason = mark.read_text(encoding="utf-8", errors="replace").strip()
        raise DamagedTable(path=folder, reason=reason or "marked as damaged")
