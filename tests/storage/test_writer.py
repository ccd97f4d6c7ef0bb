"""Deltas: one transaction, one revision on, and no instant at which a key is denied."""

import multiprocessing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import DamagedTable, DiskFull, Misused
from screening.storage import filter_upkeep, writer
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter_upkeep import mended
from screening.storage.generation import Generation
from screening.storage.scan import scanned
from screening.storage.state import State
from screening.storage.table import ENTRIES, INTERVALS
from screening.storage.writer import Replacement, apply
from tests.processes import outcome
from tests.storage.plain import (
    AS_OF,
    FEED,
    change,
    filing,
    folder_of,
    held,
    key,
    numbered,
    publish,
)

values = st.binary(max_size=6).filter(lambda v: not {0, 10} & {*v})
small_keys = st.integers(0, 12).map(lambda n: key(f"K{n}"))
deltas = st.lists(
    st.tuples(
        st.dictionaries(small_keys, values, max_size=5),
        st.lists(small_keys, max_size=5),
    ),
    max_size=6,
)


def state_of(data: Path) -> State:
    return Generation(folder_of(data)).state


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(small_keys, values), deltas)
def test_after_any_deltas_the_digest_is_that_of_a_fresh_build(
    tmp_path_factory: pytest.TempPathFactory,
    first: dict[bytes, bytes],
    later: list[tuple[dict[bytes, bytes], list[bytes]]],
) -> None:
    """Counts and digest depend on what is held, not on how it came."""
    changed, fresh = (tmp_path_factory.mktemp(name) for name in ("changed", "fresh"))
    publish(changed, first)
    model = dict(first)
    for revision, (puts, out) in enumerate(later, start=2):
        change(changed, puts, out=out, revision=revision)
        for each in out:
            model.pop(each, None)
        model |= puts
    publish(fresh, model)
    found, wanted = state_of(changed), state_of(fresh)

    assert held(changed) == model
    assert (found.digest, found.entries) == (wanted.digest, wanted.entries)
    assert found.records == len(model)
    assert scanned(folder_of(changed)) == ""


SERIES = {key(f"S{n}\x1fseries"): b"9\x1ev" for n in range(3)}
RECORDS = st.integers(0, 2)


@st.composite
def changes_of_records(draw: st.DrawFn) -> Replacement:
    """Draw a change of one of a few records: single, series, named or withdrawn."""
    number, value = draw(RECORDS), draw(values)
    keys, interval = (key(f"K{number}"), key(f"N{number}")), list(SERIES)[number]
    kind = draw(st.sampled_from(["single", "series", "named", "unnamed", "withdrawn"]))
    if kind in ("named", "unnamed"):
        name = b"UTO\x1fcar%d" % number
        marks = draw(st.sets(st.sampled_from([b"V1", b"V2", b"P1"]), min_size=1))
        filed = tuple((mark + b"\x1e" + name, value) for mark in sorted(marks))
        return Replacement(name=name, entries=filed if kind == "named" else ())
    return Replacement(
        remove=keys,
        remove_intervals=(interval,),
        entries=tuple((each, value) for each in keys) if kind == "single" else (),
        intervals=((interval, SERIES[interval]),) if kind == "series" else (),
    )


def _one_by_one(
    changes: list[Replacement], held: dict[bytes, bytes], names: dict[bytes, set[bytes]]
) -> tuple[int, int, int]:
    """Make *changes* in *held* and *names*, as they are defined; return their counts."""
    puts = withdrawals = missing = 0
    for each in changes:
        gone = {*each.remove, *each.remove_intervals}
        gone |= names.pop(each.name, set()) if each.name else set()
        was_there = bool(gone & held.keys())
        for one in gone & held.keys():
            del held[one]
        held |= dict(each.entries) | dict(each.intervals)
        if each.name and each.entries:
            names[each.name] = {entry for entry, _ in each.entries}
        puts += not each.withdraws
        withdrawals += each.withdraws and was_there
        missing += each.withdraws and not was_there
    return puts, withdrawals, missing


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(changes_of_records(), max_size=12), max_size=3), st.data())
def test_changes_in_the_order_of_keys_are_those_made_one_by_one(
    tmp_path_factory: pytest.TempPathFactory,
    deltas: list[list[Replacement]],
    pick: st.DataObject,
) -> None:
    """Records named several times in a delta: same content, counts and digest."""
    data, folder = _empty_feed(tmp_path_factory)
    held_by_model: dict[bytes, bytes] = {}
    names: dict[bytes, set[bytes]] = {}
    for revision, changes in enumerate(deltas, start=2):
        expected = _one_by_one(changes, held_by_model, names)
        with folder.lock(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(writer, "AT_ONCE", pick.draw(st.integers(1, 13)))
            done = apply(folder, changes, revision=revision, as_of=AS_OF)

        assert (done.puts, done.withdrawals, done.withdrawn_missing) == expected
        assert done.state.names == len(names)
        assert scanned(folder_of(data)) == ""
        with Generation(folder_of(data)).view() as view:
            found = dict(view.everything(ENTRIES)) | dict(view.everything(INTERVALS))
            assert found == held_by_model
    singles = {number for number in range(3) if key(f"K{number}") in held_by_model}
    series = sum(each in held_by_model for each in SERIES)
    assert state_of(data).records == len(singles) + series + len(names)


def _empty_feed(factory: pytest.TempPathFactory) -> tuple[Path, FeedFolder]:
    data = factory.mktemp("feed")
    publish(data, {})
    return data, FeedFolder(data, FEED)


def test_what_was_not_there_is_counted_not_refused(tmp_path: Path) -> None:
    """Withdrawing nothing is told; the revision moves on."""
    publish(tmp_path, numbered(3))

    applied = change(tmp_path, out=[key("A00000000"), key("NONE")], revision=5)

    assert (applied.puts, applied.withdrawals, applied.withdrawn_missing) == (0, 1, 1)
    assert (applied.state.revision, applied.state.records) == (5, 2)
    assert applied.state.deltas == 1


def test_a_revision_that_does_not_grow_changes_nothing(tmp_path: Path) -> None:
    """Same or smaller: Misused, and not one row of it is in."""
    publish(tmp_path, numbered(3), revision=7)
    for revision in (7, 6, 0):
        with pytest.raises(Misused):
            change(tmp_path, {key("N"): b""}, revision=revision)

    assert held(tmp_path) == numbered(3)


def test_an_error_on_the_way_changes_nothing(tmp_path: Path) -> None:
    """A key that LMDB cannot hold, after many that it can: all or nothing."""
    publish(tmp_path, numbered(3))
    before = state_of(tmp_path)
    good = {key(f"N{n}"): b"" for n in range(500)}

    with pytest.raises(Misused):
        change(tmp_path, good | {b"x" * 600 + b"\x1e1": b""}, revision=2)

    assert held(tmp_path) == numbered(3)
    assert state_of(tmp_path) == before
    assert scanned(folder_of(tmp_path)) == ""


def test_without_a_generation_nothing_is_applied(tmp_path: Path) -> None:
    """A delta needs something to follow."""
    with pytest.raises(DamagedTable):
        change(tmp_path, {key("N"): b""}, revision=2)


def test_a_later_change_of_a_record_wins(tmp_path: Path) -> None:
    """Changes count in their order."""
    publish(tmp_path, {})
    one = key("N")
    changes = [
        Replacement(remove=(one,), entries=((one, value),)) for value in (b"1", b"2")
    ]
    folder = FeedFolder(tmp_path, FEED)
    with folder.lock():
        applied = apply(folder, changes, revision=2, as_of=AS_OF)

    assert held(tmp_path) == {one: b"2"}
    assert (applied.puts, applied.state.records) == (2, 1)


def test_a_named_record_leaves_its_old_keys(tmp_path: Path) -> None:
    """What was filed under a name goes when the name is filed anew, or withdrawn."""
    publish(tmp_path, {})
    name = b"UTO\x1fcar"
    old, new = (b"V1\x1e" + name, b"P1\x1e" + name), (b"V2\x1e" + name,)
    folder = FeedFolder(tmp_path, FEED)
    found = []
    for revision, keys in enumerate((old, new, ()), start=2):
        entries = tuple((each, b"v") for each in keys)
        with folder.lock():
            applied = apply(
                folder,
                [Replacement(entries=entries, name=name)],
                revision=revision,
                as_of=AS_OF,
            )
        found.append((set(held(tmp_path)), applied.state.records, applied.state.names))

    assert found == [(set(old), 1, 1), (set(new), 1, 1), (set(), 0, 0)]
    assert scanned(folder_of(tmp_path)) == ""


def test_new_keys_are_late_keys_first(tmp_path: Path) -> None:
    """Known in the same transaction, also to a reader that opened before."""
    publish(tmp_path, numbered(10))
    reader = Generation(folder_of(tmp_path))

    applied = change(tmp_path, numbered(10, start=5), revision=2)

    assert applied.state.late_keys == 5
    assert applied.state.filter_file == "filter.bloom"
    with reader.view() as view:
        asked = [filing(each) for each in numbered(15)]
        assert view.may_hold_many(asked) == list(range(15))
        assert all(map(view.may_hold, asked))
        assert not view.may_hold(b"absent\x1fUTO")


def test_many_late_keys_make_a_new_filter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Filter after filter, each a file of its own; the one before stays for readers."""
    monkeypatch.setattr(filter_upkeep, "LATE_KEYS_MAX", 8)
    publish(tmp_path, numbered(10))
    reader, files = Generation(folder_of(tmp_path)), []
    for revision in range(2, 9):
        state = change(
            tmp_path, numbered(6, start=revision * 10), revision=revision
        ).state
        files.append((state.filter_file, state.late_keys))
        with reader.view() as view:
            assert all(view.may_hold(filing(each)) for each in held(tmp_path))

    assert files[:4] == [
        ("filter.bloom", 6),
        ("filter-000001.bloom", 0),
        ("filter-000001.bloom", 6),
        ("filter-000002.bloom", 0),
    ]
    assert scanned(folder_of(tmp_path)) == ""
    assert len(list(folder_of(tmp_path).glob("filter*"))) <= 2


def test_an_overfull_filter_is_sized_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A feed that grows by deltas alone keeps its error rate."""
    monkeypatch.setattr(filter_upkeep, "LATE_KEYS_MAX", 8)
    monkeypatch.setattr(filter_upkeep, "OVERFULL", 0.0)
    publish(tmp_path, numbered(100))

    change(tmp_path, numbered(30_000, start=100), revision=2)

    with Generation(folder_of(tmp_path)).view() as view:
        absent = [b"X%08d\x1fUTO" % n for n in range(50_000)]
        assert len(view.may_hold_many(absent)) < 30
    assert scanned(folder_of(tmp_path)) == ""


class Died(BaseException):
    """Stands for a kill -9 at a point in the code."""


@pytest.mark.parametrize("late_keys_max", [0, 1_000])
@pytest.mark.parametrize("point", ["make_known", "write_state"])
def test_dying_before_the_commit_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str, late_keys_max: int
) -> None:
    """A filter file that no transaction named is nothing; the next delta goes in."""
    monkeypatch.setattr(filter_upkeep, "LATE_KEYS_MAX", late_keys_max)
    publish(tmp_path, numbered(10))
    real = getattr(writer, point)

    def die(*arguments: object) -> object:
        real(*arguments)
        raise Died

    monkeypatch.setattr(writer, point, die)
    with pytest.raises(Died):
        change(tmp_path, numbered(10, start=10), revision=2)
    before = held(tmp_path), scanned(folder_of(tmp_path))
    monkeypatch.setattr(writer, point, real)
    change(tmp_path, numbered(10, start=20), revision=2)

    assert before == (numbered(10), "")
    assert held(tmp_path) == numbered(10) | numbered(10, start=20)
    assert scanned(folder_of(tmp_path)) == ""


def test_a_disk_full_for_the_filter_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new filter file finds no room: the delta is refused whole."""
    monkeypatch.setattr(filter_upkeep, "LATE_KEYS_MAX", 0)
    publish(tmp_path, numbered(10))

    def no_room(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("screening.storage.filter.os.fsync", no_room)
        with pytest.raises(DiskFull):
            change(tmp_path, numbered(10, start=10), revision=2)
    found = held(tmp_path)
    change(tmp_path, numbered(10, start=10), revision=2)

    assert found == numbered(10)
    assert len(held(tmp_path)) == 20


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 100])
def test_mending_makes_the_filter_from_the_table(
    tmp_path: Path, content: bytes | None
) -> None:
    """Whatever is left of the filter, late keys included; twice is once."""
    publish(tmp_path, numbered(10))
    change(tmp_path, numbered(10, start=10), revision=2)
    path = folder_of(tmp_path) / "filter.bloom"
    path.unlink() if content is None else path.write_bytes(content)
    folder = FeedFolder(tmp_path, FEED)
    with folder.lock():
        files = [mended(folder).state.filter_file for _ in range(2)]

    assert files == ["filter-000001.bloom"] * 2
    assert scanned(folder_of(tmp_path)) == ""
    assert state_of(tmp_path).late_keys == 0
    assert not Generation(folder_of(tmp_path)).degraded


def test_a_delta_of_another_process_is_seen_here(tmp_path: Path) -> None:
    """Writer and reader meet on disk only."""
    publish(tmp_path, numbered(10))
    reader = Generation(folder_of(tmp_path))
    code = """
import sys
from pathlib import Path
from tests.storage.plain import change, numbered
print(change(Path(sys.argv[1]), numbered(5, start=50), revision=2).state.entries)
"""

    entries = outcome(code, tmp_path)

    assert entries == "15"
    with reader.view() as view:
        assert view.may_hold(filing(key("A00000050")))
        assert view.state.entries == 15


def _change_often(data: Path, which: int) -> None:
    for n in range(8):
        folder = FeedFolder(data, FEED)
        with folder.lock(wait_s=60):
            state = folder.state()
            assert state is not None
            one = key(f"W{which}-{n}")
            apply(
                folder,
                [Replacement(entries=((one, b""),))],
                revision=state.revision + 1,
                as_of=AS_OF,
            )


def test_writers_in_processes_lose_nothing(tmp_path: Path) -> None:
    """Two processes that apply in turns: every acknowledged change is there."""
    publish(tmp_path, {})
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_change_often, args=(tmp_path, n)) for n in (1, 2)
    ]
    for each in writers:
        each.start()
    for each in writers:
        each.join()

    assert set(held(tmp_path)) == {key(f"W{w}-{n}") for w in (1, 2) for n in range(8)}
    assert state_of(tmp_path).revision == 17
    assert scanned(folder_of(tmp_path)) == ""
