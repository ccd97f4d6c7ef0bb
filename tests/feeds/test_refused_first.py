"""A feed of which nothing was ever published leaves nothing behind."""

import threading
from pathlib import Path

import pytest

from screening.errors import AnotherWriter, FeedRefused
from screening.storage.feed_folder import FeedFolder
from screening.storage.verify import verify
from tests.feeds.deliveries import (
    apply,
    deliver,
    document,
    documents,
    load,
    put,
    records,
)

BAD = document(status="mislaid")


def test_refused_first_load_leaves_nothing(tmp_path: Path) -> None:
    """Neither the feed's folder nor the data folder that was made for it stays."""
    file = deliver(tmp_path / "x.csv", [BAD])
    with pytest.raises(FeedRefused):
        load(file, tmp_path / "new" / "data")

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "x.csv",
        "x.rejects.csv",
    ]


def test_delta_of_no_feed_leaves_nothing(tmp_path: Path) -> None:
    """A mistyped --data or feed of a delta is not made."""
    file = deliver(tmp_path / "x.csv", [put(document())])
    with pytest.raises(FeedRefused, match="no snapshot"):
        apply(file, tmp_path / "data")

    assert not (tmp_path / "data").exists()


def test_folder_that_was_there_stays(tmp_path: Path) -> None:
    """What the operator made is the operator's, and so are other feeds."""
    (tmp_path / "data").mkdir()
    file = deliver(tmp_path / "x.csv", [BAD])
    with pytest.raises(FeedRefused):
        load(file, tmp_path / "data")
    left = list((tmp_path / "data").iterdir())
    load(deliver(tmp_path / "y.csv", documents(1)), tmp_path / "data")
    with pytest.raises(FeedRefused):
        load(file, tmp_path / "data", feed="typo")

    assert left == []
    assert [path.name for path in (tmp_path / "data/feeds").iterdir()] == ["lost"]
    assert all(found.sound for found in verify(tmp_path / "data"))
    assert "typo" not in str(verify(tmp_path / "data"))


def test_feed_that_is_held_stays(tmp_path: Path) -> None:
    """A refusal after the first publish takes nothing away, the lock neither."""
    load(deliver(tmp_path / "y.csv", documents(3)), tmp_path / "data")
    with pytest.raises(FeedRefused):
        load(deliver(tmp_path / "x.csv", [BAD]), tmp_path / "data")

    assert records(tmp_path / "data") == 3
    assert (tmp_path / "data/feeds/lost/LOCK").exists()


def test_who_waited_for_a_lock_that_is_gone_holds_the_one_there_is(
    tmp_path: Path,
) -> None:
    """Two writers never write one feed, though the first took its folder away."""
    first, second, third = (FeedFolder(tmp_path, "lost") for _ in range(3))
    waits, holds, done = threading.Event(), threading.Event(), threading.Event()

    def wait() -> None:
        waits.set()
        with second.lock(30):
            holds.set()
            done.wait(30)

    waiter = threading.Thread(target=wait)
    with first.lock():
        waiter.start()
        waits.wait(30)
        first.remove_unused()
    try:
        assert holds.wait(30)
        with pytest.raises(AnotherWriter), third.lock():
            pass
    finally:
        done.set()
        waiter.join(30)


def test_writers_that_publish_nothing_do_not_meet(tmp_path: Path) -> None:
    """Many at once, each taking the folder away: one at a time, and none fails."""
    inside, most, wrong = [0], [0], []

    def write() -> None:
        folder = FeedFolder(tmp_path / "data", "lost")
        try:
            for _ in range(20):
                with folder.lock(30):
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                    inside[0] -= 1
                    folder.remove_unused()
        except Exception as error:  # noqa: BLE001 -- told below
            wrong.append(error)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert wrong == []
    assert most == [1]
    assert not (tmp_path / "data/feeds/lost").exists()
