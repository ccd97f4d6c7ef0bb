"""`journal`: what remembering costs a question, in the clear and sealed, and a batch.

Three engines over one catalog, asked in turns: one that records nothing, one with a journal in
the clear, one with a journal that is sealed and signed. Each journal is in a folder of its own.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from bench.asked import absent_documents
from bench.figures import Line, Peer, timed_line
from bench.ground import Budget, Ground
from bench.latencies import Latencies
from bench.questions import unrecorded
from bench.timing import Ask, alternately
from screening.audit import Audit
from screening.audit.keys import make_auditor_keys, make_signing_key, take_auditor
from screening.engine import Engine, utc_now
from screening.opening import open_engine
from screening.storage.catalog import Catalog

_BATCH = 1_000


def journal(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about documents nobody listed: one by one, and a thousand at once."""
    with ground.scratch() as folder, ExitStack() as stack:
        sealed, clear = folder / "sealed", folder / "clear"
        make_keys(sealed, folder / "auditor")
        catalog = stack.enter_context(open_engine(ground.data())).catalog
        engines = [
            _recording(catalog, stack.enter_context(Audit(data)))
            for data in (sealed, clear)
        ]
        engines.append(unrecorded(engines[0]))
        yield from _lines("journal", ground, _turns(engines, budget))
        batches = _turns(engines, budget, batch=_BATCH)
        yield from _lines(f"journal/batch-{_BATCH}", ground, batches, answers=_BATCH)


def _turns(engines: list[Engine], budget: Budget, *, batch: int = 0) -> list[Latencies]:
    """Ask each of *engines* the same questions, in turns."""
    return alternately([_asking(each, batch) for each in engines], budget.seconds)


def _asking(engine: Engine, batch: int) -> Ask:
    if batch:
        items = absent_documents(batch)
        return lambda: engine.screen_batch(items)
    absent = cycle(absent_documents())
    return lambda: engine.screen_document(next(absent))


def _lines(
    name: str, ground: Ground, took: list[Latencies], *, answers: int = 1
) -> Iterator[Line]:
    """Yield a line of each journal, beside the one without what it has more."""
    sealed, clear, none = took
    pairs: list[tuple[str, Latencies, Peer, Latencies]] = [
        ("sealed", sealed, "unsealed", clear),
        ("unsealed", clear, "unrecorded", none),
    ]
    for variant, ours, peer, theirs in pairs:
        workload = f"{name}/{variant}"
        ratio = ours.percentile_us(50) / theirs.percentile_us(50)
        yield timed_line(
            *(workload, ground.records, ours), answers=answers, peer=peer, ratio=ratio
        )
        yield timed_line(f"{workload}:{peer}", ground.records, theirs, answers=answers)


def _recording(catalog: Catalog, audit: Audit) -> Engine:
    return Engine(catalog, record=audit.record, now=utc_now)


def make_keys(data: Path, auditor: Path) -> None:
    """Have the journal of *data* sealed to an auditor, kept in *auditor*, and signed."""
    make_auditor_keys(auditor)
    take_auditor(data, auditor / "auditor.pub")
    make_signing_key(data)
