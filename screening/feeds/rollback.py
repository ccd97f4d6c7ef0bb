"""Back to the generation that was served before, with what owners changed since."""

from dataclasses import dataclass
from datetime import datetime

from screening.errors import Damaged
from screening.feeds.replay import contained_by_revision, take_over
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter_upkeep import mended
from screening.storage.generation import Generation


@dataclass(frozen=True, slots=True)
class RolledBack:
    """What a rollback did."""

    was: str
    name: str
    """Of the generation that is served again."""
    notes: list[str]
    warnings: list[str]


def roll_back(folder: FeedFolder, *, now: datetime) -> RolledBack:
    """Serve the generation before the current one. Needs the lock.

    Raises `FeedRefused` when there is none, or when it cannot be opened. A current one
    that cannot be read is no reason against it: then there is a warning.
    """
    notes: list[str] = []
    warnings: list[str] = []
    try:
        notes, warnings = _taken_over(folder, now)
    except Damaged as damage:
        warnings.append(
            f"what owners changed since could not be read ({damage.reason}), and counts "
            f"no more"
        )
    was, name = folder.rollback()
    return RolledBack(was, name, notes, warnings)


def _taken_over(folder: FeedFolder, now: datetime) -> tuple[list[str], list[str]]:
    current, previous = folder.current(), folder.previous()
    if not current or not previous:
        return [], []
    before = Generation(folder.path / current, with_series=False)
    if not before.state.changed_at:
        return [], []
    after = mended(folder, previous)
    is_contained = contained_by_revision(after.state.revision)
    taken = take_over(before, after, is_contained, now=now, superseded=False)
    return taken.notes, taken.warnings
