"""What the register says of one caller, once it was found right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from screening.access.permissions import May
from screening.callers import CallerName
from screening.ownership import OwnerRights
from screening.sight import Sight


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """One caller, from a time until another: what it may. Equal to itself alone."""

    caller: CallerName
    until: datetime
    """From this time on no more."""
    since: datetime | None = None
    """None: from ever."""
    services: frozenset[May]
    purposes: frozenset[str]
    sight: Sight
    """What is searched for it, and how much it is told."""
    questions_per_minute: int
    """A batch counts as many questions as it has items."""
    items_per_batch: int
    writes: frozenset[str] = frozenset()
    """Feeds whose records it may change: its own records, and no other's."""
    changes_per_minute: int = 0
    """Of those records, each counted."""
    reports_others: bool = False
    """Registered to report documents that other States issued."""

    @property
    def rights(self) -> OwnerRights | None:
        """What it may write as a data owner; None where it is none."""
        if not self.writes:
            return None
        return OwnerRights(
            owner=self.caller.state,
            feeds=tuple(sorted(self.writes)),
            reports_others=self.reports_others,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Register:
    """Every caller there is."""

    trust_domain: str
    entries: tuple[Entry, ...]
    digest: str
    """Of the file: two workers that read the same file have the same one."""
    by_caller: Mapping[CallerName, tuple[Entry, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the entries by caller."""
        found: dict[CallerName, tuple[Entry, ...]] = {}
        for entry in self.entries:
            found[entry.caller] = (*found.get(entry.caller, ()), entry)
        object.__setattr__(self, "by_caller", found)

    def of(self, caller: CallerName) -> tuple[Entry, ...]:
        """Return all entries of *caller*, none where it is not named."""
        return self.by_caller.get(caller, ())
