"""Whom a server believes: the authorities of its callers, and what they have taken back.

A file of roots holds each authority that issues callers' certificates itself: one that is
below another, too. So its list of revoked certificates can be proved, and taking an
authority out of the file shuts its callers out, those connected already included.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from screening.errors import CertificateRefused
from screening.pki.pem import certificates_in, content_of
from screening.pki.revoking import number_of

_CRL_END = b"-----END X509 CRL-----"

Name = bytes
"""Of an issuer, as certificates spell it (DER)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Roots, and the certificates under them that were taken back."""

    pem: bytes
    """The roots, for a handshake."""
    roots: Sequence[x509.Certificate]
    taken_back: frozenset[tuple[Name, int]] = frozenset()
    """By issuer and serial."""
    numbers: Mapping[Name, int] = field(default_factory=dict)
    """Of each issuer's list: the one after it has a higher number."""
    as_of: datetime | None = None
    """When the newest list was signed."""

    @classmethod
    def read(cls, roots: Path, revoked: Path | None) -> Self:
        """Return whom these files say to believe; `CertificateRefused` where they are bad.

        A list that none of the roots has signed says nothing, and is refused.
        """
        pem = content_of(roots)
        certificates = certificates_in(pem, roots)
        lists = [] if revoked is None else list(_lists(content_of(revoked), revoked))
        for each in lists:
            if not _is_signed_by_one(each, certificates):
                raise CertificateRefused(
                    subject=str(revoked),
                    reason=f"holds a list that is signed by no root in {roots}",
                    cure="give the list of the authority whose callers are let in",
                )
        return cls(
            pem=pem,
            roots=certificates,
            taken_back=frozenset(
                (_spelt(each.issuer), entry.serial_number)
                for each in lists
                for entry in each
            ),
            numbers={_spelt(each.issuer): number_of(each) for each in lists},
            as_of=max((each.last_update_utc for each in lists), default=None),
        )

    def has_taken_back(self, certificate: x509.Certificate) -> bool:
        """Return whether *certificate* was revoked."""
        key = (_spelt(certificate.issuer), certificate.serial_number)
        return key in self.taken_back

    def includes_issuer_of(self, certificate: x509.Certificate) -> bool:
        """Return whether one of the roots itself issued *certificate*.

        A handshake has proved it for the roots of its time; they may have gone since.
        """
        return any(_issued(root, certificate) for root in self.roots)

    def refuse_older(self, held: "Trust", revoked: Path) -> None:
        """Raise `CertificateRefused` where a list is older than the one *held*."""
        for issuer, number in self.numbers.items():
            if number < held.numbers.get(issuer, 0):
                raise CertificateRefused(
                    subject=revoked,
                    reason=f"holds list number {number}, and a newer one is known",
                    cure="give the newest list of the authority",
                )
        here = {_spelt(root.subject) for root in self.roots}
        if here & held.numbers.keys() - self.numbers.keys():
            raise CertificateRefused(
                subject=revoked,
                reason="lacks the list of an authority that is still believed",
                cure="give the newest list of every authority",
            )


def _lists(content: bytes, path: Path) -> Iterator[x509.CertificateRevocationList]:
    """Yield each list in *content*: one, or one for each authority."""
    *parts, rest = content.split(_CRL_END)
    if parts and rest.strip():
        raise CertificateRefused(
            subject=path,
            reason="ends in the middle of a list",
            cure="bring the whole file, as the authority wrote it",
        )
    try:
        for part in parts:
            yield x509.load_pem_x509_crl(part + _CRL_END + b"\n")
    except ValueError:
        parts = []
    if not parts:
        raise CertificateRefused(
            subject=path,
            reason="holds no list of revoked certificates in PEM",
            cure="give the file that begins with -----BEGIN X509 CRL-----",
        )


def _is_signed_by_one(
    revoked: x509.CertificateRevocationList, roots: Iterable[x509.Certificate]
) -> bool:
    return any(
        revoked.issuer == root.subject and _signs(root, revoked) for root in roots
    )


def _signs(root: x509.Certificate, revoked: x509.CertificateRevocationList) -> bool:
    try:
        return revoked.is_signature_valid(root.public_key())  # type: ignore[arg-type]
    except TypeError:  # a kind of key that signs no lists
        return False


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _spelt(name: x509.Name) -> Name:
    return name.public_bytes()
