"""Files that are there whole or not at all, and errors that say the disk is full."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from screening.errors import DiskFull

FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the system says when there is no room, on the disk or for this user."""
_BLOCK_BYTES = 512  # what st_blocks counts, whatever the file system's own are


@contextmanager
def disk_full_is_said(path: Path) -> Iterator[None]:
    """Turn the system's "no space left" into `DiskFull` for *path*."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull(path=path) from error
        raise


def allot(path: Path, size: int) -> None:
    """Make the file at *path* if need be, and have *size* bytes of disk given to it.

    For files that are written through a map: no room is found out here, not by dying.
    """
    with suppress(FileNotFoundError):
        if path.stat().st_blocks * _BLOCK_BYTES >= size:
            return
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        os.posix_fallocate(descriptor, 0, size)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, *, mode: int = 0o777) -> None:
    """Make *folder* and those above it, where they are missing, durable on return."""
    if not folder.is_dir():
        make_folder(folder.parent)
        with disk_full_is_said(folder), suppress(FileExistsError):
            folder.mkdir(mode=mode, exist_ok=True)  # or made and taken away meanwhile
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Replace *path* by *content* in one rename, durable when this returns.

    A reader sees the old content or the new. `DiskFull` leaves the old. The new file has
    *mode*, less what the process masks.
    """
    aside = path.with_name(path.name + ".tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    with disk_full_is_said(path), os.fdopen(os.open(aside, flags, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)
    sync_folder(path.parent)
