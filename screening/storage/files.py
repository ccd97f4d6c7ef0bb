"""Files that are there whole or not at all, and errors that say the disk is full."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.errors import DiskFull

_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def disk_full_is_said(path: Path) -> Iterator[None]:
    """Turn the system's "no space left" into `DiskFull` for *path*."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(path=path) from error
        raise


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, content: bytes) -> None:
    """Replace *path* by *content* in one rename, durable when this returns.

    A reader sees the old content or the new. `DiskFull` leaves the old.
    """
    aside = path.with_name(path.name + ".tmp")
    with disk_full_is_said(path), aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)
    sync_folder(path.parent)
