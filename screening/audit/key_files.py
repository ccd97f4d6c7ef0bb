"""Where the keys of a journal lie, and what each is called; nothing here opens one.

What opens keys takes a tenth of a second to import, and a folder without keys needs none of
it: so only modules that are imported where there are keys import `cryptography`.
"""

from hashlib import sha256
from pathlib import Path
from typing import Protocol

AUDITOR_PRIVATE, AUDITOR_PUBLIC = "auditor.key", "auditor.pub"
SIGNING_PRIVATE = "signing.key"
SIGNING_PUBLICS = "signing-*.pub"
_ID_BYTES = 8


class PublicKey(Protocol):
    """A public key, of whichever kind."""

    def public_bytes_raw(self) -> bytes:
        """Return the key itself."""


def keys_folder(data: Path) -> Path:
    """Return the folder of the keys of *data*."""
    return data / "keys"


def has_keys(data: Path) -> bool:
    """Return whether there is a key to seal to, or one to sign with."""
    folder = keys_folder(data)
    return any((folder / name).exists() for name in (AUDITOR_PUBLIC, SIGNING_PRIVATE))


def signing_public_file(data: Path, name: str) -> Path:
    """Return the file of the public half of the signing key with the id *name*."""
    return keys_folder(data) / SIGNING_PUBLICS.replace("*", name)


def key_id(public: PublicKey) -> str:
    """Return the short name of a key: the first 16 hexadecimal digits of its SHA-256."""
    return key_id_bytes(public).hex()


def key_id_bytes(public: PublicKey) -> bytes:
    """Return the short name of a key as bytes."""
    return sha256(public.public_bytes_raw()).digest()[:_ID_BYTES]
