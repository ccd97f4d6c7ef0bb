import threading

import pytest

from screening.server.pools import STANDING_MAX, STANDING_S, Pool
from tests.server.service import wait_until

WAIT_S = 5.0


def test_a_pool_counts_what_runs_and_waits() -> None:
    """A pool is full with as many calls as it has threads and places to wait."""
    enough = threading.Event()
    with Pool("a test", threads=1, waiting=1) as pool:
        seen = [pool.full]
        for _ in range(2):
            pool.submit(enough.wait)
            seen.append(pool.full)
        enough.set()
        wait_until(lambda: not pool.full)

    assert seen == [False, False, True]


def test_calls_beyond_the_threads_wait_their_turn() -> None:
    """What waits is run in the order in which it came, before the pool ends."""
    enough = threading.Event()
    order: list[int] = []
    with Pool("a test", threads=1, waiting=9) as pool:
        pool.submit(enough.wait, WAIT_S)
        for number in range(9):
            pool.submit(order.append, number)
        enough.set()

    assert order == list(range(9))


def test_a_burst_may_fill_the_queue_and_a_standing_queue_is_short() -> None:
    """Calls in a queue that is never empty only grow old: few of them may wait."""
    enough, now = threading.Event(), [0.0]
    waiting = STANDING_MAX + 5
    with Pool("a test", threads=1, waiting=waiting, monotonic=lambda: now[0]) as pool:
        for _ in range(waiting):  # one of them runs
            pool.submit(enough.wait, WAIT_S)
        of_a_burst = pool.full
        now[0] += 2 * STANDING_S
        of_a_standing_queue = pool.full
        enough.set()
        wait_until(lambda: pool.idle == 1)
        of_an_empty_one = pool.full

    assert not of_a_burst
    assert of_a_standing_queue
    assert not of_an_empty_one


def test_as_many_calls_run_at_once_as_there_are_threads() -> None:
    """Each call of a full pool has a thread of its own, and there are no more threads."""
    together = threading.Barrier(4)
    with Pool("meeting", threads=4, waiting=4) as pool:
        for _ in range(8):
            pool.submit(together.wait, WAIT_S)
        named = [t for t in threading.enumerate() if t.name.startswith("meeting")]

    assert not together.broken
    assert len(named) == 4


def test_the_thread_that_was_idle_last_runs_the_next_call() -> None:
    """Its memory is still in the processor's; the others sleep on."""
    together = threading.Barrier(3)
    names: list[str] = []

    def note() -> None:
        names.append(threading.current_thread().name)

    with Pool("a test", threads=3, waiting=0) as pool:
        for _ in range(3):
            pool.submit(together.wait, WAIT_S)
        for _ in range(20):
            wait_until(lambda: pool.idle == 3)
            pool.submit(note)

    assert len(names) == 20
    assert len(set(names)) == 1


@pytest.mark.parametrize("is_late", [False, True])
def test_who_asks_is_told_when_a_call_is_done(*, is_late: bool) -> None:
    """Whether it is done already or not: gRPC counts its calls so."""
    enough = threading.Event()
    told: list[object] = []
    with Pool("a test", threads=1, waiting=0) as pool:
        if is_late:
            enough.set()
        call = pool.submit(enough.wait, WAIT_S)
        if is_late:
            wait_until(lambda: pool.idle == 1)
        call.add_done_callback(told.append)
        enough.set()

    assert told == [call]


def test_a_call_that_breaks_off_costs_no_thread(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What it raises is logged by its type, without its text."""
    done = threading.Event()

    def broken() -> None:
        raise ValueError("L898902C3")

    with Pool("a test", threads=1, waiting=1) as pool:
        told: list[object] = []
        pool.submit(broken).add_done_callback(told.append)
        pool.submit(done.set)

    assert done.is_set()
    assert len(told) == 1
    assert "type=ValueError" in caplog.text
    assert "L898902C3" not in caplog.text


def test_a_closed_pool_takes_no_call() -> None:
    """Nobody is left waiting for a thread that will not come."""
    with Pool("a test", threads=1, waiting=0) as pool:
        pool.submit(threading.Event().is_set)

    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(threading.Event().is_set)
