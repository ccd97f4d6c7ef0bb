"""A generation, open: every view sees one revision whole, whatever is written meanwhile."""

import gc
import threading
import weakref
from pathlib import Path

import pytest

from screening.errors import Damaged, DamagedManifest, DamagedTable
from screening.storage import filter_upkeep
from screening.storage import view as views
from screening.storage.filter import Filter, hashes
from screening.storage.generation import DAMAGED_MARK, Generation
from screening.storage.table import ENTRIES
from tests.storage.plain import (
    FEED,
    change,
    filing,
    folder_of,
    held,
    key,
    numbered,
    publish,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(tmp_path, numbered(200))
    return folder_of(tmp_path)


def test_a_view_stays_at_its_revision(folder: Path, tmp_path: Path) -> None:
    """A delta is seen by the next view; one that is open sees what it saw."""
    generation = Generation(folder)
    with generation.view() as before:
        change(tmp_path, {key("NEW"): b"1"}, out=[key("A00000000")], revision=2)
        with generation.view() as after:
            found = [
                (
                    view.state.revision,
                    view.entry(key("NEW")),
                    view.entry(key("A00000000")),
                    view.may_hold(filing(key("A00000000"))),
                )
                for view in (before, after)
            ]

            assert after.may_hold(filing(key("NEW")))

    assert found == [(1, None, b"value 0", True), (2, b"1", None, True)]


def test_an_older_view_is_read_after_a_newer_one(folder: Path, tmp_path: Path) -> None:
    """A thread that began before a delta and looks after it gets what is of its time."""
    generation = Generation(folder)
    change(tmp_path, {key("N2"): b""}, revision=2)
    old = generation._table.begin()  # noqa: SLF001  # the instant before the delta
    change(tmp_path, {key("N3"): b""}, revision=3)
    with generation.view() as view:
        newest = view.state.revision
    of_old = generation._refreshed(old)  # noqa: SLF001  # what the slow thread does
    old.abort()

    assert (newest, of_old.state.revision) == (3, 2)
    assert generation.state.revision == 3


def test_reading_goes_on_when_the_folder_is_removed(tmp_path: Path) -> None:
    """Who holds a generation reads it to the end, though publishing removed it."""
    publish(tmp_path, numbered(100))
    old = Generation(folder_of(tmp_path))
    publish(tmp_path, numbered(50), revision=2)
    publish(tmp_path, numbered(60), revision=3)

    assert not old.folder.exists()
    with old.view() as view:
        assert len(dict(view.everything(ENTRIES))) == 100


def test_a_generation_closes_when_the_last_holder_lets_go(folder: Path) -> None:
    """At once, without a collector: a worker freezes what the collector looks at.

    A circle of references kept the generation of a worker's start open for ever, and
    its space on disk taken.
    """
    generation = Generation(folder)
    gone = weakref.ref(generation._table)  # noqa: SLF001  # the open file
    gc.disable()
    try:
        with generation.view():
            pass
        del generation

        assert gone() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("how", ["missing", "cut", "flipped", "of another", "zeroed"])
def test_without_its_filter_the_table_answers(
    folder: Path, tmp_path: Path, how: str
) -> None:
    """Every key may be held then; the answer is right, and that it is slower is said."""
    path = folder / "filter.bloom"
    content = path.read_bytes()
    path.unlink()
    if how == "cut":
        path.write_bytes(content[:-1])
    elif how == "flipped":
        path.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    elif how == "of another":
        publish(tmp_path, numbered(1), feed="other")
        path.write_bytes((folder_of(tmp_path, "other") / "filter.bloom").read_bytes())
    elif how == "zeroed":
        path.write_bytes(bytes(len(content)))

    generation = Generation(folder)

    assert "filter not used" in generation.degraded
    with generation.view() as view:
        assert view.may_hold(b"anything")
        assert view.may_hold_many([b"a", b"b"]) == [0, 1]
        assert len(view.under(filing(key("A00000007")), maximum=5)) == 1


def test_the_next_delta_mends_the_filter(folder: Path, tmp_path: Path) -> None:
    """A new filter is made from the table, and open readers take it up."""
    generation = Generation(folder)
    (folder / "filter.bloom").write_bytes(b"broken")
    late = Generation(folder)
    assert late.degraded

    change(tmp_path, {key("NEW"): b""}, revision=2)

    for each in (generation, late):
        with each.view() as view:
            assert not view.may_hold(b"absent\x1fUTO")
            assert view.may_hold(filing(key("NEW")))
            assert view.may_hold(filing(key("A00000007")))
        assert each.degraded == ""


def test_a_filter_caught_lying_is_used_no_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One in a thousand keys it denies is looked up all the same.

    So a sound-looking filter of the wrong keys is found out, and that is said.
    """
    monkeypatch.setattr(views, "SHADOW_STRIDE", 1)
    path = folder / "filter.bloom"
    uid = Filter.open(path).uid
    path.unlink()
    Filter.of_keys(hashes([b"other"]), capacity=1, uid=uid).write(path)
    generation = Generation(folder)

    with generation.view() as view:
        found = view.may_hold(filing(key("A00000007")))

    assert found
    assert "denies" in generation.degraded


@pytest.mark.parametrize("file", ["table.mdb", "manifest.json"])
@pytest.mark.parametrize("how", ["missing", "empty", "zeroed head", "cut", "garbage"])
def test_a_damaged_generation_is_not_opened(folder: Path, file: str, how: str) -> None:
    """Each way a disk or a hand can spoil a file is Damaged."""
    path = folder / file
    content = path.read_bytes()
    path.unlink()
    if how == "empty":
        path.write_bytes(b"")
    elif how == "zeroed head":
        path.write_bytes(bytes(16_384) + content[16_384:])
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif how == "garbage":
        path.write_bytes(b"\xfe\xed" * (len(content) // 2))

    with pytest.raises(Damaged):
        Generation(folder)


def test_a_marked_generation_is_not_opened(folder: Path) -> None:
    """What one process found damaged, no other serves; the mark says why."""
    Generation(folder).condemn("a page cannot be read")
    mark = (folder / DAMAGED_MARK).read_text()

    assert mark == "a page cannot be read\n"
    with pytest.raises(DamagedTable, match="a page cannot be read"):
        Generation(folder)


def test_a_table_of_another_generation_is_refused(folder: Path, tmp_path: Path) -> None:
    """Manifest and table carry the same uid: files of two generations do not mix."""
    publish(tmp_path, numbered(200), feed="other")
    other = folder_of(tmp_path, "other")
    (folder / "manifest.json").write_bytes((other / "manifest.json").read_bytes())

    with pytest.raises(DamagedTable, match="another generation"):
        Generation(folder)


def test_an_altered_manifest_is_refused(folder: Path) -> None:
    """Any value of it, changed by hand."""
    path = folder / "manifest.json"
    whole = path.read_text()
    for given, altered in (
        ('"revision": 1', '"revision": 2'),
        ('"records": 200', '"records": 2'),
        (FEED, "other"),
        ("screening.generation/1", "screening.generation/2"),
    ):
        assert given in whole
        path.write_text(whole.replace(given, altered, 1))
        with pytest.raises(DamagedManifest):
            Generation(folder)


def test_a_view_is_bounded_and_takes_any_key(folder: Path) -> None:
    """At most as many as asked for; keys too long or strange for LMDB are just absent."""
    with Generation(folder).view() as view:
        for strange in (b"", b"\0", b"\xff" * 511, b"x" * 512, b"x" * 100_000):
            assert view.entry(strange) is None
            assert view.interval(strange) is None
            assert view.filed_under(strange) == []
            assert view.under(strange, maximum=3) == []
        assert view.under(filing(key("A00000007")), maximum=0) == []


def test_one_filing_key_leads_to_many_records(tmp_path: Path) -> None:
    """Sorted by record; a longer key that begins alike is another key."""
    entries = {key("A1", f"UTO\x1f{n:03d}"): b"%d" % n for n in range(50)}
    publish(tmp_path, entries | {key("A1X"): b"other"})
    with Generation(folder_of(tmp_path)).view() as view:
        found = view.under(filing(key("A1")), maximum=20)

    assert [value for _, value in found] == [b"%d" % n for n in range(20)]


def test_readers_in_threads_see_whole_revisions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While deltas and new filters come, every view holds one revision.

    Never a half, never an older one than before, never a key its filter denies.
    """
    monkeypatch.setattr(filter_upkeep, "LATE_KEYS_MAX", 40)
    publish(tmp_path, {key("REV"): b"1"})
    generation = Generation(folder_of(tmp_path))
    done, wrong = threading.Event(), list[str]()

    def read() -> None:
        last = 1
        while not done.is_set():
            with generation.view() as view:
                revision = view.state.revision
                if int(view.entry(key("REV")) or b"0") != revision or revision < last:
                    wrong.append(f"torn at {revision}")
                last = revision
                asked = [filing(key(f"R{revision}-{n}")) for n in range(10)]
                if revision > 1 and len(view.may_hold_many(asked)) != len(asked):
                    wrong.append(f"denied at {revision}")

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for revision in range(2, 30):
        new = {key(f"R{revision}-{n}"): b"" for n in range(10)}
        change(tmp_path, new | {key("REV"): b"%d" % revision}, revision=revision)
    done.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert generation.degraded == ""
    assert len(held(tmp_path)) == 1 + 28 * 10
