"""A glance at a table's two head pages: which commit was the last, without a transaction.

LMDB ends the commit of transaction N by writing N into head page N mod 2, and only then
lets readers see it. So N is the newest there is while its own page says N and the other
one less, and a glance is never behind a transaction begun at the same instant. To begin
and abort a transaction takes 0.9 µs, to glance 0.05.

What is trusted of LMDB's file (a header of 16 bytes, magic and version, the number of
the transaction at byte 144) is proved against each transaction it is compared with;
where it does not hold, nobody is told that anything is the newest.
"""

import mmap
from pathlib import Path
from typing import Final, Protocol

_WORD: Final = 8
_MAGIC_AT, _TXN_AT = 16 // _WORD, 144 // _WORD
_MAGIC: Final = 0xBEEFC0DE | 1 << 32
"""LMDB's magic and the version of its data files, as one little endian word."""
_BEYOND_ALL: Final = 1 << 64


class Words(Protocol):
    """The head pages as numbers of 64 bits."""

    def __getitem__(self, at: int, /) -> int:
        """Return the number at *at*."""


class _Blind:
    """Stands in for pages that must not be trusted: there is always something newer."""

    def __getitem__(self, at: int, /) -> int:
        return _BEYOND_ALL


class Heads:
    """The head pages of one table file, mapped."""

    def __init__(self, path: Path, *, page_bytes: int) -> None:
        self._page = page_bytes // _WORD
        self.words: Words = _mapped(path, 2 * page_bytes)

    def blind(self) -> None:
        """Prove nothing any more."""
        self.words = _Blind()

    def proof(self, txn_id: int) -> tuple[int, int]:
        """Return place and bound: while the word there is less, *txn_id* is the newest.

        Needs a transaction of that number, open. The bound is 0, which no word is less
        than, when the pages do not say what that transaction says.
        """
        own = txn_id % 2 * self._page
        is_ours = self.words[own + _MAGIC_AT] == _MAGIC
        proved = is_ours and self.words[own + _TXN_AT] == txn_id
        return self._page - own + _TXN_AT, txn_id if proved else 0


def _mapped(path: Path, length: int) -> Words:
    """Return the first *length* bytes of the file; without them all goes on, slower."""
    try:
        with path.open("rb") as file:
            pages = mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return _Blind()
    return memoryview(pages).cast("Q")
