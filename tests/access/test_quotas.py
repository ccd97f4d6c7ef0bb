"""How many questions a caller may ask in a minute, counted by all workers."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.access.quotas import FOLDER, Quotas
from screening.errors import Misused
from tests.processes import running, said


class Clock:
    """A clock that is told the time."""

    def __init__(self, now_s: float = 6_000.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        """Return what it was told."""
        return self.now_s


def counters(
    data: Path, clock: Clock, *, columns: int = 2, digest: str = "a" * 64
) -> Quotas:
    """Open counters for three callers."""
    return Quotas(data, digest=digest, callers=3, columns=columns, now_s=clock)


def taken(quotas: Quotas, caller: int, tries: int, maximum: int) -> int:
    """Return how many of *tries* questions are let in."""
    return sum(quotas.take(caller, 1, maximum) == 0.0 for _ in range(tries))


def test_as_many_as_allowed_are_let_in_and_no_more(tmp_path: Path) -> None:
    """Each caller has its own count; what is refused is not counted."""
    quotas = counters(tmp_path, Clock())

    assert taken(quotas, 0, 15, maximum=10) == 10
    assert taken(quotas, 1, 15, maximum=10) == 10
    assert quotas.take(2, 11, 10) > 0.0
    assert quotas.take(2, 10, 10) == 0.0


def test_workers_count_together(tmp_path: Path) -> None:
    """Two that share a machine let in as many as one."""
    clock = Clock()
    one, other = counters(tmp_path, clock), counters(tmp_path, clock)
    let_in = sum(taken(each, 0, 1, maximum=10) for each in (one, other) * 10)

    assert let_in == 10


def test_processes_count_together_and_their_columns_are_taken_over(
    tmp_path: Path,
) -> None:
    """A worker that is killed leaves its count, and its column to the next one."""
    code = f"""
import time
from pathlib import Path
from screening.access.quotas import Quotas
quotas = Quotas(Path({str(tmp_path)!r}), digest={"a" * 64!r}, callers=3, columns=2,
    now_s=time.monotonic)
print(sum(quotas.take(0, 1, 1000) == 0.0 for _ in range(600)), flush=True)
input()
"""
    ours = Quotas(tmp_path, digest="a" * 64, callers=3, columns=2, now_s=time.monotonic)
    with running(code) as worker:
        assert said(worker) == "600"
        assert taken(ours, 0, 1_000, maximum=1_000) <= 400
        with pytest.raises(Misused):
            counters(tmp_path, Clock())
    next_one = counters(tmp_path, Clock())

    assert taken(next_one, 1, 5, maximum=5) == 5


def test_a_burst_leaves_no_room_for_another_at_the_turn_of_a_minute(
    tmp_path: Path,
) -> None:
    """Room comes back as the next minute goes by, and all of it only after that."""
    clock = Clock(6_059.0)
    quotas = counters(tmp_path, clock)
    assert taken(quotas, 0, 100, maximum=100) == 100
    clock.now_s = 6_061.0
    assert taken(quotas, 0, 100, maximum=100) <= 2
    clock.now_s = 6_090.0
    assert 45 <= taken(quotas, 0, 100, maximum=100) <= 50
    clock.now_s = 6_240.0

    assert taken(quotas, 0, 101, maximum=100) == 100


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0.0, 90.0), st.integers(1, 20)), min_size=1, max_size=40
    ),
    st.integers(20, 60),
)
def test_the_hint_is_when_there_is_room(
    tmp_path_factory: pytest.TempPathFactory,
    asked: list[tuple[float, int]],
    maximum: int,
) -> None:
    """Who waits as long as it was told is let in, and a tenth earlier is not."""
    clock = Clock()
    quotas = counters(tmp_path_factory.mktemp("data"), clock)
    for pause_s, count in asked:
        clock.now_s += pause_s
        wait_s = quotas.take(0, count, maximum)
        if not wait_s:
            continue
        assert wait_s <= 120.0
        begin_s = clock.now_s
        if wait_s > 0.1:
            clock.now_s = begin_s + wait_s * 0.9
            assert quotas.take(0, count, maximum) > 0.0
        clock.now_s = begin_s + wait_s + 1e-6
        assert quotas.take(0, count, maximum) == 0.0


def test_another_register_counts_from_nothing(tmp_path: Path) -> None:
    """Its file replaces the one before; who still counts in that one goes on."""
    clock = Clock()
    old = counters(tmp_path, clock)
    taken(old, 0, 10, maximum=10)
    new = counters(tmp_path, clock, digest="b" * 64)

    assert taken(new, 0, 10, maximum=10) == 10
    assert taken(old, 0, 1, maximum=11) == 1
    assert len(list((tmp_path / FOLDER).iterdir())) == 1
