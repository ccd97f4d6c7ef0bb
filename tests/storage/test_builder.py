"""A generation is built whole, proved, and named; or nothing of it is left."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from screening.errors import DamagedFilter, DamagedTable, DiskFull, Misused
from screening.storage import builder as builders
from screening.storage.builder import TABLE_FILE, Source
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.manifest import read_manifest
from screening.storage.table import ENTRIES
from screening.storage.walk import Flags, Walk
from tests.processes import outcome
from tests.storage.plain import (
    FEED,
    add_entries,
    change,
    fill,
    folder_of,
    held,
    key,
    numbered,
    publish,
    state,
)


@pytest.fixture
def folder(tmp_path: Path) -> FeedFolder:
    return FeedFolder(tmp_path, FEED)


@contextmanager
def tiny_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a disk of *size* at *folder*, or skip the test."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill_up(disk: Path) -> Path:
    """Leave not a byte on *disk*; return the file that takes it all."""
    blocker = disk / "blocker"
    blocker.write_bytes(bytes(shutil.disk_usage(disk).free))
    return blocker


def names_in(folder: FeedFolder) -> set[str]:
    return {path.name for path in folder.path.iterdir()} - {"LOCK"}


def test_a_sealed_generation_holds_what_was_added(folder: FeedFolder) -> None:
    """Counts, digest and manifest are of what went in."""
    entries, series = numbered(1_000), {b"A9\x1fUTO\x1eA1\x1eUTO\x1f1": b"A7\x1ex"}
    with folder.lock(), folder.builder() as builder:
        fill(builder, entries, series)
        name = builder.seal(
            state(records=1_001), source=Source(name="f.csv", sha256="ab", software="s")
        )

    generation, manifest = (
        Generation(folder.path / name),
        read_manifest(folder.path / name),
    )
    assert (generation.state.entries, generation.state.intervals) == (1_000, 1)
    assert manifest.state == generation.state
    assert manifest.filter_keys == 1_001
    assert (manifest.source_file, manifest.source_sha256) == ("f.csv", "ab")
    assert (manifest.generation, generation.degraded) == (name, "")


def test_leaving_without_seal_leaves_nothing(folder: FeedFolder) -> None:
    """Neither a partial folder nor a generation; and the number is used again."""
    with folder.lock(), folder.builder() as builder:
        fill(builder, numbered(10))
        partial = builder.folder

    assert not partial.exists()
    assert names_in(folder) == set()


def test_entries_out_of_order_are_our_own_fault(folder: FeedFolder) -> None:
    """From end to end of a call, between calls, or twice the same: Misused."""
    one, two = key("A1"), key("A2")
    for calls in ([[two, one]], [[two], [one]], [[one], [one]]):
        with folder.lock(), folder.builder() as builder:
            *good, wrong = calls
            for keys in good:
                add_entries(builder, [(each, b"") for each in keys])
            with pytest.raises(Misused):
                add_entries(builder, [(each, b"") for each in wrong])


def test_a_series_or_name_twice_is_our_own_fault(folder: FeedFolder) -> None:
    """The caller says which one counts, the builder does not guess."""
    with folder.lock(), folder.builder() as builder:
        builder.add_intervals([(b"k", b"1")])
        with pytest.raises(Misused):
            builder.add_intervals([(b"k", b"2")])
        with pytest.raises(Misused):
            builder.add_names([(b"n", b"1"), (b"n", b"1")])


def test_more_series_than_memory_has_room_for(
    folder: FeedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each worker holds them all: there is a bound (law 10)."""
    monkeypatch.setattr(builders, "INTERVALS_MAX", 3)
    with folder.lock(), folder.builder() as builder:
        builder.add_intervals([(b"1", b""), (b"2", b"")])
        with pytest.raises(Misused):
            builder.add_intervals([(b"3", b""), (b"4", b"")])


def test_nothing_goes_into_a_sealed_generation(folder: FeedFolder) -> None:
    """What was proved does not change any more."""
    with folder.lock(), folder.builder() as builder:
        builder.seal(state(), source=Source())
        with pytest.raises(Misused):
            add_entries(builder, [(b"k", b"v")])


def test_a_filter_that_misses_a_key_is_not_sealed(
    folder: FeedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it has its name, every key is looked up in the filter on disk."""
    of_walk = Walk.marked

    def forgetful(walk: Walk) -> Flags:
        flags = of_walk(walk)
        flags[np.flatnonzero(flags)[0]] = False
        return flags

    monkeypatch.setattr(Walk, "marked", forgetful)
    with folder.lock(), folder.builder() as builder:
        fill(builder, numbered(50))
        with pytest.raises(DamagedFilter, match="denies"):
            builder.seal(state(), source=Source())

    assert names_in(folder) == set()


def test_a_table_that_lost_an_entry_is_not_sealed(folder: FeedFolder) -> None:
    """Before it has its name, the table is read back and counted."""
    with folder.lock(), folder.builder() as builder:
        fill(builder, numbered(50))
        table = builder._building  # noqa: SLF001
        with table.writing() as txn:
            txn.drop(table.databases[ENTRIES], delete=False)
        with pytest.raises(DamagedTable, match="lost"):
            builder.seal(state(), source=Source())

    assert names_in(folder) == set()


def test_an_empty_generation_can_be_served(tmp_path: Path) -> None:
    """Zero entries is something to say, too."""
    publish(tmp_path, {})

    assert held(tmp_path) == {}


def test_a_full_disk_leaves_nothing_and_publishes_nothing(tmp_path: Path) -> None:
    """Wherever the space runs out: DiskFull, and the old generation serves on (R4)."""
    publish(tmp_path / "elsewhere", numbered(20_000))
    files = folder_of(tmp_path / "elsewhere").iterdir()
    needed = sum(path.stat().st_blocks * 512 for path in files)
    with tiny_disk(tmp_path / "disk", "3m") as disk:
        publish(disk, numbered(500))
        folder, blocker = FeedFolder(disk, FEED), disk / "blocker"
        for share in (0.02, 0.1, 0.5, 0.9, 0.97, 0.985, 0.99):
            left = shutil.disk_usage(disk).free - int(needed * share)
            blocker.write_bytes(bytes(left))
            with pytest.raises(DiskFull):
                publish(disk, numbered(20_000), revision=2)
            blocker.unlink()

            assert names_in(folder) == {"CURRENT", "gen-000001"}
            assert len(held(disk)) == 500


def test_a_full_disk_refuses_a_delta_and_answers_on(tmp_path: Path) -> None:
    """A delta that finds no room changes nothing; with room again, the next goes in."""
    with tiny_disk(tmp_path / "disk", "3m") as disk:
        publish(disk, numbered(500))
        blocker = fill_up(disk)
        for revision in (2, 3):
            with pytest.raises(DiskFull):
                change(disk, numbered(5_000, start=10_000), revision=revision)
            assert len(held(disk)) == 500
        blocker.unlink()

        applied = change(disk, numbered(50, start=10_000), revision=2)

        assert (applied.state.revision, len(held(disk))) == (2, 550)


def test_a_full_disk_ends_no_reader(tmp_path: Path) -> None:
    """A process that opens a generation on a full disk lives, and reads.

    LMDB maps its lock file, which had holes: a thousand readers were a SIGBUS.
    """
    code = """
import sys
from pathlib import Path
from screening.storage.generation import Generation
generation = Generation(Path(sys.argv[1]))
views = [generation.view() for _ in range(1_000)]
print(len(views), views[-1].state.entries)
"""
    with tiny_disk(tmp_path / "disk", "3m") as disk:
        name = publish(disk, numbered(500))
        fill_up(disk)
        found = outcome(code, FeedFolder(disk, FEED).path / name)

    assert found == "1000 500"


def test_a_table_of_a_loader_is_not_left_open(folder: FeedFolder) -> None:
    """After a failed build the file can be made again under the same name."""
    for _ in range(3):
        with folder.lock(), folder.builder() as builder:
            fill(builder, numbered(5))

            assert (builder.folder / TABLE_FILE).exists()
