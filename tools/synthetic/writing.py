"""Writes rows as CSV, JSON Lines or Parquet, packed or not, and counts what it writes.

The same rows give the same bytes: archives carry no time and no name.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
import polars as pl
import zstandard

from tools.synthetic.cells import Cells, Flags, beside, same, text_of, where


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> Any:  # noqa: ANN401  # nobody looks at it
        """Take *data*."""


class _Digested:
    """A file that keeps the checksum of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write *data* and remember it in the checksum."""
        self.sha256.update(data)
        return self._file.write(data)


@contextmanager
def packed(file: Sink, compress: str | None) -> Iterator[Sink]:
    """Give a sink whose bytes arrive in *file* as *compress* ("gz", "zst") packs them."""
    if compress == "gz":
        with gzip.GzipFile("", "wb", 6, fileobj=file, mtime=0) as archive:  # type: ignore[call-overload]  # asks for more than write
            yield archive
    elif compress == "zst":
        compressor = zstandard.ZstdCompressor(level=3)
        with compressor.stream_writer(file, closefd=False) as stream:  # type: ignore[arg-type]  # asks for more than write
            yield stream
    else:
        yield file


def write_texts(path: Path, texts: Iterable[bytes], compress: str | None) -> str:
    """Write *texts* one after the other to *path*; return the file's SHA-256."""
    with path.open("wb") as file:
        digested = _Digested(file)
        with packed(digested, compress) as sink:
            for text in texts:
                sink.write(text)
    return digested.sha256.hexdigest()


def write_parquet(path: Path, texts: Iterable[bytes]) -> str:
    """Write CSV *texts* as Parquet to *path*; return the file's SHA-256."""
    aside = path.with_name(f"{path.name}.csv.tmp")
    try:
        write_texts(aside, texts, None)
        rows = pl.scan_csv(aside, infer_schema=False)
        rows.sink_parquet(path, maintain_order=True)
    finally:
        aside.unlink(missing_ok=True)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def csv_text(columns: Mapping[str, Cells], behind: Cells) -> bytes:
    """Return rows as lines of CSV; no cell may need quotes."""
    parts: list[Cells] = []
    for cells in columns.values():
        parts += [cells, same(",", len(cells))]
    return text_of(beside(*parts[:-1], behind, same("\n", len(behind))))


def jsonl_text(columns: Mapping[str, Cells], behind: Cells) -> bytes:
    """Return rows as lines of JSON; absent cells have no key. record_id is first."""
    rows = len(behind)
    parts = [same("{", rows)]
    for i, (name, cells) in enumerate(columns.items()):
        there: Flags = np.asarray(cells.any(axis=1) if i else np.ones(rows), np.bool_)
        comma = "," if i else ""
        parts += [
            where(there, same(f'{comma}"{name}":"', rows)),
            cells,
            where(there, same('"', rows)),
        ]
    return text_of(beside(*parts, same("}", rows), behind, same("\n", rows)))


def write_manifest(path: Path, *, sha256: str, **said: object) -> None:
    """Write the manifest of *path* beside it."""
    manifest = {
        "format": "screening.feed/1",
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "publisher": "UTO",
        "fresh_for_hours": 48,
        "foreign_documents": False,
        "sha256": sha256,
        **said,
    }
    beside_it = path.with_name(path.name + ".manifest.json")
    beside_it.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
