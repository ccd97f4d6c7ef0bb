"""Lists of persons in the formats of their publishers, one file for each format.

A format reads one file into rows of persons (`feeds.person_rows`), which are judged like
any others. What it cannot make out it leaves out and counts; a person is turned away for
a reason that a person would accept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from screening.feeds.files import FileFormat, file_format
from screening.feeds.formats.around import Around
from screening.feeds.person_rows import PersonSource


@dataclass(frozen=True, slots=True)
class OutsideFormat:
    """What is known of a format before a file in it is opened."""

    module: str
    feed: str
    """Named so where neither a manifest nor the command line says another name."""

    def source(self, content: Iterator[bytes], around: Around) -> PersonSource:
        """Return what reads *content*, once."""
        module = import_module(f"{__name__}.{self.module}")
        found: PersonSource = module.source(content, around)
        return found


OUTSIDE = {
    FileFormat.UN_CONSOLIDATED: OutsideFormat("un_consolidated", "un-consolidated"),
    FileFormat.FOLLOWTHEMONEY: OutsideFormat("followthemoney", "followthemoney"),
    FileFormat.INTERPOL_NOTICES: OutsideFormat("interpol_notices", "interpol-notices"),
}


def outside_format(file: Path, named: str | None) -> OutsideFormat | None:
    """Return the format of an outside list that is *named*, None where none is.

    Raises `FeedRefused` for a name that is no format at all.
    """
    return OUTSIDE.get(file_format(file, named)[0]) if named else None
