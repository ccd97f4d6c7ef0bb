"""Removes what has been kept long enough: whole segments, oldest first, and provably so.

What is removed is gone for good, sealed or not. Before it goes, a signed note in the journal
says where each chain begins from then on, so that `verify` can tell a purge from a theft.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import groupby, takewhile
from pathlib import Path
from typing import NamedTuple

from screening.audit import journal_folder
from screening.audit.checkpoints import Checkpoints, check_reaches
from screening.audit.key_files import key_id, keys_folder
from screening.audit.keys import kept_keys, known_signers
from screening.audit.notes import Purged, encoded, note_of, signed
from screening.audit.proof import prove
from screening.audit.upkeep import time_of
from screening.errors import DamagedJournal, KeyRefused, NotRecorded
from screening.storage.chain import (
    ChainEnd,
    chains,
    head_of,
    segment_number,
    segments,
    walk,
)
from screening.storage.files import sync_folder
from screening.storage.journal import Journal


class Due(NamedTuple):
    """One segment that has been kept long enough."""

    path: Path
    entries: int
    """Notes not counted."""
    first: datetime
    last: datetime


def due(data: Path, before: datetime) -> list[Due]:
    """Return the segments of which every entry is older than *before*, oldest first.

    Never the last segment of a chain, nor one behind a younger one. Raises `DamagedJournal`
    where the journal is not sound: damage is evidence.
    """
    _require_sound(data)
    return _due(data, before)


def purge(data: Path, *, before: datetime, now: Callable[[], datetime]) -> list[Due]:
    """Remove what is due, and return it; a signed note says so first, on disk.

    A chain that nobody writes begins a new segment, so that its last one can go as well.
    Raises `KeyRefused` without a signing key, `NotRecorded` and `DamagedJournal`.
    """
    keys = kept_keys(data)
    if keys.signing is None:
        raise KeyRefused(
            file=keys_folder(data),
            reason="there is no signing key, and a purge is to be provable",
            cure="make one with: screening audit keys",
        )
    checkpoints = Checkpoints(journal_folder(data), keys.signing, now)
    _require_sound(data)
    _turn_idle(data, before, checkpoints)
    gone = _due(data, before)
    if gone:
        note = Purged(
            at=now(),
            before=before,
            entries=sum(old.entries for old in gone),
            begins=tuple(_begins(data, {old.path for old in gone})),
            key=key_id(keys.signing.public_key()),
        )
        _write(data, signed(note, keys.signing), checkpoints)
        for old in gone:
            old.path.unlink(missing_ok=True)
        for chain in {old.path.parent for old in gone}:
            sync_folder(chain)
    return gone


def _require_sound(data: Path) -> None:
    """Raise `DamagedJournal` unless all is proved: a purge would vouch for a theft."""
    for finding in prove(journal_folder(data), known_signers(data)):
        if not finding.sound:
            raise DamagedJournal(
                path=journal_folder(data),
                reason=f"nothing is purged, for {finding.subject}: {finding.detail}",
                position=0,
            )


def _due(data: Path, before: datetime) -> list[Due]:
    """Return what is due, of a journal that is known to be sound."""
    found: list[Due] = []
    for chain in chains(journal_folder(data)):
        read = list(_contents(chain))
        last = segments(chain)[-1:]
        old = takewhile(lambda each: each.last < before, read)
        found += [each for each in old if each.path not in last]
    return found


def _contents(chain: Path) -> Iterator[Due]:
    """Yield what each segment of *chain* holds: its questions, and else its notes.

    Their times are looked at one by one, for the clock may have been set back.
    """
    for number, group in groupby(walk(chain), key=lambda entry: entry[0].segment):
        payloads = [payload for _, payload in group]
        questions = [payload for payload in payloads if note_of(payload) is None]
        times = [time_of(payload) for payload in questions or payloads]
        path = chain / f"{number:06d}.journal"
        yield Due(path, len(questions), min(times), max(times))


def _turn_idle(data: Path, before: datetime, checkpoints: Checkpoints) -> None:
    """Begin a new segment in chains that nobody writes and whose last one is old."""
    for chain in chains(journal_folder(data)):
        times = [each.last for each in _contents(chain)]
        if times and times[-1] < before:
            with suppress(NotRecorded):  # somebody writes it, and will turn it
                journal = _opened(data, checkpoints, chain.name)
                try:
                    journal.rotate()
                    checkpoints.write(journal, "rotated")
                finally:
                    journal.close()


def _write(data: Path, note: Purged, checkpoints: Checkpoints) -> None:
    """Write *note* into a chain, on disk when this returns."""
    journal = _opened(data, checkpoints)
    try:
        journal.append(encoded(note), durable=True)
        checkpoints.write(journal, "purged")
    finally:
        journal.close()


def _begins(data: Path, gone: set[Path]) -> Iterator[ChainEnd]:
    """Yield where each chain that was ever purged begins without what is *gone*."""
    for chain in chains(journal_folder(data)):
        kept = [each for each in segments(chain) if each not in gone]
        head = head_of(kept[0]) if kept else None
        if head is not None and segment_number(kept[0]) > 1:
            yield ChainEnd(chain.name, segment_number(kept[0]), 0, head.value)


def _opened(data: Path, checkpoints: Checkpoints, name: str = "") -> Journal:
    return Journal(
        journal_folder(data),
        closing=checkpoints.closing,
        vouched=check_reaches,
        only=name,
    )
