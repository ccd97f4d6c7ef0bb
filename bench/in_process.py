"""Questions put to the engine in this process: normalising and recording included."""

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from time import perf_counter, perf_counter_ns

from bench.figures import Latencies
from screening.engine import Engine, utc_now
from screening.queries import DocumentQuery, VehicleQuery

SPECIMEN_PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
SPECIMEN_CARD = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
_STATES = ("UTO", "USA", "GBR", "D", "FRA", "BRA", "IND", "NGA", "TUR", "JPN")
_DISTINCT = 9_973  # prime, so that numbers and States do not go round together
BATCH = 1_000


def absent_documents() -> list[DocumentQuery]:
    """Return questions about documents nobody listed: two letters no feed here has."""
    return [
        DocumentQuery(
            document_number=f"ZQ{i * 7919 % 10**7:07d}",
            issuing_state=_STATES[i % len(_STATES)],
            document_type="P",
        )
        for i in range(_DISTINCT)
    ]


def questions(engine: Engine) -> dict[str, Callable[[], object]]:
    """Return one question a workload, the next one at each call."""
    unrecorded = Engine(engine.catalog, record=_forget, now=utc_now)
    absent = cycle(absent_documents())
    listed = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
    car = VehicleQuery(vin="1M8GDM9AXKP042789")
    manifest = absent_documents()[:BATCH]
    return {
        "document-miss": lambda: unrecorded.screen_document(next(absent)),
        "recorded-miss": lambda: engine.screen_document(next(absent)),
        "document-hit": lambda: engine.screen_document(listed),
        "mrz": lambda: engine.screen_mrz(SPECIMEN_CARD),
        "mrz-hit": lambda: engine.screen_mrz(SPECIMEN_PASSPORT),
        "vehicle": lambda: engine.screen_vehicle(car),
        "batch": lambda: engine.screen_batch(manifest),
    }


def _forget(**_question: object) -> None:
    """Record nothing: what is measured is the look-up alone."""


def timed(ask: Callable[[], object], seconds: float) -> Latencies:
    """Call *ask* for *seconds*, one after the other, and time each call."""
    for _ in range(100):
        ask()
    taken: list[int] = []
    until = perf_counter() + seconds
    while perf_counter() < until:
        started = perf_counter_ns()
        ask()
        taken.append(perf_counter_ns() - started)
    return Latencies.of_ns(taken)


def alternately(
    asks: Sequence[Callable[[], object]], seconds: float, *, rounds: int = 10
) -> list[Latencies]:
    """Time each of *asks* for *seconds* in all, in turns, so that noise hits them alike."""
    taken: list[list[int]] = [[] for _ in asks]
    for ask, times in _turns(asks, taken, rounds):
        until = perf_counter() + seconds / rounds
        while perf_counter() < until:
            started = perf_counter_ns()
            ask()
            times.append(perf_counter_ns() - started)
    return [Latencies.of_ns(times) for times in taken]


def _turns(
    asks: Sequence[Callable[[], object]], taken: list[list[int]], rounds: int
) -> Iterator[tuple[Callable[[], object], list[int]]]:
    for ask in asks:
        for _ in range(200):
            ask()
    for _ in range(rounds):
        yield from zip(asks, taken, strict=True)
