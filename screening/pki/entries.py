"""What an authority has issued, as it is listed: whose, until when, taken back or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from cryptography import x509

from screening.callers import CallerName
from screening.errors import NotACaller
from screening.pki.naming import caller_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One certificate that was issued: a caller's, or a server's with its *hosts*."""

    serial: int
    caller: CallerName | None
    hosts: Sequence[str]
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None

    @classmethod
    def of(
        cls,
        certificate: x509.Certificate,
        revoked: x509.CertificateRevocationList,
        trust_domain: str,
    ) -> Self:
        """Return how *certificate* is listed."""
        serial = certificate.serial_number
        taken_back = revoked.get_revoked_certificate_by_serial_number(serial)
        caller = _caller(certificate, trust_domain)
        return cls(
            serial=serial,
            caller=caller,
            hosts=() if caller else _hosts(certificate),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            revoked_at=taken_back.revocation_date_utc if taken_back else None,
        )

    def is_good(self, now: datetime) -> bool:
        """Return whether it holds *now*: neither expired nor taken back."""
        return self.revoked_at is None and self.not_before <= now < self.not_after


def _caller(certificate: x509.Certificate, trust_domain: str) -> CallerName | None:
    try:
        return caller_of(certificate, trust_domain)
    except NotACaller:
        return None


def _hosts(certificate: x509.Certificate) -> Sequence[str]:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return [
        *names.value.get_values_for_type(x509.DNSName),
        *map(str, names.value.get_values_for_type(x509.IPAddress)),
    ]
