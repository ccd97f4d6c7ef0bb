"""Time that never runs backwards."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.server.steady_clock import SteadyClock


class Clocks:
    """A clock of the machine that is set, and one that only runs."""

    def __init__(self) -> None:
        self.shown = 1_000_000.0
        self.passed = 50.0

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.shown += seconds
        self.passed += seconds

    def steady(self) -> SteadyClock:
        """Return a steady clock over both."""
        return SteadyClock(lambda: self.shown, lambda: self.passed)


def test_it_follows_the_clock_forwards() -> None:
    """A clock that was wrong at the start is put right."""
    clocks = Clocks()
    steady = clocks.steady()
    clocks.shown += 3_600

    assert steady() == clocks.shown


def test_it_goes_on_when_the_clock_is_set_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As if nothing had happened, but for one line in the log."""
    clocks = Clocks()
    steady = clocks.steady()
    clocks.shown -= 3_600
    with caplog.at_level(logging.ERROR):
        first = steady()
        clocks.run(10)
        second = steady()

    assert (first, second) == (1_000_000.0, 1_000_010.0)
    assert caplog.text.count("set_back_s=3600") == 1


def test_a_correction_by_seconds_is_nobodys_business(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Time servers correct clocks all day."""
    clocks = Clocks()
    steady = clocks.steady()
    clocks.shown -= 2
    steady()

    assert not caplog.text


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(-1e9, 1e9)), max_size=20))
def test_it_never_runs_backwards(happenings: list[tuple[float, float]]) -> None:
    """However time passes and the clock is set."""
    clocks = Clocks()
    steady = clocks.steady()
    before = steady()
    for passes_s, is_set_by_s in happenings:
        clocks.run(passes_s)
        clocks.shown += is_set_by_s
        now = steady()
        assert now >= before
        before = now
