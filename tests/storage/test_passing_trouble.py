"""What fails once and not for good: no file left, no memory, a lost tail."""

from pathlib import Path

import lmdb
import pytest

from screening.errors import CannotRead, DamagedFilter
from screening.storage import catalog as catalogs
from screening.storage import generation as generations
from screening.storage.catalog import Catalog
from screening.storage.chain import segments, verify_chain
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter import Filter
from screening.storage.generation import DAMAGED_MARK, Generation
from screening.storage.journal import Journal
from screening.storage.writer import Replacement, apply
from tests.storage.plain import AS_OF, FEED, change, filing, folder_of, key, publish


@pytest.mark.parametrize("times", [1, 2])
def test_a_filter_that_cannot_be_opened_hides_no_new_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Once: a new one is made. Twice: no key is known, each is a late key (law 2)."""
    publish(tmp_path, {key("OLD"): b"1"})
    opened = Filter.open
    failures = [True] * times

    def failing(path: Path, *, uid: bytes | None = None) -> Filter:
        if failures:
            failures.pop()
            raise DamagedFilter(path=path, reason="it cannot be read")
        return opened(path, uid=uid)

    monkeypatch.setattr(Filter, "open", failing)
    state = change(tmp_path, {key("NEW"): b"2"}, revision=2).state
    monkeypatch.undo()

    assert (failures, state.filter_file) == ([], "filter-000001.bloom")
    with Generation(folder_of(tmp_path)).view() as view:
        assert all(view.may_hold(filing(key(each))) for each in ("OLD", "NEW"))


def test_want_of_memory_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, and nothing is marked."""
    publish(tmp_path, {key("OLD"): b"1"})
    generation = Generation(folder_of(tmp_path))
    table = generation._table  # noqa: SLF001 -- no public way to lack memory

    class Poor:
        def begin(self, *, write: bool = False) -> None:
            del write
            raise lmdb.MemoryError("no memory")

    monkeypatch.setattr(table, "_env", Poor())
    with pytest.raises(CannotRead, match="MemoryError"):
        generation.view()
    monkeypatch.undo()

    assert not (generation.folder / DAMAGED_MARK).exists()


def test_what_could_not_be_opened_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One failed open at the switch does not pin the old generation."""
    publish(tmp_path, {key("A"): b"1"})
    catalog = Catalog(tmp_path)
    publish(tmp_path, {key("A"): b"2"}, revision=2)
    real = generations.Generation

    def failing(_folder: Path) -> Generation:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(catalogs, "RETRY_S", 0.0)
    monkeypatch.setattr(catalogs, "Generation", failing)
    catalog.refresh()
    meanwhile = [g.name for g in catalog.serving("documents")], catalog.problems
    monkeypatch.setattr(catalogs, "Generation", real)
    catalog.refresh()

    assert meanwhile[0] == ["gen-000001"]
    assert "is served instead" in meanwhile[1][0]
    assert "Too many" not in meanwhile[1][0]
    assert [g.name for g in catalog.serving("documents")] == ["gen-000002"]
    assert catalog.problems == ()


def test_a_load_over_a_damaged_generation_keeps_the_good_one(tmp_path: Path) -> None:
    """What was served in the place of the damaged one is what rollback goes back to."""
    for revision in (1, 2):
        publish(tmp_path, {key("A"): b"%d" % revision}, revision=revision)
    folder = FeedFolder(tmp_path, FEED)
    (folder.path / "gen-000002" / DAMAGED_MARK).write_text("a page is gone")

    publish(tmp_path, {key("A"): b"3"}, revision=3)

    assert folder.generations() == ["gen-000001", "gen-000003"]
    assert folder.previous() == "gen-000001"


@pytest.mark.parametrize("zeros", [1, 8, 40, 5_000])
def test_a_tail_of_zeros_is_a_torn_end(tmp_path: Path, zeros: int) -> None:
    """Some file systems leave zeros where a tail was lost: nothing was answered for."""
    journal = Journal(tmp_path)
    journal.append(b"one", durable=True)
    journal.close()
    [segment] = segments(journal.folder)
    with segment.open("ab") as file:
        file.write(bytes(zeros))

    assert verify_chain(journal.folder) == 1
    mended = Journal(tmp_path)
    mended.append(b"two", durable=True)
    mended.close()
    assert mended.folder == journal.folder
    assert verify_chain(mended.folder) == 2


def test_a_delta_nobody_vouched_for_is_remembered(tmp_path: Path) -> None:
    """The feed as a whole is vouched for only while all of it is."""
    publish(tmp_path, {key("A"): b"1"})
    folder = FeedFolder(tmp_path, FEED)
    put = Replacement(entries=((key("B"), b"2"),))

    with folder.lock():
        first = apply(folder, [put], revision=2, as_of=AS_OF, vouched=False)
        then = apply(folder, [put], revision=3, as_of=AS_OF, vouched=True)

    assert (first.state.vouched, then.state.vouched) == (False, False)
