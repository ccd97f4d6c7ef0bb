"""Sorts more entries than fit in memory: sorted runs on disk, then merged range by range.

Each batch is sorted as it comes, while it is in the processor's cache, and is a run. When
those held are many they are merged into one on disk: small Arrow files, of which the
first entries are remembered. To merge, all runs are cut at the same keys, and what lies
between two cuts is sorted together: each part is small, and the parts follow one another.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.index.columns import ENTRY, LINE

RUN_BYTES = 2 << 30
"""Of entries held at once: some twenty million of the world's documents."""
PART_ROWS = 1_000_000
_PIECES_IN_PART = 16
_PREFIX, _PREFIX_BYTES = "prefix", 8
_NUL = "\0"


class _Run:
    """Sorted entries in pieces, read one after the other; what was read is let go."""

    def __init__(
        self, pieces: Iterable[Path | pl.DataFrame], firsts: list[str]
    ) -> None:
        self.firsts = firsts
        """The first entry of each piece."""
        self._coming = deque(zip(firsts, pieces, strict=True))
        self._rest: pl.DataFrame | None = None

    def up_to(self, cut: str | None) -> Iterator[pl.DataFrame]:
        """Yield the entries not yet given that come before *cut*; None: all."""
        while (piece := self._piece(cut)) is not None:
            end = piece.height
            if cut is not None:
                end = int(piece[ENTRY].search_sorted(cut, side="left"))
            yield piece[:end]
            if end < piece.height:
                self._rest = piece[end:]
                return

    def _piece(self, cut: str | None) -> pl.DataFrame | None:
        if self._rest is not None:
            rest, self._rest = self._rest, None
            return rest
        if not self._coming or (cut is not None and self._coming[0][0] >= cut):
            return None
        _, piece = self._coming.popleft()
        if isinstance(piece, pl.DataFrame):
            return piece
        rows = pl.read_ipc(piece)
        piece.unlink()  # its room on disk, and its pages on their way there
        return rows


class SortedRuns:
    """Entries in, in any order; entries out, sorted, of equal keys the last line's only.

    Frames have `entry`, as it lies in a block, and `line`, unique for a key. *folder* is
    made when memory does not suffice, and is the caller's to remove.
    """

    def __init__(
        self, folder: Path, *, run_bytes: int = RUN_BYTES, part_rows: int = PART_ROWS
    ) -> None:
        self._folder = folder
        self._run_bytes = run_bytes
        self._piece_rows = max(1, part_rows // _PIECES_IN_PART)
        self._held: list[_Run] = []
        self._held_bytes = 0
        self._aside = ThreadPoolExecutor(1, "runs")
        self._on_disk: list[Future[_Run]] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Take the entries of *frame*. Raises OSError, as soon as it is known."""
        if not frame.height:
            return
        rows = _sorted(frame)
        pieces = rows.iter_slices(self._piece_rows)
        self._held.append(_Run(pieces, self._firsts(rows)))
        self._held_bytes += int(rows.estimated_size())
        if self._held_bytes >= self._run_bytes:
            self._begin_run_on_disk()

    def merged(self) -> Iterator[pl.DataFrame]:
        """Yield all entries in ascending order of key, a part at a time. Call it once."""
        on_disk = [run.result() for run in self._on_disk]
        for rows in self._merged([*on_disk, *self._held]):
            yield _last_of_each(rows)

    def close(self) -> None:
        """Wait until nothing is written any more."""
        self._aside.shutdown(cancel_futures=True)

    def _merged(self, runs: list[_Run]) -> Iterator[pl.DataFrame]:
        for cut in [*_cuts(runs), None]:
            found = [rows for run in runs for rows in run.up_to(cut)]
            if found:
                rows = pl.concat(found)
                yield rows if len(runs) == 1 else _sorted(rows)

    def _begin_run_on_disk(self) -> None:
        """Make one run on disk of those that are held, while more come.

        Only one at a time, and those that come are fewer: they are in memory as well.
        """
        if self._on_disk:
            self._on_disk[-1].result()
        number, held = len(self._on_disk), self._held
        self._on_disk.append(self._aside.submit(self._put_aside, held, number))
        self._held, self._held_bytes = [], 0
        if number == 0:
            self._run_bytes //= 2

    def _put_aside(self, held: list[_Run], number: int) -> _Run:
        self._folder.mkdir(exist_ok=True)
        pieces: list[Path] = []
        firsts: list[str] = []
        for rows in self._merged(held):
            firsts += self._firsts(rows)
            for piece in rows.iter_slices(self._piece_rows):
                path = self._folder / f"{number:06d}-{len(pieces):06d}.arrow"
                pieces.append(_written(piece, path))
        return _Run(pieces, firsts)

    def _firsts(self, rows: pl.DataFrame) -> list[str]:
        return rows[ENTRY].gather_every(self._piece_rows).to_list()


def _written(piece: pl.DataFrame, path: Path) -> Path:
    # Through our own write: an error of polars does not tell that a disk is full.
    path.write_bytes(piece.write_ipc(None).getbuffer())
    return path


def _cuts(runs: list[_Run]) -> list[str]:
    """Return what cuts the entries of *runs* into parts of about the same size.

    A cut is a key and more than the NUL behind it: its entries stay together.
    """
    samples = sorted(first for run in runs for first in run.firsts)
    chosen = samples[_PIECES_IN_PART::_PIECES_IN_PART]
    return [first.partition(_NUL)[0] + "\1" for first in chosen]


def keys_of(entries: pl.DataFrame) -> pl.Series:
    """Return the key of each entry."""
    parted = pl.col(ENTRY).str.splitn(_NUL, 2).struct.field("field_0")
    return entries.select(parted).to_series()


def _sorted(rows: pl.DataFrame) -> pl.DataFrame:
    """Return *rows* sorted by entry, with a number made of its first eight bytes.

    Bent for speed: numpy sorts numbers in a third of the time in which polars sorts
    entries, and nearly all numbers are different. Rows with the same number are sorted by
    entry among themselves. A key has seven bytes at least, a letter of each of its four
    fields and what parts them, so the number says nothing of the value behind it.
    """
    if _PREFIX not in rows.columns:
        first = pl.col(ENTRY).cast(pl.Binary).bin.slice(0, _PREFIX_BYTES)
        number = first.bin.reinterpret(dtype=pl.UInt64, endianness="big")
        rows = rows.with_columns(number.alias(_PREFIX))
    rows = rows[np.argsort(rows[_PREFIX].to_numpy())]
    alike = np.flatnonzero(_as_beside(rows[_PREFIX].to_numpy()))
    if not len(alike):
        return rows
    order = np.arange(rows.height)
    among = rows[alike].select(pl.arg_sort_by(_PREFIX, ENTRY)).to_series().to_numpy()
    order[alike] = alike[among]
    return rows[order]


def _as_beside(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Return which of sorted *numbers* are as the one before or after them."""
    found = np.zeros(len(numbers), np.bool_)
    same = numbers[1:] == numbers[:-1]
    found[1:] |= same
    found[:-1] |= same
    return found


def _last_of_each(rows: pl.DataFrame) -> pl.DataFrame:
    """Return sorted *rows* without those of which a later line has the same key.

    Only those with the same number before or after them can be such.
    """
    near = pl.Series(np.flatnonzero(_as_beside(rows[_PREFIX].to_numpy())))
    if not len(near):
        return rows
    alike = (
        rows[near]
        .select(keys_of(rows[near]).alias("key"), LINE)
        .with_columns(near.alias("at"))
    )
    replaced = alike.filter(pl.col(LINE) != pl.col(LINE).max().over("key"))["at"]
    if not len(replaced):
        return rows
    kept = pl.repeat(value=True, n=rows.height, eager=True, dtype=pl.Boolean)
    return rows.filter(kept.scatter(replaced, values=False))
