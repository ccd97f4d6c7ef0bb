"""The bytes of a journal's segments: heads and entries, as written now and as before.

::

    chain-0000/000001.journal
      head:  "SCRJRNL2", number of the chain, number of the segment, 32 bytes: the chain's
             value before this segment
      entry: front, payload, chain value (32 bytes)
      front: length of the payload, number of the entry in its segment from 1, CRC-32 of both
      chain value = SHA-256(chain value before ‖ front ‖ payload)

Numbers have four bytes, big endian. In "SCRJRNL1", which is read and no longer written, the
numbers of chain, segment and entry are missing. The length is proved by itself, because one
that is damaged would make all that follows look like a torn end, and be cut off.
"""

import struct
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zlib import crc32

from screening.errors import DamagedJournal

HASH_BYTES = 32
PAYLOAD_BYTES_MAX = 32 << 20
_CRC = struct.Struct(">I")
_PAIR = struct.Struct(">II")
_MAGIC_BYTES = 8


class Form(NamedTuple):
    """What the segments of one format look like."""

    magic: bytes
    names: struct.Struct
    """Between magic and chain value: number of the chain, number of the segment."""
    front: struct.Struct
    """Before the CRC: length of the payload, number of the entry."""


class Head(NamedTuple):
    """What a segment says of itself."""

    form: Form
    chain: int | None
    """Its chain by number, and its own number in it; None in the old format."""
    segment: int | None
    value: bytes
    """The chain's value before this segment."""

    @property
    def size(self) -> int:
        """The bytes of the head: where the first entry begins."""
        return _MAGIC_BYTES + self.form.names.size + HASH_BYTES


class Entry(NamedTuple):
    """One entry as it stands in a segment, not yet proved."""

    offset: int
    end: int
    """Where the next entry begins."""
    number: int | None
    """In its segment, from 1, as it says itself; None in the old format."""
    front: bytes
    payload: bytes
    value: bytes

    def follows(self, before: bytes) -> bool:
        """Return whether this entry follows on the chain's value *before* it."""
        return sha256(before + self.front + self.payload).digest() == self.value


OLD = Form(b"SCRJRNL1", struct.Struct(">"), struct.Struct(">I"))
NEW = Form(b"SCRJRNL2", _PAIR, _PAIR)
_FORMS = {form.magic: form for form in (OLD, NEW)}
HEAD_BYTES = _MAGIC_BYTES + NEW.names.size + HASH_BYTES
"""Of a segment that is begun now."""


def head_bytes(chain: int, segment: int, value: bytes) -> bytes:
    """Return the head of a new segment that follows on *value*."""
    return NEW.magic + _PAIR.pack(chain, segment) + value


def entry_bytes(before: bytes, number: int, payload: bytes) -> tuple[bytes, bytes]:
    """Return the bytes of entry *number* of a segment, and the chain's value after it."""
    front = _PAIR.pack(len(payload), number)
    entry = front + _CRC.pack(crc32(front)) + payload
    after = sha256(before + entry).digest()
    return entry + after, after


def read_head(file: BinaryIO, segment: Path) -> Head | None:
    """Return the head of *segment*; None where a crash came before it was whole.

    Raises `DamagedJournal` where it is none.
    """
    magic = file.read(_MAGIC_BYTES)
    if len(magic) < _MAGIC_BYTES:
        return None
    form = _FORMS.get(magic)
    if form is None:
        raise DamagedJournal(path=segment, reason="it is no journal", position=0)
    names, value = file.read(form.names.size), file.read(HASH_BYTES)
    if len(value) < HASH_BYTES:
        return None
    chain, number = form.names.unpack(names) or (None, None)
    return Head(form, chain, number, value)


def read_entry(file: BinaryIO, form: Form, segment: Path, due: int) -> Entry | None:
    """Return the next entry, which is number *due*; None at a torn end.

    Raises `DamagedJournal` for a length that cannot be.
    """
    offset = file.tell()
    front = file.read(form.front.size + _CRC.size)
    if len(front) < form.front.size + _CRC.size or _only_zeros(front, file):
        return None
    said, crc = front[: form.front.size], front[form.front.size :]
    size, *number = form.front.unpack(said)
    if crc != _CRC.pack(crc32(said)) or size > PAYLOAD_BYTES_MAX:
        reason = "its length cannot be"
        raise DamagedJournal(path=segment, reason=reason, position=due)
    rest = file.read(size + HASH_BYTES)
    if len(rest) < size + HASH_BYTES:
        return None
    return Entry(
        offset=offset,
        end=offset + len(front) + len(rest),
        number=number[0] if number else None,
        front=front,
        payload=rest[:size],
        value=rest[size:],
    )


def _only_zeros(front: bytes, file: BinaryIO) -> bool:
    """Whether nothing but zeros is left: what some file systems make of a lost tail."""
    if any(front):
        return False
    at = file.tell()
    rest = iter(lambda: file.read(1 << 20), b"")
    only_zeros = not any(map(any, rest))
    file.seek(at)
    return only_zeros
