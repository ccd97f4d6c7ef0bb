"""How old data is, and whether that is older than its publisher promised."""

from datetime import datetime

from screening.queries import FeedStatus, Searched
from screening.records import Database
from screening.storage.catalog import Catalog
from screening.storage.generation import Generation
from screening.storage.state import State

_SECONDS_AN_HOUR = 3600


def age_s(state: State, now: datetime) -> int:
    """Return seconds since the data was true; 0 where a clock says it is yet to be."""
    return max(0, int((now - state.as_of_time).total_seconds()))


def is_stale(state: State, now: datetime) -> bool:
    """Whether the data is older than the feed itself promises to be."""
    fresh = state.fresh_for_hours
    return fresh is not None and age_s(state, now) > fresh * _SECONDS_AN_HOUR


def searched_of(state: State, now: datetime, degraded: str) -> Searched:
    """Return what an answer says of a feed it comes from."""
    return Searched(
        feed=state.feed,
        database=Database(state.database),
        revision=state.revision,
        as_of=state.as_of_time,
        age_s=age_s(state, now),
        stale=is_stale(state, now),
        degraded=degraded,
    )


def feed_status(generation: Generation, catalog: Catalog, now: datetime) -> FeedStatus:
    """Return what is held of one feed."""
    state = generation.state
    return FeedStatus(
        feed=state.feed,
        database=Database(state.database),
        generation=generation.name,
        revision=state.revision,
        as_of=state.as_of_time,
        age_s=age_s(state, now),
        stale=is_stale(state, now),
        records=state.records,
        fresh_for_hours=state.fresh_for_hours,
        publisher=state.publisher,
        vouched=state.vouched,
        degraded=catalog.degraded(state.feed),
        previous=catalog.previous(state.feed),
        changes=state.deltas,
    )
