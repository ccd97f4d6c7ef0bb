"""Feeds of plain bytes, for tests of storage: it knows nothing of records."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from screening.storage.blocks import Pair, line_of, rewrite
from screening.storage.builder import Builder, Source
from screening.storage.digest import digest_of
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter import hashes
from screening.storage.generation import Generation
from screening.storage.state import State
from screening.storage.table import ENTRIES, Table
from screening.storage.writer import Applied, Replacement, apply

FEED = "plain"
AS_OF = "2026-11-21T12:00:00+00:00"
Pairs = Mapping[bytes, bytes]


def key(number: int | str, record: str = "UTO\x1f1") -> bytes:
    """Return the key of an entry: a filing key and the record it leads to."""
    return f"{number}\x1fUTO\x1e{record}".encode()


def filing(of: bytes) -> bytes:
    """Return the filing key of an entry or a series."""
    return of.partition(b"\x1e")[0]


def numbered(count: int, *, start: int = 0) -> dict[bytes, bytes]:
    """Return entries of *count* numbers."""
    return {key(f"A{n:08d}"): b"value %d" % n for n in range(start, start + count)}


def state(**given: object) -> State:
    """Return a state as a loader hands it to `seal`."""
    fields: dict[str, object] = {
        "feed": FEED,
        "database": "documents",
        "uid": "",
        "revision": 1,
        "as_of": AS_OF,
        "records": 0,
        "filter_file": "",
    }
    return State(**(fields | given))  # type: ignore[arg-type]  # a test names them well


def add_entries(builder: Builder, pairs: Sequence[Pair]) -> None:
    """Add *pairs*, in the order they have, as a loader does."""
    lines = [line_of(key, value) for key, value in pairs]
    lengths = np.array([len(line) for line in lines], np.int64)
    digest = sum(digest_of(ENTRIES, key, value) for key, value in pairs)
    builder.add_entries(b"\n".join(lines), lengths, digest=digest)


def in_blocks(table: Table, wanted: Mapping[bytes, bytes | None]) -> None:
    """Change values behind the back of state and digest; the blocks are sound.

    None takes an entry out.
    """
    lines = {k: None if v is None else line_of(k, v) for k, v in wanted.items()}
    with table.writing() as txn:
        rewrite(txn.cursor(db=table.databases[ENTRIES]), lines)


def fill(builder: Builder, entries: Pairs, intervals: Pairs | None = None) -> None:
    """Put *entries* and *intervals* into *builder*, known to its filter."""
    keys = sorted(entries)
    add_entries(builder, [(each, entries[each]) for each in keys])
    builder.add_intervals(list((intervals or {}).items()))
    builder.add_filter_keys(hashes(filing(k) for k in [*keys, *(intervals or {})]))


def publish(
    data: Path,
    entries: Pairs,
    intervals: Pairs | None = None,
    *,
    revision: int = 1,
    feed: str = FEED,
) -> str:
    """Publish a generation that holds just that; return its name."""
    folder = FeedFolder(data, feed)
    with folder.lock(wait_s=10), folder.builder() as builder:
        fill(builder, entries, intervals)
        records = len(entries) + len(intervals or {})
        name = builder.seal(
            state(revision=revision, records=records, feed=feed), source=Source()
        )
        folder.publish(name)
    return name


def change(
    data: Path,
    puts: Pairs | None = None,
    *,
    out: Iterable[bytes] = (),
    revision: int,
    feed: str = FEED,
) -> Applied:
    """Take keys out and put entries in, as one delta."""
    folder = FeedFolder(data, feed)
    taken = [Replacement(remove=(each,), remove_intervals=(each,)) for each in out]
    put = [
        Replacement(remove=(each,), entries=((each, value),))
        for each, value in (puts or {}).items()
    ]
    with folder.lock(wait_s=10):
        return apply(folder, [*taken, *put], revision=revision, as_of=AS_OF)


def folder_of(data: Path, feed: str = FEED) -> Path:
    """Return the folder of the generation that CURRENT names."""
    folder = FeedFolder(data, feed)
    return folder.path / (folder.current() or "")


def held(data: Path, feed: str = FEED) -> dict[bytes, bytes]:
    """Return all entries of the generation that CURRENT names."""
    with Generation(folder_of(data, feed)).view() as view:
        return dict(view.everything(ENTRIES))
