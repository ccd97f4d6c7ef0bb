"""`growth`: the same question where there are more and more records, in turns."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from bench.asked import absent_documents
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.questions import unrecorded
from bench.timing import Ask, alternately
from screening.opening import open_engine
from screening.records import Database
from screening.storage.catalog import Catalog

SIZES = (1_000_000, 10_000_000)


def growth(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about documents nobody listed, of every size up to the ground's."""
    sizes = _sizes(ground.records, small=budget.small)
    with ExitStack() as opened:
        asks: list[Ask] = []
        for size in sizes:
            engine = opened.enter_context(open_engine(ground.data(records=size)))
            look, absent = unrecorded(engine).screen_document, cycle(absent_documents())
            asks.append(lambda look=look, absent=absent: look(next(absent)))  # type: ignore[misc]  # bound now
        for size, took in zip(sizes, alternately(asks, budget.seconds), strict=True):
            extra = bytes_a_record(ground.data(records=size))
            said = ", ".join(f"{name} {value:.1f}" for name, value in extra)
            print(f"growth/{size}: {said}", file=sys.stderr)
            yield timed_line(f"growth/{size}", size, took, extra=extra)


def bytes_a_record(data: Path) -> tuple[tuple[str, float], ...]:
    """Return what a record of the documents in *data* takes on disk."""
    (generation,) = Catalog(data).serving(Database.DOCUMENTS)
    state, folder = generation.state, generation.folder
    on_disk = sum(file.stat().st_blocks * 512 for file in folder.iterdir())
    filter_bytes = (folder / state.filter_file).stat().st_size
    return (
        ("bytes on disk a record", on_disk / state.records),
        ("filter bits a record", 8 * filter_bytes / state.records),
    )


def _sizes(records: int, *, small: bool) -> list[int]:
    if small:
        return [records // 10, records]
    return [*(size for size in SIZES if size < records), records]
