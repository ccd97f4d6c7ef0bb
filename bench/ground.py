"""What is measured on: synthetic feeds of a given size, loaded as an operator would."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from screening.feeds.report import Report
from screening.feeds.snapshot import load

ROOT = Path(__file__).parents[1]
VEHICLES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A loaded data folder, and the report of its load."""

    data: Path
    records: int
    documents: Report


@contextmanager
def laid(records: int) -> Iterator[Ground]:
    """Make, load and afterwards remove feeds of *records* documents and some vehicles."""
    with TemporaryDirectory(prefix="screening-bench-") as folder:
        data = Path(folder, "data")
        documents = _made(Path(folder, "bench-documents.csv"), "documents", records)
        vehicles = _made(Path(folder, "bench-vehicles.csv"), "vehicles", VEHICLES)
        load(vehicles, data=data, now=_now)
        yield Ground(
            data=data, records=records, documents=load(documents, data=data, now=_now)
        )


def _made(file: Path, database: str, records: int) -> Path:
    command = [sys.executable, str(ROOT / "tools" / "make_feed.py")]
    command += ["--records", str(records), "--database", database]
    command += ["--feed", file.stem, "--out", str(file)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return file


def _now() -> datetime:
    return datetime.now(UTC)
