"""A journal chain: a folder of segments, each entry of which is proved by the one before.

A torn entry at the end, left by a crash, was never answered for. Anything else that does
not fit the chain is damage and is named: numbers tell what was removed from what was altered
or moved. That an end was cut off between two entries, a chain cannot tell by itself.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from screening.errors import DamagedJournal
from screening.storage.journal_form import (
    HASH_BYTES,
    Entry,
    Form,
    Head,
    read_entry,
    read_head,
)

GENESIS = bytes(HASH_BYTES)
"""The chain's value before its first entry."""
_CHAINS = f"chain-{'[0-9]' * 4}/"
_SEGMENTS = f"{'[0-9]' * 6}.journal"


class ChainEnd(NamedTuple):
    """How far a chain has come: between two entries, or behind its last."""

    chain: str
    """Name of its folder."""
    segment: int
    entries: int
    """Entries of that segment before this place."""
    value: bytes

    @property
    def place(self) -> tuple[int, int]:
        """Segment and entries: of two places in one chain, the later is the greater."""
        return self.segment, self.entries


class SegmentEnd(NamedTuple):
    """Where the last whole entry of a segment ends."""

    offset: int
    entries: int
    value: bytes
    last: bytes
    """Payload of the last entry; empty where there is none."""


def chains(journal: Path) -> list[Path]:
    """Return the chains of *journal*, by name."""
    return sorted(journal.glob(_CHAINS))


def chain_number(chain: Path) -> int:
    """Return the number of *chain*, by its name."""
    return int(chain.name.rpartition("-")[2])


def segments(chain: Path) -> list[Path]:
    """Return the segments of *chain*, oldest first."""
    return sorted(chain.glob(_SEGMENTS))


def segment_number(segment: Path) -> int:
    """Return the number of *segment*, by its name."""
    return int(segment.stem)


def head_of(segment: Path) -> Head | None:
    """Return the head of *segment*; None where a crash came before it was whole."""
    with segment.open("rb") as file:
        return read_head(file, segment)


def entries(segment: Path) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield offset, payload and chain value of each whole entry of *segment*.

    Stops at a torn end. Raises `DamagedJournal` at the first entry that does not follow
    from the one before.
    """
    for entry in _proved(segment):
        yield entry.offset, entry.payload, entry.value


def end_of(segment: Path) -> SegmentEnd:
    """Return where the last whole entry of *segment*, which has a head, ends."""
    head = head_of(segment)
    if head is None:
        raise DamagedJournal(path=segment, reason="it has no head", position=0)
    end = SegmentEnd(head.size, 0, head.value, b"")
    for count, entry in enumerate(_proved(segment), 1):
        end = SegmentEnd(entry.end, count, entry.value, entry.payload)
    return end


def value_at(segment: Path, count: int) -> bytes | None:
    """Return the chain's value behind the first *count* entries; None if there are fewer."""
    head = head_of(segment)
    if head is None or count == 0:
        return head.value if head else None
    for number, entry in enumerate(_proved(segment), 1):
        if number == count:
            return entry.value
    return None


def walk(chain: Path) -> Iterator[tuple[ChainEnd, bytes]]:
    """Yield the payload of each entry of *chain*, and how far the chain was before it.

    Each entry and each segment follows from the one before, from the first segment that is
    there. A torn end is allowed in the last segment only. Raises `DamagedJournal`.
    """
    found = segments(chain)
    value, last = b"", 0
    for segment in found:
        head, number = head_of(segment), segment_number(segment)
        is_last = segment is found[-1]
        if head is None:
            if is_last:
                return
            raise _damaged(segment, "it is cut short")
        if reason := _why_not(head, chain, number, (last, value)):
            raise _damaged(segment, reason)
        value, end = head.value, head.size
        for count, entry in enumerate(_proved(segment)):
            yield ChainEnd(chain.name, number, count, value), entry.payload
            value, end = entry.value, entry.end
        if not is_last and end != segment.stat().st_size:
            raise _damaged(segment, "it is cut short")
        last = number


def begin_of(chain: Path) -> ChainEnd | None:
    """Return where the first segment of *chain* that is there begins; None without one."""
    for segment in segments(chain)[:1]:
        if head := head_of(segment):
            return ChainEnd(chain.name, segment_number(segment), 0, head.value)
    return None


def verify_chain(chain: Path) -> int:
    """Prove every entry of a chain, from its very beginning, and return how many there are.

    A torn end is allowed in the last segment only. Raises `DamagedJournal`.
    """
    total = sum(1 for _ in walk(chain))
    begin = begin_of(chain)
    if begin and (begin.place, begin.value) != ((1, 0), GENESIS):
        raise _damaged(segments(chain)[0], "what came before it was removed")
    return total


def _why_not(head: Head, chain: Path, number: int, before: tuple[int, bytes]) -> str:
    """Return why a segment does not follow on the segment and value *before*, if so."""
    last, value = before
    if head.chain not in {None, chain_number(chain)}:
        return f"it is a segment of chain-{head.chain:04d}"
    if head.segment not in {None, number}:
        return f"it is segment {head.segment} under another name: they were swapped"
    if last and number != last + 1:
        return f"segments {last + 1} to {number - 1} before it were removed"
    if last and head.value != value:
        return "it does not follow from the segment before: one of the two was changed"
    return ""


def _proved(segment: Path) -> Iterator[Entry]:
    """Yield each whole entry of *segment*, proved to follow from the one before."""
    with segment.open("rb") as file:
        head = read_head(file, segment)
        if head is None:
            return
        value, due = head.value, 1
        while (entry := read_entry(file, head.form, segment, due)) is not None:
            if not entry.follows(value) or entry.number not in {None, due}:
                reason = _what_happened(file, head.form, segment, due, entry.number)
                raise DamagedJournal(path=segment, reason=reason, position=due)
            yield entry
            value, due = entry.value, due + 1


def _what_happened(
    file: BinaryIO, form: Form, segment: Path, due: int, number: int | None
) -> str:
    """Return what became of the entry that is *due*, as the *number* of what is there says."""
    if number is None:
        return "it does not follow from the one before"
    if number == due:
        return "it was altered, or the one before it"
    later = iter(lambda: read_entry(file, form, segment, due), None)
    if number < due or any(entry.number == due for entry in later):
        return f"entry {number} stands in its place: they were reordered"
    return f"it was removed, with all others before entry {number}"


def _damaged(segment: Path, reason: str) -> DamagedJournal:
    return DamagedJournal(path=segment, reason=reason, position=0)
