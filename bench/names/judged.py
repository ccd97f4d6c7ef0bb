"""What pairs came to: precision, recall and F1 at one threshold and at the best one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.names.asking import Scored

_NOT_COMPARED = 0.0
"""The score of a record that was not among the candidates: no threshold answers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Shares between 0 and 1; 0 where there is nothing to have a share of."""

    pairs: int
    precision: float
    recall: float
    f1: float
    f1_best: float
    best_threshold: float
    candidate_recall: float


def judged(scored: Sequence[Scored], *, least: float) -> Judged:
    """Return what *scored* came to where records are answered from the score *least*."""
    same = [each for each in scored if each.pair.match]
    found = sum(each.answered(least) for each in same)
    answered = sum(each.answered(least) for each in scored)
    f1_best, best_threshold = _best(scored)
    return Judged(
        pairs=len(scored),
        precision=_share(found, answered),
        recall=_share(found, len(same)),
        f1=_f1(found, answered, len(same)),
        f1_best=f1_best,
        best_threshold=best_threshold,
        candidate_recall=_share(sum(e.score is not None for e in same), len(same)),
    )


def by_category(scored: Iterable[Scored], *, least: float) -> dict[str, Judged]:
    """Return the same for each kind of pair, and for each category where it has several."""
    found: dict[str, list[Scored]] = {}
    for each in scored:
        for name in {each.pair.kind, each.pair.category}:
            found.setdefault(name, []).append(each)
    return {name: judged(rows, least=least) for name, rows in sorted(found.items())}


def _best(scored: Sequence[Scored]) -> tuple[float, float]:
    """Return the best F1 that any threshold gives, and the highest that gives it."""
    matches = np.array([each.pair.match for each in scored], np.bool_)
    points = np.array([each.score or _NOT_COMPARED for each in scored])
    order = np.argsort(-points, kind="stable")
    points, found = points[order], np.cumsum(matches[order])
    last_of_score = np.append(points[1:] != points[:-1], np.True_)[: len(points)]
    usable = last_of_score & (points > _NOT_COMPARED)
    if not usable.any() or not matches.any():
        return 0.0, 1.0
    answered = np.arange(1, len(points) + 1)
    f1 = np.where(usable, 2 * found / (answered + matches.sum()), 0.0)
    at = int(np.argmax(f1))
    return float(f1[at]), float(points[at])


def _f1(found: int, answered: int, same: int) -> float:
    return _share(2 * found, answered + same)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
