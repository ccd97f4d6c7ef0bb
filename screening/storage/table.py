"""Sorted keys and values on disk (LMDB), open once a process, read by all of them.

What LMDB asks of its users is kept here, so that nobody above has to know it: one
environment a file and process, none across a fork, a map so large that it never has to
grow, reader slots of dead processes given back, never `writemap` (a full disk would
kill the process), room for the lock file allotted beforehand (for the same reason).
"""

import errno
import os
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import lmdb

from screening.errors import Busy, CannotRead, DamagedTable, DiskFull, Misused
from screening.storage.files import FULL, allot, disk_full_is_said
from screening.storage.heads import Heads

if TYPE_CHECKING:
    Transaction = lmdb.Transaction[bytes]
else:
    Transaction = lmdb.Transaction

MAP_BYTES = 1 << 38
"""256 GiB of address space, sparse: it costs nothing and never has to be raised.

Room for a feed of thousands of millions, and for 500 of them: a process has 128 TiB.
"""
READERS_MAX = 2_048
_NO_ROOM_BYTES = 64 << 10
LOCK_BYTES = READERS_MAX * 64 + 4_096
"""Of the lock file: 64 bytes a reader slot, and LMDB's own head."""
ENTRIES, NAMES, INTERVALS, LATE_KEYS, STATE, CHANGES = (
    b"entries",
    b"names",
    b"intervals",
    b"late_keys",
    b"state",
    b"changes",
)
DATABASES = (ENTRIES, NAMES, INTERVALS, LATE_KEYS, STATE, CHANGES)

_DAMAGE = (
    lmdb.CorruptedError,
    lmdb.PageNotFoundError,
    lmdb.InvalidError,
    lmdb.PanicError,
    lmdb.VersionMismatchError,
    lmdb.IncompatibleError,
    lmdb.NotFoundError,
    lmdb.BadChecksumError,
    lmdb.PageFullError,
    lmdb.CursorFullError,
    lmdb.ProblemError,
    lmdb.BadTxnError,
)
"""What LMDB raises for pages that are not what was written: the last of them where such a
page broke a transaction before, without a word (ours are used by one thread, and ended
once)."""
_STILL_OPEN = "already open in this process"
_LET_GO_S, _RETRY_S = 5.0, 0.001

_open_tables: "weakref.WeakValueDictionary[tuple[int, int], Table]" = (
    weakref.WeakValueDictionary()
)
_opening = threading.Lock()


class Table:
    """One LMDB file with our named databases. Use `Table.open`.

    The file stays open as long as somebody holds the table.
    """

    def __init__(self, path: Path, *, map_bytes: int, bulk: bool) -> None:
        self.path = path
        _allot_lock_file(path)
        try:
            self._env = _environment(path, map_bytes=map_bytes, bulk=bulk)
            if not bulk:
                self._check_length()
            self.databases = {name: self._env.open_db(name) for name in DATABASES}
            self._env.reader_check()
            self.heads = Heads(path, page_bytes=self._env.stat()["psize"])
        except lmdb.Error as error:
            raise _said(path, error) from error

    @classmethod
    def open(
        cls, path: Path, *, map_bytes: int = MAP_BYTES, bulk: bool = False
    ) -> "Table":
        """Return the table at *path*, the same one to everybody in this process.

        With *bulk*, nothing is on disk before `sync`: only for a file nobody serves.
        Raises `DamagedTable` when it cannot be opened or is cut short.
        """
        with _opening:
            if not bulk:
                _must_hold_a_table(path)
            else:
                path.touch()
            file = path.stat()
            key = (file.st_dev, file.st_ino)
            table = _open_tables.get(key)
            if table is None:
                table = cls(path, map_bytes=map_bytes, bulk=bulk)
                _open_tables[key] = table
            return table

    def _check_length(self) -> None:
        """Refuse a file shorter than its own pages: reading past its end kills us.

        So this comes before anything but the file's first two pages is read.
        """
        info, page = self._env.info(), self._env.stat()["psize"]
        if self.path.stat().st_size < (info["last_pgno"] + 1) * page:
            raise DamagedTable(path=self.path, reason="it is cut short")

    def begin(self, *, write: bool = False) -> Transaction:
        """Begin a transaction; whoever begins it commits or aborts it, soon.

        Another process may have raised the map's size or died holding reader slots:
        both are put right here and tried again. Raises `Busy` when all slots are held
        by the living.
        """
        try:
            try:
                return self._env.begin(write=write)
            except lmdb.MapResizedError:
                self._env.set_mapsize(0)
            except lmdb.ReadersFullError:
                self._env.reader_check()
            return self._env.begin(write=write)
        except lmdb.ReadersFullError as error:
            raise Busy(what="snapshots of a table", maximum=READERS_MAX) from error
        except lmdb.Error as error:
            raise _said(self.path, error) from error

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Hold one snapshot of the table."""
        txn = self.begin()
        try:
            yield txn
        finally:
            txn.abort()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Change the table, all or nothing, on disk when this is left without error."""
        try:
            txn = self.begin(write=True)
            try:
                yield txn
            except BaseException:
                txn.abort()
                raise
            txn.commit()
        except lmdb.BadValsizeError as error:
            raise Misused("a key is empty, or longer than a table takes") from error
        except lmdb.Error as error:
            raise _said(self.path, error) from error

    @contextmanager
    def damage_is_said(self) -> Iterator[None]:
        """Turn what LMDB says of pages that cannot be read into `DamagedTable`."""
        try:
            yield
        except lmdb.Error as error:
            raise _said(self.path, error) from error

    def said(self, error: lmdb.Error) -> DamagedTable | DiskFull | CannotRead:
        """Return what *error*, met while reading, means."""
        return _said(self.path, error)

    def count(self, database: bytes) -> int:
        """Return how many keys *database* holds."""
        with self.reading() as txn:
            return int(txn.stat(self.databases[database])["entries"])

    def reader_check(self) -> int:
        """Give back the reader slots of dead processes; return how many there were."""
        return int(self._env.reader_check())

    def sync(self) -> None:
        """Put everything on disk."""
        try:
            self._env.sync(True)  # noqa: FBT003  # lmdb takes it so
        except lmdb.Error as error:
            raise _said(self.path, error) from error

    def close(self) -> None:
        """Close the file for good; nobody may be reading it."""
        with _opening:
            for key, table in list(_open_tables.items()):
                if table is self:
                    del _open_tables[key]
        self._env.close()

    def refuse_after_fork(self) -> None:
        """Make every later use raise `Misused`: LMDB must not cross a fork."""

        def refuse(*, write: bool = False) -> Transaction:
            raise Misused(f"a table was used in a forked process (write={write})")

        self.begin = refuse  # type: ignore[method-assign]
        self.heads.blind()


def _environment(path: Path, *, map_bytes: int, bulk: bool) -> lmdb.Environment:
    """Open the file; one that another thread is just letting go of is waited for."""
    given_up = time.monotonic() + _LET_GO_S
    while True:
        try:
            return _environment_once(path, map_bytes=map_bytes, bulk=bulk)
        except lmdb.Error as error:
            if _STILL_OPEN not in str(error) or time.monotonic() > given_up:
                raise
            time.sleep(_RETRY_S)


def _environment_once(path: Path, *, map_bytes: int, bulk: bool) -> lmdb.Environment:
    return lmdb.open(
        str(path),
        subdir=False,
        map_size=map_bytes,
        max_dbs=len(DATABASES),
        max_readers=READERS_MAX,
        readahead=False,
        sync=not bulk,
        metasync=not bulk,
        writemap=False,
    )


def _allot_lock_file(path: Path) -> None:
    """Give the lock file its room: LMDB maps it, and a full disk under a map kills."""
    lock_file = path.with_name(path.name + "-lock")
    try:
        with disk_full_is_said(lock_file):
            allot(lock_file, LOCK_BYTES)
    except OSError as error:
        raise CannotRead(reason=f"its lock file: {error.strerror}") from error


def _must_hold_a_table(path: Path) -> None:
    """LMDB makes a new table of an empty or missing file; a lost table is no table."""
    if not path.is_file() or not path.stat().st_size:
        raise DamagedTable(path=path, reason="it is missing or empty")


def _said(path: Path, error: lmdb.Error) -> DamagedTable | DiskFull | CannotRead:
    """Return what *error* means: a page that is wrong is damage, no memory is not."""
    full = isinstance(error, lmdb.DiskError | lmdb.MapFullError)
    if full or any(os.strerror(code) in str(error) for code in FULL):
        return DiskFull(path=path)
    if os.strerror(errno.EIO) in str(error) and _is_full(path):
        return DiskFull(path=path)
    kind = type(error).__name__
    if isinstance(error, _DAMAGE):
        return DamagedTable(path=path, reason=f"LMDB finds it damaged ({kind})")
    return CannotRead(reason=f"LMDB: {kind}")


def _is_full(path: Path) -> bool:
    """Whether the disk has no room: LMDB calls the write that took the last an I/O error."""
    disk = os.statvfs(path.parent)
    return disk.f_bavail * disk.f_frsize < _NO_ROOM_BYTES


def _after_fork() -> None:
    for table in list(_open_tables.values()):
        table.refuse_after_fork()
    _open_tables.clear()


os.register_at_fork(after_in_child=_after_fork)
