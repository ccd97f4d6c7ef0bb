"""A feed's folder: one writer, one rename, one generation back."""

from pathlib import Path

import pytest

from screening.errors import AnotherWriter, Damaged, FeedRefused
from screening.storage.builder import Source
from screening.storage.feed_folder import FeedFolder
from screening.storage.files import make_folder
from screening.storage.verify import verify
from tests.processes import running, said
from tests.storage.plain import FEED, fill, held, numbered, publish, state

HOLD_LOCK = """
import sys
from pathlib import Path
from screening.storage.feed_folder import FeedFolder
with FeedFolder(Path(sys.argv[1]), sys.argv[2]).lock():
    print("locked", flush=True)
    sys.stdin.readline()
print("free", flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> FeedFolder:
    return FeedFolder(tmp_path, FEED)


def test_before_the_first_load_there_is_nothing(folder: FeedFolder) -> None:
    """Looking makes nothing: no folder, no lock."""
    found = (folder.current(), folder.previous(), folder.state(), folder.generations())

    assert found == (None, None, None, [])
    assert not folder.path.exists()


def test_publishing_keeps_one_generation_back(
    folder: FeedFolder, tmp_path: Path
) -> None:
    """The one served before stays for a rollback, older ones go."""
    for revision in range(1, 5):
        publish(tmp_path, numbered(revision), revision=revision)

    assert folder.current() == "gen-000004"
    assert folder.previous() == "gen-000003"
    assert folder.generations() == ["gen-000003", "gen-000004"]


def test_rolling_back_serves_the_one_before(folder: FeedFolder, tmp_path: Path) -> None:
    """Once; a second time there is none before, and nothing changes."""
    publish(tmp_path, numbered(1))
    publish(tmp_path, numbered(2), revision=2)
    with folder.lock():
        rolled = folder.rollback()
        with pytest.raises(FeedRefused, match="no earlier"):
            folder.rollback()

    assert rolled == ("gen-000002", "gen-000001")
    assert len(held(tmp_path)) == 1


def test_after_a_rollback_a_load_goes_on(folder: FeedFolder, tmp_path: Path) -> None:
    """The new generation has a new name; back of it lies the one rolled back to."""
    publish(tmp_path, numbered(1))
    publish(tmp_path, numbered(2), revision=2)
    with folder.lock():
        folder.rollback()

    name = publish(tmp_path, numbered(3), revision=3)

    assert (name, folder.previous()) == ("gen-000003", "gen-000001")
    assert folder.generations() == ["gen-000001", "gen-000003"]


def test_nobody_rolls_back_to_damage(folder: FeedFolder, tmp_path: Path) -> None:
    """A generation that cannot be opened is refused, and CURRENT stays."""
    before = publish(tmp_path, numbered(1))
    publish(tmp_path, numbered(2), revision=2)
    (folder.path / before / "table.mdb").write_bytes(b"")

    with folder.lock(), pytest.raises(FeedRefused, match="missing or empty"):
        folder.rollback()

    assert folder.current() == "gen-000002"


def test_without_a_load_there_is_nothing_to_roll_back(folder: FeedFolder) -> None:
    """An error of the operator, said as such."""
    with folder.lock(), pytest.raises(FeedRefused):
        folder.rollback()


def test_leftovers_of_killed_loaders_go(folder: FeedFolder, tmp_path: Path) -> None:
    """A partial folder is removed by the next loader, and nobody ever reads it."""
    partial = folder.path / "gen-000007.partial"
    partial.mkdir(parents=True)
    (partial / "table.mdb").write_bytes(b"half")

    publish(tmp_path, numbered(1))

    assert not partial.exists()
    assert folder.generations() == ["gen-000001"]


def test_a_sealed_generation_nobody_published_goes_with_the_next(
    folder: FeedFolder, tmp_path: Path
) -> None:
    """A loader that died between seal and publish has changed nothing."""
    publish(tmp_path, numbered(1))
    with folder.lock(), folder.builder() as builder:
        fill(builder, numbered(2))
        builder.seal(state(revision=2), source=Source())
    assert folder.current() == "gen-000001"

    publish(tmp_path, numbered(3), revision=3)

    assert folder.generations() == ["gen-000001", "gen-000003"]


def test_where_current_is_unreadable_publishing_removes_nothing(
    folder: FeedFolder, tmp_path: Path
) -> None:
    """It is not known which one was served, so the last good one may be any."""
    publish(tmp_path, numbered(1))
    publish(tmp_path, numbered(2), revision=2)
    (folder.path / "CURRENT").write_bytes(b"\xff\xfe")
    assert folder.current() == ""

    publish(tmp_path, numbered(3), revision=3)

    assert folder.generations() == ["gen-000001", "gen-000002", "gen-000003"]


@pytest.mark.parametrize("named", ["", "gen-000099", "nonsense", ".", "\0" * 11])
def test_a_current_that_names_nothing_is_found(
    folder: FeedFolder, tmp_path: Path, named: str
) -> None:
    """`state` says Damaged, never "nothing is held"; `verify` names it."""
    publish(tmp_path, numbered(1))
    (folder.path / "CURRENT").write_text(named)

    with pytest.raises(Damaged):
        folder.state()
    wrong = [found.subject for found in verify(tmp_path) if not found.sound]
    assert wrong == [f"feed {FEED} CURRENT"]


def test_a_second_writer_is_told_who_the_first_is(
    folder: FeedFolder, tmp_path: Path
) -> None:
    """From another process, and from another thread or call in this one."""
    with running(HOLD_LOCK, tmp_path, FEED) as other:
        said(other)
        with pytest.raises(AnotherWriter, match=str(other.pid)), folder.lock():
            pass
    with folder.lock(), pytest.raises(AnotherWriter), folder.lock():
        pass


def test_a_killed_writer_holds_no_lock(folder: FeedFolder, tmp_path: Path) -> None:
    """The system frees it: no stale lock file has to be removed by hand."""
    with running(HOLD_LOCK, tmp_path, FEED) as other:
        said(other)
        other.kill()
        other.wait()
        with folder.lock():
            freed = True

    assert freed


def test_waiting_for_the_other_writer_works(folder: FeedFolder, tmp_path: Path) -> None:
    """A writer that waits goes on when the other one ends."""
    with running(HOLD_LOCK, tmp_path, FEED) as other:
        said(other)
        assert other.stdin is not None
        other.stdin.write("\n")
        other.stdin.flush()
        with folder.lock(wait_s=30):
            waited = said(other)

    assert waited == "free"


def test_waiting_ends(folder: FeedFolder) -> None:
    """After the time given, the other writer is named all the same."""
    with folder.lock(), pytest.raises(AnotherWriter), folder.lock(wait_s=0.1):
        pass


def test_feeds_have_locks_of_their_own(tmp_path: Path) -> None:
    """Two feeds are written at once."""
    with FeedFolder(tmp_path, "one").lock(), FeedFolder(tmp_path, "two").lock():
        both = True

    assert both


def test_made_folders_survive_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each folder above a new one is flushed: a name in it is data, too."""
    synced: list[Path] = []
    monkeypatch.setattr("screening.storage.files.sync_folder", synced.append)

    make_folder(tmp_path / "feeds" / "lost")

    assert synced == [tmp_path, tmp_path / "feeds"]
