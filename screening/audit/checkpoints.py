"""Checkpoints: the service signs how far each chain has come, so that no end can be cut off.

Each process signs its own chain, and what it last knew of the others. A checkpoint is an entry
of the chain and, once that is on disk, the file CHECKPOINT beside it, whole or not at all. A
chain that is cut off is shorter than its CHECKPOINT, or than another chain says; one that is
taken away is named by the others.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from screening.audit.key_files import key_id
from screening.audit.notes import Checkpoint, checkpoints_of, encoded, signed
from screening.errors import DamagedJournal
from screening.storage.chain import (
    ChainEnd,
    chains,
    end_of,
    segment_number,
    segments,
    value_at,
)
from screening.storage.files import write_whole
from screening.storage.journal import Journal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BESIDE = "CHECKPOINT"


class Checkpoints:
    """Signs one chain with the service's key."""

    def __init__(
        self, journal: Path, key: "Ed25519PrivateKey", now: Callable[[], datetime]
    ) -> None:
        self._journal = journal
        self._key = key
        self._key_id = key_id(key.public_key())
        self._now = now
        self._told: dict[str, ChainEnd] = {}
        """What the last checkpoint said of each chain."""
        self._idle: dict[str, ChainEnd] = {}

    def closing(self, end: ChainEnd) -> bytes:
        """Return the last entry of a segment: the checkpoint of its *end*."""
        return encoded(self._checkpoint("rotated", end))

    def write(self, journal: Journal, why: str) -> None:
        """Sign where *journal* is, in its chain and beside it, if anything is new.

        Raises `NotRecorded`, `DiskFull` or `OSError`; then nothing was signed, or the chain
        says it and the file beside it does not yet.
        """
        if not self._told and (before := latest(journal.folder)):
            self._told = {end.chain: end for end in before.ends}
        others = {end.chain: end for end in self._others(journal.folder.name)}
        now = others | {journal.folder.name: journal.end}
        if not any(map(self._is_news, now.values())):
            return
        made: list[Checkpoint] = []

        def note(end: ChainEnd) -> bytes:
            made.append(self._checkpoint(why, end))
            return encoded(made[0])

        journal.note(note)
        write_whole(journal.folder / BESIDE, encoded(made[0]) + b"\n", mode=0o600)
        self._told = {end.chain: end for end in made[0].ends}

    def _checkpoint(self, why: str, end: ChainEnd) -> Checkpoint:
        others = tuple(self._others(end.chain))
        note = Checkpoint(self._now(), why, end, others, self._key_id)
        return signed(note, self._key)

    def _is_news(self, end: ChainEnd) -> bool:
        """Return whether there is more than the checkpoint itself since the last one."""
        told = self._told.get(end.chain)
        if told is None:
            return True
        segment, entries = told.place
        return end.place not in {told.place, (segment, entries + 1)}

    def _others(self, own: str) -> Iterator[ChainEnd]:
        for chain in chains(self._journal):
            if chain.name != own and (end := self._end_of(chain)):
                yield end

    def _end_of(self, chain: Path) -> ChainEnd | None:
        """Return how far *chain* had come when it last signed; else its end, if it is idle.

        A file that cannot be read is left for `verify` to name: it stops nobody else.
        """
        with suppress(DamagedJournal, OSError):
            if said := latest(chain):
                return said.end
            return self._idle_end(chain)
        return None

    def _idle_end(self, chain: Path) -> ChainEnd | None:
        """Return the end of a chain that nobody signed and nobody writes: an old one."""
        if chain.name not in self._idle and (end := _end_if_idle(chain)):
            self._idle[chain.name] = end
        return self._idle.get(chain.name)


def latest(chain: Path) -> Checkpoint | None:
    """Return what the file beside *chain* says, not yet proved; None without one.

    Raises `DamagedJournal` where it is no checkpoint.
    """
    try:
        return checkpoints_in(chain / BESIDE)[-1]
    except FileNotFoundError:
        return None


def checkpoints_in(file: Path) -> list[Checkpoint]:
    """Return the checkpoints in *file*, one a line and one at least, not yet proved."""
    content = file.read_bytes()
    try:
        if found := checkpoints_of(content):
            return found
    except msgspec.DecodeError:
        pass
    raise DamagedJournal(path=file, reason="it is no checkpoint", position=0)


def check_reaches(chain: Path, end: ChainEnd) -> None:
    """Raise `DamagedJournal` where *chain* ends before what was signed of it.

    Looks at the files beside all chains of the journal. Whoever would write on must ask: a
    chain that was cut off, and went on, would hide it.
    """
    for said in _said_of(chain):
        if said.place > end.place:
            reason = f"it was cut off: entry {said.entries} of segment {said.segment} "
            raise DamagedJournal(
                path=chain, reason=reason + "was signed", position=end.entries + 1
            )
        if said.segment == end.segment and said.value != _value(chain, said, end):
            reason = "it is not what was signed"
            raise DamagedJournal(path=chain, reason=reason, position=said.entries)


def _said_of(chain: Path) -> Iterator[ChainEnd]:
    for other in chains(chain.parent):
        try:
            said = latest(other)
        except DamagedJournal:
            if other == chain:
                raise
            continue
        for end in said.ends if said else ():
            if end.chain == chain.name:
                yield end


def _value(chain: Path, said: ChainEnd, end: ChainEnd) -> bytes | None:
    if said.place == end.place:
        return end.value
    return value_at(segments(chain)[-1], said.entries)


def _end_if_idle(chain: Path) -> ChainEnd | None:
    """Return where *chain* ends, on disk; None where somebody writes it, or it is damaged."""
    try:
        lock = os.open(chain / "LOCK", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        last = segments(chain)[-1]
        with last.open("rb+") as file:
            os.fsync(file.fileno())
        end = end_of(last)
    except (BlockingIOError, IndexError, DamagedJournal):
        return None
    finally:
        os.close(lock)
    return ChainEnd(chain.name, segment_number(last), end.entries, end.value)
