"""What a journal remembers, read back: every question, chain by chain, in order."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag

from screening.audit.notes import note_of
from screening.audit.remembered import Remembered, remembered
from screening.audit.sealing import Unsealing
from screening.errors import DamagedJournal
from screening.storage.chain import chains, walk


class Told(NamedTuple):
    """One question as remembered, and where it stands."""

    chain: str
    segment: int
    entry: int
    """In its segment, from 1."""
    what: Remembered

    @property
    def place(self) -> str:
        """Where it stands, in one word: `chain-0000/000001/17`."""
        return f"{self.chain}/{self.segment:06d}/{self.entry}"


class Period(NamedTuple):
    """A stretch of time, each end of which may be open."""

    since: datetime | None = None
    until: datetime | None = None
    """Not included."""

    def holds(self, at: datetime) -> bool:
        """Return whether *at* lies in it."""
        return (self.since is None or at >= self.since) and (
            self.until is None or at < self.until
        )


ALWAYS = Period()


def history(
    journal: Path, *, unsealing: Unsealing | None = None, period: Period = ALWAYS
) -> Iterator[Told]:
    """Yield every question of *period*, proved to follow from the one before; notes not.

    What was asked is opened where a key is given. A chain that is damaged ends where it is;
    once the others are through, the first `DamagedJournal` is raised. Raises `Sealed` at an
    entry that the key does not open.
    """
    damage: DamagedJournal | None = None
    for chain in chains(journal):
        try:
            for told in _told(chain, unsealing):
                if period.holds(told.what.core.at):
                    yield told
        except DamagedJournal as error:
            damage = damage or error
    if damage is not None:
        raise damage


def _told(chain: Path, unsealing: Unsealing | None) -> Iterator[Told]:
    """Yield every question of one chain, in order, up to the first that is wrong."""
    for end, payload in walk(chain):
        if note_of(payload) is not None:
            continue
        number = end.entries + 1
        try:
            what = remembered(payload, unsealing)
        except InvalidTag as error:
            raise DamagedJournal(
                path=chain / f"{end.segment:06d}.journal",
                reason="what is sealed is not what was sealed beside this core",
                position=number,
            ) from error
        yield Told(end.chain, end.segment, number, what)
