"""`batch`: many documents in one question."""

from collections.abc import Iterator

from bench.asked import absent_documents
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.questions import opened
from bench.timing import timed


def batch(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about 1,000 documents at once, in process."""
    manifest = absent_documents(1_000)
    with opened(ground) as engine:
        took = timed(lambda: engine.screen_batch(manifest), budget.seconds)
    yield timed_line("batch/1000", ground.records, took, answers=len(manifest))
