"""What one caller may see: which feeds are searched for them, and how much is told.

The register of callers decides it, the engine keeps to it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from screening.records import Confidentiality


class Line(StrEnum):
    """How much of a record a caller is told."""

    FIRST = "first"
    """At a border: a summary, and the advice (RPD: what is necessary, no more)."""
    SECOND = "second"
    """Where a traveller is looked at closely: the whole record."""
    CARRIER = "carrier"
    """"Refer" or "no record", and how old the data is."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sight:
    """What may be searched for a question, and what is told of what is found.

    Two are never equal but the same: what is worked out for one is kept under it.
    """

    databases: frozenset[str] | None = None
    """None: all of them."""
    feeds: frozenset[str] | None = None
    """None: all feeds of those databases."""
    line: Line = Line.SECOND
    state: str = ""
    """State whom the caller serves, folded: records may be hidden from it. "": nobody's."""
    clearance: Confidentiality = Confidentiality.CONFIDENTIAL
    """The highest level of records that the caller may see."""

    def reaches(self, database: str, feed: str) -> bool:
        """Return whether *feed*, of *database*, may be searched.

        >>> sight = Sight(databases=frozenset({"documents"}), feeds=frozenset({"lost"}))
        >>> sight.reaches("documents", "lost"), sight.reaches("documents", "cars")
        (True, False)
        """
        return self.reaches_database(database) and (
            self.feeds is None or feed in self.feeds
        )

    def reaches_database(self, database: str) -> bool:
        """Return whether any feed of *database* may be searched."""
        return self.databases is None or database in self.databases


EVERYTHING: Final = Sight()
"""Of who asks where callers are not told apart: on this machine alone."""
