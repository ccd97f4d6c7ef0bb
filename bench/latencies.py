"""Times of single calls, in an HdrHistogram: every one counts, none is kept.

Recorded in nanoseconds with three significant figures, up to ten minutes.
"""

from collections.abc import Iterable
from typing import Self

import numpy as np
from hdrh.histogram import HdrHistogram

_LOWEST_NS, _HIGHEST_NS, _FIGURES = 1, 600 * 10**9, 3


class Latencies:
    """How long calls took; grows by `add`, `add_all` and `merge`."""

    def __init__(self) -> None:
        self._histogram = HdrHistogram(_LOWEST_NS, _HIGHEST_NS, _FIGURES)

    @classmethod
    def of_ns(cls, taken_ns: Iterable[int]) -> Self:
        """Return the latencies *taken_ns*."""
        made = cls()
        made.add_all(taken_ns)
        return made

    def __len__(self) -> int:
        """Return how many were recorded."""
        return int(self._histogram.get_total_count())

    def add(self, taken_ns: int) -> None:
        """Record one; takes microseconds, so add in bulk what must not be disturbed."""
        self._histogram.record_value(min(max(taken_ns, _LOWEST_NS), _HIGHEST_NS))

    def add_all(self, taken_ns: Iterable[int]) -> None:
        """Record many at once."""
        taken = np.fromiter(taken_ns, dtype=np.int64).clip(_LOWEST_NS, _HIGHEST_NS)
        values, counts = np.unique(taken, return_counts=True)
        for value, count in zip(values.tolist(), counts.tolist(), strict=True):
            self._histogram.record_value(value, count)

    def merge(self, other: "Latencies") -> None:
        """Record all that *other* did."""
        self._histogram.add(other._histogram)  # noqa: SLF001  # our own class

    def percentile_us(self, percent: float) -> float:
        """Return the time within which *percent* of the calls ended."""
        return float(self._histogram.get_value_at_percentile(percent)) / 1000

    @property
    def mean_us(self) -> float:
        """The mean time of a call."""
        return float(self._histogram.get_mean_value()) / 1000

    def encoded(self) -> str:
        """Return all of it as text, for another process to read with `decoded`."""
        return str(self._histogram.encode().decode())

    @classmethod
    def decoded(cls, text: str) -> Self:
        """Return what `encoded` made *text* of."""
        made = cls()
        made._histogram.decode_and_add(text.encode())  # our own class
        return made
