"""Segments taken apart into their entries, spoilt, and put together again."""

from collections.abc import Callable
from pathlib import Path

from screening.audit import journal_folder
from screening.storage.chain import entries, head_of, segments
from screening.storage.journal_form import HASH_BYTES, HEAD_BYTES, entry_bytes

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


def rewrite(chain: Path, how: Spoil, *, first: int = 0) -> None:
    """Write *chain* anew from segment *first* (from 0) on, each hash as it should be.

    *how* changes the payloads of that segment. What somebody can do who knows the form of
    a journal, and has no key.
    """
    found = segments(chain)[first:]
    payloads = [[payload for _, payload, _ in entries(each)] for each in found]
    payloads[0] = how(payloads[0])
    head = head_of(found[0])
    assert head is not None
    value = head.value
    for segment, each in zip(found, payloads, strict=True):
        content = segment.read_bytes()[: HEAD_BYTES - HASH_BYTES] + value
        for number, payload in enumerate(each, 1):
            entry, value = entry_bytes(value, number, payload)
            content += entry
        segment.write_bytes(content)


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
