"""Sorts more entries than fit in memory: sorted runs on disk, then merged range by range.

Entries are held until they are many, then sorted and put aside as one run: small Arrow
files, of which the first entries are remembered. At the end all runs are cut at the same
keys, and what lies between two cuts is sorted together: each part is small, and the
parts follow one another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from screening.index.columns import ENTRY, LINE

RUN_BYTES = 2 << 30
"""Of entries held at once: some twenty million of the world's documents."""
PART_ROWS = 1_000_000
_PIECES_IN_PART = 16
_PREFIX, _PREFIX_BYTES = "prefix", 8
_NUL = "\0"


@dataclass(slots=True)
class _Run:
    """Sorted entries in pieces, read one after the other."""

    pieces: list[Path | pl.DataFrame]
    firsts: list[str]
    _next: int = 0
    _rest: list[pl.DataFrame] = field(default_factory=list)

    def up_to(self, cut: str | None) -> Iterator[pl.DataFrame]:
        """Yield the entries not yet given that come before *cut*; None: all."""
        while (piece := self._piece(cut)) is not None:
            end = piece.height
            if cut is not None:
                end = int(piece[ENTRY].search_sorted(cut, side="left"))
            yield piece[:end]
            if end < piece.height:
                self._rest = [piece[end:]]
                return

    def _piece(self, cut: str | None) -> pl.DataFrame | None:
        if self._rest:
            return self._rest.pop()
        if self._next == len(self.pieces):
            return None
        if cut is not None and self.firsts[self._next] >= cut:
            return None
        piece = self.pieces[self._next]
        self._next += 1
        return pl.read_ipc(piece) if isinstance(piece, Path) else piece


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
        self._held: list[pl.DataFrame] = []
        self._held_bytes = 0
        self._runs: list[_Run] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Take the entries of *frame*. Raises OSError."""
        self._held.append(frame)
        self._held_bytes += int(frame.estimated_size())
        if self._held_bytes >= self._run_bytes:
            self._end_run(on_disk=True)

    def sort(self) -> None:
        """Sort what is still held; needed once, before `merged`."""
        if self._held:
            self._end_run(on_disk=bool(self._runs))

    def merged(self) -> Iterator[pl.DataFrame]:
        """Yield all entries in ascending order of key, a part at a time."""
        for cut in [*self._cuts(), None]:
            found = [rows for run in self._runs for rows in run.up_to(cut)]
            rows = pl.concat(found) if found else pl.DataFrame()
            if rows.height:
                in_order = rows if len(self._runs) == 1 else _sorted(rows)
                yield _last_of_each(in_order)

    def _end_run(self, *, on_disk: bool) -> None:
        """Make one run of what is held."""
        rows = _sorted(pl.concat(self._held))
        self._held, self._held_bytes = [], 0
        pieces: list[Path | pl.DataFrame] = []
        for piece in rows.iter_slices(self._piece_rows):
            pieces.append(self._put_aside(piece, len(pieces)) if on_disk else piece)
        firsts = rows[ENTRY].gather_every(self._piece_rows).to_list()
        self._runs.append(_Run(pieces, firsts))

    def _put_aside(self, piece: pl.DataFrame, number: int) -> Path:
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{len(self._runs):06d}-{number:06d}.arrow"
        # Through our own write: an error of polars does not tell that a disk is full.
        path.write_bytes(piece.write_ipc(None).getbuffer())
        return path

    def _cuts(self) -> list[str]:
        """Return what cuts all entries into parts of about the same size.

        A cut is a key and more than the NUL behind it: its entries stay together.
        """
        samples = sorted(first for run in self._runs for first in run.firsts)
        chosen = samples[_PIECES_IN_PART::_PIECES_IN_PART]
        return [first.partition(_NUL)[0] + "\1" for first in chosen]


def keys_of(entries: pl.DataFrame) -> pl.Series:
    """Return the key of each entry."""
    parted = pl.col(ENTRY).str.splitn(_NUL, 2).struct.field("field_0")
    return entries.select(parted).to_series()


def _sorted(rows: pl.DataFrame) -> pl.DataFrame:
    """Return *rows* sorted by entry, with a number made of its first eight bytes.

    Bent for speed: the number settles nearly all comparisons, in a third of the time.
    A key has seven bytes at least, a letter of each of its four fields and what parts
    them, so the number says nothing of the value behind it.
    """
    prefix = pl.col(ENTRY).cast(pl.Binary).bin.slice(0, _PREFIX_BYTES)
    number = prefix.bin.reinterpret(dtype=pl.UInt64, endianness="big").alias(_PREFIX)
    return rows.with_columns(number).sort(_PREFIX, ENTRY)


def _last_of_each(rows: pl.DataFrame) -> pl.DataFrame:
    """Return sorted *rows* without those of which a later line has the same key.

    Only those with the same number before or after them can be such.
    """
    number = pl.col(_PREFIX)
    as_before = (number == number.shift(1)).fill_null(value=False)
    as_after = (number == number.shift(-1)).fill_null(value=False)
    near = rows.select(as_before | as_after).to_series().arg_true()
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
