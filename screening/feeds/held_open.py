"""Generations that are kept open between two changes of them.

Opening one reads its whole filter, half a second for the world's list: too long for a
change of one record to wait for.
"""

import time
from dataclasses import dataclass, field

from screening.records import Database
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter_upkeep import RETIRED_S, mended
from screening.storage.generation import Generation


class HeldOpen:
    """The generation that is served of each feed. Needs a feed's lock for each call."""

    def __init__(self) -> None:
        self._feeds: dict[str, _Open] = {}

    def of(self, folder: FeedFolder) -> Generation:
        """Return the generation served, fit to be changed. Raises what `mended` does."""
        known = self._feeds.pop(folder.feed, None)
        if known is None or not known.is_fit(folder):
            known = _opened(folder)
        self._feeds[folder.feed] = known
        return known.generation


@dataclass(frozen=True, slots=True)
class _Open:
    """One generation, as it was when it was opened."""

    generation: Generation
    filter_file: str
    at_s: float = field(default_factory=time.monotonic)

    def is_fit(self, folder: FeedFolder) -> bool:
        """Whether it is still the one served, and nothing of it need be mended, or swept."""
        if folder.current() != self.generation.name or self.generation.degraded:
            return False
        if self._has_segments and time.monotonic() - self.at_s > RETIRED_S:
            return False  # each change of a person leaves a file that counts no more
        return self.generation.state.filter_file == self.filter_file

    @property
    def _has_segments(self) -> bool:
        return self.generation.database == Database.PERSONS


def _opened(folder: FeedFolder) -> _Open:
    generation = mended(folder)
    state = generation.state
    if state.database == Database.PERSONS:  # with segments: each change looks at them
        generation = Generation(generation.folder)
    return _Open(generation, state.filter_file)
