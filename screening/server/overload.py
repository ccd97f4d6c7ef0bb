"""Tells a burst of calls from more than can be answered, by how many nobody took.

A burst that is too large loses calls once; where more come than can be answered, calls are
lost for as long as that lasts.
"""

from collections.abc import Callable
from typing import NamedTuple

STANDING_S = 0.02
"""Whoever is cancelled for so long is no burst: a full room is answered in less."""
APART_S = 0.15
"""What is cancelled so long after others belongs to another burst."""
LASTS_S = 10.0
"""How long it is held to last. Then room is tried anew, whatever comes: who asks again at once
for each call that was cancelled would keep it shut, and fits in when it is open."""
_WINDOW_S = 1.0


class _Losing(NamedTuple):
    """When calls were lost, the first and the last time that it was seen."""

    since: float
    until: float


class Overload:
    """Tells a burst from more than can be answered, by how many calls nobody took.

    Those wait, or were lost: cancelled by the core. No more than *waiting_max* wait, so what
    is beyond was lost; and what is left when nobody waits was lost, too.
    """

    def __init__(self, waiting_max: int, monotonic: Callable[[], float]) -> None:
        self._waiting_max = waiting_max
        self._monotonic = monotonic
        self.lost = 0
        """Calls lost, a second ago or before; at most those too many that waited all along."""
        self._known_lost = 0
        self._losing: _Losing | None = None
        self._on_until = 0.0
        self._least, self._window_ends = 0, 0.0

    @property
    def is_on(self) -> bool:
        """More come than can be answered, or did a short while ago."""
        return self._monotonic() < self._on_until

    def saw(self, untaken: int) -> None:
        """Take note of how many calls had begun just now and were not taken."""
        now = self._monotonic()
        self._turn_window(untaken, now)
        lost = untaken - self._waiting_max
        is_losing = lost > self._known_lost
        self._known_lost = max(self._known_lost, lost)
        if self.is_on or not is_losing:
            self._losing = None
        elif self._losing is None or now - self._losing.until > APART_S:
            self._losing = _Losing(now, now)
        else:
            self._losing = _Losing(self._losing.since, now)
            if now - self._losing.since >= STANDING_S:
                self._on_until = now + LASTS_S

    def _turn_window(self, untaken: int, now: float) -> None:
        if now >= self._window_ends:
            self.lost = max(self.lost, min(self._least, untaken))
            self._known_lost = max(self._known_lost, self.lost)
            self._least, self._window_ends = untaken, now + _WINDOW_S
        self._least = min(self._least, untaken)
