"""Good rows on their way into a new generation: filed, sorted, freed of duplicates.

The last row of a record counts, as it does when changes are applied one after the other.
A vehicle is named by owner and record_id alone, so what an earlier row of it was filed
under goes; a document is named with its number, and rows with another number stay.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.errors import FeedRefused
from screening.feeds.ahead import ahead
from screening.feeds.columns import LINE
from screening.feeds.sorted_runs import KEY, SortedRuns
from screening.index.columns import Filed, file_documents, file_vehicles, mapped
from screening.index.keys import TAIL
from screening.normalize.states import issuing_state
from screening.records import Database
from screening.storage.builder import Builder
from screening.storage.intervals import INTERVALS_MAX

_SEPARATOR = TAIL.encode()
_NAMES_AT_ONCE = 500_000


class Filing:
    """Collects the rows of one snapshot and builds its generation."""

    def __init__(self, database: Database, builder: Builder) -> None:
        self._database = database
        self._builder = builder
        self._runs_folder = builder.folder / "sorting"
        self._runs = SortedRuns(self._runs_folder)
        self._intervals: list[pl.DataFrame] = []
        self._names: list[pl.DataFrame] = []
        self._owners_references: list[npt.NDArray[np.uint64]] = []
        self._rows = 0
        self.records = 0
        """Records of the generation, once it is built."""

    def add(self, frame: pl.DataFrame) -> None:
        """File the rows of *frame*, later than all before."""
        self._rows += frame.height
        self._owners_references.append(_references(frame))
        rows = frame.drop(LINE)
        if self._database is Database.VEHICLES:
            filed = file_vehicles(rows)
            self._names.append(filed.names)
            singles = 0
        else:
            filed = file_documents(rows)
            singles = int(frame["number_to"].null_count())
        self._know(filed)
        if filed.intervals.height:
            self._intervals.append(filed.intervals.drop("filing_key"))
        # The entries of single documents come first; after them, those under the first
        # nine characters of long numbers.
        counted = (pl.int_range(pl.len()) < singles).alias("counted")
        self._runs.add(filed.entries.select(KEY, "value", counted))

    def series(self) -> int:
        """Return how many series were filed."""
        return sum(frame.height for frame in self._intervals)

    def duplicates(self) -> int:
        """Return how many rows bore an owner and record_id that was there already."""
        if not self._owners_references:
            return 0
        found = np.concatenate(self._owners_references)
        self._owners_references = [found]
        found.sort()
        return int(np.count_nonzero(found[1:] == found[:-1]))

    def sort(self) -> None:
        """Sort what is not sorted yet; the filter is made meanwhile."""
        self._builder.begin_filter()
        self._runs.sort()

    def build(self, built: Callable[[int], None]) -> None:
        """Put everything into the generation; *built* is told the entries so far."""
        names, stale = self._last_names()
        entries = 0
        with closing(ahead(self._runs.merged())) as parts:
            for rows in parts:
                kept = rows.filter(~pl.col(KEY).is_in(stale)) if stale else rows
                self._builder.add_entries(kept[KEY].to_list(), kept["value"].to_list())
                self.records += int(kept["counted"].sum())
                entries += kept.height
                built(entries)
        for part in names.iter_slices(_NAMES_AT_ONCE):
            self._builder.add_names(part.rows())
        intervals = _last_of_each(self._intervals)
        self._builder.add_intervals(intervals.rows())
        self.records += names.height + intervals.height

    def remove_runs(self) -> None:
        """Remove what was put aside for sorting."""
        shutil.rmtree(self._runs_folder, ignore_errors=True)

    def _know(self, filed: Filed) -> None:
        for frame in (filed.entries, filed.intervals):
            if frame.height:
                self._builder.add_filter_keys(frame["filing_key"].to_list())

    def _last_names(self) -> tuple[pl.DataFrame, list[bytes]]:
        """Return each vehicle once, and the keys of entries that no longer count."""
        names = _last_of_each(self._names)
        if sum(frame.height for frame in self._names) == names.height:
            return names, []
        every = pl.concat(self._names)
        repeated = every.filter(pl.col(KEY).is_duplicated())
        now = dict(names.join(repeated, on=KEY, how="semi").iter_rows())
        return names, list(_stale(repeated.iter_rows(), now))


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
        return pl.DataFrame(schema={KEY: pl.Binary, "value": pl.Binary})
    return pl.concat(frames).select(KEY, "value").unique(subset=KEY, keep="last")


def _references(frame: pl.DataFrame) -> npt.NDArray[np.uint64]:
    """Return a hash of owner and record_id for each row."""
    owner = mapped(frame["owner"], issuing_state)
    # Two halves that are mixed differently, so that swapping them is not the same.
    mixed = owner.hash(seed=1).to_numpy() ^ frame["record_id"].hash(seed=2).to_numpy()
    return np.asarray(mixed, dtype=np.uint64)
