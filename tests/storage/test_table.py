"""The table: what LMDB asks of its users is kept, whoever dies and whatever is cut."""

import os
import signal
import threading
from pathlib import Path

import pytest

from screening.errors import Busy, CannotRead, DamagedTable, DiskFull, Misused
from screening.storage import table as tables
from screening.storage.builder import TABLE_FILE
from screening.storage.table import ENTRIES, LOCK_BYTES, STATE, Table
from tests.processes import outcome, running, said
from tests.storage.plain import change, folder_of, numbered, publish

OPENED = """
import sys
from pathlib import Path
from screening.errors import Damaged
from screening.storage.generation import Generation
try:
    with Generation(Path(sys.argv[1])).view() as view:
        print("served", view.state.entries)
except Damaged as damage:
    print("damaged", type(damage).__name__)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a table of 300 entries."""
    publish(tmp_path, numbered(300))
    return folder_of(tmp_path) / TABLE_FILE


def test_one_file_is_one_table(path: Path) -> None:
    """However often a process opens it, by whatever name: LMDB allows it once."""
    first = Table.open(path)

    assert Table.open(path.parent / ".." / path.parent.name / path.name) is first


def test_a_table_let_go_of_in_one_thread_is_opened_in_another(path: Path) -> None:
    """Open, use, let go, in four threads at once: none finds the file "already open".

    One in ten did: the weak reference is gone a moment before the file is closed.
    """
    errors: list[BaseException] = []

    def use_often() -> None:
        try:
            for _ in range(400):
                Table.open(path).count(ENTRIES)
        except BaseException as error:  # noqa: BLE001  # the thread's verdict
            errors.append(error)

    threads = [threading.Thread(target=use_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []


@pytest.mark.parametrize("content", [None, b"", b"\0" * 4096, b"no table" * 4096])
def test_what_is_no_table_is_damage(path: Path, content: bytes | None) -> None:
    """Missing, empty, zeroed or garbage: never a fresh and empty table."""
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(DamagedTable):
        Table.open(path)


def test_a_table_cut_anywhere_is_damage(path: Path) -> None:
    """Cut at every page, also to its first two: opening that ended the process."""
    whole = path.read_bytes()
    pages = len(whole) // 4096
    for kept in (*range(0, pages, 5), 1, 2, 3, pages - 1):
        path.write_bytes(whole[: kept * 4096])
        with pytest.raises(DamagedTable):
            Table.open(path)
    path.write_bytes(whole[:-1])
    with pytest.raises(DamagedTable):
        Table.open(path)


def test_a_table_cut_to_its_first_pages_ends_no_process(path: Path) -> None:
    """Seen from outside, since a SIGBUS cannot be caught."""
    found = {}
    for kept in (4096, 8192, 8193, 12288):
        os.truncate(path, kept) if kept < path.stat().st_size else None
        found[kept] = outcome(OPENED, path.parent)

    assert set(found.values()) == {"damaged DamagedTable"}


def test_a_forked_child_is_refused(path: Path, tmp_path: Path) -> None:
    """LMDB must not cross a fork (R25): the child's use is Misused, also while building."""
    table = Table.open(path)
    building = Table.open(tmp_path / "bulk.mdb", bulk=True)
    child = os.fork()
    if child == 0:  # pragma: no cover  # another process
        refused = 0
        for each in (table, building):
            try:
                each.begin()
            except Misused:
                refused += 1
        os._exit(refused)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 2
    assert table.count(ENTRIES) == 3  # blocks
    building.close()


def test_a_map_that_another_process_raised_is_taken_over(tmp_path: Path) -> None:
    """A process with a small map goes on when one with a larger map has written."""
    path = tmp_path / "small.mdb"
    made = Table.open(path, bulk=True)
    with made.writing() as txn:
        txn.put(b"first", b"1", db=made.databases[ENTRIES])
    made.sync()
    made.close()
    small = Table.open(path, map_bytes=1 << 20)
    code = """
import sys
from pathlib import Path
from screening.storage.table import ENTRIES, Table
table = Table.open(Path(sys.argv[1]), map_bytes=1 << 26)
with table.writing() as txn:
    for n in range(40_000):
        txn.put(n.to_bytes(8), bytes(100), db=table.databases[ENTRIES])
print("grown")
"""

    grown = outcome(code, path)

    assert grown == "grown"
    assert small.count(ENTRIES) == 40_001
    with small.writing() as txn:
        txn.put(b"later", b"2", db=small.databases[ENTRIES])
    assert small.count(ENTRIES) == 40_002


def test_a_full_map_is_a_full_disk(tmp_path: Path) -> None:
    """The transaction is gone, what was there stays."""
    table = Table.open(tmp_path / "full.mdb", map_bytes=1 << 16, bulk=True)

    def write_much() -> None:
        with table.writing() as txn:
            for n in range(5_000):
                txn.put(n.to_bytes(8), bytes(100), db=table.databases[ENTRIES])

    with pytest.raises(DiskFull):
        write_much()

    assert table.count(ENTRIES) == 0
    table.close()


def test_slots_of_killed_readers_are_given_back(path: Path) -> None:
    """A reader that was killed -9 pins nothing: its slot is found and freed."""
    code = """
import sys
from pathlib import Path
from screening.storage.table import Table
table = Table.open(Path(sys.argv[1]))
held = [table.begin() for _ in range(5)]
print("reading", flush=True)
sys.stdin.read()
"""
    table = Table.open(path)
    with running(code, path) as reader:
        reading = said(reader)
        reader.send_signal(signal.SIGKILL)
        reader.wait()
        freed = table.reader_check()

    assert (reading, freed, table.reader_check()) == ("reading", 5, 0)


def test_killed_readers_do_not_let_the_file_grow(tmp_path: Path) -> None:
    """A killed reader's snapshot would keep all freed pages for ever (R13)."""
    publish(tmp_path, numbered(2_000))
    path = folder_of(tmp_path) / TABLE_FILE
    code = """
import sys
from pathlib import Path
from screening.storage.generation import Generation
view = Generation(Path(sys.argv[1])).view()
print("reading", flush=True)
sys.stdin.read()
"""
    values = numbered(500)
    for revision in range(2, 12):
        change(tmp_path, values, revision=revision)
    with running(code, path.parent) as reader:
        said(reader)
        reader.kill()
        reader.wait()
    before = path.stat().st_size
    for revision in range(12, 60):
        change(tmp_path, values, revision=revision)

    assert path.stat().st_size <= before * 1.05


def test_more_readers_than_slots_are_busy_not_damaged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Living readers that hold all slots are no damage: nothing is condemned for it."""
    monkeypatch.setattr(tables, "READERS_MAX", 3)
    monkeypatch.setattr(tables, "LOCK_BYTES", 128)
    path.with_name(TABLE_FILE + "-lock").unlink()
    table = Table.open(path)
    held = [table.begin() for _ in range(3)]

    with pytest.raises(Busy):
        table.begin()

    held.clear()
    assert table.count(ENTRIES) == 3  # blocks


def test_the_lock_file_has_its_room_from_the_start(path: Path) -> None:
    """LMDB maps it: a hole in it and a full disk would end every reader (SIGBUS)."""
    lock_file = path.with_name(TABLE_FILE + "-lock").stat()

    assert lock_file.st_size == LOCK_BYTES
    assert lock_file.st_blocks * 512 >= LOCK_BYTES


def test_a_state_that_is_missing_or_garbled_is_damage(path: Path) -> None:
    """A table that does not say what it holds is not served."""
    for packed in (None, b"{", b"[]", b'{"format": 2}'):
        table = Table.open(path)
        with table.writing() as txn:
            txn.pop(b"state", db=table.databases[STATE])
            if packed is not None:
                txn.put(b"state", packed, db=table.databases[STATE])
        del table, txn

        assert outcome(OPENED, path.parent) == "damaged DamagedTable"


def test_a_lock_file_that_cannot_be_had_is_said(path: Path) -> None:
    """Without its lock file a table cannot be read safely; that is no damage to it."""
    lock_file = path.with_name(TABLE_FILE + "-lock")
    lock_file.unlink()
    lock_file.mkdir()

    with pytest.raises(CannotRead, match="lock file"):
        Table.open(path)
