"""Applying deltas: what follows goes in, what does not changes nothing."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import AnotherWriter, FeedRefused, RevisionGap
from screening.feeds import delta
from screening.storage.feed_folder import FeedFolder
from screening.storage.table import ENTRIES
from screening.storage.verify import verify
from tests.feeds.deliveries import (
    FEED,
    Row,
    apply,
    deliver,
    document,
    documents,
    held,
    load,
    put,
    records,
    vehicle,
    withdraw,
)
from tests.world import NOW

SERIES = document(
    record_id="UTO-S",
    document_number="X0001000",
    number_to="X0001999",
    status="stolen_blank",
)


@pytest.fixture(name="data")
def _data(tmp_path: Path) -> Path:
    """Return a folder that holds ten documents at revision 5."""
    file = deliver(tmp_path / "base.csv", documents(10), revision=5)
    load(file, tmp_path / "data")
    return tmp_path / "data"


def delivered(folder: Path, rows: Sequence[Row], **said: Any) -> Path:  # noqa: ANN401
    """Deliver a delta from revision 5 to 6, or as *said*."""
    said = {"kind": "delta", "base_revision": 5, "revision": 6, **said}
    return deliver(folder / "d.csv", rows, **said)


def test_changes_are_served_and_reported(data: Path, tmp_path: Path) -> None:
    """New, changed and withdrawn records are so afterwards, one revision on."""
    rows = [
        put(document(record_id="UTO-11", document_number="L00000011")),
        put(documents(1)[0] | {"remarks": "changed"}),
        withdraw(documents(1, first=2)[0]),
        withdraw(document(record_id="UTO-99")),
        put(SERIES),
    ]
    report = apply(delivered(tmp_path, rows, publisher="XPO"), data)
    state = FeedFolder(data, FEED).state()

    assert state is not None
    assert (state.revision, state.records, state.intervals) == (6, 11, 1)
    assert (report.puts, report.withdrawals, report.withdrawn_missing) == (3, 1, 1)
    assert (report.kind, report.revision, report.generation) == (
        "delta",
        6,
        "gen-000001",
    )
    assert (report.rows, report.vouched, report.lag_s) == (5, True, 36_000.0)
    assert all(finding.sound for finding in verify(data))


def test_last_change_of_a_record_wins(data: Path, tmp_path: Path) -> None:
    """Changes count in the order of the rows."""
    one = documents(1)[0]
    rows = [withdraw(one), put(one | {"remarks": "first"}), put(one), withdraw(one)]
    report = apply(delivered(tmp_path, rows), data)

    assert records(data) == 9
    assert report.duplicates == 3


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"base_revision": 4}, "follows revision 4, but revision 5 is held"),
        ({"base_revision": 6, "revision": 7}, "follows revision 6, but revision 5"),
    ],
)
def test_delta_that_does_not_follow(
    data: Path, tmp_path: Path, said: dict[str, Any], text: str
) -> None:
    """A delta whose base is not the revision held is refused, changing nothing."""
    before = held(data)
    file = delivered(tmp_path, [put(document())], **said)
    with pytest.raises(RevisionGap, match=text):
        apply(file, data)

    assert held(data) == before


def test_delta_is_applied_once(data: Path, tmp_path: Path) -> None:
    """The same delta again is refused, because it is applied already."""
    file = delivered(tmp_path, [put(document())])
    apply(file, data)
    before = held(data)
    with pytest.raises(FeedRefused, match="revision 6 is applied already"):
        apply(file, data)

    assert held(data) == before


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"sha256": "0" * 64}, "SHA-256"),
        ({"records": 7}, "it has 1 rows, the manifest says 7"),
        ({"kind": "snapshot"}, "use `screening load`"),
        ({"database": "vehicles"}, "holds documents, not vehicles"),
        ({"feed": "other"}, "no snapshot of feed other is held"),
    ],
)
def test_wrong_manifest_changes_nothing(
    data: Path, tmp_path: Path, said: dict[str, Any], text: str
) -> None:
    """Whatever is wrong with the delivery, the data stay as they are."""
    before = held(data)
    file = delivered(tmp_path, [put(document())], **said)
    with pytest.raises(FeedRefused, match=text):
        apply(file, data)

    assert held(data) == before


def test_too_many_bad_rows_refuse_the_whole_delta(data: Path, tmp_path: Path) -> None:
    """Part of a delta is no delta: beyond the share of bad rows nothing goes in."""
    before = held(data)
    rows = [put(document()), put(document(status="?"))]
    with pytest.raises(FeedRefused, match="1 of 2 rows are bad"):
        apply(delivered(tmp_path, rows), data)

    assert held(data) == before
    assert (tmp_path / "d.rejects.csv").exists()
    assert apply(tmp_path / "d.csv", data, max_bad_percent=50).puts == 1


def test_delta_without_manifest_follows_what_is_held(
    data: Path, tmp_path: Path
) -> None:
    """Nothing says what it follows, so it makes the next revision and says so."""
    file = deliver(tmp_path / "d.csv", [put(document())])
    report = delta.apply(file, data=data, feed=FEED, now=lambda: NOW)

    assert (report.revision, report.vouched) == (6, False)
    assert report.warnings == ["there is no manifest: nothing vouches for the file"]
    assert report.as_of >= "2026-11-21T02:00:00Z"


def test_delta_of_nothing_is_a_revision(data: Path, tmp_path: Path) -> None:
    """A day without changes moves the revision and the age of the data on."""
    header = b"op,record_id,owner,issuing_state,document_number\n"
    said: dict[str, Any] = {"kind": "delta", "base_revision": 5, "revision": 6}
    report = apply(deliver(tmp_path / "d.csv", header, **said), data)

    assert (report.revision, report.rows, records(data)) == (6, 0, 10)


def test_first_delta_needs_a_snapshot(tmp_path: Path) -> None:
    """Where nothing is held, there is nothing to follow."""
    file = deliver(tmp_path / "d.csv", [put(document())])
    with pytest.raises(FeedRefused, match="load one first"):
        apply(file, tmp_path / "data")


def test_two_writers_do_not_meet(data: Path, tmp_path: Path) -> None:
    """While one writer holds the feed, another is refused."""
    file = delivered(tmp_path, [put(document())])
    with FeedFolder(data, FEED).lock(), pytest.raises(AnotherWriter):
        apply(file, data)


def test_vehicle_changes_find_all_marks(tmp_path: Path) -> None:
    """A vehicle that lost its plate is no longer found by it."""
    data = tmp_path / "data"
    car = vehicle(plate="AB 1", plate_state="UTO")
    load(deliver(tmp_path / "v.csv", [car]), data, database="vehicles")
    apply(deliver(tmp_path / "d.csv", [put(vehicle())]), data, database="vehicles")

    assert [key.partition(b"\x1e")[0] for key, _ in held(data)[ENTRIES]] == [
        b"V\x1f1M8GDM9AXKP042788"
    ]
    apply(deliver(tmp_path / "d.csv", [withdraw(vehicle())]), data, database="vehicles")

    assert records(data) == 0


REFERENCES = st.sampled_from(["UTO-1", "UTO-2", "UTO-3"])
NUMBERS = st.sampled_from(["L89890210", "L89890211", "l8989021-0", "D23145890734"])
DOCUMENTS = st.builds(
    document,
    record_id=REFERENCES,
    document_number=NUMBERS,
    remarks=st.sampled_from([None, "a", "b"]),
)
BLANKS = st.builds(
    lambda reference, first: document(
        record_id=f"{reference}-S",
        document_number=f"X000{first}000",
        number_to=f"X000{first}999",
        status="stolen_blank",
    ),
    REFERENCES,
    st.integers(1, 2),
)
CARS = st.builds(
    vehicle,
    record_id=REFERENCES,
    vin=st.sampled_from(["1M8GDM9AXKP042788", "WDBEA30D3HA391172"]),
    plate=st.sampled_from([None, "AB 1", "CD-2"]),
    plate_state=st.just("UTO"),
)


def agree(
    base: list[dict[str, Any]], changes: list[dict[str, Any]], database: str
) -> None:
    """Assert that base and delta hold what the rows of both, in a snapshot, hold."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        load(deliver(folder / "a.csv", base), folder / "a", database=database)
        delta_file = deliver(folder / "d.csv", [put(row) for row in changes])
        apply(delta_file, folder / "a", database=database)
        load(deliver(folder / "b.csv", base + changes), folder / "b", database=database)

        assert held(folder / "a") == held(folder / "b")
        assert records(folder / "a") == records(folder / "b")
        assert all(finding.sound for finding in verify(folder / "a"))


SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@SLOW
@given(
    st.lists(st.one_of(DOCUMENTS, BLANKS), min_size=1, max_size=5),
    st.lists(st.one_of(DOCUMENTS, BLANKS), min_size=1, max_size=5),
)
def test_snapshot_and_deltas_agree_on_documents(
    base: list[dict[str, Any]], changes: list[dict[str, Any]]
) -> None:
    """Law 4: applying rows as changes, or loading them after the others, is the same."""
    agree(base, changes, "documents")


@SLOW
@given(st.lists(CARS, min_size=1, max_size=5), st.lists(CARS, min_size=1, max_size=5))
def test_snapshot_and_deltas_agree_on_vehicles(
    base: list[dict[str, Any]], changes: list[dict[str, Any]]
) -> None:
    """Law 4, where a record is filed under several marks."""
    agree(base, changes, "vehicles")
