"""The keys of a journal: the auditor's, to which it is sealed, and the service's, which signs.

::

    DATA/keys/auditor.pub         X25519, public: what was asked is sealed to it
    DATA/keys/signing.key         Ed25519, private, mode 0600: signs checkpoints
    DATA/keys/signing-<id>.pub    its public half, and those of the keys before it

PEM, as `openssl pkey` reads it. The auditor's private key is never among them: who holds
the data folder cannot read what was asked.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from screening.audit.key_files import (
    AUDITOR_PRIVATE,
    AUDITOR_PUBLIC,
    SIGNING_PRIVATE,
    SIGNING_PUBLICS,
    key_id,
    keys_folder,
    signing_public_file,
)
from screening.errors import KeyRefused
from screening.storage.files import make_folder, write_whole

_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_PUBLIC_PEM = b"-----BEGIN PUBLIC KEY-----"
_MAKE = "make keys with: screening audit keys"

_Public = X25519PublicKey | Ed25519PublicKey
PublicSigners = Mapping[str, Ed25519PublicKey]
"""Keys that may have signed, by their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys that a service uses; None where it has none."""

    auditor: X25519PublicKey | None = None
    signing: Ed25519PrivateKey | None = None


def kept_keys(data: Path) -> Keys:
    """Return the keys of *data*; those that are not there are None.

    Raises `KeyRefused` for one that is there and cannot be used: a journal that was to be
    sealed is not written in the clear because of a damaged file.
    """
    folder = keys_folder(data)
    auditor, signing = folder / AUDITOR_PUBLIC, folder / SIGNING_PRIVATE
    return Keys(
        auditor=auditor_public(auditor) if auditor.exists() else None,
        signing=_signing_private(signing) if signing.exists() else None,
    )


def known_signers(data: Path) -> PublicSigners:
    """Return every public key that ever signed in *data*, by its id."""
    files = sorted(keys_folder(data).glob(SIGNING_PUBLICS))
    return {key_id(public): public for public in map(signing_public, files)}


def make_auditor_keys(folder: Path) -> str:
    """Make the auditor's pair in *folder* and return its id; `KeyRefused` if one is there."""
    private = X25519PrivateKey.generate()
    make_folder(folder, mode=0o700)
    _write_new(folder / AUDITOR_PRIVATE, _private_pem(private))
    write_whole(folder / AUDITOR_PUBLIC, _public_pem(private.public_key()))
    return key_id(private.public_key())


def take_auditor(data: Path, public_file: Path) -> str:
    """Have the journal of *data* sealed to the key in *public_file*; return its id.

    What was sealed before stays sealed to the key of that time.
    """
    public = auditor_public(public_file)
    make_folder(keys_folder(data), mode=0o700)
    write_whole(keys_folder(data) / AUDITOR_PUBLIC, _public_pem(public))
    return key_id(public)


def make_signing_key(data: Path) -> str:
    """Make a key that signs the checkpoints of *data* from now on; return its id.

    Public halves of the keys before it stay: what they signed is proved with them.
    """
    private = Ed25519PrivateKey.generate()
    name = key_id(private.public_key())
    folder = keys_folder(data)
    make_folder(folder, mode=0o700)
    write_whole(signing_public_file(data, name), _public_pem(private.public_key()))
    write_whole(folder / SIGNING_PRIVATE, _private_pem(private), mode=0o600)
    return name


def auditor_private(file: Path) -> X25519PrivateKey:
    """Return the auditor's private key in *file*, or raise `KeyRefused`."""
    key = _private(file, AUDITOR_PRIVATE)
    if not isinstance(key, X25519PrivateKey):
        raise KeyRefused(
            file=file, reason="it is no X25519 private key", cure="give auditor.key"
        )
    return key


def auditor_public(file: Path) -> X25519PublicKey:
    """Return the auditor's public key in *file*, or raise `KeyRefused`."""
    key = _public(file)
    if not isinstance(key, X25519PublicKey):
        raise KeyRefused(
            file=file, reason="it is no X25519 public key", cure="give auditor.pub"
        )
    return key


def signing_public(file: Path) -> Ed25519PublicKey:
    """Return the public half of a signing key in *file*, or raise `KeyRefused`."""
    key = _public(file)
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused(
            file=file, reason="it is no Ed25519 public key", cure="give signing-….pub"
        )
    return key


def _signing_private(file: Path) -> Ed25519PrivateKey:
    key = _private(file, SIGNING_PRIVATE)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(file=file, reason="it is no Ed25519 private key", cure=_MAKE)
    return key


def _private(file: Path, usual: str) -> object:
    """Return the private key in *file*, which is *usual*ly called so."""
    content = _content(file)
    if _PUBLIC_PEM in content:
        reason = "it is the public half, and the private one is needed"
        raise KeyRefused(file=file, reason=reason, cure=f"give {usual}")
    if file.stat().st_mode & _FOR_OTHERS:
        raise KeyRefused(
            file=file, reason="others may read it", cure=f"run: chmod 600 {file}"
        )
    try:
        return load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        reason = "it is no private key in PEM without a password"
        raise KeyRefused(file=file, reason=reason, cure=_MAKE) from error


def _public(file: Path) -> object:
    try:
        return load_pem_public_key(_content(file))
    except (ValueError, UnsupportedAlgorithm) as error:
        reason = "it is no public key in PEM"
        raise KeyRefused(file=file, reason=reason, cure=_MAKE) from error


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise KeyRefused(file=file, reason=reason, cure=_MAKE) from error


def _write_new(file: Path, content: bytes) -> None:
    """Write a private key, never over one that is there: it could open what is sealed."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyRefused(
            file=file, reason="there is a key already", cure="choose another folder"
        ) from error
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(descriptor)


def _private_pem(key: X25519PrivateKey | Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public_pem(key: _Public) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
