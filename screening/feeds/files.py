"""A delivered file: which format it has, and its bytes, read once from start to end.

Size and SHA-256 are those of the file as delivered. They are taken from the very bytes
that are parsed, so what a manifest vouches for is what goes in. A file that somebody
changes or replaces meanwhile is refused.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from screening.errors import FeedRefused
from screening.feeds.archives import Compression, decompressed

PIECE_BYTES = 1 << 20


class FileFormat(StrEnum):
    """How the rows of a file are written."""

    CSV = "csv"
    """RFC 4180, UTF-8, with a header line."""
    JSONL = "jsonl"
    """One JSON object on each line."""
    PARQUET = "parquet"
    UN_CONSOLIDATED = "un-consolidated"
    """The UN Security Council's consolidated list, XML."""
    FOLLOWTHEMONEY = "followthemoney"
    """Entities of FollowTheMoney, JSON Lines, as OpenSanctions publishes them."""
    INTERPOL_NOTICES = "interpol-notices"
    """INTERPOL's public notices, JSON."""


_FORMATS = {
    "csv": FileFormat.CSV,
    "jsonl": FileFormat.JSONL,
    "ndjson": FileFormat.JSONL,
    "parquet": FileFormat.PARQUET,
}
_OUTSIDE = {
    FileFormat.UN_CONSOLIDATED: FileFormat.UN_CONSOLIDATED,
    FileFormat.FOLLOWTHEMONEY: FileFormat.FOLLOWTHEMONEY,
    "ftm": FileFormat.FOLLOWTHEMONEY,
    FileFormat.INTERPOL_NOTICES: FileFormat.INTERPOL_NOTICES,
}
"""Formats of outside lists: no end of a name means them, so they are always named."""
_COMPRESSIONS = {"gz": Compression.GZIP, "zst": Compression.ZSTD}
FORMAT_NAMES = ", ".join(FileFormat)
_NAMES = ".csv, .jsonl, .ndjson (also with .gz or .zst) or .parquet"


def file_format(path: Path, name: str | None = None) -> tuple[FileFormat, Compression]:
    """Return format and compression of *path*, by *name* or by how the file is called.

    *name* is `csv`, `jsonl`, `ndjson`, `parquet` or the name of an outside list's
    format, perhaps with `.gz` or `.zst`; without those the end of the file's name says
    how it is compressed. Raises `FeedRefused` when neither tells.

    >>> file_format(Path("lost.csv.gz"))
    (<FileFormat.CSV: 'csv'>, <Compression.GZIP: 'gz'>)
    """
    parts = (name or path.name).lower().split(".")
    compression = _COMPRESSIONS.get(parts[-1])
    known = _FORMATS | _OUTSIDE if name is not None else _FORMATS
    found = known.get(parts[-2] if compression and parts[1:] else parts[-1])
    if compression is None and name is not None:
        compression = _COMPRESSIONS.get(path.suffix.lower().removeprefix("."))
    if found is None or (found is FileFormat.PARQUET and compression):
        raise FeedRefused(
            file=path,
            reason=f"its format is not known from {name or path.name!r}",
            cure=f"deliver {_NAMES}, or say --format {FORMAT_NAMES}",
        )
    return found, compression or Compression.NONE


def stem(path: Path) -> str:
    """Return the file's name without the ends that say its format.

    >>> stem(Path("lost.2026.csv.gz"))
    'lost.2026'
    """
    parts = path.name.split(".")
    for ends in (_COMPRESSIONS, _FORMATS):
        if len(parts) > 1 and parts[-1].lower() in ends:
            parts.pop()
    return ".".join(parts) or path.name


def namesakes(path: Path) -> list[Path]:
    """Return the other files beside *path* that differ from it in such an end only."""
    try:
        beside = list(path.parent.iterdir())
    except OSError:  # may be read, but not listed
        return []
    same = (other for other in beside if stem(other) == stem(path))
    return sorted(
        other for other in same if other.name != path.name and other.is_file()
    )


@dataclass(frozen=True, slots=True)
class _Identity:
    """What tells that a file is still the same."""

    inode: int
    size: int
    mtime_ns: int


class DeliveredFile:
    """One file, open for one pass. Use `opened`."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self._file = file
        self._digest = hashlib.sha256()
        self._identity = _identity(os.fstat(file.fileno()))
        self.size = self._identity.size
        self.mtime_s = self._identity.mtime_ns / 1e9
        self.bytes_read = 0

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes of the file as delivered, once."""
        while piece := self._read():
            self._digest.update(piece)
            self.bytes_read += len(piece)
            yield piece

    def _read(self) -> bytes:
        try:
            return self._file.read(PIECE_BYTES)
        except OSError as error:
            reason = f"it cannot be read ({(error.strerror or 'error').lower()})"
            raise FeedRefused(file=self.path, reason=reason) from error

    def content(self, compression: Compression) -> Iterator[bytes]:
        """Yield the bytes that were compressed, in pieces of bounded size, once.

        Raises `FeedRefused` for an archive that is cut or damaged.
        """
        return decompressed(self.pieces(), compression, file=self.path)

    def sha256(self) -> str:
        """Return the checksum of the whole file, after the pass.

        Raises `FeedRefused` when the file is no longer the one that was opened.
        """
        for _ in self.pieces():
            pass
        now = _identity(os.fstat(self._file.fileno()))
        if not (self._identity == now == _identity_at(self.path)) or (
            self.bytes_read != self.size
        ):
            raise FeedRefused(
                file=self.path,
                reason="it changed while it was read",
                cure="deliver under another name and rename, then load again",
            )
        return self._digest.hexdigest()


def refuse_no_file(path: Path) -> None:
    """Raise `FeedRefused` where there is no regular file at *path*, and open nothing."""
    try:
        _refuse_no_file(path, path.stat().st_mode)
    except OSError as error:
        raise _not_opened(path, error) from error


def open_file(path: Path) -> BinaryIO:
    """Open the regular file at *path* for reading; raises `FeedRefused`, `OSError`.

    Whatever else may lie there, a pipe that nobody writes to, is not waited for.
    """
    file = open(path, "rb", buffering=0, opener=_at_once)  # noqa: SIM115  # the caller closes it
    try:
        _refuse_no_file(path, os.fstat(file.fileno()).st_mode)
    except FeedRefused:
        file.close()
        raise
    return file


@contextmanager
def opened(path: Path) -> Iterator[DeliveredFile]:
    """Open *path* for one pass. Raises `FeedRefused` when it is no readable file."""
    try:
        file = open_file(path)
    except OSError as error:
        raise _not_opened(path, error) from error
    with file:
        yield DeliveredFile(path, file)


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)


def _refuse_no_file(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        cure = "name the file in it that was delivered"
        raise FeedRefused(file=path, reason="it is a folder", cure=cure)
    if not stat.S_ISREG(mode):
        raise FeedRefused(file=path, reason="it is not a regular file")


def _not_opened(path: Path, error: OSError) -> FeedRefused:
    if isinstance(error, FileNotFoundError):
        return FeedRefused(file=path, reason="there is no such file")
    reason = f"it cannot be opened ({(error.strerror or 'error').lower()})"
    return FeedRefused(file=path, reason=reason)


def _identity(found: os.stat_result) -> _Identity:
    return _Identity(found.st_ino, found.st_size, found.st_mtime_ns)


def _identity_at(path: Path) -> _Identity | None:
    try:
        return _identity(path.stat())
    except OSError:
        return None
