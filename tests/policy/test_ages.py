"""How old data is, whatever clocks do."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from screening.policy.ages import age_s, is_stale, searched_of
from screening.storage.state import State
from tests.storage.plain import state
from tests.world import NOW

moments = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001  # hypothesis adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def as_of(time: datetime, fresh_for_hours: float | None = None) -> State:
    return state(as_of=time.isoformat(), fresh_for_hours=fresh_for_hours)


@given(moments, moments)
def test_nothing_is_younger_than_new(told: datetime, now: datetime) -> None:
    """A clock that jumps, forwards or back, never makes an age negative."""
    assert age_s(as_of(told), now) == max(0, int((now - told).total_seconds()))


def test_zones_do_not_count() -> None:
    """The same instant, told in another zone, is as old."""
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))

    assert age_s(as_of(elsewhere), NOW + timedelta(hours=2)) == 7200


def test_data_is_stale_past_its_promise() -> None:
    """Not at the hour promised, but after it; without a promise never."""
    later = NOW + timedelta(hours=48)

    assert not is_stale(as_of(NOW, 48), later)
    assert is_stale(as_of(NOW, 48), later + timedelta(seconds=1))
    assert not is_stale(as_of(NOW), later + timedelta(days=9999))


def test_an_answer_says_where_it_comes_from() -> None:
    """Feed, revision, time, age and what is wrong with the copy."""
    found = searched_of(state(revision=7, fresh_for_hours=1), NOW, "filter not used")

    assert (found.feed, found.revision, found.as_of) == ("plain", 7, NOW)
    assert (found.age_s, found.stale, found.degraded) == (0, False, "filter not used")
