"""Opens gzip and Zstandard, piece by piece, and knows a whole archive from a cut one.

Several archives one after the other are one, as `cat a.gz b.gz` makes them. However
well the bytes are packed, what is held at once stays bounded.
"""

import zlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import zstandard

from screening.errors import FeedRefused

_OUT_BYTES = 1 << 20
_ZSTD_IN_BYTES = 4 << 10
"""Zstandard gives all that a slice holds at once: at most 32,000 times as much, in
theory, so slices are small."""
_ZSTD_WINDOW_MAX = 1 << 27
"""The most the zstd program uses without `--ultra --long=28`."""
_GZIP = 16 + zlib.MAX_WBITS


class Compression(StrEnum):
    """How a delivered file is packed."""

    NONE = ""
    GZIP = "gz"
    ZSTD = "zst"


def decompressed(
    pieces: Iterator[bytes], compression: Compression, *, file: Path
) -> Iterator[bytes]:
    """Yield what *pieces* hold once unpacked.

    Raises `FeedRefused` at the piece where an archive turns out damaged, or at the end
    of one that is cut.
    """
    if compression is Compression.NONE:
        return pieces
    if compression is Compression.GZIP:
        return _gunzipped(pieces, file)
    return _unzstd(pieces, file)


def _gunzipped(pieces: Iterator[bytes], file: Path) -> Iterator[bytes]:
    archive, fresh, members = zlib.decompressobj(_GZIP), True, 0
    for piece in pieces:
        rest = piece
        while rest := rest.lstrip(b"\0") if fresh and members else rest:
            # Zeros after an archive are padding: tapes and some tools write it.
            fresh = False
            yield from _inflated(archive, rest, file)
            rest = b""
            if archive.eof:
                rest = archive.unused_data
                archive, fresh, members = zlib.decompressobj(_GZIP), True, members + 1
    if members == 0 or not fresh:
        raise _cut(file, "gzip")


def _inflated(archive: "zlib._Decompress", piece: bytes, file: Path) -> Iterator[bytes]:
    """Yield what *piece* adds, in bounded pieces, up to the end of the archive."""
    rest, full = piece, True
    while (rest or full) and not archive.eof:
        try:
            out = archive.decompress(rest, _OUT_BYTES)
        except zlib.error as error:
            raise _damaged(file, "gzip") from error
        rest, full = archive.unconsumed_tail, len(out) == _OUT_BYTES
        if out:
            yield out


def _unzstd(pieces: Iterator[bytes], file: Path) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_MAX)
    archive, fresh, members = decompressor.decompressobj(), True, 0
    for piece in _slices(pieces):
        rest = piece
        while rest:
            try:
                out = archive.decompress(rest)
            except zstandard.ZstdError as error:
                raise _damaged(file, "Zstandard") from error
            rest, fresh = b"", False
            if archive.eof:
                rest = archive.unused_data
                archive, fresh = decompressor.decompressobj(), True
                members += 1
            if out:
                yield out
    if members == 0 or not fresh:
        raise _cut(file, "Zstandard")


def _slices(pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), _ZSTD_IN_BYTES):
            yield piece[start : start + _ZSTD_IN_BYTES]


def _cut(file: Path, kind: str) -> FeedRefused:
    return FeedRefused(
        file=file,
        reason=f"the {kind} archive is cut: its end is missing",
        cure="deliver it again",
    )


def _damaged(file: Path, kind: str) -> FeedRefused:
    return FeedRefused(
        file=file, reason=f"the {kind} archive is damaged", cure="deliver it again"
    )
