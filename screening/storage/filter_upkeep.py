"""Keeps a generation's filter in step with its table while deltas are applied.

A filter file never changes. A new one is written beside it, flushed, and named by the
transaction that needs it; the old one goes when the next delta comes, so whoever still
reads an earlier revision finds it.
"""

import time
from pathlib import Path

import msgspec
import numpy as np

from screening.errors import DamagedTable
from screening.storage.blocks import lines_from
from screening.storage.builder import FILTER_FILE, FILTER_HEADROOM, TABLE_FILE
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter import Filter, hashes
from screening.storage.generation import Generation
from screening.storage.state import State, write_state
from screening.storage.table import ENTRIES, INTERVALS, LATE_KEYS, Table, Transaction
from screening.storage.view import SEPARATOR

LATE_KEYS_MAX = 65_536
"""Beyond these a new filter file is written: late keys cost every worker memory."""
RETIRED_S = 600.0
"""How long a segment that no revision names any more stays."""
OVERFULL = 1.1
"""A filter is sized anew once it holds so many times what it was made for."""


def make_known(
    table: Table, txn: Transaction, folder: Path, state: State, keys: list[bytes]
) -> State:
    """Make filing *keys* known: as late keys, or in a new filter file.

    Returns *state* with what changed. The records must be in *txn* already.
    """
    late = table.databases[LATE_KEYS]
    if state.late_keys + len(keys) <= LATE_KEYS_MAX:
        for number, key in enumerate(keys, start=state.late_keys):
            txn.put(number.to_bytes(8), key, db=late, append=True)
        return msgspec.structs.replace(state, late_keys=state.late_keys + len(keys))
    known = Filter.open(folder / state.filter_file, uid=bytes.fromhex(state.uid))
    held = hashes([*(value for _, value in txn.cursor(db=late)), *keys])
    if known.count + len(held) <= known.capacity * OVERFULL:
        return _named(table, txn, folder, state, known.extended(held))
    return _named(table, txn, folder, state, _filter_of(table, txn, state))


def mended(folder: FeedFolder, name: str | None = None) -> Generation:
    """Return the generation being served, or that of *name*, fit to be changed.

    Its filter may be used then: one that may not is replaced by one made from the table. Needs the folder's lock.
    Raises `DamagedTable` when there is no generation that can be read.
    """
    name = name or folder.current()
    if not name:
        raise DamagedTable(path=folder.path, reason="no generation is served")
    generation = Generation(folder.path / name, with_series=False)
    state, path = generation.state, generation.folder
    _sweep(path, state)
    if not generation.degraded:
        return generation
    table = Table.open(path / TABLE_FILE)
    with table.writing() as txn:
        made = _filter_of(table, txn, state)
        write_state(table, txn, _named(table, txn, path, state, made))
    return Generation(path, with_series=False)


def _named(
    table: Table, txn: Transaction, folder: Path, state: State, made: Filter
) -> State:
    """Write *made* under a name no reader can have open, and let *state* name it."""
    stem, _, suffix = FILTER_FILE.partition(".")
    number = int(state.filter_file.partition("-")[2].partition(".")[0] or 0) + 1
    name = f"{stem}-{number:06d}.{suffix}"
    (folder / name).unlink(missing_ok=True)  # of a writer that died before its commit
    made.write(folder / name)
    txn.drop(table.databases[LATE_KEYS], delete=False)
    return msgspec.structs.replace(state, filter_file=name, late_keys=0)


def _filter_of(table: Table, txn: Transaction, state: State) -> Filter:
    """Return a filter of everything *txn* sees, sized for it."""
    entries = lines_from(txn.cursor(db=table.databases[ENTRIES]), b"")
    series = txn.cursor(db=table.databases[INTERVALS]).iternext(values=False)
    parts = [hashes(map(_filing_key, each)) for each in (entries, series)]
    held = np.concatenate(parts)
    capacity = int(len(held) * FILTER_HEADROOM) + 1_000
    return Filter.of_keys(held, capacity=capacity, uid=bytes.fromhex(state.uid))


def _filing_key(key: bytes) -> bytes:
    return key.partition(SEPARATOR)[0]


def _sweep(folder: Path, state: State) -> None:
    """Remove files of filters and segments that no revision names any more.

    A segment that was retired just now stays: who began to read before may yet open it,
    and would take a missing one for damage.
    """
    for path in folder.glob("filter*.bloom"):
        if path.name != state.filter_file:
            path.unlink(missing_ok=True)
    for path in folder.glob("names-*.seg"):
        retired_s = time.time() - path.stat().st_mtime
        if path.name not in state.segments and retired_s > RETIRED_S:
            path.unlink(missing_ok=True)
