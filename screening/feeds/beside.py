"""What changes put beside the table: the names of persons, in a segment."""

from pathlib import Path
from typing import Any

from screening.feeds.changes import Changes
from screening.storage.generation import Generation
from screening.storage.segments import Arrays


def beside_table(
    changes: Changes[Any], generation: Path | Generation
) -> tuple[Arrays | None, int]:
    """Return the segment of *changes*, and how many of those held it stands for as well.

    *generation* is the one being changed, open with its segments, or its folder.
    """
    beside = changes.beside()
    if beside is None:
        return None, 0
    from screening.index.persons.merging import absorb  # noqa: PLC0415 -- numba

    if isinstance(generation, Path):
        generation = Generation(generation)
    with generation.view() as view:
        merged = absorb(beside, view)
    return beside.arrays(), merged
