"""`delta`: changes a second, acknowledged and on disk; and how soon every worker shows them.

`screening apply` takes the files; what counts is what it reports, from a file's announcement
to its acknowledgement: the start of the interpreter is no part of a delta.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter_ns

from bench.asker.connected import bare
from bench.asker.questions import SCREEN_DOCUMENT, read, ring
from bench.commands import screening, spent
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.latencies import Latencies
from bench.served import served
from screening.engine import utc_now
from screening.feeds.delta import apply
from screening.feeds.manifest import manifest_path

LARGE, SMALL = 20_000, 100
_MANY, _FEW = 20, 3
_WORKERS = 2


def delta(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Apply large deltas, a run of small ones, and small ones while a service answers."""
    count = _FEW if budget.small else _MANY
    large = min(LARGE, ground.records)
    yield _applied(f"delta/{large}", ground, [ground.delta(large)])
    small = in_pieces(ground.delta(2 * count * SMALL), SMALL)
    yield _applied(f"delta/{SMALL}", ground, small[:count])
    yield _visible(ground, small[count:])


def _applied(name: str, ground: Ground, files: list[Path]) -> Line:
    """Apply *files*, one after the other, in one process."""
    options = ["--data", str(ground.data()), "--json"]
    done = spent(screening("apply", *options, *map(str, files)))
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    took = Latencies.of_ns(int(report["duration_s"] * 1e9) for report in reports)
    changes = sum(report["rows"] for report in reports)
    answers, rss = changes // len(reports), done.rss_mib
    return timed_line(name, ground.records, took, answers=answers, rss_mib=rss)


def _visible(ground: Ground, files: list[Path]) -> Line:
    """Time from each acknowledgement until every worker has answered from it."""
    data, took = ground.data(), Latencies()
    (question, *_) = ring().unary
    with ExitStack() as stack:
        service = stack.enter_context(served(data, workers=_WORKERS))
        workers = stack.enter_context(bare(service.address, workers=_WORKERS, each=1))
        for file in files:
            revision = apply(file, data=data, now=utc_now).revision
            acknowledged = perf_counter_ns()
            for worker in workers:
                while _shown(worker.asked(SCREEN_DOCUMENT, question)) < revision:
                    pass
            took.add(perf_counter_ns() - acknowledged)
    return timed_line("delta/visible", ground.records, took)


def _shown(answer: bytes) -> int:
    return read(answer, lane=False).revision


def in_pieces(whole: Path, changes: int) -> list[Path]:
    """Cut the delta *whole* into deltas of *changes* rows that follow each other."""
    head, *rows = whole.read_bytes().splitlines(keepends=True)
    said = json.loads(manifest_path(whole).read_text(encoding="utf-8"))
    pieces = []
    for at, start in enumerate(range(0, len(rows), changes)):
        piece = whole.with_stem(f"{whole.stem}-{at}")
        some = rows[start : start + changes]
        piece.write_bytes(content := head + b"".join(some))
        held = said["base_revision"] + at
        of_piece = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "records": len(some),
            "base_revision": held,
            "revision": held + 1,
        }
        manifest_path(piece).write_text(json.dumps({**said, **of_piece}))
        pieces.append(piece)
    return pieces
