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
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from screening.errors import DamagedJournal, DiskFull, NotRecorded
from screening.storage.chain import (
    GENESIS,
    ChainEnd,
    chain_number,
    end_of,
    head_of,
    segment_number,
    segments,
)
from screening.storage.files import make_folder, sync_folder
from screening.storage.journal_form import (
    HEAD_BYTES,
    NEW,
    PAYLOAD_BYTES_MAX,
    entry_bytes,
    head_bytes,
)

SEGMENT_BYTES_MAX = 64 << 20
CHAINS_MAX = 4_096
FLUSH_INTERVAL_S = 0.5
"""Entries that need not be durable at once are on disk after this and one fsync."""

_AROUND_PAYLOAD = len(entry_bytes(GENESIS, 1, b"")[0])

Note = Callable[[ChainEnd], bytes]
"""Makes an entry out of where the chain is before it."""
Vouching = Callable[[Path, ChainEnd], None]
"""Raises `DamagedJournal` where a chain does not reach to what somebody signed of it."""


class Journal:
    """One chain, open for appending. Safe to use from many threads."""

    def __init__(
        self,
        folder: Path,
        *,
        segment_bytes: int = SEGMENT_BYTES_MAX,
        closing: Note | None = None,
        vouched: Vouching = lambda _chain, _end: None,
        only: str = "",
    ) -> None:
        """Take the first free chain in *folder*, or *only* that one, and mend its end.

        A chain whose last segment is damaged, or that is not *vouched* for, is left alone,
        for `verify` to name. *closing* makes the last entry of each segment. Raises
        `NotRecorded` when no chain can be written.
        """
        names = (
            (only,) if only else tuple(map("chain-{:04d}".format, range(CHAINS_MAX)))
        )
        self._room = segment_bytes - _AROUND_PAYLOAD
        self._closing = closing
        self._lock = threading.Lock()
        self._flushing = threading.Lock()
        self._closed = threading.Event()
        self._broken = ""
        self._failures = 0
        self._dirty = False
        self._waiting_since = 0.0
        """When the oldest entry that is not on disk was added; 0 where all are."""
        try:
            self.folder, self._lock_file, end = _free_chain(folder, names, vouched)
        except (OSError, DiskFull) as error:
            raise NotRecorded(reason=_reason(error)) from error
        self.last = end.last
        """The payload that was the last one when the chain was opened; empty if none."""
        self._go_on(end)
        self._flusher = threading.Thread(target=self._flush_often, daemon=True)
        self._flusher.start()

    def _go_on(self, end: "_End") -> None:
        self._file: int = end.file
        self._segment: int = end.segment
        self._size: int = end.size
        self._entries: int = end.entries
        self._chain: bytes = end.chain

    def append(self, payload: bytes, *, durable: bool) -> None:
        """Add an entry: with the kernel when this returns, and on disk if *durable*.

        Raises `NotRecorded` when it cannot; the next append mends the end first.
        """
        if len(payload) > PAYLOAD_BYTES_MAX:
            raise NotRecorded(reason=f"an entry of {len(payload):,} bytes is too long")
        with self._lock:
            self._make_ready()
            failures = self._failures
            try:
                if self._size + len(payload) > self._room and self._entries:
                    self._rotate()
                self._add(payload)
            except OSError as error:
                raise self._break(error) from error
        if durable:
            self._sync(failures)

    def note(self, note: Note) -> None:
        """Add an entry that says where the chain is; on disk when this returns."""
        with self._lock:
            self._make_ready()
            failures = self._failures
            try:
                self._add(note(self._end()))
            except OSError as error:
                raise self._break(error) from error
        self._sync(failures)

    def rotate(self) -> None:
        """Go on in a new segment, if there is anything in this one."""
        with self._lock:
            self._make_ready()
            try:
                if self._entries:
                    self._rotate()
            except OSError as error:
                raise self._break(error) from error

    @property
    def broken(self) -> str:
        """Why the last write failed; empty where it did not."""
        return self._broken

    @property
    def unflushed_s(self) -> float:
        """How long the oldest entry that is not on disk has waited to be; 0 for none."""
        since = self._waiting_since
        return time.monotonic() - since if since else 0.0

    @property
    def end(self) -> ChainEnd:
        """How far the chain has come."""
        with self._lock:
            return self._end()

    def _end(self) -> ChainEnd:
        return ChainEnd(self.folder.name, self._segment, self._entries, self._chain)

    def _make_ready(self) -> None:
        """Mend what a failure left. Needs the lock."""
        if self._closed.is_set():
            raise NotRecorded(reason="it is closed")
        if self._broken:
            self._mend()

    def _add(self, payload: bytes) -> None:
        """Write an entry behind the last one. Needs the lock."""
        entry, chain = entry_bytes(self._chain, self._entries + 1, payload)
        _write_all(self._file, entry)
        self._chain = chain
        self._size += len(entry)
        self._entries += 1
        self._dirty = True
        if not self._waiting_since:
            self._waiting_since = time.monotonic()

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
            self._dirty, began = False, time.monotonic()
            try:
                os.fdatasync(self._file)
            except OSError as error:
                raise self._break(error) from error
            self._waiting_since = began if self._dirty else 0.0

    def _break(self, error: Exception) -> NotRecorded:
        self._failures += 1
        self._broken = _reason(error)
        return NotRecorded(reason=self._broken)

    def _mend(self) -> None:
        """Begin again behind the last whole entry. Needs the lock."""
        with self._flushing:
            try:
                end = _last_segment(self.folder, lambda _chain, _end: None)
            except (OSError, DamagedJournal) as error:
                raise self._break(error) from error
            os.close(self._file)
            self._go_on(end)
            self._broken = ""

    def _flush_often(self) -> None:
        while not self._closed.wait(FLUSH_INTERVAL_S):
            if self._dirty:
                with suppress(NotRecorded):  # whoever appends next is told
                    self._sync(self._failures)

    def _rotate(self) -> None:
        """Go on in a new segment; the old one is on disk first. Needs the lock."""
        if self._closing is not None:
            self._add(self._closing(self._end()))
        with self._flushing:
            os.fdatasync(self._file)
            fresh = _new_segment(self.folder, self._segment + 1, self._chain)
            os.close(self._file)
            self._go_on(fresh)
            self._dirty, self._waiting_since = False, 0.0

    @property
    def position(self) -> tuple[str, int]:
        """Segment and offset at which the next entry begins."""
        return f"{self._segment:06d}.journal", self._size

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


class _End(NamedTuple):
    """A segment open for appending, and where it ends."""

    file: int
    segment: int
    size: int
    entries: int
    chain: bytes
    last: bytes


def _free_chain(
    folder: Path, names: Sequence[str], vouched: Vouching
) -> tuple[Path, int, _End]:
    """Lock the first sound chain that nobody has open; return it, its lock, its end."""
    make_folder(folder, mode=0o700)
    for name in names:
        chain = folder / name
        make_folder(chain, mode=0o700)
        lock = os.open(chain / "LOCK", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return chain, lock, _last_segment(chain, vouched)
        except (BlockingIOError, DamagedJournal):
            os.close(lock)
        except BaseException:
            os.close(lock)
            raise
    raise NotRecorded(reason=f"of {len(names)} chains none is free and sound")


def _last_segment(chain_folder: Path, vouched: Vouching) -> _End:
    """Open the last segment behind its last whole entry; make the first if none.

    One in the old format is left, and a new one begun.
    """
    found = segments(chain_folder)
    if found and head_of(found[-1]) is None:
        found.pop().unlink()  # a crash between making a segment and its head
    if not found:
        vouched(chain_folder, ChainEnd(chain_folder.name, 1, 0, GENESIS))
        return _new_segment(chain_folder, 1, GENESIS)
    last = found[-1]
    number, end = segment_number(last), end_of(last)
    vouched(chain_folder, ChainEnd(chain_folder.name, number, end.entries, end.value))
    file = os.open(last, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    if end.offset < last.stat().st_size:
        os.ftruncate(file, end.offset)
        os.fsync(file)
    head = head_of(last)
    if head is not None and head.form is not NEW:
        os.close(file)
        fresh = _new_segment(chain_folder, number + 1, end.value)
        return fresh._replace(last=end.last)
    return _End(file, number, end.offset, end.entries, end.value, end.last)


def _new_segment(chain_folder: Path, number: int, chain: bytes) -> _End:
    path = chain_folder / f"{number:06d}.journal"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
    file = os.open(path, flags, 0o600)
    try:
        _write_all(file, head_bytes(chain_number(chain_folder), number, chain))
        os.fsync(file)
        sync_folder(chain_folder)
    except OSError:
        os.close(file)
        raise
    return _End(file, number, HEAD_BYTES, 0, chain, b"")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _write_all(file: int, content: bytes) -> None:
    written = os.write(file, content)
    while written < len(content):
        written += os.write(file, content[written:])
