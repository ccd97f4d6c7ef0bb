"""Lists of persons in the formats of their publishers, one file for each format.

A format reads one file into rows of persons (`feeds.person_rows`), which are judged like
any others. What it cannot make out it leaves out and counts; a person is turned away for
a reason that a person would accept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from screening.feeds.files import FileFormat
from screening.feeds.person_rows import PersonSource


@dataclass(frozen=True, slots=True)
class OutsideFormat:
    """What is known of a format before a file in it is opened."""

    module: str
    feed: str
    """Named so where neither a manifest nor the command line says another name."""

    def source(
        self, content: Iterator[bytes], file: Path, *, today: str
    ) -> PersonSource:
        """Return what reads *content*, once. Dates after *today* are no dates."""
        module = import_module(f"{__name__}.{self.module}")
        found: PersonSource = module.source(content, file, today=today)
        return found


OUTSIDE = {
    FileFormat.UN_CONSOLIDATED: OutsideFormat("un_consolidated", "un-consolidated"),
    FileFormat.FOLLOWTHEMONEY: OutsideFormat("followthemoney", "followthemoney"),
    FileFormat.INTERPOL_NOTICES: OutsideFormat("interpol_notices", "interpol-notices"),
}
