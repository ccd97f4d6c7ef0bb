"""Columns as matrices of bytes, one row for each cell, padded with zeros.

Rows of text are put together by laying such matrices side by side and dropping all
zeros at once: some million rows a second, where a string for each cell would make
hundreds of thousands.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Cells = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

_NUMBER_DIGITS = 10
NUL_STAND_IN = 1
"""Stands for a real NUL byte until the padding is dropped."""


def table(words: Sequence[str]) -> Cells:
    """Return one row for each of *words*."""
    encoded = [word.encode() for word in words]
    found = np.zeros((len(words), max(map(len, encoded), default=0)), np.uint8)
    for row, word in zip(found, encoded, strict=True):
        row[: len(word)] = np.frombuffer(word, np.uint8)
    return found


def same(word: str, rows: int) -> Cells:
    """Return *word* in each row."""
    return np.broadcast_to(table([word]), (rows, len(word.encode())))


def digits(numbers: Integers, width: int) -> Cells:
    """Return *numbers* with leading zeros."""
    cells = np.empty((len(numbers), width), np.uint8)
    rest = numbers
    for place in range(width - 1, -1, -1):
        rest, digit = np.divmod(rest, 10)
        cells[:, place] = digit + ord("0")
    return cells


def numbered(first: int, rows: int) -> Cells:
    """Return *rows* numbers from *first*, of ten digits or as many as the last needs."""
    width = max(_NUMBER_DIGITS, len(str(first + rows)))
    return digits(np.arange(rows, dtype=np.int64) + first, width)


def beside(*columns: Cells) -> Cells:
    """Return the cells of *columns* put together row by row."""
    return np.concatenate(columns, axis=1)


def where(flags: Flags, cells: Cells) -> Cells:
    """Return *cells* where the flag is set, nothing elsewhere."""
    return cells * flags[:, None]


def replaced(cells: Cells, flags: Flags, word: str) -> Cells:
    """Return *cells* with *word* where the flag is set."""
    new = table([word])
    wide = np.zeros((len(cells), max(cells.shape[1], new.shape[1])), np.uint8)
    wide[:, : cells.shape[1]] = cells
    wide[flags] = 0
    wide[flags, : new.shape[1]] = new
    return wide


def text_of(cells: Cells) -> bytes:
    """Return all rows as one text, without the padding."""
    flat = cells.ravel()
    flat = flat[flat != 0]
    flat[flat == NUL_STAND_IN] = 0
    return bytes(flat.tobytes())
