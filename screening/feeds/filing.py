"""Good rows on their way into a new generation: filed, sorted, freed of duplicates.

The last row of a record counts, as it does when changes are applied one after the other.
A vehicle is named by owner and record_id alone, so what an earlier row of it was filed
under goes; a document is named with its number, and rows with another number stay.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Generic, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.errors import FeedRefused
from screening.feeds.ahead import ahead
from screening.feeds.csv_plain import count_of
from screening.feeds.rows import Batch, Batch_contra
from screening.feeds.sorted_runs import SortedRuns, keys_of
from screening.index.column_hashes import digest_of_entries, hashes_of
from screening.index.columns import ENTRY, FILING_KEY, LINE, Filed
from screening.index.keys import ALIAS, TAIL
from screening.storage.builder import Builder
from screening.storage.intervals import INTERVALS_MAX
from screening.storage.segments import Arrays

_SEPARATOR = TAIL.encode()
_OF_ALIAS = ALIAS.encode()
"""In the key of an alias, and nowhere else."""
_NAMES_AT_ONCE = 500_000
_ENTRIES_AT_ONCE = 32_000
"""Few enough to be in the processor's cache from one step to the next."""


class Filer(Protocol[Batch_contra]):
    """Knows how rows of one database are filed."""

    def file(self, rows: Batch_contra) -> Iterator[Filed]:
        """Yield good *rows* as they are filed."""

    def segment(self) -> Arrays | None:
        """Return what lies beside the table of all that was filed, if anything."""


class Filing(Generic[Batch]):
    """Collects the rows of one snapshot and builds its generation."""

    def __init__(self, filer: Filer[Batch], builder: Builder) -> None:
        self._filer = filer
        self._builder = builder
        self._runs_folder = builder.folder / "sorting"
        self._runs = SortedRuns(self._runs_folder)
        self._intervals: list[pl.DataFrame] = []
        self._names: list[pl.DataFrame] = []
        self._references: list[npt.NDArray[np.uint64]] = []
        """A hash of owner and record_id for each row."""
        self.records = 0
        """Records of the generation, once it is built."""

    def add(self, rows: Batch) -> None:
        """File good *rows*."""
        for filed in self._filer.file(rows):
            self._know(filed)
            self._references.append(filed.references.hash(seed=1).to_numpy())
            if filed.intervals.height:
                self._intervals.append(filed.intervals.drop(FILING_KEY))
            if filed.names.height:
                self._names.append(filed.names)
            self._runs.add(filed.entries.drop(FILING_KEY))

    def series(self) -> int:
        """Return how many series were filed."""
        return sum(frame.height for frame in self._intervals)

    def duplicates(self) -> int:
        """Return how many rows bore an owner and record_id that was there already."""
        if not self._references:
            return 0
        found = np.concatenate(self._references)
        self._references = [found]
        found.sort()
        return int(np.count_nonzero(found[1:] == found[:-1]))

    def build(self, built: Callable[[int], None]) -> None:
        """Put everything into the generation; *built* is told the entries so far."""
        self._builder.begin_filter()
        names, stale = self._last_names()
        entries = 0
        with closing(ahead(self._packed(stale))) as parts:
            for text, lengths, digest in parts:
                self._builder.add_entries(text, lengths, digest=digest)
                self.records += len(lengths) - count_of(_OF_ALIAS, text)
                entries += len(lengths)
                built(entries)
        if names.height:
            self.records = names.height
        for some in names.iter_slices(_NAMES_AT_ONCE):
            self._builder.add_names(some.rows())
        intervals = _last_of_each(self._intervals)
        self._builder.add_intervals(intervals.rows())
        self.records += intervals.height
        segment = self._filer.segment()
        if segment is not None:
            self._builder.add_segment(segment)

    def _packed(
        self, stale: list[str]
    ) -> Iterator[tuple[bytes, npt.NDArray[np.uint32], int]]:
        """Yield text, lengths and digest of all entries that count, in order."""
        for part in self._runs.merged():
            kept = part.filter(~keys_of(part).is_in(stale)) if stale else part
            for some in kept.iter_slices(_ENTRIES_AT_ONCE):
                entries = some[ENTRY]
                text = entries.str.join("\n").cast(pl.Binary).item()
                lengths = entries.str.len_bytes().to_numpy()
                yield text, lengths, digest_of_entries(entries)

    def close(self) -> None:
        """Remove what was put aside for sorting."""
        self._runs.close()
        shutil.rmtree(self._runs_folder, ignore_errors=True)

    def _know(self, filed: Filed) -> None:
        for frame in (filed.entries, filed.intervals):
            if frame.height:
                self._builder.add_filter_keys(hashes_of(frame[FILING_KEY]))

    def _last_names(self) -> tuple[pl.DataFrame, list[str]]:
        """Return each vehicle once, and the keys of entries that no longer count."""
        names = _last_of_each(self._names)
        if sum(frame.height for frame in self._names) == names.height:
            return names, []
        every = pl.concat(self._names).select("key", "value")
        repeated = every.filter(pl.col("key").is_duplicated())
        now = dict(names.join(repeated, on="key", how="semi").iter_rows())
        return names, [key.decode() for key in _stale(repeated.iter_rows(), now)]


def refuse_too_many_series(count: int, *, file: Path) -> None:
    """Raise `FeedRefused` for more series than a feed may hold."""
    if count > INTERVALS_MAX:
        reason = f"{count} series of blanks are more than the {INTERVALS_MAX} allowed"
        raise FeedRefused(file=file, reason=reason)


def _stale(
    rows: Iterator[tuple[bytes, bytes]], now: dict[bytes, bytes]
) -> Iterator[bytes]:
    """Yield keys of entries that a later row of the same vehicle does not have."""
    for name, filed in rows:
        for key in set(filed.split(_SEPARATOR)) - set(now[name].split(_SEPARATOR)):
            yield key + _SEPARATOR + name


def _last_of_each(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the last row for each key, key and value, in any order."""
    if not frames:
        return pl.DataFrame(schema={"key": pl.Binary, "value": pl.Binary})
    rows = pl.concat(frames).sort(LINE)
    return rows.select("key", "value").unique(subset="key", keep="last")
