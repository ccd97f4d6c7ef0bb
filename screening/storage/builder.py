"""Builds one generation aside, in `gen-….partial`, until it can be proved.

Nobody reads the folder before it has its name, so the table is written without a sync
and put on disk once, at the end. Leaving the builder without `seal` removes everything.
"""

import shutil
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import numpy as np
import numpy.typing as npt

from screening.errors import DamagedFilter, DamagedTable, DiskFull, Misused
from screening.storage.blocks import Pair, find, first_key, packed
from screening.storage.digest import MODULUS, digest_of
from screening.storage.files import disk_full_is_said, sync_folder
from screening.storage.filter import Filter
from screening.storage.intervals import INTERVALS_MAX
from screening.storage.manifest import Manifest, write_manifest
from screening.storage.segments import Arrays, segment_file, write_segment
from screening.storage.state import State, write_state
from screening.storage.table import ENTRIES, INTERVALS, NAMES, Table, Transaction
from screening.storage.walk import Hashes, Walk

TABLE_FILE = "table.mdb"
FILTER_FILE = "filter.bloom"
PARTIAL = ".partial"
SYNC_BYTES = 256 << 20
FILTER_HEADROOM = 1.02
"""Room for keys of deltas before the filter's error rate begins to rise."""
SAMPLE_STRIDE = 64
"""Before publishing, the last record of every so many-th block is looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file a generation was built from."""

    name: str = ""
    sha256: str = ""
    software: str = ""


class Builder:
    """One generation in the making. Use as a context manager."""

    def __init__(self, folder: Path, *, uid: str) -> None:
        """Begin in *folder*, which must not exist yet and ends in `.partial`."""
        self.folder = folder
        self.uid = uid
        self._hashes: list[Hashes] = []
        self._counts = {ENTRIES: 0, NAMES: 0, INTERVALS: 0}
        self._digest = 0
        self._blocks = 0
        self._last_fence = b""
        self._samples: list[bytes] = []
        self._segments: tuple[str, ...] = ()
        self._table: Table | None = None
        self._aside = ThreadPoolExecutor(2, "aside")
        self._sync: Future[None] | None = None
        self._not_synced = 0
        self._filter: Future[Filter] | None = None
        try:
            with disk_full_is_said(folder):
                folder.mkdir(parents=True)
                self._table = Table.open(folder / TABLE_FILE, bulk=True)
        except DiskFull:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._aside.shutdown(cancel_futures=True)
        self._close_table()
        if self.folder.name.endswith(PARTIAL):
            shutil.rmtree(self.folder, ignore_errors=True)

    def add_entries(
        self, text: bytes, lengths: npt.NDArray[np.integer], *, digest: int
    ) -> None:
        """Add entries under their filing keys: sorted, each call beyond the last.

        *text* is lines as `blocks` has them, parted by newlines, of *lengths* bytes;
        *digest* the sum of what `digest` makes of each, made where columns are at hand.
        Of order, all that a call and each block begin with is proved here, the rest when
        the generation is scanned. Raises `Misused`.
        """
        blocks = packed(text, lengths)
        self._refuse_disorder(blocks)
        table = self._building
        with table.writing() as txn:
            cursor = txn.cursor(db=table.databases[ENTRIES])
            _, added = cursor.putmulti(blocks, append=True)
        if added != len(blocks):
            raise Misused("entries were not added in ascending order")
        self._blocks += added
        self._counts[ENTRIES] += len(lengths)
        self._digest = (self._digest + digest) % MODULUS
        self._samples += [fence for fence, _ in blocks[::SAMPLE_STRIDE]]
        self._sync_ahead(len(text))

    def _refuse_disorder(self, blocks: Sequence[Pair]) -> None:
        before = self._last_fence
        for fence, block in blocks:
            first = first_key(block)
            if not before < first <= fence:
                raise Misused("entries were not added in ascending order")
            before = fence
        self._last_fence = before

    def _sync_ahead(self, more: int) -> None:
        """Put on disk what is there by now, while more is added.

        Else all of it would wait for the end, when nothing else is left to do.
        """
        self._not_synced += more
        if self._not_synced < SYNC_BYTES:
            return
        if self._sync is not None:
            self._sync.result()
        self._sync = self._aside.submit(self._building.sync)
        self._not_synced = 0

    def add_names(self, pairs: Sequence[Pair]) -> None:
        """Add names and what is filed under them, in any order."""
        self._put(NAMES, pairs)

    def add_intervals(self, pairs: Sequence[Pair]) -> None:
        """Add series, in any order. Raises `Misused` beyond `INTERVALS_MAX`."""
        if self._counts[INTERVALS] + len(pairs) > INTERVALS_MAX:
            raise Misused(f"more than {INTERVALS_MAX} series in one feed")
        self._put(INTERVALS, pairs)

    def add_segment(self, arrays: Arrays) -> None:
        """Add a segment of *arrays* beside the table. Raises `DiskFull`."""
        name = segment_file(len(self._segments) + 1)
        write_segment(self.folder / name, arrays, uid=self.uid)
        self._segments += (name,)

    def add_filter_keys(self, keys: Hashes) -> None:
        """Let the filter know keys by their hashes, in any order, as often as it comes."""
        if self._filter is not None:
            raise Misused("the filter is being made already")
        self._hashes.append(keys)

    def begin_filter(self) -> None:
        """Make the filter from now on, on another processor; it knows all keys.

        Worth a sixth of a load's time: it is numpy's work, which leaves the interpreter
        to whoever fills the table.
        """
        if self._filter is None:
            self._filter = self._aside.submit(self._proved_filter)

    def _put(self, database: bytes, pairs: Sequence[Pair]) -> None:
        table = self._building
        ordered = sorted(pairs)
        with table.writing() as txn:
            cursor = txn.cursor(db=table.databases[database])
            _, added = cursor.putmulti(ordered, overwrite=False)
        if added != len(pairs):
            raise Misused("the same name was filed twice")
        self._counts[database] += added
        digest = sum(digest_of(database, key, value) for key, value in ordered)
        self._digest = (self._digest + digest) % MODULUS

    @property
    def _building(self) -> Table:
        if self._table is None:
            raise Misused("this generation is sealed")
        return self._table

    def seal(self, state: State, *, source: Source) -> str:
        """Finish the generation, prove it, and give it its name, which is returned.

        *state* says what was delivered; counts, digest, uid and filter are filled in
        here. Raises `Damaged` when a proof fails, `DiskFull` when there is no
        room; the folder is removed on leaving then.
        """
        self.begin_filter()
        state = self._completed(state)
        table = self._building
        with table.writing() as txn:
            write_state(table, txn, state)
        if self._sync is not None:
            self._sync.result()
        table.sync()
        self._close_table()
        self._prove(state)
        found = self._found_filter()
        self._write_manifest(state, found, source)
        final = self.folder.with_name(self.folder.name.removesuffix(PARTIAL))
        sync_folder(self.folder)
        self.folder.rename(final)
        sync_folder(final.parent)
        self.folder = final
        return final.name

    def _completed(self, state: State) -> State:
        return msgspec.structs.replace(
            state,
            uid=self.uid,
            filter_file=FILTER_FILE,
            entries=self._counts[ENTRIES],
            blocks=self._blocks,
            names=self._counts[NAMES],
            intervals=self._counts[INTERVALS],
            segments=self._segments,
            digest=self._digest,
        )

    def _found_filter(self) -> Filter:
        """Return the filter once it is made. Raises what making it raised."""
        if self._filter is None:
            raise Misused("no filter was begun")
        return self._filter.result()

    def _proved_filter(self) -> Filter:
        """Write the filter, map it back from disk, and look all keys up in it."""
        keys, self._hashes = self._hashes, []
        capacity = int(sum(map(len, keys)) * FILTER_HEADROOM) + 1_000
        uid = bytes.fromhex(self.uid)
        path = self.folder / FILTER_FILE
        made = Filter.sized(capacity, uid=uid)
        walk = Walk(keys, made.bits_per_slice)
        made.add_walk(walk)
        made.write(path)
        found = Filter.open(path, uid=uid)
        if not found.holds_walk(walk):
            raise DamagedFilter(path=path, reason="it denies what it was made of")
        return found

    def _prove(self, state: State) -> None:
        """Look a sample of records up in the table as it is on disk."""
        path = self.folder / TABLE_FILE
        table = Table.open(path)
        try:
            if table.count(ENTRIES) != state.blocks:
                raise DamagedTable(path=path, reason="it lost records while built")
            with table.reading() as txn:
                _look_up(table, txn, self._samples)
        finally:
            table.close()

    def _write_manifest(self, state: State, found: Filter, source: Source) -> None:
        manifest = Manifest(
            generation=self.folder.name.removesuffix(PARTIAL),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            state=state,
            filter_keys=found.count,
            filter_bytes=(self.folder / FILTER_FILE).stat().st_size,
            table_bytes=(self.folder / TABLE_FILE).stat().st_size,
            source_file=source.name,
            source_sha256=source.sha256,
            software=source.software,
        )
        write_manifest(self.folder, manifest)

    def _close_table(self) -> None:
        if self._table is not None:
            self._table.close()
            self._table = None


def _look_up(table: Table, txn: Transaction, keys: Sequence[bytes]) -> None:
    cursor = txn.cursor(db=table.databases[ENTRIES])
    for key in keys:
        if find(cursor, key) is None:
            raise DamagedTable(path=table.path, reason="it lost a record while built")
