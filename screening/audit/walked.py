"""One chain, read through: whether each entry follows, and what its notes say.

Nothing is raised for what is wrong: it is told, with the place where it stands.
"""

from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from screening.audit.checkpoints import BESIDE, latest
from screening.audit.keys import PublicSigners
from screening.audit.notes import Checkpoint, Purged, SignedNote, note_of
from screening.audit.signatures import is_signed
from screening.errors import Damaged
from screening.storage.chain import ChainEnd, begin_of, walk


@dataclass(slots=True)
class Walked:
    """What one chain says of itself."""

    name: str
    entries: int = 0
    """Notes not counted."""
    end: tuple[int, int] = (0, 0)
    begin: ChainEnd | None = None
    damaged: bool = False
    """It could not be read to its end."""
    wrong: list[str] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    purges: list[Purged] = field(default_factory=list)
    values: dict[tuple[int, int], bytes] = field(default_factory=dict)
    """The chain's value at places that its own checkpoints sign."""
    since_signed: int = 0
    """Entries behind the last checkpoint."""


def walked_through(chain: Path, known: PublicSigners) -> Walked:
    """Read *chain* through and return what it says; what is wrong with it is in `wrong`."""
    found = Walked(chain.name)
    try:
        beside = latest(chain)  # before the chain, which may be growing
        found.begin = begin_of(chain)
        for end, payload in walk(chain):
            found.end = (end.segment, end.entries + 1)
            _take(found, end, payload, known)
        if beside is not None:
            _add_signed(found, found.checkpoints, beside, known, where=f"its {BESIDE}")
    except (Damaged, OSError) as damage:
        found.wrong.append(str(damage))
        found.damaged = True
    return found


def _take(found: Walked, end: ChainEnd, payload: bytes, known: PublicSigners) -> None:
    """Add one entry or note to what was *found*."""
    where = f"entry {end.entries + 1} of segment {end.segment}"
    try:
        note = note_of(payload)
    except msgspec.DecodeError:
        found.wrong.append(f"{where} is a note that this version does not know")
        return
    match note:
        case None:
            found.entries += 1
            found.since_signed += 1
        case Checkpoint() if note.end != end:
            found.wrong.append(
                f"{where} is a checkpoint made for another place: forged"
            )
        case Checkpoint():
            found.values[end.place] = end.value
            if _add_signed(found, found.checkpoints, note, known, where=where):
                found.since_signed = 0
        case Purged():
            _add_signed(found, found.purges, note, known, where=where)
        case _:
            pass


def _add_signed(
    found: Walked,
    notes: list[SignedNote],
    note: SignedNote,
    known: PublicSigners,
    *,
    where: str,
) -> bool:
    """Add *note* to *notes* if it is signed; return whether it is."""
    if known and not is_signed(note, known):
        why = "its signature is not that key's" if note.key in known else "unknown here"
        found.wrong.append(f"{where} is forged: signed by key {note.key}, {why}")
        return False
    notes.append(note)
    return True
