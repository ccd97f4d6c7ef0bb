"""What owners changed goes on counting when another generation takes its place."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screening.feeds import replay
from screening.feeds.rollback import roll_back
from screening.normalize.documents import document_number
from screening.storage import change_journal
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter_upkeep import mended
from screening.storage.generation import Generation
from screening.storage.scan import scanned
from screening.storage.table import ENTRIES
from tests.feeds.deliveries import (
    FEED,
    apply,
    deliver,
    document,
    documents,
    load,
    put,
    withdraw,
)
from tests.feeds.owners import submission, submit, writer
from tests.world import NOW

PUBLISHED = datetime(2026, 11, 21, 2, tzinfo=UTC)
NIGHT = timedelta(hours=1)
LISTED = [*documents(3)]
NEW = document(record_id="new", document_number="N1")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that holds three documents, as published long ago."""
    said = {"records": 3, "published_at": "2026-11-01T00:00:00Z"}
    load(deliver(tmp_path / "1.csv", LISTED, **said), tmp_path / "data")
    return tmp_path / "data"


def snapshot(
    data: Path, rows: list[dict[str, str | None]], **said: object
) -> list[str]:
    """Load the publisher's next snapshot; return what the report notes."""
    held = FeedFolder(data, FEED).state()
    assert held is not None
    said = {"revision": held.delivered_revision + 1, **said}
    file = deliver(data.parent / "next.csv", rows, records=len(rows), **said)
    return load(file, data, allow_shrink=True).notes


def numbers(data: Path) -> set[str]:
    """Return the numbers of all documents held, after a look at the whole table."""
    folder = FeedFolder(data, FEED)
    path = folder.path / (folder.current() or "")
    assert scanned(path) == ""
    with Generation(path).view() as view:
        return {key.decode().split("\x1f")[0] for key, _ in view.everything(ENTRIES)}


def listed(*more: str) -> set[str]:
    return {document_number(row["document_number"] or "") for row in LISTED} | {*more}


def test_a_change_after_the_snapshot_was_published_is_made_again(data: Path) -> None:
    """Put or withdrawn, since the snapshot cannot know of it; and the operator is told."""
    submit(data, put(NEW), withdraw(LISTED[0]), at=PUBLISHED + NIGHT)

    notes = snapshot(data, LISTED)
    assert numbers(data) == listed("N1") - {"L00000001"}
    assert "2 owners' changes" in notes[0]


def test_long_before_it_the_snapshot_knows_better(data: Path) -> None:
    """What the publisher did not take up, or took back, counts no more."""
    submit(data, put(NEW), withdraw(LISTED[0]), at=PUBLISHED - timedelta(hours=25))

    assert snapshot(data, LISTED) == []
    assert numbers(data) == listed()


def test_in_doubt_a_record_stays_listed(data: Path) -> None:
    """In the day before: what was put is put again, what was withdrawn is not."""
    submit(data, put(NEW), withdraw(LISTED[0]), at=PUBLISHED - NIGHT)
    snapshot(data, LISTED)

    assert numbers(data) == listed("N1")


def test_the_last_change_of_a_record_decides_for_all_of_them(data: Path) -> None:
    """Put and withdrawn before the snapshot: it is not put again."""
    submit(data, put(NEW), at=PUBLISHED - 2 * NIGHT)
    submit(data, withdraw(NEW), at=PUBLISHED - NIGHT)
    snapshot(data, LISTED)

    assert numbers(data) == listed()


@pytest.mark.parametrize(("through", "kept"), [(1, {"N1"}), (2, set())])
def test_a_manifest_may_say_what_it_contains(
    data: Path, through: int, kept: set[str]
) -> None:
    """Then nothing goes by time: neither a doubt, nor a clock."""
    submit(data, put(NEW), at=PUBLISHED + NIGHT)
    snapshot(data, LISTED, changes_through=through)

    assert numbers(data) == listed() | kept


def test_it_is_made_again_night_after_night_until_it_is_contained(data: Path) -> None:
    """The change journal is taken over; so are counts, and answers."""
    sent = submission(put(NEW), request_id="today-1")
    first = writer(data, now=lambda: PUBLISHED + NIGHT).apply(sent)
    for _ in range(3):
        snapshot(data, LISTED)
    found = numbers(data)
    again = writer(data).apply(sent)
    snapshot(data, LISTED, published_at="2026-11-22T03:00:01Z")

    assert found == listed("N1")
    assert again == first
    assert numbers(data) == listed()


def test_the_publishers_revisions_go_on_as_they_are(data: Path) -> None:
    """Whatever owners do meanwhile, its deltas follow, and its snapshots grow."""
    submit(data, put(NEW), at=PUBLISHED + NIGHT)
    rows = [put(document(record_id="d", document_number="D1"))]
    said = {"records": 1, "kind": "delta", "revision": 2, "base_revision": 1}
    apply(deliver(data.parent / "2.csv", rows, **said), data)
    submit(data, put(document(record_id="m", document_number="M1")), at=NOW)
    snapshot(data, [*LISTED, document(record_id="d", document_number="D1")], revision=3)
    held = FeedFolder(data, FEED).state()

    assert held is not None
    assert numbers(data) == listed("N1", "D1", "M1")
    assert held.delivered_revision == 3
    assert held.revision == 6  # three changes, the snapshot, what was made again


def test_what_a_later_delta_changed_is_not_made_again(data: Path) -> None:
    """The delta was the last to say something of the record, and the snapshot knows it."""
    submit(data, put(NEW), at=PUBLISHED + NIGHT)
    said = {"records": 1, "kind": "delta", "revision": 2, "base_revision": 1}
    apply(deliver(data.parent / "2.csv", [withdraw(NEW)], **said), data)
    snapshot(data, LISTED)

    assert numbers(data) == listed()


def test_rolled_back_owners_changes_count_all_the_same(data: Path) -> None:
    """Those before the snapshot and those after it, each once; revisions grow."""
    submit(data, put(NEW), at=PUBLISHED + NIGHT)
    snapshot(data, documents(5))
    submit(data, put(document(record_id="m", document_number="M1")), at=NOW)
    folder = FeedFolder(data, FEED)
    before = folder.state()
    with folder.lock():
        done = roll_back(folder, now=NOW)
    after = folder.state()

    assert before is not None
    assert after is not None
    assert done.name == "gen-000001"
    assert numbers(data) == listed("N1", "M1")
    assert after.revision == before.revision + 1
    snapshot(data, LISTED)
    assert numbers(data) == listed("N1", "M1")


def test_a_rollback_from_damage_says_what_is_lost(data: Path) -> None:
    """It is done all the same: that is what it is for."""
    snapshot(data, LISTED)
    submit(data, put(NEW), at=NOW)
    folder = FeedFolder(data, FEED)
    (folder.path / (folder.current() or "") / "table.mdb").write_bytes(b"")
    with folder.lock():
        done = roll_back(folder, now=NOW)

    assert done.name == "gen-000001"
    assert "counts no more" in done.warnings[0]


def test_a_failure_while_changes_are_made_again_publishes_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law 6: the old generation serves on, and the new one is gone."""
    submit(data, put(NEW), at=NOW)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(replay, "apply_to", full)
    with pytest.raises(Exception, match="no space"):
        snapshot(data, LISTED)
    folder = FeedFolder(data, FEED)

    assert folder.generations() == ["gen-000001"]
    assert numbers(data) == listed("N1")


def test_late_answers_alone_are_taken_over(data: Path) -> None:
    """A submission sent again after a month is made again."""
    submit(data, put(NEW), at=NOW - timedelta(days=31), request_id="old")
    submit(data, put(NEW), at=NOW - timedelta(days=29), request_id="late")
    snapshot(data, LISTED)

    with mended(FeedFolder(data, FEED)).view() as view:
        assert change_journal.receipt(view, "UTO", "old") is None
        assert change_journal.receipt(view, "UTO", "late") is not None
