"""Seals what was asked to the auditor's public key, and opens it with the private one.

A process makes a key pair of its own for a minute (or `ENTRIES_A_KEY_MAX` entries), agrees on
a secret with the auditor's public key (X25519), derives a key from it (HKDF-SHA256) and
forgets the private half: nobody but the auditor can derive that key again. Each entry is
then sealed for itself with AES-256-GCM; what stands in the clear beside it is bound to it.

::

    sealed: format 1 (1 byte), auditor's key id (8), public half of the pair (32),
            number of the entry under that pair (8, big endian), ciphertext, tag (16)

Every entry can be opened alone. AES-GCM costs 0.6 µs where ChaCha20-Poly1305 costs 1.0.
"""

import os
from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from screening.audit.key_files import key_id, key_id_bytes
from screening.errors import Misused, Sealed

ENTRIES_A_KEY_MAX = 1 << 32
"""Entries under one pair; far below what AES-GCM bears with counted nonces."""
_FORMAT = b"\x01"
_ID = slice(1, 9)
_PUBLIC = slice(9, 41)
_NUMBER = slice(41, 49)
_HEAD_BYTES = 49
_NONCE_LEAD = bytes(4)
_BLOCK_BYTES = 32
"""What is sealed is filled up with blanks to a multiple of this: its length says little."""
_INFO = b"screening journal, sealed entry, 1"


class _Pair(NamedTuple):
    """What one key pair of this process came to: its private half is gone."""

    encrypt: Callable[[bytes, bytes, bytes], bytes]
    lead: bytes
    number: Callable[[], int]
    process_id: int


class Sealing:
    """Seals to one auditor, in one process. Safe to use from many threads."""

    def __init__(self, auditor: X25519PublicKey) -> None:
        self._auditor = auditor
        self.renew()

    def renew(self) -> None:
        """Go on with a new key pair; takes 0.1 ms."""
        private = X25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        key = _derived(private.exchange(self._auditor), public, self._auditor)
        lead = _FORMAT + key_id_bytes(self._auditor) + public
        self._pair = _Pair(AESGCM(key).encrypt, lead, count().__next__, os.getpid())

    def sealed(self, secret: bytes, core: bytes) -> bytes:
        """Return *secret*, sealed, and bound to *core*: with another it does not open.

        Raises `Misused` in a fork, which would seal twice under one number.
        """
        pair = self._pair
        if pair.process_id != os.getpid():
            raise Misused("a journal that was opened before a fork is used after it")
        number = pair.number()
        if number >= ENTRIES_A_KEY_MAX:
            self.renew()
            return self.sealed(secret, core)
        counted = number.to_bytes(8, "big")
        filled = secret.ljust(len(secret) + -len(secret) % _BLOCK_BYTES)
        return pair.lead + counted + pair.encrypt(_NONCE_LEAD + counted, filled, core)


class Unsealing:
    """Opens what was sealed to the auditor whose private key this is."""

    def __init__(self, private: X25519PrivateKey) -> None:
        self._private = private
        self._auditor = private.public_key()
        self._last: tuple[bytes, AESGCM] = (b"", AESGCM(bytes(32)))

    def opened(self, sealed: bytes, core: bytes) -> bytes:
        """Return what was sealed beside *core*, and blanks behind it.

        Raises `Sealed` where another auditor's key opens it, and `InvalidTag` where it or
        *core* was altered.
        """
        if sealed[:1] != _FORMAT or len(sealed) < _HEAD_BYTES:
            raise InvalidTag
        if sealed[_ID] != key_id_bytes(self._auditor):
            raise Sealed(key=sealed[_ID].hex(), given=key_id(self._auditor))
        return self._cipher(sealed[_PUBLIC]).decrypt(
            _NONCE_LEAD + sealed[_NUMBER], sealed[_HEAD_BYTES:], core
        )

    def _cipher(self, public: bytes) -> AESGCM:
        """Return the cipher of one pair; that of the last one is kept: they come in runs."""
        of, cipher = self._last
        if of != public:
            shared = self._private.exchange(X25519PublicKey.from_public_bytes(public))
            cipher = AESGCM(_derived(shared, public, self._auditor))
            self._last = public, cipher
        return cipher


def sealed_to(sealed: bytes) -> str:
    """Return the id of the key that *sealed* was sealed to."""
    return sealed[_ID].hex()


def _derived(shared: bytes, public: bytes, auditor: X25519PublicKey) -> bytes:
    info = _INFO + public + auditor.public_bytes_raw()
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(shared)
