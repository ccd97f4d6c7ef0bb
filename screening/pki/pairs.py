"""A certificate and its private key, as files hold them: proved to belong together."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from screening.errors import CertificateRefused
from screening.pki.pem import certificates_in, content_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What one side shows of itself in a handshake."""

    certificate: bytes
    """PEM, with the certificates between it and its root, where there are any."""
    key: bytes
    """PEM."""
    not_after: datetime

    @classmethod
    def read(cls, certificate: Path, key: Path, *, now: datetime) -> Self:
        """Return the pair in these files; `CertificateRefused` where they are none.

        Between the two renames of whoever replaces both they are none for an instant.
        """
        chain, secret = content_of(certificate), content_of(key)
        own = certificates_in(chain, certificate)[0]
        if _spelt(own.public_key()) != _public_key(secret, key):
            raise CertificateRefused(
                subject=certificate,
                reason=f"does not belong to the key in {key}",
                cure="give the two that were issued together",
            )
        if own.not_valid_after_utc <= now:
            raise CertificateRefused(
                subject=certificate,
                reason=f"expired on {own.not_valid_after_utc:%Y-%m-%d %H:%M} UTC",
                cure="have another one issued",
            )
        return cls(certificate=chain, key=secret, not_after=own.not_valid_after_utc)


def _public_key(secret: bytes, path: Path) -> bytes:
    try:
        return _spelt(load_pem_private_key(secret, password=None).public_key())
    except (ValueError, TypeError):  # TypeError: it is encrypted
        raise CertificateRefused(
            subject=path,
            reason="holds no private key in PEM that can be read without a password",
            cure="give the key that was issued with the certificate",
        ) from None


def _spelt(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
