"""A delta over what owners changed: which of their changes count no more.

An owner changed a record, then a delta of the publisher changed it again: what counts is
the delta. A later snapshot that does not contain the owner's change must not bring it
back, so the names that a delta changes are noted, where owners changed anything at all.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from screening.feeds.changes import Changes
from screening.storage.change_journal import Entry, EntryKind, entry_pair
from screening.storage.state import State
from screening.storage.writer import Applied, Replacement, name_hash


class Superseding:
    """The changes of a delta, whose names are noted as they are made."""

    def __init__(self, changes: Changes[Any], held: State, *, now: datetime) -> None:
        self._changes = changes
        self._notes = bool(held.changed_at)
        self._now = now
        self._names: dict[int, None] = {}

    def __iter__(self) -> Iterator[Replacement]:
        for change in self._changes:
            if self._notes:
                self._names[name_hash(change)] = None
            yield change

    def journalled(self, applied: Applied) -> Mapping[bytes, bytes]:
        """Return the entry of the change journal that holds the names."""
        if not self._names:
            return {}
        entry = Entry(
            kind=EntryKind.DELIVERED,
            revision=applied.state.revision,
            at=self._now,
            names=tuple(self._names),
        )
        return dict([entry_pair(entry)])
