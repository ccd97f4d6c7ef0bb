"""`during-load` and `during-delta`: what questions notice while data comes in.

Questions are asked at times set before, first while nothing else is done, then from the
start of the process that brings the data to a moment after its end. A call that fails
fails the run.
"""

import json
import os
import signal
import subprocess
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter_ns

from msgspec.structs import replace

from bench.asker.plans import OpenLoop, Outcome
from bench.commands import ROOT, screening, spent
from bench.delta import in_pieces
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.latencies import Latencies
from bench.served import Asker, asker, bound_to, served
from bench.turns import Told

_PER_S = 250
"""Twice what the whole world asks on average."""
_PER_S_SMALL = 50
_AFTER_S = 0.5
"""Until all workers have looked for new generations once more."""
_WORKERS = 2
_CHANGES, _CHANGES_SMALL = 1_000, 100
_DELTAS_PER_S, _DELTAS_SMALL = 20, 3
_NICE = ("nice", "-n", "19")


def during_load(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask while a snapshot is loaded and published.

    `/nice`: by a loader that lets others go first. `/pinned`: by one that has a core to
    itself, as on a machine with a free one; service and asker share another.
    """
    with asker() as asking, served(ground.data()) as ours:
        plan = OpenLoop(address=ours.address, rate=_rate(budget))
        idle = _idle(asking, plan, budget)
        yield from _lines("during-load/idle", idle, ground)
        found = _loading(asking, plan, ground)
        yield from _lines("during-load", found, ground)
        if not budget.small:
            found = _loading(asking, plan, ground, by=_NICE)
            yield from _lines("during-load/nice", found, ground)
    one, *others = sorted(os.sched_getaffinity(0))
    if not others:
        return
    with bound_to([one]), asker() as asking, served(ground.data()) as ours:
        plan = OpenLoop(address=ours.address, rate=_rate(budget))
        idle = _idle(asking, plan, budget)
        yield from _lines("during-load/pinned-idle", idle, ground)
        with bound_to(others[:1]):
            found = _loading(asking, plan, ground)
        yield from _lines("during-load/pinned", found, ground)


def during_delta(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask two workers while delta after delta is applied.

    `/visible`: from the acknowledgement of each until both had answered with it, at most
    the time between two questions to a worker too long.
    """
    count = _DELTAS_SMALL if budget.small else int(_DELTAS_PER_S * budget.seconds) + 1
    changes = _CHANGES_SMALL if budget.small else _CHANGES
    files = in_pieces(ground.delta(changes * count), changes)
    with asker() as asking, served(ground.data(), workers=_WORKERS) as ours:
        plan = OpenLoop(address=ours.address, rate=_rate(budget), workers=_WORKERS)
        idle = _idle(asking, plan, budget)
        yield from _lines("during-delta/idle", idle, ground)
        asking.begin(replace(plan, until_told=True))
        acknowledged = _applied(files, ground.data(), budget.seconds)
        time.sleep(_AFTER_S)
        outcome = asking.end()
    yield from _lines("during-delta", outcome, ground)
    visible = Latencies.of_ns(_until_shown(acknowledged, outcome.shown))
    yield timed_line("during-delta/visible", ground.records, visible)


def _idle(asking: Asker, plan: OpenLoop, budget: Budget) -> Outcome:
    return asking.ask(replace(plan, seconds=budget.seconds))


def _loading(
    asking: Asker, plan: OpenLoop, ground: Ground, *, by: Sequence[str] = ()
) -> Outcome:
    """Ask while the next revision of the main feed is loaded."""
    snapshot = ground.snapshot()
    asking.begin(replace(plan, until_told=True))
    load = screening("load", "--data", str(ground.data()), "--json", str(snapshot))
    spent([*by, *load])
    time.sleep(_AFTER_S)
    return asking.end()


def _applied(
    files: Sequence[Path], data: Path, seconds: float
) -> list[tuple[int, int]]:
    """Apply *files* for so long; return each revision and when it was acknowledged."""
    command = screening("apply", "--data", str(data), "--json", *map(str, files))
    acknowledged: list[tuple[int, int]] = []
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as applying:
        for line in applying.stdout or ():
            acknowledged.append((json.loads(line)["revision"], perf_counter_ns()))
            if acknowledged[-1][1] - acknowledged[0][1] > seconds * 1e9:
                applying.send_signal(signal.SIGINT)
                return acknowledged
        said = applying.stderr.read() if applying.stderr else ""
    if applying.returncode:
        raise RuntimeError(said)
    return acknowledged


def _until_shown(
    acknowledged: Sequence[tuple[int, int]], shown: Sequence[tuple[int, int]]
) -> Iterator[int]:
    """Yield the nanoseconds from each acknowledgement until all workers had shown it."""
    revisions = [revision for revision, _ in shown]
    for revision, acknowledged_at in acknowledged:
        at = bisect_left(revisions, revision)
        if at < len(shown):
            yield shown[at][1] - acknowledged_at


def _lines(name: str, outcome: Outcome, ground: Ground) -> Iterator[Line]:
    """Yield the line of *outcome*; then raise `RuntimeError` if a call failed."""
    told = Told()
    told.add(outcome)
    yield told.line(name, ground.records)
    told.refuse_failures()


def _rate(budget: Budget) -> float:
    return _PER_S_SMALL if budget.small else _PER_S
