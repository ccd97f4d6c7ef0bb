"""Questions put to the engine in this process: normalising and recording included."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle

from bench.asked import SPECIMEN_CARD, SPECIMEN_PASSPORT, absent_documents
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.timing import timed
from screening.engine import Engine, utc_now
from screening.opening import open_engine
from screening.queries import DocumentQuery, VehicleQuery


def document_miss(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about documents nobody listed, and record nothing."""
    with opened(ground) as engine:
        unrecorded = Engine(engine.catalog, record=_forget, now=utc_now)
        absent = cycle(absent_documents())
        ask = lambda: unrecorded.screen_document(next(absent))  # noqa: E731
        yield _asked("document-miss", ask, ground, budget)


def recorded_miss(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask the same, and record it."""
    with opened(ground) as engine:
        absent = cycle(absent_documents())
        ask = lambda: engine.screen_document(next(absent))  # noqa: E731
        yield _asked("recorded-miss", ask, ground, budget)


def document_hit(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about a listed document."""
    listed = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
    with opened(ground) as engine:
        ask = lambda: engine.screen_document(listed)  # noqa: E731
        yield _asked("document-hit", ask, ground, budget)


def mrz(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about the lines of an identity card nobody listed."""
    with opened(ground) as engine:
        ask = lambda: engine.screen_mrz(SPECIMEN_CARD)  # noqa: E731
        yield _asked("mrz", ask, ground, budget)


def mrz_hit(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about the lines of a listed passport."""
    with opened(ground) as engine:
        ask = lambda: engine.screen_mrz(SPECIMEN_PASSPORT)  # noqa: E731
        yield _asked("mrz-hit", ask, ground, budget)


def vehicle(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about a car nobody listed."""
    car = VehicleQuery(vin="1M8GDM9AXKP042789")
    with opened(ground) as engine:
        ask = lambda: engine.screen_vehicle(car)  # noqa: E731
        yield _asked("vehicle", ask, ground, budget)


@contextmanager
def opened(ground: Ground) -> Iterator[Engine]:
    """Hold an engine over the ground's data, with a journal."""
    with open_engine(ground.data()) as engine:
        yield engine


def _asked(
    name: str, ask: Callable[[], object], ground: Ground, budget: Budget
) -> Line:
    return timed_line(name, ground.records, timed(ask, budget.seconds))


def _forget(**_question: object) -> None:
    """Record nothing: what is measured is the look-up alone."""
