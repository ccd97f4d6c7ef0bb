"""From which score on a person is answered, and from which as a hit: for each door.

The figures beside the defaults are measured; `bench/README.md` has the alert rates of
others. A door with more time to compare may ask for more.
"""

import math
from dataclasses import dataclass

from screening.errors import Misused
from screening.queries import Door


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Scores between 0 and 1. Raises `Misused` for what bounds nothing.

    >>> Thresholds(possible=0.8, hit=0.5)
    Traceback (most recent call last):
    screening.errors.Misused: possible is 0.8 and hit is 0.5, but a hit is more than possible
    """

    possible: float = 0.5
    """From here on a person is answered."""
    hit: float = 0.8
    """From here on as a hit; below, as possible."""

    def __post_init__(self) -> None:
        """Look at both, so that a door opens with bounds that hold."""
        for name in ("possible", "hit"):
            score = getattr(self, name)
            if not (math.isfinite(score) and 0 < score <= 1):
                raise Misused(f"{name} is {score}, and no score between 0 and 1")
        if self.possible > self.hit:
            raise Misused(
                f"possible is {self.possible} and hit is {self.hit}, "
                f"but a hit is more than possible"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorThresholds:
    """The thresholds of every door."""

    person: Thresholds = Thresholds()
    traveller: Thresholds = Thresholds(possible=0.65, hit=0.85)
    """A zone says birth date, nationality and sex too: who is listed scores higher."""
    manifest: Thresholds = Thresholds(possible=0.65, hit=0.85)

    def at(self, door: Door) -> Thresholds:
        """Return the thresholds of *door*."""
        found: Thresholds = getattr(self, door)
        return found


USUAL = DoorThresholds()
