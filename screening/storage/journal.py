"""An append-only file of checksummed, hash-chained entries.

Each process writes a chain of its own: a folder of segments, locked while it is open, so
that many can write at once and none waits. A process takes the first chain that is free
and goes on where it ends.

A torn entry at the end, left by a crash, is cut off when the chain is opened again: it
was never answered for. Anything else that does not fit the chain is damage and is named.
"""

import fcntl
import os
import threading
from contextlib import suppress
from pathlib import Path

from screening.errors import DamagedJournal, DiskFull, NotRecorded
from screening.storage.chain import (
    GENESIS,
    HEAD_BYTES,
    MAGIC,
    PAYLOAD_BYTES_MAX,
    end_of,
    sealed,
    segments,
)
from screening.storage.files import make_folder, sync_folder

SEGMENT_BYTES_MAX = 64 << 20
CHAINS_MAX = 4_096
FLUSH_INTERVAL_S = 0.5
"""Entries that need not be durable at once are on disk after this and one fsync."""


class Journal:
    """One chain, open for appending. Safe to use from many threads."""

    def __init__(self, folder: Path, *, segment_bytes: int = SEGMENT_BYTES_MAX) -> None:
        """Take the first free chain in *folder* and mend its end.

        A chain whose last segment is damaged is left alone, for `verify` to name.
        Raises `NotRecorded` when no chain can be written.
        """
        self._segment_bytes = segment_bytes
        self._lock = threading.Lock()
        self._flushing = threading.Lock()
        self._closed = threading.Event()
        self._broken = ""
        self._failures = 0
        self._dirty = False
        try:
            self.folder, self._lock_file, end = _free_chain(folder)
            self._file, self._size, self._chain = end
        except (OSError, DiskFull) as error:
            raise NotRecorded(reason=_reason(error)) from error
        self._flusher = threading.Thread(target=self._flush_often, daemon=True)
        self._flusher.start()

    def append(self, payload: bytes, *, durable: bool) -> None:
        """Add an entry: with the kernel when this returns, and on disk if *durable*.

        Raises `NotRecorded` when it cannot; the next append mends the end first.
        """
        if len(payload) > PAYLOAD_BYTES_MAX:
            raise NotRecorded(reason=f"an entry of {len(payload):,} bytes is too long")
        with self._lock:
            if self._closed.is_set():
                raise NotRecorded(reason="it is closed")
            if self._broken:
                self._mend()
            failures = self._failures
            entry, chain = sealed(self._chain, payload)
            try:
                if (
                    self._size + len(entry)
                    > self._segment_bytes
                    > HEAD_BYTES
                    < self._size
                ):
                    self._rotate()
                _write_all(self._file, entry)
            except OSError as error:
                raise self._break(error) from error
            self._chain = chain
            self._size += len(entry)
            self._dirty = True
        if durable:
            self._sync(failures)

    def _sync(self, failures: int) -> None:
        """Put everything appended so far on disk; callers at once share one fsync.

        *failures* were known when the caller's entry was appended. One more since then
        may have been that entry's: the system tells of a failed flush only once.
        """
        with self._flushing:
            if failures != self._failures:
                raise NotRecorded(reason=self._broken or "an earlier write failed")
            if not self._dirty:
                return
            self._dirty = False
            try:
                os.fdatasync(self._file)
            except OSError as error:
                raise self._break(error) from error

    def _break(self, error: Exception) -> NotRecorded:
        self._failures += 1
        self._broken = _reason(error)
        return NotRecorded(reason=self._broken)

    def _mend(self) -> None:
        """Begin again behind the last whole entry. Needs the lock."""
        with self._flushing:
            try:
                end = _last_segment(self.folder)
            except (OSError, DamagedJournal) as error:
                raise self._break(error) from error
            os.close(self._file)
            self._file, self._size, self._chain = end
            self._broken = ""

    def _flush_often(self) -> None:
        while not self._closed.wait(FLUSH_INTERVAL_S):
            if self._dirty:
                with suppress(NotRecorded):  # whoever appends next is told
                    self._sync(self._failures)

    def _rotate(self) -> None:
        """Go on in a new segment; the old one is on disk first. Needs the lock."""
        with self._flushing:
            os.fdatasync(self._file)
            number = int(segments(self.folder)[-1].stem) + 1
            fresh = _new_segment(self.folder, number, self._chain)
            os.close(self._file)
            self._file, self._size, self._dirty = fresh, HEAD_BYTES, False

    @property
    def position(self) -> tuple[str, int]:
        """Segment and offset at which the next entry begins."""
        return segments(self.folder)[-1].name, self._size

    def close(self) -> None:
        """Put everything on disk and give the chain back."""
        with self._lock:
            if self._closed.is_set():
                return
            self._closed.set()
        self._flusher.join()
        with self._flushing:
            try:
                os.fdatasync(self._file)
                self._dirty = False
            finally:
                os.close(self._file)
                os.close(self._lock_file)


_End = tuple[int, int, bytes]
"""A segment open for appending, its length, and its chain value."""


def _free_chain(folder: Path) -> tuple[Path, int, _End]:
    """Lock the first sound chain that nobody has open; return it, its lock, its end."""
    make_folder(folder, mode=0o700)
    for number in range(CHAINS_MAX):
        chain = folder / f"chain-{number:04d}"
        make_folder(chain, mode=0o700)
        lock = os.open(chain / "LOCK", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return chain, lock, _last_segment(chain)
        except (BlockingIOError, DamagedJournal):
            os.close(lock)
        except BaseException:
            os.close(lock)
            raise
    raise NotRecorded(reason=f"all {CHAINS_MAX} chains are in use")


def _last_segment(chain_folder: Path) -> _End:
    """Open the last segment behind its last whole entry; make the first if none."""
    found = segments(chain_folder)
    if found and found[-1].stat().st_size < HEAD_BYTES:
        found.pop().unlink()  # a crash between making a segment and its head
    if not found:
        return _new_segment(chain_folder, 1, GENESIS), HEAD_BYTES, GENESIS
    chain, end = end_of(found[-1])
    file = os.open(found[-1], os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    if end < found[-1].stat().st_size:
        os.ftruncate(file, end)
        os.fsync(file)
    return file, end, chain


def _new_segment(chain_folder: Path, number: int, chain: bytes) -> int:
    path = chain_folder / f"{number:06d}.journal"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
    file = os.open(path, flags, 0o600)
    try:
        _write_all(file, MAGIC + chain)
        os.fsync(file)
        sync_folder(chain_folder)
    except OSError:
        os.close(file)
        raise
    return file


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _write_all(file: int, content: bytes) -> None:
    written = os.write(file, content)
    while written < len(content):
        written += os.write(file, content[written:])
