"""`cold`: the page cache dropped, then asked in a process that has just opened the data.

    python -m bench.cold DATA FEED HOW SECONDS

asks in such a process. What is timed is the service's part alone: nothing is recorded,
and no question asked before. Opening reads the filter through, to prove it; the table is
as cold as it can be. Numbers asked lie all over the table: those of the feed, under a
State that has none of them (misses) or their own (hits).
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.asked import absent_beside_listed, listed_documents
from bench.commands import ROOT
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.latencies import Latencies
from bench.questions import unrecorded
from bench.timing import cold
from screening.opening import open_engine
from screening.records import Database

HOW = ("filter", "no-filter", "hit")


def colds(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask with the filter, with it bypassed, and about listed documents."""
    data, feed = ground.data(), ground.feed()
    for how in HOW:
        _drop_from_page_cache(data)
        command = [sys.executable, "-m", "bench.cold", str(data), str(feed), how]
        done = subprocess.run(
            [*command, str(budget.seconds)],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        took = Latencies.decoded(json.loads(done.stdout))
        yield timed_line(f"cold/{how}", ground.records, took)


def _drop_from_page_cache(data: Path) -> None:
    """Have the system forget the files in *data*: written out, then dropped.

    No process may have them mapped. It needs no rights, and nobody else's files suffer.
    """
    for path in data.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def main(data: str, feed: str, how: str, seconds: str) -> None:
    """Open *data* and ask for *seconds*; print the latencies."""
    asked = listed_documents if how == "hit" else absent_beside_listed
    queries = asked(Path(feed), 100_000)
    with open_engine(Path(data)) as engine:
        if how == "no-filter":
            for generation in engine.catalog.serving(Database.DOCUMENTS):
                generation._held.bypass("to be measured without")  # noqa: SLF001  # no door leads there
        ask = unrecorded(engine).screen_document
        took = cold(map(ask, queries), float(seconds))
    print(json.dumps(took.encoded()))


if __name__ == "__main__":
    main(*sys.argv[1:])
