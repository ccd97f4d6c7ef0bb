"""What a report says besides its counts, and what an operator must say for a refusal."""

from pathlib import Path

import pytest

from screening.errors import FeedRefused
from screening.feeds import snapshot
from screening.records import Database
from screening.storage.feed_folder import FeedFolder
from screening.storage.verify import verify
from tests.feeds.deliveries import (
    FEED,
    apply,
    csv_of,
    deliver,
    document,
    documents,
    load,
    manifest_of,
    put,
    records,
)
from tests.world import NOW

OLD = "2026-11-20T02:00:00Z"
HEADER = csv_of(documents(1)).splitlines(keepends=True)[0]


@pytest.fixture(name="data")
def _data(tmp_path: Path) -> Path:
    """Return a folder that holds ten documents at revision 1, vouched for."""
    load(deliver(tmp_path / "base.csv", documents(10), revision=1), tmp_path / "data")
    return tmp_path / "data"


def test_delta_published_before_the_data_held(data: Path, tmp_path: Path) -> None:
    """It goes in, because its revision follows, and the report says that it is older."""
    said = {"kind": "delta", "base_revision": 1, "revision": 2, "published_at": OLD}
    file = deliver(tmp_path / "d.csv", [put(document(record_id="N"))], **said)
    report = apply(file, data)

    (warning,) = report.warnings
    assert warning == (
        f"published before the data held: this is as of {OLD}, "
        f"what was held as of 2026-11-21T02:00:00Z"
    )


def test_snapshot_published_before_the_data_held(data: Path, tmp_path: Path) -> None:
    """The same of a snapshot; one that is newer is not warned of."""
    said = {"revision": 2, "published_at": OLD}
    older = load(deliver(tmp_path / "2.csv", documents(10), **said), data)
    newer = load(deliver(tmp_path / "3.csv", documents(10), revision=3), data)

    assert [text.partition(":")[0] for text in older.warnings] == [
        "published before the data held"
    ]
    assert newer.warnings == []


def test_delta_nobody_vouches_for(data: Path, tmp_path: Path) -> None:
    """Once changes without a manifest went in, nothing vouches for what is held."""
    before = FeedFolder(data, FEED).state()
    apply(deliver(tmp_path / "d.csv", [put(document(record_id="N"))]), data)
    after = FeedFolder(data, FEED).state()

    assert before is not None
    assert after is not None
    assert (before.vouched, after.vouched) == (True, False)


def test_report_says_how_many_are_held(data: Path, tmp_path: Path) -> None:
    """Records held, not rows; and what becomes of rows that name a record twice."""
    rows = [put(document(record_id="N", remarks=text)) for text in ("one", "two")]
    said = {"kind": "delta", "base_revision": 1, "revision": 2}
    report = apply(deliver(tmp_path / "d.csv", rows, **said), data)

    assert report.as_json()["records"] == records(data) == 11
    assert "duplicates  1 (the last row of a record counts)\n" in report.as_text()
    assert "records     11 held\n" in report.as_text()


def test_last_record_may_be_withdrawn(data: Path, tmp_path: Path) -> None:
    """An empty snapshot is taken when the operator says so, and the refusal says how."""
    file = deliver(tmp_path / "none.csv", HEADER, revision=2)
    with pytest.raises(FeedRefused, match=r"withdrew the last record.*--allow-shrink"):
        load(file, data)
    report = load(file, data, allow_shrink=True)

    assert (report.rows, report.records, records(data)) == (0, 0, 0)
    assert "it is empty: the feed holds no record now" in report.warnings
    assert all(found.sound for found in verify(data))


def test_empty_feed_takes_deltas_and_snapshots_again(
    data: Path, tmp_path: Path
) -> None:
    """What is empty is a feed like any other."""
    load(deliver(tmp_path / "2.csv", HEADER, revision=2), data, allow_shrink=True)
    said = {"kind": "delta", "base_revision": 2, "revision": 3}
    apply(deliver(tmp_path / "3.csv", [put(document())], **said), data)
    changed = records(data)
    load(deliver(tmp_path / "4.csv", documents(7), revision=4), data)

    assert (changed, records(data)) == (1, 7)


@pytest.mark.parametrize("name", ["none.jsonl", "none.csv"])
@pytest.mark.parametrize("database", ["documents", "vehicles"])
def test_first_snapshot_may_be_empty(tmp_path: Path, name: str, database: str) -> None:
    """So may the first one, in any format."""
    header = b"record_id,owner,status,vin\n" if database == "vehicles" else HEADER
    file = tmp_path / name
    file.write_bytes(header if name.endswith("csv") else b"")
    manifest_of(file, records=0, database=database)
    load(file, tmp_path / "data", allow_shrink=True)

    assert records(tmp_path / "data") == 0
    assert all(found.sound for found in verify(tmp_path / "data"))


def test_rows_that_are_all_bad_are_no_empty_list(data: Path, tmp_path: Path) -> None:
    """Nothing good among rows is refused, whatever is allowed."""
    file = deliver(tmp_path / "x.csv", [document(status="mislaid")], revision=2)
    with pytest.raises(FeedRefused, match="no record in it"):
        load(file, data, allow_shrink=True, max_bad_percent=100)

    assert records(data) == 10


def test_few_records_are_not_rounded_to_none(tmp_path: Path) -> None:
    """A volume of almost nothing does not read as one of nothing."""
    load(deliver(tmp_path / "1.csv", documents(1_000)), tmp_path / "data")
    file = deliver(tmp_path / "2.csv", documents(3))
    report = load(file, tmp_path / "data", allow_shrink=True)

    assert report.warnings[-1] == (
        "suspicious volume: 3 records, fewer than 1 % of the 1,000 served before"
    )


def test_contradiction_is_told_in_plain_words(tmp_path: Path) -> None:
    """The database given reads as it was typed."""
    file = deliver(tmp_path / "x.csv", documents(1), revision=1)
    with pytest.raises(FeedRefused, match="the database given is 'vehicles', its"):
        snapshot.load(
            file, data=tmp_path / "d", database=Database.VEHICLES, now=lambda: NOW
        )
