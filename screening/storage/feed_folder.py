"""A feed's folder: its generations, which one is served, and who may write.

::

    CURRENT          the name of the generation served
    LOCK             held (flock) by whoever loads or applies; the system frees it
    gen-000042/      a sealed generation
    gen-….partial/   one in the making or being removed, or what a killed loader left
"""

import fcntl
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from screening.errors import AnotherWriter, CannotRead, Damaged, FeedRefused
from screening.storage.builder import PARTIAL, Builder
from screening.storage.files import disk_full_is_said, make_folder, write_whole
from screening.storage.generation import Generation
from screening.storage.state import State

_GENERATION = re.compile(r"gen-(\d{6,})\Z")
_CURRENT = "CURRENT"
_LOCK = "LOCK"
_RETRY_S = 0.05
_LOCK_TRIES = 100
"""Far more than there are writers whose folder is gone just as we open the lock."""


def feeds_folder(data: Path) -> Path:
    """Return the folder that holds one folder for each feed."""
    return data / "feeds"


class FeedFolder:
    """DATA/feeds/FEED. Nothing is made before somebody writes."""

    def __init__(self, data: Path, feed: str) -> None:
        self.feed = feed
        self.path = feeds_folder(data) / feed

    @contextmanager
    def lock(self, wait_s: float = 0.0) -> Iterator[None]:
        """Be the only writer of this feed.

        Waits up to *wait_s* for another one, then raises `AnotherWriter`.
        """
        descriptor = self._locked(time.monotonic() + wait_s)
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"process {os.getpid()}".encode(), 0)
            yield
        finally:
            os.close(descriptor)

    def _locked(self, deadline: float) -> int:
        """Return a descriptor that holds the lock which is in the folder now.

        A writer that published nothing takes folder and lock away with it: who waited
        for that lock holds one that nobody else will find, and begins again. Where the
        folder is not there however often it is made, the system does not let it be made.
        """
        gone: FileNotFoundError | None = None
        for _ in range(_LOCK_TRIES):
            try:
                descriptor = self._open_lock()
            except FileNotFoundError as error:  # taken away while it is made
                gone = error
                continue
            gone = None
            try:
                self._acquire(descriptor, deadline)
                if self._is_lock(descriptor):
                    return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)
        if gone is not None:
            raise FeedRefused(
                file=gone.filename,
                reason="this folder cannot be made (no such file or directory)",
                cure="give a data folder where folders can be made",
            )
        raise AnotherWriter(feed=self.feed, holder="others come and go")

    def _open_lock(self) -> int:
        make_folder(self.path)
        with disk_full_is_said(self.path):
            return os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)

    def _is_lock(self, descriptor: int) -> bool:
        try:
            there = (self.path / _LOCK).stat()
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(descriptor))

    def _acquire(self, descriptor: int, deadline: float) -> None:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    holder = os.pread(descriptor, 64, 0).decode(errors="replace")
                    raise AnotherWriter(
                        feed=self.feed, holder=holder or "process unknown"
                    ) from None
                time.sleep(_RETRY_S)
            else:
                return

    def is_being_written(self) -> bool:
        """Return whether somebody loads or applies just now."""
        try:
            descriptor = os.open(self.path / _LOCK, os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def remove_unused(self) -> None:
        """Remove the folder if nothing was ever published in it. Needs the lock.

        So a mistyped name leaves nothing. Another writer may come meanwhile: then the
        folder is its own, and stays.
        """
        with suppress(OSError):
            self.sweep()
            if [path.name for path in self.path.iterdir()] == [_LOCK]:
                (self.path / _LOCK).unlink()
                self.path.rmdir()

    def current(self) -> str | None:
        """Return the name of the generation served, None before the first load.

        "" when CURRENT cannot be read or names none, as after a power cut that left
        zeros in it: that is no generation, and not "nothing loaded" either.
        """
        try:
            name = (self.path / _CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeError):
            return ""
        return name if _GENERATION.match(name) else ""

    def generations(self) -> list[str]:
        """Return the names of all sealed generations, oldest first."""
        if not self.path.is_dir():
            return []
        found = [p.name for p in self.path.iterdir() if _GENERATION.match(p.name)]
        return sorted(found, key=_number)

    def previous(self) -> str | None:
        """Return the name of the generation that was served before the current one."""
        current = self.current()
        if not current or not _GENERATION.match(current):
            return None
        older = [n for n in self.generations() if _number(n) < _number(current)]
        return older[-1] if older else None

    def state(self) -> State | None:
        """Return what the current generation holds; None when there is none.

        Raises `Damaged` when it cannot be read.
        """
        name = self.current()
        if name is None:
            return None
        return Generation(self.path / name, with_series=False).state

    def name_instead(self) -> str | None:
        """Return the generation served in place of a damaged current one, if any."""
        return self._newest_good(besides=self.current() or "")

    def state_instead(self) -> State | None:
        """Return what is served in place of a damaged current generation, if anything."""
        good = self.name_instead()
        if good is None:
            return None
        return Generation(self.path / good, with_series=False).state

    def _newest_good(self, *, besides: str) -> str | None:
        """Return the newest generation that can be opened, *besides* not counted."""
        for name in reversed(self.generations()):
            if name != besides and _opens(self.path / name):
                return name
        return None

    def builder(self) -> Builder:
        """Begin a new generation; what dead loaders left is removed. Needs the lock."""
        self.sweep()
        numbers = [_number(name) for name in self.generations()]
        name = f"gen-{max(numbers, default=0) + 1:06d}{PARTIAL}"
        return Builder(self.path / name, uid=uuid.uuid4().hex)

    def sweep(self) -> None:
        """Remove what killed loaders left behind. Needs the lock."""
        for leftover in self.path.glob(f"gen-*{PARTIAL}"):
            shutil.rmtree(leftover, ignore_errors=True)

    def publish(self, name: str) -> None:
        """Serve generation *name* from now on: one rename. Needs the lock.

        The one served before is kept for `rollback`, all others are removed. Where it
        is not known which one that was, none is. Was the one named before damaged, then
        the one served in its place is kept.
        """
        before, held = self.current(), self.generations()
        if before in held and not _opens(self.path / before):
            before = self._newest_good(besides=name) or before
        write_whole(self.path / _CURRENT, f"{name}\n".encode())
        for other in held if before in held else ():
            if other not in (name, before):
                self._remove(other)

    def discard(self, name: str) -> None:
        """Remove generation *name*, which was sealed and is not served. Needs the lock."""
        if name != self.current():
            self._remove(name)

    def _remove(self, name: str) -> None:
        """Remove generation *name*: it is gone at once, and what a kill leaves is no generation."""
        leftover = self.path / f"{name}{PARTIAL}"
        shutil.rmtree(leftover, ignore_errors=True)
        with suppress(OSError):
            (self.path / name).rename(leftover)
        shutil.rmtree(leftover, ignore_errors=True)

    def rollback(self) -> tuple[str, str]:
        """Serve the generation before the current one; return (was, is). Needs the lock.

        Raises `FeedRefused` when there is none, or when it cannot be opened.
        """
        was, back = self.current(), self.previous()
        if was is None or back is None:
            raise FeedRefused(file=self.feed, reason="no earlier generation is kept")
        try:
            Generation(self.path / back)
        except Damaged as damage:
            raise FeedRefused(file=self.feed, reason=str(damage)) from damage
        write_whole(self.path / _CURRENT, f"{back}\n".encode())
        return was, back


def _opens(folder: Path) -> bool:
    try:
        Generation(folder)
    except Damaged:
        return False
    except CannotRead:
        return True  # nothing is known against it
    return True


def _number(name: str) -> int:
    found = _GENERATION.match(name)
    return int(found[1]) if found else 0
