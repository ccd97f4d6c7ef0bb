"""What is measured on: synthetic feeds, made and loaded when a workload first needs them.

Every workload of a run stands on the same ground: a feed of each size and format is made
once, loaded once as an operator would, and removed at the end, or kept for the next run
with `--ground DIR`.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from bench.commands import screening, spent
from screening.feeds.manifest import manifest_path
from screening.records import Database
from screening.storage.catalog import Catalog

VEHICLES = 20_000
SMALL = 100_000
"""Of fewer records figures say little: then everything is short, as in a test."""
FEED = "bench-documents"
"""The main feed."""
_LOADED = "loaded.json"


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a workload may take."""

    seconds: float
    """Of asking, for each thing that is compared."""
    small: bool
    """There are few records: take few rounds, few rates, small batches of deltas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load from the start of its process to published came to."""

    rows: int
    seconds: float
    rss_mib: float | None
    """The most memory the process had resident; None where nobody looked."""

    @property
    def rows_per_s(self) -> float:
        """Rows, good or bad, for each second of the process."""
        return self.rows / self.seconds


class Ground:
    """Feeds and data folders of one run, each made when it is first asked for."""

    def __init__(self, folder: Path, records: int) -> None:
        self.folder = folder
        self.records = records
        """Documents of the main feed."""

    def feed(self, layout: str = "csv", *, records: int | None = None) -> Path:
        """Return a feed of documents with its manifest, `records` of them if not told."""
        count = self.records if records is None else records
        return self._made(
            self.folder / f"documents-{count}.{layout}",
            feed=FEED,
            database=Database.DOCUMENTS,
            records=count,
        )

    def vehicles(self) -> Path:
        """Return a feed of vehicles with its manifest."""
        count = min(VEHICLES, self.records)
        return self._made(
            self.folder / f"vehicles-{count}.csv",
            feed="bench-vehicles",
            database=Database.VEHICLES,
            records=count,
        )

    def data(self, *, records: int | None = None) -> Path:
        """Return a data folder that serves documents; the main one vehicles as well."""
        self.loaded(records=records)
        return self._data_folder(records)

    def loaded(self, *, records: int | None = None) -> Loaded:
        """Return what loading the documents of `data` came to, whenever that was."""
        data = self._data_folder(records)
        kept = data / _LOADED
        if not (kept.exists() and _serves(data)):
            shutil.rmtree(data, ignore_errors=True)
            found = load(self.feed(records=records), data)
            if data == self._data_folder(None):
                load(self.vehicles(), data)
            kept.write_text(json.dumps(asdict(found)))
        return Loaded(**json.loads(kept.read_text()))

    def has_loaded(self) -> bool:
        """Return whether `data` is there already: then `loaded` may be of another day."""
        return (self._data_folder(None) / _LOADED).exists()

    def delta(self, changes: int) -> Path:
        """Return a delta of *changes* rows that follows what `data` holds now."""
        data, feed = self.data(), self.feed()
        held = revision_held(data)
        out = self.folder / f"delta-{held + 1}.csv"
        make = ["--delta-of", str(feed), "--changes", str(changes)]
        _make_feed([*make, "--revision", str(held + 1), "--out", str(out)])
        _say(out, base_revision=held)
        return out

    def snapshot(self) -> Path:
        """Return the main feed once more, as the revision after what `data` holds."""
        data, feed = self.data(), self.feed()
        held = revision_held(data)
        again = feed.with_name(f"snapshot-{held + 1}.csv")
        again.unlink(missing_ok=True)
        again.hardlink_to(feed)
        shutil.copy(manifest_path(feed), manifest_path(again))
        _say(again, revision=held + 1)
        return again

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Give an empty folder on the same disk; it is removed afterwards."""
        folder = Path(mkdtemp(prefix="scratch-", dir=self.folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _data_folder(self, records: int | None) -> Path:
        return self.folder / f"data-{self.records if records is None else records}"

    def _made(self, file: Path, *, feed: str, database: Database, records: int) -> Path:
        if not manifest_path(file).exists():  # it is written last
            make = ["--records", str(records), "--database", database]
            _make_feed([*make, "--feed", feed, "--out", str(file)])
        return file


@contextmanager
def laid(records: int, kept_in: Path | None = None) -> Iterator[Ground]:
    """Give ground for *records* documents: removed afterwards, or kept in *kept_in*."""
    if kept_in is not None:
        kept_in.mkdir(parents=True, exist_ok=True)
        yield Ground(kept_in.resolve(), records)
        return
    with TemporaryDirectory(prefix="screening-bench-") as folder:
        yield Ground(Path(folder), records)


def load(file: Path, data: Path) -> Loaded:
    """Load *file* into *data* in a process of its own; return what it took."""
    took = spent(screening("load", "--data", str(data), "--json", str(file)))
    report = json.loads(took.stdout.splitlines()[-1])
    return Loaded(rows=report["rows"], seconds=took.seconds, rss_mib=took.rss_mib)


def revision_held(data: Path) -> int:
    """Return the revision that the publisher of the documents in *data* is at."""
    (served,) = Catalog(data).serving(Database.DOCUMENTS)
    return served.state.delivered_revision


def _serves(data: Path) -> bool:
    catalog = Catalog(data)
    made = (Database.DOCUMENTS, Database.VEHICLES)
    served = [catalog.serving(database) for database in made]
    return all(served) and not catalog.problems


def _make_feed(options: list[str]) -> None:
    from tools.make_feed import main  # it brings polars

    if code := main(options):
        raise RuntimeError(f"make_feed {' '.join(options)}: exit code {code}")


def _say(file: Path, **changed: Any) -> None:  # noqa: ANN401  # what JSON can hold
    """Say other things in the manifest of *file*."""
    beside = manifest_path(file)
    said = json.loads(beside.read_text(encoding="utf-8"))
    beside.write_text(json.dumps({**said, **changed}), encoding="utf-8")
