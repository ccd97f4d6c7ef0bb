"""`load`: delivered files to published, each in a process of its own, beside databases.

"Cold" is the process, not the file: time runs from the start of `screening load`, imports
and all, to its end; the file was read once before, as one that has just arrived. SQLite
and PostgreSQL load the same file in turns with us, PostgreSQL with its server up already.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import ground as grounds
from bench.commands import spent
from bench.figures import Line
from bench.ground import Budget, Ground, Loaded
from bench.peers import Absent, Store, name_absent, postgresql

LAYOUTS = ("parquet", "jsonl")
_BESIDE_MAX = 20_000_000
"""Rows up to which peers, and other layouts than CSV, are measured: beyond, a run would
take hours and a hundred gigabytes of disk."""
_FEW = 5_000_000
_ROUNDS = 3
"""Of the same load in turns, where there are no more than a few rows; one beyond."""


def load(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Load the feed in each layout; CSV in turns with the peers."""
    once = budget.small or ground.records > _FEW
    yield from _csv(ground, rounds=1 if once else _ROUNDS)
    for layout in LAYOUTS:
        rows = min(ground.records, _BESIDE_MAX)
        took = _ours(ground, ground.feed(layout, records=rows))
        yield Line(f"load/{layout}", rows, per_s=took.rows_per_s, rss_mib=took.rss_mib)


def _csv(ground: Ground, *, rounds: int) -> Iterator[Line]:
    feed = ground.feed()
    _read_through(feed)
    first = [] if ground.has_loaded() else [ground.loaded()]
    with ExitStack() as stack:
        peers = _peers(ground, stack)
        theirs: dict[Store, list[Loaded]] = {name: [] for name in peers}
        ours = first
        for at in range(rounds):
            if at >= len(first):
                ours.append(_ours(ground, feed))
            for name, load_there in peers.items():
                theirs[name].append(load_there(feed))
    rate, rss = _typical(ours)
    line = partial(Line, "load/csv", ground.records, per_s=rate, rss_mib=rss)
    if not theirs:
        yield line()
    for name, loads in theirs.items():
        their_rate, their_rss = _typical(loads)
        yield line(peer=name, ratio=rate / their_rate)
        yield Line(
            f"load/csv:{name}", ground.records, per_s=their_rate, rss_mib=their_rss
        )


def _ours(ground: Ground, feed: Path) -> Loaded:
    with ground.scratch() as data:
        return grounds.load(feed, data)


def _peers(ground: Ground, stack: ExitStack) -> dict[Store, Callable[[Path], Loaded]]:
    """Return how to load with each peer that is there."""
    if ground.records > _BESIDE_MAX:
        print(f"load/csv: peers up to {_BESIDE_MAX:,} rows only", file=sys.stderr)
        return {}
    found: dict[Store, Callable[[Path], Loaded]] = {
        "sqlite": partial(_with_sqlite, ground)
    }
    try:
        connection = stack.enter_context(postgresql.served())
    except Absent as absent:
        name_absent("postgresql", str(absent))
        return found

    def with_postgresql(feed: Path) -> Loaded:
        started = perf_counter()
        postgresql.load(feed, connection)
        seconds = perf_counter() - started
        return Loaded(rows=ground.records, seconds=seconds, rss_mib=None)

    return {**found, "postgresql": with_postgresql}


def _with_sqlite(ground: Ground, feed: Path) -> Loaded:
    with ground.scratch() as folder:
        command = [sys.executable, "-m", "bench.peers.sqlite"]
        took = spent([*command, str(feed), str(folder / "documents.db")])
    return Loaded(rows=ground.records, seconds=took.seconds, rss_mib=took.rss_mib)


def _typical(loads: list[Loaded]) -> tuple[float, float | None]:
    """Return the median of rows a second, and of the memory if that was seen."""
    memory = [each.rss_mib for each in loads if each.rss_mib is not None]
    rate = median(each.rows_per_s for each in loads)
    return rate, median(memory) if memory else None


def _read_through(file: Path) -> None:
    with file.open("rb") as content:
        while content.read(1 << 24):
            pass
