"""How calls ended and how long they took: counted by each process for itself.

On the way of every answer, so it is bent for speed: a call costs one search in a short
list and two additions, half a microsecond together.
"""

import threading
from bisect import bisect_left
from typing import Final

import msgspec

BOUNDS_S: Final = (
    *(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05),
    *(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
)
"""Upper bounds of the classes of durations, in seconds; one class more lies beyond."""
OK: Final = "OK"
"""The outcome of a call that was answered; others are the reasons of the status table."""
GONE: Final = "CALLER_GONE"
"""The outcome of a call whose caller went away."""


class Timed(msgspec.Struct):
    """Calls of one method that ended alike."""

    method: str
    outcome: str
    counts: list[int]
    """How many took how long: those of each class of `BOUNDS_S`, and those beyond."""
    seconds: float = 0.0
    """What they took together."""

    @classmethod
    def none(cls, method: str, outcome: str) -> "Timed":
        """Return that there was no such call."""
        return cls(method, outcome, [0] * (len(BOUNDS_S) + 1))

    def add(self, other: "Timed") -> None:
        """Count *other* in."""
        self.counts = [mine + more for mine, more in zip(self.counts, other.counts)]  # noqa: B905 -- one function makes all of them
        self.seconds += other.seconds


class MethodCounts:
    """Counts the calls of one method. Safe in many threads."""

    def __init__(self, method: str) -> None:
        self._method = method
        self._lock = threading.Lock()
        self._timed: dict[str, Timed] = {}

    def ended(self, outcome: str, took_s: float) -> None:
        """Count a call that ended in *outcome* after *took_s* seconds."""
        with self._lock:
            timed = self._timed.get(outcome)
            if timed is None:
                timed = self._timed[outcome] = Timed.none(self._method, outcome)
            timed.counts[bisect_left(BOUNDS_S, took_s)] += 1
            timed.seconds += took_s

    def now(self) -> list[Timed]:
        """Return what was counted, a copy."""
        with self._lock:
            return [
                Timed(self._method, outcome, timed.counts[:], timed.seconds)
                for outcome, timed in self._timed.items()
            ]


class Counts:
    """Counts the calls of all methods."""

    def __init__(self) -> None:
        self._methods: dict[str, MethodCounts] = {}

    def of(self, method: str) -> MethodCounts:
        """Return what counts the calls of *method*, `/package.Service/Method`."""
        return self._methods.setdefault(method, MethodCounts(method))

    def now(self) -> tuple[Timed, ...]:
        """Return what was counted, a copy."""
        return tuple(
            timed for counts in list(self._methods.values()) for timed in counts.now()
        )
