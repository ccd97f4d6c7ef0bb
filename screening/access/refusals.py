"""Who was turned away and why, on its way to the journal: no more of it than bears reading.

Who is refused may go on asking as fast as a network can, and a journal is no place to be
filled by strangers. Of one caller so many refusals a second are remembered one by one; of
those beyond them how many there were, and the last. Callers whom nobody knows count as one.
"""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from screening.errors import NotRecorded

ONE_BY_ONE_MAX: Final = 10
"""Refusals of a caller that are remembered each by itself, in one second."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One caller that was turned away, or several times the same one."""

    at: datetime
    caller: str
    """The URI in its certificate; empty where nobody knows who called."""
    method: str
    reason: str
    """The word that it was told."""
    cause: str = ""
    """What of it, in a word or a sentence: nothing of the request is in it."""
    count: int = 1
    """How many refusals it stands for: others of this caller came shortly before."""


Remember = Callable[[Refusal], None]
"""Puts a refusal where it is kept, or raises `NotRecorded`."""


def forgotten(refusal: Refusal) -> None:
    """Keep nothing of *refusal*."""
    del refusal


class Refusals:
    """Hands refusals on, not too many of one caller. Safe in many threads.

    That they cannot be remembered lets nobody in, and is told elsewhere: no answer can be
    remembered either.
    """

    def __init__(self, remember: Remember) -> None:
        self._remember = remember
        self._lock = threading.Lock()
        self._second = 0
        self._counts: Counter[str] = Counter()
        self._held_back: dict[str, Refusal] = {}

    def add(self, refusal: Refusal) -> None:
        """Have *refusal* remembered: now, or counted with others when its second is over."""
        second = int(refusal.at.timestamp())
        with self._lock:
            over = self._turned() if second != self._second else []
            self._second = second
            self._counts[refusal.caller] += 1
            if self._counts[refusal.caller] > ONE_BY_ONE_MAX:
                self._hold_back(refusal)
            else:
                over.append(refusal)
        self._hand_on(over)

    def flush(self) -> None:
        """Have those remembered that were held back: to be called now and again."""
        with self._lock:
            over = self._turned()
        self._hand_on(over)

    def _turned(self) -> list[Refusal]:
        """Return what was held back, and begin to count anew. Needs the lock."""
        over = list(self._held_back.values())
        self._held_back.clear()
        self._counts.clear()
        return over

    def _hold_back(self, refusal: Refusal) -> None:
        held = self._held_back.get(refusal.caller)
        count = held.count + 1 if held else 1
        self._held_back[refusal.caller] = replace(refusal, count=count)

    def _hand_on(self, refusals: list[Refusal]) -> None:
        for refusal in refusals:
            with suppress(NotRecorded):
                self._remember(refusal)
