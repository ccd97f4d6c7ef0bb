"""The change journal of a feed: what its owners changed, in the table that they changed.

An entry is written in the transaction that makes its changes, so there is none without
the other, whenever a process or the power dies. A snapshot that does not contain them
yet takes them over (see `feeds.replay`); copies can follow them by revision.

Keys of the database `changes`; each value is behind its XXH3-64, like a block::

    c  revision (8 bytes, big endian)   what one submission changed: `Entry`
    d  owner                            its records whose review dates come: `Reviews`
    q  owner                            what is counted of its submissions: `Quality`
    r  owner ␟ SHA-256 of request_id    what was answered to a submission: `Receipt`
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

import msgspec

from screening.errors import DamagedTable
from screening.ownership import Acknowledgement, Quality, Reviews
from screening.storage.blocks import sealed, text_in
from screening.storage.table import CHANGES
from screening.storage.view import View

Value = TypeVar("Value", bound=msgspec.Struct)
Pairs = Mapping[bytes, bytes]

_ENTRY, _REVIEWS, _QUALITY, _RECEIPT = b"c", b"d", b"q", b"r"
_FIELD = b"\x1f"


class EntryKind(StrEnum):
    """Who changed something."""

    OWNER = "owner"
    """An owner, by a submission."""
    SWEPT = "swept"
    """We, because review dates passed."""
    DELIVERED = "delivered"
    """The publisher, by a delta: of it only the names are kept, since what owners
    changed of them before counts no more."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What was changed from one revision to the next."""

    kind: EntryKind
    revision: int
    at: datetime
    owner: str = ""
    request_id: str = ""
    reason: str = ""
    rows: tuple[bytes, ...] = ()
    """The changes made, as JSON objects of the feed contract, in their order."""
    names: tuple[int, ...] = ()
    """A hash of what names the record of each row: see `writer.name_hash`."""


class Receipt(msgspec.Struct, frozen=True):
    """What was answered to a submission, so that the same again is answered the same."""

    digest: bytes
    acknowledgement: Acknowledgement


def entry_pair(entry: Entry) -> tuple[bytes, bytes]:
    """Return key and value of *entry*."""
    return _ENTRY + entry.revision.to_bytes(8), _packed(entry)


def receipt_pair(owner: str, request_id: str, receipt: Receipt) -> tuple[bytes, bytes]:
    """Return key and value of the answer to a submission."""
    return _receipt_key(owner, request_id), _packed(receipt)


def quality_pair(owner: str, quality: Quality) -> tuple[bytes, bytes]:
    """Return key and value of what is counted of *owner*."""
    return _QUALITY + owner.encode(), _packed(quality)


def reviews_pair(owner: str, reviews: Reviews) -> tuple[bytes, bytes]:
    """Return key and value of what *owner* is told of its review dates."""
    return _REVIEWS + owner.encode(), _packed(reviews)


def entries(view: View, *, after: int = 0) -> Iterator[Entry]:
    """Yield the entries of revisions beyond *after*, oldest first.

    Raises `DamagedTable` where one is not what was written.
    """
    for key, value in view.onward(CHANGES, _ENTRY + (after + 1).to_bytes(8)):
        if not key.startswith(_ENTRY):
            return
        yield _unpacked(value, Entry)


def receipt(view: View, owner: str, request_id: str) -> Receipt | None:
    """Return what was answered to a submission, None where it was never made."""
    return _held(view, _receipt_key(owner, request_id), Receipt)


def quality(view: View, owner: str) -> Quality:
    """Return what is counted of *owner*."""
    return _held(view, _QUALITY + owner.encode(), Quality) or Quality()


def reviews(view: View, owner: str) -> Reviews:
    """Return what *owner* is told of its review dates."""
    return _held(view, _REVIEWS + owner.encode(), Reviews) or Reviews()


def owners_told(view: View) -> list[str]:
    """Return the owners who are told of review dates, or who ever submitted anything."""
    return sorted(
        {
            key[1:].decode()
            for key, _ in view.onward(CHANGES, _REVIEWS)
            if key[:1] in (_REVIEWS, _QUALITY)
        }
    )


def carried(view: View, *, since: datetime) -> Iterator[tuple[bytes, bytes]]:
    """Yield what a new generation takes over besides entries: counts, late receipts.

    Receipts of submissions made before *since* are forgotten.
    """
    for key, value in view.onward(CHANGES, _QUALITY):
        is_receipt = key.startswith(_RECEIPT)
        if not is_receipt or _is_since(value, since):
            yield key, value


def forgotten(view: View, *, before: datetime) -> list[bytes]:
    """Return the keys of receipts of submissions made *before*."""
    return [
        key
        for key, value in view.onward(CHANGES, _RECEIPT)
        if not _is_since(value, before)
    ]


def checked(view: View) -> int:
    """Return how many entries there are, each proved; raises `DamagedTable`."""
    for _, value in view.onward(CHANGES, b""):
        text_in(value)
    return sum(1 for _ in entries(view))


def _receipt_key(owner: str, request_id: str) -> bytes:
    """Return the key of an answer; LMDB takes 511 bytes of one, a request_id has more."""
    return _RECEIPT + owner.encode() + _FIELD + sha256(request_id.encode()).digest()


def _is_since(value: bytes, since: datetime) -> bool:
    return _unpacked(value, Receipt).acknowledgement.at >= since


def _packed(value: msgspec.Struct) -> bytes:
    return sealed(msgspec.msgpack.encode(value))


def _held(view: View, key: bytes, kind: type[Value]) -> Value | None:
    value = view.journalled(key)
    return None if value is None else _unpacked(value, kind)


def _unpacked(value: bytes, kind: type[Value]) -> Value:
    try:
        return msgspec.msgpack.decode(text_in(value), type=kind)
    except msgspec.MsgspecError as error:
        raise DamagedTable(
            path="table", reason="an entry of its change journal is garbled"
        ) from error
