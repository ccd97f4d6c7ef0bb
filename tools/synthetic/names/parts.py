"""Parts of names, common ones drawn as often as they are borne, and rare ones by rule."""

from collections.abc import Callable, Iterator, Sequence
from math import gcd, prod
from typing import Final, Generic, NamedTuple, TypeVar

import numpy as np

from tools.synthetic.names.romanised import (
    is_read_by_rule,
    latin_ways,
    serbian_cyrillic,
)

Draw = Callable[[], float]
"""Gives another number between 0 and 1 each time."""
_BLOCK: Final = 1 << 16
_CELLS: Final = 4_096
_FLATTENED: Final = 2.0
"""Added to ranks: the first names of a list are not twice as common as the second."""
_SPREAD: Final = 7
"""Of a million persons, so that they bear between them some hundred thousand parts."""
_NOTHING: Final = "-"
_STRIDE: Final = 7_368_787  # prime, so that neighbours in rank do not sound alike
Item = TypeVar("Item")


class Part(NamedTuple):
    """One part of a name, as it is written."""

    latin: str
    others: tuple[str, ...] = ()
    """Other ways of writing it in Latin letters."""
    native: str = ""
    """In its own script; "" where that is not known, or is Latin."""


def draws(rng: np.random.Generator) -> Draw:
    """Return what draws from *rng*, many at once."""

    def stream() -> Iterator[float]:
        while True:
            yield from rng.random(_BLOCK).tolist()

    return stream().__next__


def part(word: str, script: str) -> Part:
    """Return the part that a word of a region's file says.

    >>> part("Thompson/Thomson", "latin")
    Part(latin='Thompson', others=('Thomson',), native='')
    >>> part("王=Wang/Wong", "han").native, part("de_Boer", "latin").latin
    ('王', 'de Boer')
    """
    native, equals, latin = word.replace("_", " ").rpartition("=")
    if latin == _NOTHING:
        return Part("", (), native)
    if equals:
        first, *others = latin.split("/")
        return Part(first, tuple(others), native)
    if is_read_by_rule(script):
        first, *others = latin_ways(word, script)
        return Part(first, tuple(others), word)
    first, *others = latin.split("/")
    return Part(
        first, tuple(others), serbian_cyrillic(first) if script == "serbian" else ""
    )


class Drawn(Generic[Item]):
    """Items, each drawn as often as its weight says."""

    def __init__(self, items: Sequence[Item], weights: Sequence[float]) -> None:
        shares = np.cumsum(weights) / np.sum(weights)
        cells = np.searchsorted(shares, (np.arange(_CELLS) + 0.5) / _CELLS)
        self._cells: list[Item] = [items[i] for i in cells.tolist()]

    def drawn(self, draw: Draw) -> Item:
        """Return one of the items."""
        return self._cells[int(draw() * _CELLS)]

    def many(self, rng: np.random.Generator, count: int) -> list[Item]:
        """Return *count* of the items, drawn at once."""
        cells = self._cells
        return [cells[i] for i in rng.integers(0, _CELLS, count).tolist()]


def common(items: Sequence[Item]) -> Drawn[Item]:
    """Return *items* drawn as names are borne: as one over the rank (Zipf)."""
    return Drawn(items, [1 / (rank + _FLATTENED) for rank in range(len(items))])


class Rare:
    """Parts that few bear, put together from beginnings, middles and ends."""

    def __init__(self, slots: Sequence[Sequence[Part]], script: str) -> None:
        """Each part has one of every slot."""
        self._slots, self._script = slots, script
        self._count = prod(map(len, slots))
        stride = _STRIDE % self._count or 1
        while gcd(stride, self._count) > 1:
            stride += 1
        self._stride = stride

    def drawn(self, draw: Draw) -> Part:
        """Return one of the parts, some more often than others."""
        rank = int(self._count * draw() ** _SPREAD)
        at = rank * self._stride % self._count
        chosen = []
        for slot in self._slots:
            at, which = divmod(at, len(slot))
            chosen.append(slot[which])
        if is_read_by_rule(self._script):
            return part("".join([each.native for each in chosen]), self._script)
        return joined(chosen)


def joined(parts: Sequence[Part]) -> Part:
    """Return *parts* written as one; one other way, if any of them has one.

    >>> joined([Part("Kita", (), "北"), Part("gawa", ("kawa",), "川")])
    Part(latin='Kitagawa', others=('Kitakawa',), native='北川')
    """
    latin = _written([each.latin for each in parts])
    other = _written([each.others[0] if each.others else each.latin for each in parts])
    native = "".join([each.native for each in parts])
    return Part(latin, (other,) if other != latin else (), native)


def _written(pieces: Sequence[str]) -> str:
    """Return *pieces* as one, with capitals where a word begins.

    >>> _written(["van ", "der ", "Kamp"]), _written(["", "al-", "raj", "Abi"])
    ('Van Der Kamp', 'Al-Rajabi')
    """
    found = ""
    for piece in pieces:
        begins = not found or found[-1] in " -"
        found += piece[:1].upper() + piece[1:] if begins else piece.lower()
    return found
