"""Series: the intervals that hold a point, however they overlap."""

from bisect import bisect_left
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import Misused
from screening.index.lookup import surely_absent
from screening.storage import changed_series
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.intervals import Intervals, interval_key, interval_value
from screening.storage.writer import Replacement, apply
from tests.storage.plain import AS_OF, FEED, folder_of, publish

spans = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted)


def pair(group: bytes, start: int, end: int, tail: int = 0) -> tuple[bytes, bytes]:
    return (
        interval_key(group, b"%02d" % start, b"UTO\x1f%d" % tail),
        interval_value(b"%02d" % end, b"payload"),
    )


@given(
    st.lists(st.tuples(st.sampled_from([b"A", b"AB", b"B"]), spans), max_size=60),
    st.sampled_from([b"A", b"AB", b"B", b"C"]),
    st.integers(0, 99),
)
def test_a_point_is_in_just_the_intervals_that_hold_it(
    given_spans: list[tuple[bytes, list[int]]], group: bytes, point: int
) -> None:
    """As one by one: start and end inclusive, its own group only."""
    pairs = [
        pair(of, start, end, n) for n, (of, (start, end)) in enumerate(given_spans)
    ]

    held = Intervals(pairs)
    found = held.holding(group, b"%02d" % point, maximum=1_000)

    wanted = [
        pairs[n]
        for n, (of, (start, end)) in enumerate(given_spans)
        if of == group and start <= point <= end
    ]
    assert sorted(found) == sorted(wanted)
    assert held.hold(group, b"%02d" % point) == bool(wanted)


def test_deep_overlap_costs_what_is_found() -> None:
    """Ten thousand nested intervals: the one that holds the edge is found, bounded."""
    many = [
        (
            interval_key(b"A", b"%06d" % n, b"1"),
            interval_value(b"%06d" % (20_000 - n), b""),
        )
        for n in range(10_000)
    ]
    held = Intervals(many)

    assert len(held) == 10_000
    assert held.holding(b"A", b"020000", maximum=9) == [many[0]]
    assert held.holding(b"A", b"000000", maximum=9) == [many[0]]
    assert len(held.holding(b"A", b"010000", maximum=9)) == 9
    assert len(held.holding(b"A", b"010000", maximum=20_000)) == 10_000


def test_neighbours_without_overlap_are_told_apart() -> None:
    """A hundred thousand series in a row: one look-up finds one."""
    many = [
        (interval_key(b"A", b"%08d" % n, b"1"), interval_value(b"%08d" % (n + 9), b""))
        for n in range(0, 1_000_000, 10)
    ]
    held = Intervals(many)

    [(found, _)] = held.holding(b"A", b"00777777", maximum=5)
    assert found == many[bisect_left(range(0, 1_000_000, 10), 777_770)][0]


def test_an_open_reader_sees_series_come_and_go(tmp_path: Path) -> None:
    """A delta that changes series makes readers load its groups; another does not."""
    publish(tmp_path, {}, dict([pair(b"A", 10, 20)]))
    reader = Generation(folder_of(tmp_path))
    key, value = pair(b"A", 15, 30, 2)
    changes = [
        Replacement(intervals=((key, value),)),
        Replacement(entries=((b"k\x1e1", b""),)),
        Replacement(remove_intervals=(key,)),
    ]
    found, folder = [], FeedFolder(tmp_path, FEED)
    for revision, change in enumerate(changes, start=2):
        with folder.lock():
            state = apply(folder, [change], revision=revision, as_of=AS_OF).state
        with reader.view() as view:
            holding = view.series_holding(b"A", b"17", maximum=5)
            found.append((len(holding), state.interval_changes, view.has_series))

    assert found == [(2, 1, True), (2, 1, True), (1, 2, True)]


def test_series_that_were_not_read_are_never_no_answer(tmp_path: Path) -> None:
    """Who opens a generation without them gets an error, not nothing."""
    publish(tmp_path, {}, dict([pair(b"A", 10, 20)]))
    opened = Generation(folder_of(tmp_path), with_series=False)
    with opened.view() as view:
        with pytest.raises(Misused):
            view.series_holding(b"A", b"17", maximum=5)
        with pytest.raises(Misused):
            view.with_series([b"A"])
    held = opened.newest()

    assert held is not None
    with pytest.raises(Misused):
        surely_absent(held, b"B\x1fUTO")


SMALL = st.tuples(
    st.sampled_from([b"A", b"AB", b"B"]), st.integers(0, 3), st.booleans()
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(SMALL, max_size=4), max_size=6), st.data())
def test_a_reader_far_behind_or_near_has_the_series_of_the_table(
    tmp_path_factory: pytest.TempPathFactory,
    deltas: list[list[tuple[bytes, int, bool]]],
    pick: st.DataObject,
) -> None:
    """Whatever was noted of the deltas since, or not any more: no series is missed."""
    data = tmp_path_factory.mktemp("data")
    publish(data, {}, dict([pair(b"A", 10, 20), pair(b"C", 10, 20)]))
    reader, folder = Generation(folder_of(data)), FeedFolder(data, FEED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changed_series, "NOTES_MAX", pick.draw(st.integers(1, 3)))
        patch.setattr(changed_series, "GROUPS_MAX", pick.draw(st.integers(0, 3)))
        for revision, delta in enumerate(deltas, start=2):
            changes = [_of_series(*each) for each in delta]
            with folder.lock():
                apply(folder, changes, revision=revision, as_of=AS_OF)
            if pick.draw(st.booleans()):
                continue
            seen, wanted = reader.newest(), Generation(folder_of(data)).newest()
            if seen is None:
                with reader.view():
                    seen = reader.newest()

            assert seen is not None
            assert wanted is not None
            assert seen.intervals.groups == wanted.intervals.groups


def _of_series(group: bytes, start: int, put: bool) -> Replacement:  # noqa: FBT001  # drawn
    key, value = pair(group, start, start + 5)
    return Replacement(
        remove_intervals=(key,), intervals=((key, value),) if put else ()
    )
