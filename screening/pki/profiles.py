"""What certificates hold: those of an authority, of callers, and of servers.

Keys are ECDSA over P-256, which every TLS library takes. A caller's certificate has exactly
one URI as its subject alternative name and may be used by clients only; a server's has the
names and addresses it is called by, and may be used by servers only. So neither passes for
the other.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from screening.callers import CallerName

BACKDATED = timedelta(minutes=5)
"""A certificate holds a little earlier than it is made: clocks differ."""
_COMMON_NAME_CHARS_MAX = 64  # RFC 5280 appendix A.1, ub-common-name
_KEY_ID_CHARS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """From when to when a certificate holds."""

    not_before: datetime
    not_after: datetime

    @classmethod
    def of(cls, lifetime: timedelta, *, now: datetime) -> Self:
        """Return the validity that begins *now* and lasts for *lifetime*."""
        return cls(not_before=now - BACKDATED, not_after=now + lifetime)


def authority(
    public_key: ec.EllipticCurvePublicKey, trust_domain: str, validity: Validity
) -> x509.CertificateBuilder:
    """Return an authority's own certificate, to be signed by itself.

    Its subject names the key, so that two authorities of one trust domain are told apart.
    """
    key_id = x509.SubjectKeyIdentifier.from_public_key(public_key)
    name = f"{key_id.digest.hex()[:_KEY_ID_CHARS]} {trust_domain}"
    subject = _subject(name)
    return (
        _certificate(public_key, subject, subject, validity)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.UniformResourceIdentifier(f"spiffe://{trust_domain}")]
            ),
            critical=False,
        )
    )


def caller(
    public_key: ec.EllipticCurvePublicKey,
    issuer: x509.Certificate,
    name: CallerName,
    validity: Validity,
) -> x509.CertificateBuilder:
    """Return the certificate of the caller of that *name*, to be signed by *issuer*."""
    names = [x509.UniformResourceIdentifier(name.uri)]
    return _leaf(public_key, issuer, name.name, names, validity).add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
    )


def server(
    public_key: ec.EllipticCurvePublicKey,
    issuer: x509.Certificate,
    hosts: Sequence[str],
    validity: Validity,
) -> x509.CertificateBuilder:
    """Return the certificate of a server that is called by *hosts*: names, addresses."""
    names = [_host(host) for host in hosts]
    return _leaf(public_key, issuer, hosts[0], names, validity).add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
    )


def _leaf(
    public_key: ec.EllipticCurvePublicKey,
    issuer: x509.Certificate,
    common_name: str,
    names: Sequence[x509.GeneralName],
    validity: Validity,
) -> x509.CertificateBuilder:
    issuer_key = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return (
        _certificate(public_key, _subject(common_name), issuer.subject, validity)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                issuer_key.value
            ),
            critical=False,
        )
    )


def _certificate(
    public_key: ec.EllipticCurvePublicKey,
    subject: x509.Name,
    issuer: x509.Name,
    validity: Validity,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity.not_before)
        .not_valid_after(validity.not_after)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False
        )
    )


def _subject(common_name: str) -> x509.Name:
    short = common_name[:_COMMON_NAME_CHARS_MAX]
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, short)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
