"""Sorts more rows than fit in memory: sorted runs on disk, then merged range by range.

Rows are held until they are many, then sorted and put aside as one run: small Arrow
files, of which the first keys are remembered. At the end all runs are cut at the same
keys, and what lies between two cuts is sorted together: each part is small, and the
parts follow one another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

RUN_BYTES = 1 << 30
PART_ROWS = 1_000_000
_PIECES_IN_PART = 16
KEY = "key"
_PREFIX_BYTES = 8


@dataclass(slots=True)
class _Run:
    """Sorted rows in pieces, read one after the other."""

    pieces: list[Path | pl.DataFrame]
    first_keys: list[bytes]
    _next: int = 0
    _rest: list[pl.DataFrame] = field(default_factory=list)

    def up_to(self, cut: bytes | None) -> Iterator[pl.DataFrame]:
        """Yield the rows not yet given whose key is not beyond *cut*; None: all."""
        while (piece := self._piece(cut)) is not None:
            end = piece.height
            if cut is not None:
                end = int(piece[KEY].search_sorted(cut, side="right"))
            yield piece[:end]
            if end < piece.height:
                self._rest = [piece[end:]]
                return

    def _piece(self, cut: bytes | None) -> pl.DataFrame | None:
        if self._rest:
            return self._rest.pop()
        if self._next == len(self.pieces):
            return None
        if cut is not None and self.first_keys[self._next] > cut:
            return None
        piece = self.pieces[self._next]
        self._next += 1
        return pl.read_ipc(piece) if isinstance(piece, Path) else piece


class SortedRuns:
    """Rows in, in any order; rows out, sorted by `key`, the last of equal keys only.

    *folder* is made when memory does not suffice, and is the caller's to remove.
    """

    def __init__(
        self, folder: Path, *, run_bytes: int = RUN_BYTES, part_rows: int = PART_ROWS
    ) -> None:
        self._folder = folder
        self._run_bytes = run_bytes
        self._piece_rows = max(1, part_rows // _PIECES_IN_PART)
        self._held: list[pl.DataFrame] = []
        self._held_bytes = 0
        self._runs: list[_Run] = []
        self.rows = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Take the rows of *frame*, later than all before. Raises OSError."""
        self._held.append(frame)
        self._held_bytes += int(frame.estimated_size())
        self.rows += frame.height
        if self._held_bytes >= self._run_bytes:
            self._end_run(on_disk=True)

    def sort(self) -> None:
        """Sort what is still held; needed once, before `merged`."""
        if self._held:
            self._end_run(on_disk=bool(self._runs))

    def merged(self) -> Iterator[pl.DataFrame]:
        """Yield all rows in ascending order of key, a part at a time."""
        for cut in [*self._cuts(), None]:
            found = [rows for run in self._runs for rows in run.up_to(cut)]
            rows = self._in_order(found) if found else pl.DataFrame()
            if rows.height:
                last = (pl.col(KEY) != pl.col(KEY).shift(-1)).fill_null(value=True)
                yield rows.filter(last)

    def _in_order(self, found: list[pl.DataFrame]) -> pl.DataFrame:
        """Return the rows of *found* sorted: those of one run are so already."""
        return pl.concat(found) if len(self._runs) == 1 else _sorted(found)

    def _end_run(self, *, on_disk: bool) -> None:
        """Make one run of what is held."""
        rows = _sorted(self._held)
        self._held, self._held_bytes = [], 0
        pieces: list[Path | pl.DataFrame] = []
        for piece in rows.iter_slices(self._piece_rows):
            pieces.append(self._put_aside(piece, len(pieces)) if on_disk else piece)
        firsts = rows[KEY].gather_every(self._piece_rows).to_list()
        self._runs.append(_Run(pieces, firsts))

    def _put_aside(self, piece: pl.DataFrame, number: int) -> Path:
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{len(self._runs):06d}-{number:06d}.arrow"
        # Through our own write: an error of polars does not tell that a disk is full.
        path.write_bytes(piece.write_ipc(None).getbuffer())
        return path

    def _cuts(self) -> list[bytes]:
        """Return keys that cut all rows into parts of about the same size."""
        samples = sorted(key for run in self._runs for key in run.first_keys)
        return samples[_PIECES_IN_PART::_PIECES_IN_PART]


def _sorted(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of *frames* sorted; equal keys stay in the order they came.

    Bent for speed: a number made of a key's first eight bytes settles most comparisons,
    which takes a third of the time of comparing the keys.
    """
    rows = pl.concat(frames)
    if not rows.height or int(rows[KEY].bin.size().min()) < _PREFIX_BYTES:  # type: ignore[arg-type]
        return rows.sort(KEY, maintain_order=True)
    prefix = pl.col(KEY).bin.slice(0, _PREFIX_BYTES)
    number = prefix.bin.reinterpret(dtype=pl.UInt64, endianness="big")
    numbered = rows.with_columns(number.alias("prefix"))
    return numbered.sort("prefix", KEY, maintain_order=True).drop("prefix")
