"""`persons-load` and `persons`: a list of persons loaded, and asked in this process.

The peer is what can be had without an index: rapidfuzz compares the name asked about with
every name of the same list. It knows no birth date, no script and no part that is cut.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path

from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.persons_asked import (
    all_names,
    listed_damaged,
    namesakes,
    queries,
    unlisted,
    with_many_names,
)
from bench.persons_ground import (
    persons_data,
    persons_feed,
    persons_folder,
    persons_loaded,
    persons_of,
    with_aliases,
)
from bench.questions import unrecorded
from bench.timing import alternately, timed
from screening.opening import open_engine
from screening.queries import PersonQuery, Screening

Look = Callable[[PersonQuery], Screening]
_PEER_SCORE_MIN, _PEER_MAX = 75, 20


def persons_load(ground: Ground, _: Budget) -> Iterator[Line]:
    """Load the persons in a process of its own."""
    found = persons_loaded(ground)
    folder, count = persons_folder(persons_data(ground)), persons_of(ground)
    on_disk = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    said = f"{found.seconds:.1f} s, {on_disk / 2**20:,.0f} MiB on disk"
    print(f"persons-load: {said}, {on_disk / count:.0f} B a person", file=sys.stderr)
    yield Line(
        "persons-load",
        count,
        per_s=found.rows_per_s,
        rss_mib=found.rss_mib,
        extra=(("bytes on disk a person", on_disk / count),),
    )


def persons(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask for the listed, for travellers, for namesakes, for who has many names."""
    feed, count = persons_feed(ground), persons_of(ground)
    with open_engine(persons_data(ground)) as engine:
        look = unrecorded(engine).screen_person
        shown = {"damaged": listed_damaged(feed), "unlisted": unlisted()}
        peer = _brute_force(feed)
        for name, found in shown.items():
            asked = queries(found)
            ours, theirs = cycle(asked), cycle(asked)
            took, their_took = alternately(
                [partial(_next, look, ours), partial(_next, peer, theirs)],
                budget.seconds,
            )
            ratio = took.percentile_us(50) / their_took.percentile_us(50)
            line = f"persons/{name}"
            yield timed_line(line, count, took, peer="rapidfuzz", ratio=ratio)
            yield timed_line(f"{line}:rapidfuzz", count, their_took)
        for name, born in (("common", False), ("common-born", True)):
            ask = partial(_next, look, namesakes(born=born))
            yield timed_line(f"persons/{name}", count, timed(ask, budget.seconds))
        yield from _many_names(look, count, budget)


def _many_names(look: Look, count: int, budget: Budget) -> Iterator[Line]:
    """Ask for one of four names, and for one of eighty; say aside where they come."""
    asked = with_many_names()
    asks = [partial(look, query) for query in asked.values()]
    for names, query, took in zip(
        asked, asked.values(), alternately(asks, budget.seconds), strict=True
    ):
        name = f"persons/{names}-names"
        hits = [hit.record.record_id for hit in look(query).hits]
        wanted = with_aliases(names)["record_id"]
        place = hits.index(wanted) + 1 if wanted in hits else "not"
        print(f"{name}: answered {place} of {len(hits)}", file=sys.stderr)
        yield timed_line(name, count, took)


def _next(look: Callable[[PersonQuery], object], asked: Iterator[PersonQuery]) -> None:
    look(next(asked))


def _brute_force(feed: Path) -> Callable[[PersonQuery], object]:
    """Return what compares a name with every name of *feed*."""
    from rapidfuzz import fuzz, process

    names = list(all_names(feed))

    def compare(query: PersonQuery) -> object:
        return process.extract(
            f"{query.primary or ''} {query.secondary or ''}",
            names,
            scorer=fuzz.token_sort_ratio,
            score_cutoff=_PEER_SCORE_MIN,
            limit=_PEER_MAX,
        )

    return compare
