"""Notes: what stands in a journal between the entries, about the journal itself.

A payload of JSON whose first key is `note`. Checkpoints and purges are signed by the service
(Ed25519), over the note as it is encoded without its signature.
"""

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace

from screening.storage.chain import ChainEnd

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SIGNED = b"screening journal, signed note, 1\n"
"""Before what is signed, so that a signature is good for nothing else."""
_LEAD = b'{"note":'


class Checkpoint(msgspec.Struct, frozen=True, tag_field="note", tag="checkpoint"):
    """Signs how far this chain had come before it, and others as far as was known."""

    at: datetime
    why: str
    """opened, scheduled, rotated, closed."""
    end: ChainEnd
    others: tuple[ChainEnd, ...]
    key: str
    """Id of the key that signed."""
    signature: bytes = b""

    @property
    def ends(self) -> tuple[ChainEnd, ...]:
        """Every end that it signs."""
        return (self.end, *self.others)


class ClockSetBack(msgspec.Struct, frozen=True, tag_field="note", tag="clock_set_back"):
    """From here on entries have earlier times than before: order is by position."""

    at: datetime
    was: datetime


class Purged(msgspec.Struct, frozen=True, tag_field="note", tag="purged"):
    """Signs where chains begin since their oldest segments were removed on purpose."""

    at: datetime
    before: datetime
    """No entry of that time or later was removed."""
    entries: int
    """How many entries were removed this time, notes not counted."""
    begins: tuple[ChainEnd, ...]
    """The first place that is kept, of every chain that was ever purged."""
    key: str
    signature: bytes = b""


Note = Checkpoint | ClockSetBack | Purged
SignedNote = TypeVar("SignedNote", Checkpoint, Purged)
encoded = msgspec.json.Encoder().encode
_decoded = msgspec.json.Decoder(Note).decode
checkpoints_of = msgspec.json.Decoder(Checkpoint).decode_lines
"""Of a file with a checkpoint on each line."""


def note_of(payload: bytes) -> Note | None:
    """Return the note that *payload* is; None for an entry.

    Raises `msgspec.DecodeError` for one of a kind that is not known here.
    """
    return _decoded(payload) if payload.startswith(_LEAD) else None


def signed(note: SignedNote, key: "Ed25519PrivateKey") -> SignedNote:
    """Return *note* with the signature of *key*; `signatures` proves it."""
    return replace(note, signature=key.sign(to_sign(note)))


def to_sign(note: SignedNote) -> bytes:
    """Return what of *note* is signed: all but the signature."""
    return _SIGNED + encoded(replace(note, signature=b""))
