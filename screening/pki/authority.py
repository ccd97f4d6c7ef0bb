"""A certificate authority, kept in a folder: made once, issuing, revoking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from screening.callers import CallerName, is_trust_domain
from screening.errors import CertificateRefused
from screening.pki import profiles, revoking
from screening.pki.entries import Entry
from screening.pki.folder import PRIVATE, Folder, serial_text
from screening.pki.profiles import Validity
from screening.storage.files import write_whole

AUTHORITY_LIFETIME = timedelta(days=3_650)
CALLER_LIFETIME = timedelta(days=7)
"""Short: who is forgotten is out within a week, and rotation is practised."""
SERVER_LIFETIME = timedelta(days=30)

Now = Callable[[], datetime]
Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate and its private key, just made: the key is kept nowhere else."""

    serial: int
    not_after: datetime
    certificate: bytes
    """PEM."""
    key: bytes
    """PEM, PKCS #8, not encrypted: for the eyes of its owner only."""

    def write(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Write NAME.pem and NAME.key into *folder*; return where they are."""
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(key, self.key, mode=PRIVATE)
        write_whole(certificate, self.certificate)
        return certificate, key


class Authority:
    """Issues certificates of one trust domain, and takes them back."""

    def __init__(
        self, folder: Folder, certificate: x509.Certificate, key: Key, now: Now
    ) -> None:
        self._folder = folder
        self._certificate = certificate
        self._key = key
        self._now = now

    @classmethod
    def made(
        cls,
        path: Path,
        trust_domain: str,
        *,
        now: Now,
        lifetime: timedelta = AUTHORITY_LIFETIME,
    ) -> Self:
        """Return a new authority, kept in *path*.

        Raises `CertificateRefused` where there is one already: it is never overwritten.
        """
        if not is_trust_domain(trust_domain):
            raise CertificateRefused(
                subject=f"trust domain {trust_domain!r}",
                reason="is not in small letters, digits, dots, hyphens",
                cure="choose one such as screening.example",
            )
        folder = Folder(path)
        folder.make()
        with folder.locked():
            if folder.certificate.exists():
                raise CertificateRefused(
                    subject=path,
                    reason="holds a certificate authority already",
                    cure="choose another folder, or go on with the one that is there",
                )
            key, validity = _new_key(), Validity.of(lifetime, now=now())
            builder = profiles.authority(key.public_key(), trust_domain, validity)
            certificate = builder.sign(key, hashes.SHA256())
            write_whole(folder.key, _key_pem(key), mode=PRIVATE)
            write_whole(folder.revoked, revoking.none_yet(certificate, key, now()))
            write_whole(folder.certificate, _pem(certificate))  # last: now it is one
        return cls(folder, certificate, key, now)

    @classmethod
    def opened(cls, path: Path, *, now: Now) -> Self:
        """Return the authority kept in *path*, or raise `CertificateRefused`."""
        folder = Folder(path)
        try:
            certificate = x509.load_pem_x509_certificate(
                folder.read(folder.certificate)
            )
            key = load_pem_private_key(folder.read(folder.key), password=None)
        except ValueError:
            key = None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise CertificateRefused(
                subject=path,
                reason="holds a certificate or a key that cannot be read",
                cure="restore the folder from its backup",
            )
        return cls(folder, certificate, key, now)

    @property
    def trust_domain(self) -> str:
        """Whose certificates these are."""
        names = self._certificate.extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        )
        (uri,) = names.value.get_values_for_type(x509.UniformResourceIdentifier)
        return uri.removeprefix("spiffe://")

    def issue_caller(
        self, caller: CallerName, *, lifetime: timedelta = CALLER_LIFETIME
    ) -> Issued:
        """Return a certificate of *caller*, kept before it is returned."""
        key, validity = _new_key(), self._validity(lifetime)
        return self._issued(
            profiles.caller(key.public_key(), self._certificate, caller, validity), key
        )

    def issue_server(
        self, hosts: Sequence[str], *, lifetime: timedelta = SERVER_LIFETIME
    ) -> Issued:
        """Return a certificate of a server called by *hosts*, kept before that."""
        key, validity = _new_key(), self._validity(lifetime)
        try:
            builder = profiles.server(
                key.public_key(), self._certificate, hosts, validity
            )
        except ValueError:
            raise CertificateRefused(
                subject=", ".join(hosts),
                reason="is no name or address of a server",
                cure="give DNS names in ASCII, or IP addresses",
            ) from None
        return self._issued(builder, key)

    def revoke(self, serial: int) -> bool:
        """Take the certificate of that *serial* back; False where it was already.

        Durable on return. Raises `CertificateRefused` for a serial never issued here.
        """
        with self._folder.locked():
            if serial not in {entry.serial for entry in self.entries()}:
                raise CertificateRefused(
                    subject=f"serial {serial_text(serial)}",
                    reason="was not issued here",
                    cure="`screening pki list` shows those that were",
                )
            held = self._revoked()
            if held.get_revoked_certificate_by_serial_number(serial) is not None:
                return False
            longer = revoking.with_one_more(
                held, serial, self._certificate, self._key, self._now()
            )
            write_whole(self._folder.revoked, longer)
        return True

    def entries(self) -> list[Entry]:
        """Return all that was issued, the oldest first."""
        revoked = self._revoked()
        listed = [
            Entry.of(
                x509.load_pem_x509_certificate(path.read_bytes()),
                revoked,
                self.trust_domain,
            )
            for path in self._folder.issued
        ]
        return sorted(listed, key=lambda entry: entry.not_before)

    def _revoked(self) -> x509.CertificateRevocationList:
        return x509.load_pem_x509_crl(self._folder.read(self._folder.revoked))

    def _validity(self, lifetime: timedelta) -> Validity:
        """Return the validity of what is issued now: it may not outlive the authority."""
        validity = Validity.of(lifetime, now=self._now())
        last = self._certificate.not_valid_after_utc
        if validity.not_after > last:
            raise CertificateRefused(
                subject=f"a certificate for {lifetime.days} days",
                reason=f"would outlive the authority, which ends on {last:%Y-%m-%d}",
                cure="give fewer --days, or make a new authority with: screening pki init",
            )
        return validity

    def _issued(self, builder: x509.CertificateBuilder, key: Key) -> Issued:
        certificate = builder.sign(self._key, hashes.SHA256())
        self._folder.keep(certificate.serial_number, _pem(certificate))
        return Issued(
            serial=certificate.serial_number,
            not_after=certificate.not_valid_after_utc,
            certificate=_pem(certificate),
            key=_key_pem(key),
        )


def _new_key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
