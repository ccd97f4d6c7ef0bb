import threading
import time
from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from screening.server.seeing.counts import BOUNDS_S, Counts, MethodCounts, Timed
from tests.server.seeing.reports import METHOD

durations = st.floats(min_value=0, max_value=1_000)


@given(st.lists(st.tuples(st.sampled_from(["OK", "BUSY"]), durations)))
def test_every_call_is_in_one_class_of_its_outcome(
    ended: list[tuple[str, float]],
) -> None:
    """None is lost, none is counted twice, and durations add up."""
    counts = MethodCounts(METHOD)
    for outcome, took_s in ended:
        counts.ended(outcome, took_s)

    for timed in counts.now():
        took = [took_s for outcome, took_s in ended if outcome == timed.outcome]
        assert sum(timed.counts) == len(took)
        assert timed.seconds == sum(took)
        for at in range(len(BOUNDS_S) + 1):
            assert timed.counts[at] == sum(bisect_left(BOUNDS_S, t) == at for t in took)


def test_a_bound_belongs_to_the_class_below_it() -> None:
    """As Prometheus has it: less than or equal."""
    counts = MethodCounts(METHOD)
    counts.ended("OK", BOUNDS_S[3])

    assert counts.now()[0].counts[3] == 1


def test_threads_that_count_at_once_lose_nothing() -> None:
    """Eight threads, ten thousand calls each."""
    counts = Counts()

    def count() -> None:
        for _ in range(10_000):
            counts.of(METHOD).ended("OK", 0.0002)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts.now()[0].counts) == 80_000


def test_what_was_told_does_not_change_any_more() -> None:
    """A report is of one instant."""
    counts = MethodCounts(METHOD)
    counts.ended("OK", 0.1)
    told = counts.now()
    counts.ended("OK", 0.1)

    assert sum(told[0].counts) == 1


def test_sums_are_those_of_both() -> None:
    """Of two processes."""
    one, other = Timed.none(METHOD, "OK"), Timed.none(METHOD, "OK")
    one.counts[0], other.counts[0], other.counts[-1] = 1, 2, 3
    one.seconds, other.seconds = 0.5, 0.25
    one.add(other)

    assert (one.counts[0], one.counts[-1], one.seconds) == (3, 3, 0.75)


def test_counting_costs_about_a_microsecond_at_the_most() -> None:
    """It is on the way of every answer; the bound leaves room for a machine in use."""
    counts = MethodCounts(METHOD)
    best_s = min(_thousand_s(counts) for _ in range(50))

    assert best_s / 1_000 < 2e-6


def _thousand_s(counts: MethodCounts) -> float:
    began = time.perf_counter()
    for _ in range(1_000):
        counts.ended("OK", 0.0003)
    return time.perf_counter() - began
