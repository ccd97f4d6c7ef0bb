"""Spoils a share of rows, each in one of the ways in which deliveries go wrong.

Faults of content can be in any format; faults of form (a field too many, bytes that are
not text, a stray quote) only where rows are text.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from tools.synthetic.cells import NUL_STAND_IN, Cells, Flags, replaced

CONTENT: tuple[tuple[str, str], ...] = (
    ("record_id", ""),
    ("owner", "U2"),
    ("owner", ""),
    ("status", "misplaced"),
    ("status_date", "2024-02-30"),
    ("status_date", "2099-01-01"),
    ("review_date", "31.12.2030"),
    ("remarks", "a bell \a rings"),
    ("remarks", "x" * 501),
)
DOCUMENT_CONTENT: tuple[tuple[str, str], ...] = (
    ("owner", "XXX"),
    ("document_number", "-/-"),
    ("document_type", "paper"),
    ("number_to", "7"),
    ("issuing_state", "49"),
)
FORM: tuple[bytes, ...] = (b",one,too,many", b"\xff\xfe", bytes([NUL_STAND_IN]), b'"')
"""What is put behind the last field; the last of them only breaks CSV."""


def spoil(
    rng: np.random.Generator, columns: Mapping[str, Cells], bad: Flags, *, form: bool
) -> tuple[dict[str, Cells], Cells]:
    """Return *columns* with the *bad* rows spoilt, and what stands behind each row."""
    faults = [*CONTENT]
    if "document_number" in columns:
        faults += DOCUMENT_CONTENT
    forms = len(FORM) if form else 0
    which = rng.integers(0, len(faults) + forms, len(bad))
    spoilt = dict(columns)
    for i, (name, word) in enumerate(faults):
        flags = bad & (which == i)
        if flags.any():
            spoilt[name] = replaced(spoilt[name], flags, word)
    return spoilt, _behind(bad, which - len(faults), forms)


def _behind(bad: Flags, which: npt.NDArray[np.int64], forms: int) -> Cells:
    behind = np.zeros((len(bad), max(map(len, FORM))), np.uint8)
    for i in range(forms):
        flags = bad & (which == i)
        behind[flags, : len(FORM[i])] = np.frombuffer(FORM[i], np.uint8)
    return behind
