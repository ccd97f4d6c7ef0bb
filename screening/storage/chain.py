"""The form of a journal chain: how its entries are read back and proved.

::

    chain-0000/000001.journal   "SCRJRNL1", 32 bytes: the chain's value before this segment
      entry: front, payload, chain value (32 bytes)
      front: length of payload (4 bytes, big endian), CRC-32 of those four bytes
      chain value = SHA-256(chain value before ‖ front ‖ payload)

A torn entry at the end, left by a crash, was never answered for. Anything else that does
not fit the chain is damage and is named. The length is proved by itself, because one
that is damaged would make all that follows look like a torn end, and be cut off.
"""

import struct
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

from screening.errors import DamagedJournal

MAGIC = b"SCRJRNL1"
HASH_BYTES = 32
HEAD_BYTES = len(MAGIC) + HASH_BYTES
GENESIS = bytes(HASH_BYTES)
"""The chain's value before its first entry."""
PAYLOAD_BYTES_MAX = 32 << 20
_LENGTH = struct.Struct(">I")
_FRONT_BYTES = 2 * _LENGTH.size


def segments(chain: Path) -> list[Path]:
    """Return the segments of *chain*, oldest first."""
    return sorted(chain.glob("*.journal"))


def sealed(before: bytes, payload: bytes) -> tuple[bytes, bytes]:
    """Return the bytes of an entry, and the chain's value after it."""
    length = _LENGTH.pack(len(payload))
    entry = length + _LENGTH.pack(crc32(length)) + payload
    after = sha256(before + entry).digest()
    return entry + after, after


def entries(segment: Path) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield offset, payload and chain value of each whole entry of *segment*.

    Stops at a torn end. Raises `DamagedJournal` at the first entry that does not follow
    from the one before.
    """
    with segment.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if len(head) < HEAD_BYTES:
            return
        if not head.startswith(MAGIC):
            raise DamagedJournal(path=segment, reason="it is no journal", position=0)
        chain, number, offset = head[len(MAGIC) :], 0, HEAD_BYTES
        while (entry := _read_entry(file, segment, number)) is not None:
            number += 1
            front, payload, stored = entry
            chain = sha256(chain + front + payload).digest()
            if chain != stored:
                reason = "it does not follow from the one before"
                raise DamagedJournal(path=segment, reason=reason, position=number)
            yield offset, payload, chain
            offset += len(front) + len(payload) + HASH_BYTES


def _read_entry(
    file: BinaryIO, segment: Path, number: int
) -> tuple[bytes, bytes, bytes] | None:
    """Return front, payload and chain value of the next entry; None at a torn end."""
    front = file.read(_FRONT_BYTES)
    if len(front) < _FRONT_BYTES or _only_zeros(front, file):
        return None
    length = front[: _LENGTH.size]
    size = _LENGTH.unpack(length)[0]
    if front != length + _LENGTH.pack(crc32(length)) or size > PAYLOAD_BYTES_MAX:
        reason = "its length cannot be"
        raise DamagedJournal(path=segment, reason=reason, position=number + 1)
    rest = file.read(size + HASH_BYTES)
    if len(rest) < size + HASH_BYTES:
        return None
    return front, rest[:size], rest[size:]


def _only_zeros(front: bytes, file: BinaryIO) -> bool:
    """Whether nothing but zeros is left: what some file systems make of a lost tail."""
    if any(front):
        return False
    at = file.tell()
    rest = iter(lambda: file.read(1 << 20), b"")
    only_zeros = not any(map(any, rest))
    file.seek(at)
    return only_zeros


def end_of(segment: Path) -> tuple[bytes, int]:
    """Return chain value and offset behind the last whole entry of *segment*."""
    with segment.open("rb") as file:
        chain, end = file.read(HEAD_BYTES)[len(MAGIC) :], HEAD_BYTES
    for offset, payload, after in entries(segment):
        chain = after
        end = offset + _FRONT_BYTES + len(payload) + HASH_BYTES
    return chain, end


def verify_chain(chain: Path) -> int:
    """Prove every entry of a chain and return how many there are.

    A torn end is allowed in the last segment only. Raises `DamagedJournal`.
    """
    total, before = 0, GENESIS
    found = segments(chain)
    for index, segment in enumerate(found):
        with segment.open("rb") as file:
            head = file.read(HEAD_BYTES)
        if len(head) == HEAD_BYTES and head[len(MAGIC) :] != before:
            reason = "it does not follow from the segment before"
            raise DamagedJournal(path=segment, reason=reason, position=0)
        total += sum(1 for _ in entries(segment))
        before, end = end_of(segment)
        if end != segment.stat().st_size and index < len(found) - 1:
            raise DamagedJournal(path=segment, reason="it is cut short", position=0)
    return total
