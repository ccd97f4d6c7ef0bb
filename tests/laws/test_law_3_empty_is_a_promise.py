"""Law 3. An empty answer is a promise; "could not look" is an error or a stated gap."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.engine import Engine
from screening.errors import CouldNotLook, InvalidQuery, NoFeedLoaded, ScreeningError
from screening.index import document_search, lookup
from screening.opening import open_engine
from screening.queries import Answer, DocumentQuery, VehicleQuery
from screening.storage.feed_folder import FeedFolder
from tests.holding import hold
from tests.world import ERIKSSON_TD3, NOW, stolen_passport, stolen_series

CLEAN = DocumentQuery(document_number="CLEAN1", issuing_state="UTO")
Ask = Callable[[Engine], object]
ASKED: list[Ask] = [
    lambda engine: engine.screen_document(CLEAN),
    lambda engine: engine.screen_mrz(ERIKSSON_TD3),
    lambda engine: engine.screen_batch([CLEAN]),
    lambda engine: engine.screen_vehicle(VehicleQuery(vin="1M8GDM9AXKP042788")),
]


def now() -> datetime:
    return NOW


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "c"]),
        st.tuples(
            st.sampled_from(["good", "table", "manifest", "CURRENT", "filter"]),
            st.integers(1, 99),
            st.integers(0, 100),
        ),
        min_size=1,
    )
)
def test_every_feed_held_is_searched_or_named_as_a_gap(
    tmp_path_factory: pytest.TempPathFactory, feeds: dict[str, tuple[str, int, int]]
) -> None:
    """Whatever is damaged: an answer names each feed, with revision and age, or the gap."""
    data = tmp_path_factory.mktemp("data")
    for feed, (spoilt, revision, hours) in feeds.items():
        as_of = NOW - timedelta(hours=hours)
        name = hold(data, [], feed=feed, revision=revision, as_of=as_of)
        folder = FeedFolder(data, feed).path
        if spoilt == "CURRENT":
            (folder / "CURRENT").unlink()
        elif spoilt != "good":
            [path, *_] = (folder / name).glob(f"{spoilt}.*")
            path.write_bytes(b"")
    lost = {f for f, (how, *_) in feeds.items() if how not in ("good", "filter")}
    with open_engine(data, now=now) as engine:
        if lost == set(feeds):
            with pytest.raises(NoFeedLoaded):
                engine.screen_document(CLEAN)
            return
        screening = engine.screen_document(CLEAN)

    assert screening.answer is Answer.NO_RECORD
    assert {gap.split()[1] for gap in screening.gaps} == lost
    assert {s.feed: (s.revision, s.age_s, s.stale) for s in screening.searched} == {
        feed: (revision, hours * 3600, hours > 48)
        for feed, (_, revision, hours) in feeds.items()
        if feed not in lost
    }
    assert {s.feed for s in screening.searched if s.degraded} == {
        feed for feed, (how, *_) in feeds.items() if how == "filter"
    }


@pytest.mark.parametrize("ask", ASKED, ids=["document", "mrz", "batch", "vehicle"])
def test_with_nothing_loaded_nothing_is_answered(tmp_path: Path, ask: Ask) -> None:
    """No feed of the database: an error of every kind of question."""
    with open_engine(tmp_path, now=now) as engine, pytest.raises(NoFeedLoaded):
        ask(engine)


@settings(max_examples=200)
@given(st.text(max_size=20), st.text(max_size=6))
def test_what_cannot_be_looked_up_is_an_error(number: str, state: str) -> None:
    """Any text: it names a key to look under, or it raises; never an empty search."""
    query = DocumentQuery(document_number=number, issuing_state=state)
    try:
        keys = document_search.search(query).keys()
    except InvalidQuery as error:
        keys = [error.field.encode()]

    assert all(keys)
    assert keys


def test_expired_records_that_hide_others_are_an_error(tmp_path: Path) -> None:
    """A thousand records past review under one key, then a good one: not "no record"."""
    expired = [
        stolen_passport(record_id=f"{n:05d}", review_date="2020-01-01")
        for n in range(lookup.CANDIDATES_MAX)
    ]
    hold(tmp_path, [*expired, stolen_passport(record_id="99999")])
    asked = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
    with open_engine(tmp_path, now=now) as engine:
        with pytest.raises(CouldNotLook):
            engine.screen_document(asked)
        [item] = engine.screen_batch([asked]).items

    assert item.screening is None
    assert item.error


def test_expired_series_that_hide_others_are_an_error(tmp_path: Path) -> None:
    """The same, in series."""
    expired = [
        stolen_series("X1", "X9", record_id=f"{n:05d}", review_date="2020-01-01")
        for n in range(lookup.CANDIDATES_MAX)
    ]
    hold(tmp_path, [*expired, stolen_series("X1", "X9", record_id="99999")])
    with open_engine(tmp_path, now=now) as engine, pytest.raises(CouldNotLook):
        engine.screen_document(DocumentQuery(document_number="X5", issuing_state="UTO"))


def test_what_is_not_recorded_is_not_answered(tmp_path: Path) -> None:
    """A recorder that fails leaves no answer behind, of whatever kind."""
    hold(tmp_path, [stolen_passport()])

    def fail(**_fields: object) -> None:
        raise ScreeningError

    with open_engine(tmp_path, now=now) as opened:
        engine = Engine(opened.catalog, record=fail, now=now)
        for ask in ASKED[:3]:
            with pytest.raises(ScreeningError):
                ask(engine)
