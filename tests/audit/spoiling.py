"""Segments taken apart into their entries, spoilt, and put together again."""

from collections.abc import Callable
from pathlib import Path

from screening.audit import journal_folder
from screening.storage.chain import entries, head_of, segments
from screening.storage.journal_form import HEAD_BYTES, entry_bytes

Spoil = Callable[[list[bytes]], list[bytes]]


def chain_of(data: Path, number: int = 0) -> Path:
    return journal_folder(data) / f"chain-{number:04d}"


def raw_entries(segment: Path) -> list[bytes]:
    """Return the bytes of each entry of *segment*: front, payload and chain value."""
    content = segment.read_bytes()
    begins = [offset for offset, _, _ in entries(segment)]
    return [
        content[begin:end]
        for begin, end in zip(begins, [*begins[1:], len(content)], strict=True)
    ]


def spoil(segment: Path, how: Spoil) -> None:
    """Put *segment* together again from what *how* makes of its entries."""
    head = segment.read_bytes()[:HEAD_BYTES]
    segment.write_bytes(head + b"".join(how(raw_entries(segment))))


def rewrite(segment: Path, how: Spoil) -> None:
    """Write *segment* anew from what *how* makes of its payloads, each hash as it should be.

    What somebody can do who knows the form of a journal, and has no key.
    """
    payloads = [payload for _, payload, _ in entries(segment)]
    head = head_of(segment)
    assert head is not None
    content, value = segment.read_bytes()[:HEAD_BYTES], head.value
    for number, payload in enumerate(how(payloads), 1):
        entry, value = entry_bytes(value, number, payload)
        content += entry
    segment.write_bytes(content)


def rewrite_from(chain: Path, first: int, how: Spoil) -> None:
    """Write segment *first* (from 0) of *chain* anew, and all behind it so that they follow."""
    for index, segment in enumerate(segments(chain)[first:]):
        if index:
            before = segments(chain)[first + index - 1]
            *_, (_, _, value) = entries(before)
            content = segment.read_bytes()
            segment.write_bytes(
                content[: HEAD_BYTES - 32] + value + content[HEAD_BYTES:]
            )
            head = segment.read_bytes()[:HEAD_BYTES]
            payloads = _payloads(content)
            for number, payload in enumerate(payloads, 1):
                entry, value = entry_bytes(value, number, payload)
                head += entry
            segment.write_bytes(head)
        else:
            rewrite(segment, how)


def _payloads(content: bytes) -> list[bytes]:
    at, found = HEAD_BYTES, list[bytes]()
    while at < len(content):
        size = int.from_bytes(content[at : at + 4])
        found.append(content[at + 12 : at + 12 + size])
        at += 12 + size + 32
    return found


def without(n: int) -> Spoil:
    return lambda found: found[:n] + found[n + 1 :]


def exchanged(a: int, b: int) -> Spoil:
    def done(found: list[bytes]) -> list[bytes]:
        found[a], found[b] = found[b], found[a]
        return found

    return done


def repeated(n: int) -> Spoil:
    return lambda found: [*found[: n + 1], *found[n:]]


def cut_to(n: int) -> Spoil:
    return lambda found: found[:n]


def altered(n: int, at: int = 12) -> Spoil:
    """Flip a bit of entry *n* (from 0), *at* a byte behind its front."""

    def done(found: list[bytes]) -> list[bytes]:
        entry = bytearray(found[n])
        entry[12 + at % (len(entry) - 12)] ^= 1
        found[n] = bytes(entry)
        return found

    return done
