"""Lists of certificates that were taken back, as their authority signs them.

Each list is numbered one higher than the one before (RFC 5280 section 5.2.3), so that
whoever reads them can tell an old one. A list holds until its authority does: when
nobody is revoked, nothing has to be signed again.
"""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding


def none_yet(
    issuer: x509.Certificate, key: ec.EllipticCurvePrivateKey, now: datetime
) -> bytes:
    """Return the first list of *issuer*, on which nobody is, as PEM."""
    return _signed(_list(issuer, now, number=1), key)


def with_one_more(
    held: x509.CertificateRevocationList,
    serial: int,
    issuer: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> bytes:
    """Return the list after *held*, on which *serial* is too, as PEM."""
    builder = _list(issuer, now, number=number_of(held) + 1)
    for entry in held:
        builder = builder.add_revoked_certificate(entry)
    taken_back = (
        x509.RevokedCertificateBuilder()
        .serial_number(serial)
        .revocation_date(now)
        .build()
    )
    return _signed(builder.add_revoked_certificate(taken_back), key)


def number_of(revoked: x509.CertificateRevocationList) -> int:
    """Return the number of a list; 0 where its authority does not number them."""
    try:
        found = revoked.extensions.get_extension_for_class(x509.CRLNumber)
    except x509.ExtensionNotFound:
        return 0
    return found.value.crl_number


def _list(
    issuer: x509.Certificate, now: datetime, *, number: int
) -> x509.CertificateRevocationListBuilder:
    key_id = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(now)
        .next_update(issuer.not_valid_after_utc)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                key_id.value
            ),
            critical=False,
        )
    )


def _signed(
    builder: x509.CertificateRevocationListBuilder, key: ec.EllipticCurvePrivateKey
) -> bytes:
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
