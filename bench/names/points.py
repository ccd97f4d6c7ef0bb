"""Operating points: how many are found where so many innocents are alerted.

At a share of innocents for whom some record is answered, the threshold is what it is, and
recall is what it is: two matchers can only be compared so, and a door can choose.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.names.asking import Scored
from bench.names.rows import Pair

RATES = (0.001, 0.005, 0.01, 0.02)
_SCRIPTS = {"CJK": "HAN", "HIRAGANA": "KANA", "KATAKANA": "KANA"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A share of innocents alerted, the score it takes, and the recall of each group."""

    alerted: float
    above: float
    """Records are answered whose score is higher."""
    recall: Mapping[str, float]


def points(
    scored: Iterable[Scored],
    innocents: Sequence[float],
    group: Callable[[Pair], Iterable[str]],
) -> list[Point]:
    """Return a point for each of `RATES`.

    *innocents* are the highest scores that any record had for each of them.
    """
    groups: dict[str, list[float]] = {"all": []}
    for each in scored:
        if each.pair.match:
            score = each.score or 0.0
            for name in {"all", *group(each.pair)}:
                groups.setdefault(name, []).append(score)
    alerts = np.sort(np.asarray(innocents))[::-1]
    ordered = [("all", groups.pop("all")), *sorted(groups.items())]
    found = []
    for rate in RATES:
        above = float(alerts[int(rate * len(alerts))]) if len(alerts) else 0.0
        recall = {n: float(np.mean(np.array(s) > above)) for n, s in ordered if s}
        found.append(Point(alerted=rate, above=above, recall=recall))
    return found


def kinds(pair: Pair) -> Iterable[str]:
    """Return what *pair* belongs to: its kind, and its category."""
    return pair.kind, pair.category


def script(pair: Pair) -> Iterable[str]:
    """Return the script of the name that is asked about."""
    return (script_of(pair.asked.full or pair.asked.primary or ""),)


def script_of(name: str) -> str:
    """Return the script of the first letter of *name*.

    >>> [script_of(name) for name in ("Anna", "محمد", "王伟", "ミキ", "Ёлкин", "-")]
    ['LATIN', 'ARABIC', 'HAN', 'KANA', 'CYRILLIC', 'NONE']
    """
    for character in name:
        if character.isalpha():
            first = unicodedata.name(character, "NONE").partition(" ")[0]
            return _SCRIPTS.get(first, first)
    return "NONE"
