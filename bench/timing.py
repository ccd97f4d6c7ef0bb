"""Calls timed one by one: alone, or in turns with others so that noise hits them alike."""

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter, perf_counter_ns

from bench.latencies import Latencies

WARM_CALLS = 100
ROUNDS = 10
Ask = Callable[[], object]


def timed(ask: Ask, seconds: float) -> Latencies:
    """Call *ask* for *seconds*, one after the other, and time each call."""
    return alternately([ask], seconds)[0]


def alternately(
    asks: Sequence[Ask], seconds: float, *, rounds: int = ROUNDS
) -> list[Latencies]:
    """Time each of *asks* for *seconds* in all, in turns of a tenth."""
    for ask in asks:
        _warmed(ask, seconds / rounds)
    taken = [Latencies() for _ in asks]
    for _ in range(rounds):
        for ask, latencies in zip(asks, taken, strict=True):
            latencies.add_all(_round(ask, seconds / rounds))
    return taken


def cold(answers: Iterable[object], seconds: float) -> Latencies:
    """Time how long each of *answers* is in coming, from the first; for *seconds* at most."""
    taken: list[int] = []
    started = perf_counter_ns()
    until = started + int(seconds * 1e9)
    for _ in answers:
        now = perf_counter_ns()
        taken.append(now - started)
        if now > until:
            break
        started = perf_counter_ns()
    return Latencies.of_ns(taken)


def _warmed(ask: Ask, seconds: float) -> None:
    until = perf_counter() + seconds
    for _ in range(WARM_CALLS):
        ask()
        if perf_counter() > until:
            break


def _round(ask: Ask, seconds: float) -> list[int]:
    """Return how long calls took, in nanoseconds; nothing else is done meanwhile."""
    taken: list[int] = []
    clock, note = perf_counter_ns, taken.append
    now = clock()
    until = now + int(seconds * 1e9)
    while now < until:
        started = clock()
        ask()
        now = clock()
        note(now - started)
    return taken
