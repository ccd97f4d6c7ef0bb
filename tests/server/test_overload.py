"""A burst loses calls once, an overload for as long as it lasts."""

import pytest

from screening.server.overload import APART_S, LASTS_S, STANDING_S, Overload

WAITING_MAX = 40


class Untaken:
    """What an `Overload` sees, at times that are told."""

    def __init__(self) -> None:
        self.now = 0.0
        self.overload = Overload(WAITING_MAX, lambda: self.now)

    def saw(self, *untaken: int, every_s: float) -> bool:
        """See *untaken* calls, one number after the other; return whether it is on."""
        for each in untaken:
            self.now += every_s
            self.overload.saw(each)
        return self.overload.is_on


@pytest.fixture
def seen() -> Untaken:
    return Untaken()


def test_calls_that_go_on_to_be_cancelled_are_too_many(seen: Untaken) -> None:
    """For longer than a burst takes."""
    assert not seen.saw(41, 60, every_s=STANDING_S * 0.6)
    assert seen.saw(90, every_s=STANDING_S * 0.6)


def test_a_burst_that_is_too_large_is_no_overload(seen: Untaken) -> None:
    """What was beyond the room is gone, and the rest is answered."""
    assert not seen.saw(240, 230, 215, 200, 200, every_s=STANDING_S)
    assert not seen.saw(240, 220, 200, every_s=STANDING_S)


def test_bursts_that_are_too_large_are_no_overload(seen: Untaken) -> None:
    """Each loses what is beyond the room; between them all are answered."""
    for burst in range(0, 1_000, 100):
        assert not seen.saw(burst + 140, every_s=2 * APART_S)


def test_a_room_full_for_long_is_no_overload(seen: Untaken) -> None:
    """Who waits is answered, and nobody is cancelled."""
    assert not seen.saw(*[WAITING_MAX] * 1_000, every_s=STANDING_S)


def test_an_overload_ends_by_itself_whatever_comes(seen: Untaken) -> None:
    """Callers that come back at once would fit in; and where they do not, it begins anew."""
    many = range(100, 100_000, 100)
    assert seen.saw(*many[:5], every_s=STANDING_S)
    assert seen.saw(*many[5:10], every_s=STANDING_S)
    assert not seen.saw(many[10], every_s=LASTS_S)
    assert not seen.saw(many[11], every_s=STANDING_S / 2)
    assert seen.saw(*many[12:15], every_s=STANDING_S)


def test_calls_lost_are_known_when_nobody_waits(seen: Untaken) -> None:
    """Not those that wait; and never fewer than were told before."""
    told = []
    for untaken in (0, 30, 0, 55, 15, 15, 15, 14):
        seen.saw(untaken, every_s=1.0)
        told.append(seen.overload.lost)

    assert told == [0, 0, 0, 0, 15, 15, 15, 15]
