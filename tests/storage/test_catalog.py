"""The catalog: always the last good generation, and what is wrong is said."""

import shutil
import threading
from pathlib import Path

import pytest

from screening.storage.catalog import Catalog
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter import Filter
from screening.storage.generation import DAMAGED_MARK
from screening.storage.table import ENTRIES
from tests.storage.plain import FEED, change, folder_of, key, numbered, publish

DOCUMENTS = "documents"


@pytest.fixture
def two(tmp_path: Path) -> FeedFolder:
    """Return a feed with two generations: of one entry, and of two."""
    publish(tmp_path, numbered(1))
    publish(tmp_path, numbered(2), revision=2)
    return FeedFolder(tmp_path, FEED)


def served(catalog: Catalog) -> list[str]:
    return [generation.name for generation in catalog.serving(DOCUMENTS)]


def test_nothing_held_is_served_as_nothing(tmp_path: Path) -> None:
    """No folder, an empty one, a file in the wrong place: no error, nothing served."""
    found = [served(Catalog(tmp_path / "none"))]
    (tmp_path / "feeds" / "empty").mkdir(parents=True)
    (tmp_path / "feeds" / "file").write_text("")
    catalog = Catalog(tmp_path)

    assert [*found, served(catalog)] == [[], []]
    assert (catalog.problems, catalog.gaps) == ((), ())


def test_a_new_generation_is_taken_up(two: FeedFolder, tmp_path: Path) -> None:
    """`refresh` opens what CURRENT names now, and says whether anything changed."""
    catalog = Catalog(tmp_path)
    before = catalog.refresh()
    publish(tmp_path, numbered(3), revision=3)

    assert (before, catalog.refresh(), catalog.refresh()) == (False, True, False)
    assert served(catalog) == ["gen-000003"]
    assert catalog.previous(FEED) == "gen-000002"
    assert two.current() == "gen-000003"


def test_a_rollback_is_taken_up(two: FeedFolder, tmp_path: Path) -> None:
    """The one before is served from the next look on."""
    catalog = Catalog(tmp_path)
    with two.lock():
        two.rollback()
    catalog.refresh()

    assert served(catalog) == ["gen-000001"]
    assert catalog.problems == ()


def test_who_asked_keeps_what_he_was_given(two: FeedFolder, tmp_path: Path) -> None:
    """A reader goes on with the old generation while a new one is published."""
    catalog = Catalog(tmp_path)
    [old] = catalog.serving(DOCUMENTS)
    with old.view() as view:
        for revision in (3, 4, 5):
            publish(tmp_path, numbered(revision), revision=revision)
            catalog.refresh()

        assert len(list(view.everything(ENTRIES))) == 2
    assert two.generations() == ["gen-000004", "gen-000005"]


@pytest.mark.parametrize("how", ["missing", "zeroed", "cut", "garbage", "marked"])
@pytest.mark.parametrize("running", [True, False])
def test_the_generation_before_a_damaged_one_is_served(
    two: FeedFolder, tmp_path: Path, how: str, *, running: bool
) -> None:
    """Whether a process starts on it or meets it while serving; and it is said."""
    catalog = Catalog(tmp_path) if running else None
    publish(tmp_path, numbered(3), revision=3)
    path = two.path / "gen-000003" / "table.mdb"
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    elif how == "zeroed":
        path.write_bytes(bytes(len(content)))
    elif how == "cut":
        path.write_bytes(content[:9_000])
    elif how == "garbage":
        path.write_bytes(b"\x55" * len(content))
    else:
        (path.parent / DAMAGED_MARK).write_text("a page cannot be read")

    catalog = catalog or Catalog(tmp_path)
    catalog.refresh()

    assert served(catalog) == ["gen-000002"]
    assert "gen-000002 is served instead" in catalog.problems[0]
    assert "gen-000002 is served instead" in catalog.degraded(FEED)
    assert catalog.gaps == ()


def test_a_mark_set_while_serving_is_honoured(two: FeedFolder, tmp_path: Path) -> None:
    """What another process finds damaged is left at the next look."""
    catalog = Catalog(tmp_path)
    other = Catalog(tmp_path).serving(DOCUMENTS)[0]

    other.condemn("a page cannot be read")
    catalog.refresh()

    assert served(catalog) == ["gen-000001"]
    assert two.current() == "gen-000002"


def test_where_none_is_good_the_gap_is_stated(two: FeedFolder, tmp_path: Path) -> None:
    """A feed that is held and cannot be served is never silently left out (law 3)."""
    publish(tmp_path, numbered(1), feed="other")
    for name in two.generations():
        (two.path / name / "table.mdb").write_bytes(b"")

    catalog = Catalog(tmp_path)

    served = catalog.served.by_database[DOCUMENTS]
    assert [generation.feed for generation in served] == ["other"]
    assert [gap.split(":")[0] for gap in catalog.gaps] == [f"feed {FEED} not served"]
    assert catalog.degraded(FEED) == ""


def test_a_lost_current_is_a_gap_or_what_was_held(
    two: FeedFolder, tmp_path: Path
) -> None:
    """A running process goes on and says so; a fresh one states a gap.

    The feed was left out as if it had never been loaded, and no answer said so.
    """
    running = Catalog(tmp_path)
    (two.path / "CURRENT").unlink()
    running.refresh()
    fresh = Catalog(tmp_path)

    assert served(running) == ["gen-000002"]
    assert "CURRENT is missing" in running.problems[0]
    assert served(fresh) == []
    assert "CURRENT is missing" in fresh.gaps[0]


@pytest.mark.parametrize("content", [b"", b"\0" * 11, b"\xff", b"../../x", b"gen-9"])
def test_a_current_that_names_nothing_serves_the_newest(
    two: FeedFolder, tmp_path: Path, content: bytes
) -> None:
    """Zeros after a power cut, garbage, a stray name: served, and said."""
    (two.path / "CURRENT").write_bytes(content)

    catalog = Catalog(tmp_path)

    assert served(catalog) == ["gen-000002"]
    assert catalog.problems


def test_one_that_was_rolled_back_is_the_last_resort(
    two: FeedFolder, tmp_path: Path
) -> None:
    """Before what an operator took out of service, older ones are served."""
    publish(tmp_path, numbered(3), revision=3)
    with two.lock():
        two.rollback()
    shutil.copytree(two.path / "gen-000002", two.path / "gen-000001")
    (two.path / "gen-000002" / "table.mdb").write_bytes(b"")

    catalog = Catalog(tmp_path)

    assert served(catalog) == ["gen-000001"]


def test_a_damaged_filter_is_told_beside_the_feed(
    two: FeedFolder, tmp_path: Path
) -> None:
    """It is served all the same; `problems` and `degraded` say so until it is mended."""
    (two.path / "gen-000002" / "filter.bloom").unlink()
    catalog = Catalog(tmp_path)
    before = catalog.problems, catalog.degraded(FEED)

    change(tmp_path, {key("N"): b""}, revision=3)
    with catalog.serving(DOCUMENTS)[0].view():
        pass

    assert "filter not used" in before[0][0]
    assert "filter not used" in before[1]
    assert catalog.problems == ()


def test_looks_and_loads_at_once(tmp_path: Path) -> None:
    """Generations are published and rolled back; two catalogs always serve a whole one."""
    publish(tmp_path, numbered(1))
    done, wrong = threading.Event(), list[str]()

    def look() -> None:
        catalog = Catalog(tmp_path)
        while not done.is_set():
            catalog.refresh()
            for generation in catalog.serving(DOCUMENTS) or [None]:
                if generation is None:
                    wrong.append("nothing served")
                    continue
                with generation.view() as view:
                    if len(list(view.everything(ENTRIES))) != view.state.revision:
                        wrong.append("a half")
            wrong.extend(catalog.problems)

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    folder = FeedFolder(tmp_path, FEED)
    for revision in range(2, 40):
        publish(tmp_path, numbered(revision), revision=revision)
        if revision % 5 == 0:
            with folder.lock():
                folder.rollback()
    done.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert folder_of(tmp_path).name == "gen-000039"


def test_a_generation_that_goes_while_it_is_opened_is_not_degraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two loads come between its table and its filter: the newest is served, and whole."""
    publish(tmp_path, numbered(3))
    real = Filter.open

    def late(path: Path, *, uid: bytes) -> Filter:
        monkeypatch.setattr(Filter, "open", real)
        for revision in (2, 3):
            publish(tmp_path, numbered(3), revision=revision)
        return real(path, uid=uid)

    monkeypatch.setattr(Filter, "open", late)
    catalog = Catalog(tmp_path)

    assert catalog.problems == ()
    assert [each.name for each in catalog.generations] == ["gen-000003"]
