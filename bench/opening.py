"""`open`: from nothing to the first answer, in process and from the service's start."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, perf_counter_ns

from bench.asked import absent_documents
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.latencies import Latencies
from bench.served import served
from screening.client import ScreeningClient
from screening.opening import open_engine

_STARTS_MIN, _STARTS_MAX = 2, 50
_QUERY = absent_documents(1)[0]


def opening(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Open the data and ask; then start the service, connect and ask."""
    data = ground.data()
    private: list[float] = []

    def by_service() -> None:
        with served(data) as service, ScreeningClient(service.address) as client:
            client.screen_document(_QUERY)
            private.append(service.private_mib())

    in_process = _repeated(lambda: _answered(data), budget)
    yield timed_line("open/engine", ground.records, in_process)
    from_start = _repeated(by_service, budget)
    yield timed_line("open/serve", ground.records, from_start, rss_mib=max(private))


def _answered(data: Path) -> None:
    with open_engine(data) as engine:
        engine.screen_document(_QUERY)


def _repeated(start: Callable[[], None], budget: Budget) -> Latencies:
    took = Latencies()
    until = perf_counter() + budget.seconds
    while len(took) < _STARTS_MIN or (
        perf_counter() < until and len(took) < _STARTS_MAX
    ):
        started = perf_counter_ns()
        start()
        took.add(perf_counter_ns() - started)
    return took
