"""Thresholds of the doors: what bounds nothing is refused."""

import pytest

from screening.errors import Misused
from screening.policy.thresholds import USUAL, DoorThresholds, Thresholds
from screening.queries import Door


@pytest.mark.parametrize(
    ("possible", "hit"),
    [(0.0, 0.8), (0.5, 1.1), (-1.0, 0.8), (float("nan"), 0.8), (0.9, 0.8)],
)
def test_what_bounds_nothing_is_refused(possible: float, hit: float) -> None:
    """Scores lie between 0 and 1, and a hit is no less than possible."""
    with pytest.raises(Misused):
        Thresholds(possible=possible, hit=hit)


@pytest.mark.parametrize("door", Door)
def test_every_door_has_thresholds(door: Door) -> None:
    """Each its own."""
    own = Thresholds(possible=0.4, hit=0.9)
    changed = DoorThresholds(**{door.value: own})

    assert changed.at(door) is own
    assert all(changed.at(o) == USUAL.at(o) for o in Door if o is not door)


def test_one_threshold_may_be_both() -> None:
    """Then nothing is only possible."""
    assert Thresholds(possible=0.7, hit=0.7).hit == 0.7
