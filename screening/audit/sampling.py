"""Picks questions of which the user will be asked for a reason (RPD Art. 127; domain.md 9).

Each question draws a number from the seed and its place, so the same seed picks the same
questions, whoever asks, and one more question in the journal changes no other's number. With
weights, a number u becomes u^(1/w) and the greatest are picked: a question of weight w comes
w times as likely first [Efraimidis, Spirakis 2006].
"""

import heapq
from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256

from screening.audit.entry import REFUSAL
from screening.audit.history import Told

HIT_WEIGHT = 10
"""How much likelier a question with a record is picked, where hits are weighted."""
_DRAWN = 1 << 64


class Weighting(StrEnum):
    """Which questions are likelier to be picked."""

    HITS = "hits"
    """Those that showed a record, ten times as likely; specimens make no hit."""
    UNIFORM = "uniform"
    """None: all alike."""


def sample(
    questions: Iterable[Told], *, count: int, seed: str, weighting: Weighting
) -> list[Told]:
    """Return *count* of *questions*, or all if there are fewer, in the order of the journal.

    Who was turned away has nothing to give a reason for.
    """
    drawn = heapq.nlargest(
        count,
        enumerate(each for each in questions if each.what.core.kind != REFUSAL),
        key=lambda each: _drawn(each[1], seed, weighting),
    )
    return [question for _, question in sorted(drawn, key=lambda each: each[0])]


def _drawn(question: Told, seed: str, weighting: Weighting) -> float:
    """Return the number that *question* draws, between 0 and 1."""
    digest = sha256(f"{seed}\n{question.place}".encode()).digest()
    uniform = (int.from_bytes(digest[:8]) + 1) / (_DRAWN + 1)
    is_heavy = weighting is Weighting.HITS
    core = question.what.core
    is_heavy = is_heavy and core.shown > core.specimens
    return float(uniform ** (1 / HIT_WEIGHT)) if is_heavy else uniform
