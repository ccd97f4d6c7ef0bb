"""python -m bench.sounds FOLDER: how well sounds tell that names are one, across scripts.

FOLDER has files `tokens_*.csv` with columns `name_a` and `name_b`: the same name in some
script and in Latin letters. Both sides go through `forms`, as names on lists and names
asked about do. Each file is halved by turns, so that what was tuned to one half can be
judged by the other. Shares are in per cent:

equal       the sounds are the same
1 edit      or differ in one letter
found       the sounds are the same; or differ in one letter and one has four; or the
            texts differ in one letter, two from eight letters on: what retrieval follows
odd, even   found, in the halves
            and the price, over pairs crossed at random:
x equal     the sounds are the same
x 1 edit    or differ in one letter and one has four
"""

import argparse
import csv
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from screening.normalize.persons.forms import PARTICLE, forms
from screening.normalize.persons.sounds import condensed

_CROSSED: Final = 60_000
_SOUNDS_MIN, _LONG_TEXT = 4, 8
_COLUMNS: Final = (
    "pairs",
    "equal",
    "1 edit",
    "found",
    "odd",
    "even",
    "x equal",
    "x 1 edit",
)

Heard = tuple[frozenset[str], frozenset[str]]
"""The sounds of a name, and its texts: of its parts put together."""


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each file of the folder."""
    parser = argparse.ArgumentParser(prog="python -m bench.sounds")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    files = sorted(options.folder.glob("tokens_*.csv"))
    if not files:
        print(f"no file tokens_*.csv in {options.folder}", file=sys.stderr)
        return 2
    print(f"{'':16}" + "".join(f"{column:>9}" for column in _COLUMNS))
    for file in files:
        figures = _figures(_pairs(file))
        shares = "".join(f"{100 * share:9.2f}" for share in figures[1:])
        print(f"{file.stem[7:]:16}{figures[0]:9}{shares}")
    return 0


def _pairs(file: Path) -> list[tuple[Heard, Heard]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [
            (_heard(row["name_a"]), _heard(row["name_b"]))
            for row in csv.DictReader(rows)
        ]


def _heard(name: str) -> Heard:
    found = forms(full=name)
    whole = [form.parts for form in found]
    plain = [
        [part for part in form.parts if not part.marks & PARTICLE] for form in found
    ]
    rows = [row for row in (*whole, *plain) if row]
    return (
        frozenset(condensed("".join(part.sound for part in row)) for row in rows),
        frozenset("".join(part.text for part in row) for row in rows),
    )


def _figures(pairs: Sequence[tuple[Heard, Heard]]) -> list[float]:
    found = [_is_found(a, b) for a, b in pairs]
    turns = random.Random(1)  # noqa: S311 - no secret
    crossed = [
        (pairs[at][0], pairs[other][1])
        for at, other in (
            (turns.randrange(len(pairs)), turns.randrange(len(pairs)))
            for _ in range(_CROSSED)
        )
        if at != other
    ]
    return [
        len(pairs),
        _share(_edits(a[0], b[0]) == 0 for a, b in pairs),
        _share(_edits(a[0], b[0]) <= 1 for a, b in pairs),
        _share(found),
        _share(found[1::2]),
        _share(found[::2]),
        _share(not a[0].isdisjoint(b[0]) for a, b in crossed),
        _share(_is_near(a, b) for a, b in crossed),
    ]


def _share(truths: Iterable[bool]) -> float:
    counted = list(truths)
    return sum(counted) / len(counted)


def _is_found(a: Heard, b: Heard) -> bool:
    return _is_near(a, b) or any(
        edits(one, other) <= 1 + (max(len(one), len(other)) >= _LONG_TEXT)
        for one in a[1]
        for other in b[1]
    )


def _is_near(a: Heard, b: Heard) -> bool:
    return any(
        one == other
        or (max(len(one), len(other)) >= _SOUNDS_MIN and edits(one, other) <= 1)
        for one in a[0]
        for other in b[0]
    )


def _edits(some: frozenset[str], others: frozenset[str]) -> int:
    return min((edits(a, b) for a in some for b in others), default=9)


def edits(one: str, other: str) -> int:
    """Return how many letters to insert, drop, change or swap with their neighbour.

    >>> edits("khaled", "khalid"), edits("amhed", "ahmed"), edits("ali", "")
    (1, 1, 3)
    """
    older: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        older, above = above, row
    return above[-1]


if __name__ == "__main__":
    sys.exit(main())
