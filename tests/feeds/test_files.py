"""Files as delivered: formats, archives whole and cut, files that change."""

import gzip
import hashlib
import os
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import FeedRefused
from screening.feeds.archives import Compression, decompressed
from screening.feeds.files import FileFormat, file_format, opened, stem

TEXT = b"record_id,owner\n" + b"UTO-1,UTO\n" * 50_000
PACK = {
    Compression.GZIP: gzip.compress,
    Compression.ZSTD: zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x.csv", (FileFormat.CSV, Compression.NONE)),
        ("x.CSV.GZ", (FileFormat.CSV, Compression.GZIP)),
        ("x.2026.csv.zst", (FileFormat.CSV, Compression.ZSTD)),
        ("x.jsonl", (FileFormat.JSONL, Compression.NONE)),
        ("x.ndjson.gz", (FileFormat.JSONL, Compression.GZIP)),
        ("x.parquet", (FileFormat.PARQUET, Compression.NONE)),
    ],
)
def test_format_by_name(name: str, expected: tuple[FileFormat, Compression]) -> None:
    """The end of a file's name says what is in it."""
    assert file_format(Path(name)) == expected


@pytest.mark.parametrize(
    ("name", "said", "expected"),
    [
        ("x.txt", "csv", (FileFormat.CSV, Compression.NONE)),
        ("x.gz", "jsonl", (FileFormat.JSONL, Compression.GZIP)),
        ("x", "csv.zst", (FileFormat.CSV, Compression.ZSTD)),
        ("x.csv", "parquet", (FileFormat.PARQUET, Compression.NONE)),
    ],
)
def test_format_said(
    name: str, said: str, expected: tuple[FileFormat, Compression]
) -> None:
    """What the operator says counts more than the name."""
    assert file_format(Path(name), said) == expected


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x.txt", None),
        ("x.gz", None),
        ("x.parquet.gz", None),
        ("x.csv", "xml"),
        ("x.csv", "gz"),
    ],
)
def test_unknown_format_is_refused(name: str, said: str | None) -> None:
    """A file nobody can name the format of is refused, and the formats are named."""
    with pytest.raises(FeedRefused, match=r"\.csv, \.jsonl"):
        file_format(Path(name), said)


@pytest.mark.parametrize("name", ["x.csv", "x.csv.gz", "x.parquet", "x.ndjson.zst"])
def test_stem(name: str) -> None:
    """What is put beside a file is called after it, without its format."""
    assert stem(Path(name)) == "x"


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("piece_bytes", [1, 1_000, 1 << 20])
def test_archives_one_after_the_other_are_one(
    kind: Compression, piece_bytes: int
) -> None:
    """Two archives put together hold both texts, however they arrive."""
    archive = PACK[kind](TEXT[:1_000]) + PACK[kind](TEXT[1_000:])
    pieces = [archive[i : i + piece_bytes] for i in range(0, len(archive), piece_bytes)]

    assert b"".join(decompressed(iter(pieces), kind, file=Path("x"))) == TEXT


def test_zeros_after_gzip_are_padding() -> None:
    """What tapes add behind an archive is no damage."""
    pieces = iter([gzip.compress(TEXT), b"\0" * 512])

    assert b"".join(decompressed(pieces, Compression.GZIP, file=Path("x"))) == TEXT


@given(st.sampled_from(list(PACK)), st.data())
def test_cut_archive_is_said_to_be_cut(kind: Compression, data: st.DataObject) -> None:
    """An archive that ends anywhere before its end is refused, never half a file."""
    archive = PACK[kind](TEXT[:5_000])
    end = data.draw(st.integers(0, len(archive) - 1))
    with pytest.raises(FeedRefused, match="cut"):
        list(decompressed(iter([archive[:end]]), kind, file=Path("x")))


@pytest.mark.parametrize("kind", PACK)
def test_damaged_archive_is_refused(kind: Compression) -> None:
    """Bytes changed inside an archive are found."""
    archive = bytearray(PACK[kind](TEXT))
    archive[0] ^= 0xFF
    with pytest.raises(FeedRefused, match="damaged"):
        list(decompressed(iter([bytes(archive)]), kind, file=Path("x")))


@given(st.sampled_from(list(PACK)), st.binary(max_size=200))
def test_any_bytes_are_an_archive_or_refused(kind: Compression, noise: bytes) -> None:
    """No bytes at all make unpacking fail in any other way."""
    with suppress(FeedRefused):
        text = b"".join(decompressed(iter([noise]), kind, file=Path("x")))

        assert text == b""


def test_bomb_is_unpacked_in_bounded_pieces() -> None:
    """A small archive of very much text comes out a piece at a time."""
    archive = gzip.compress(b"\0" * 50_000_000)
    sizes = [
        len(piece)
        for piece in decompressed(iter([archive]), Compression.GZIP, file=Path("x"))
    ]

    assert sum(sizes) == 50_000_000
    assert max(sizes) <= 1 << 20


def test_checksum_is_that_of_the_file_as_delivered(tmp_path: Path) -> None:
    """Size and SHA-256 are of the packed bytes, whoever has read how much of them."""
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(TEXT))
    with opened(path) as delivered:
        content = b"".join(delivered.content(Compression.GZIP))

        assert content == TEXT
        assert delivered.sha256() == hashlib.sha256(path.read_bytes()).hexdigest()


def test_file_that_grows_is_refused(tmp_path: Path) -> None:
    """What is appended while the file is read is noticed."""
    path = tmp_path / "x.csv"
    path.write_bytes(TEXT)
    with opened(path) as delivered:
        next(delivered.pieces())
        with path.open("ab") as file:
            file.write(b"more\n")
        with pytest.raises(FeedRefused, match="changed while it was read"):
            delivered.sha256()


def test_file_that_is_replaced_is_refused(tmp_path: Path) -> None:
    """Another file under the same name is noticed, even with the same bytes."""
    path = tmp_path / "x.csv"
    path.write_bytes(TEXT)
    with opened(path) as delivered:
        times = path.stat()
        path.rename(tmp_path / "old")
        path.write_bytes(TEXT)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        with pytest.raises(FeedRefused, match="changed while it was read"):
            delivered.sha256()


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A missing file and a folder are refused in plain words."""
    for path in (tmp_path / "missing.csv", tmp_path):
        with (
            pytest.raises(FeedRefused, match=r"no such file|is a directory"),
            opened(path),
        ):
            pass
    with pytest.raises(FeedRefused, match="regular"), opened(Path(os.devnull)):
        pass
