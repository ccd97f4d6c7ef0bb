"""From a certificate to the caller that it names."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from screening.errors import NotACaller
from screening.pki.naming import caller_of
from tests.certificates import DOMAIN, HARBOUR, Pki, harbour, utc_now


def of(pem: bytes) -> x509.Certificate:
    """Return the certificate in *pem*."""
    return x509.load_pem_x509_certificate(pem)


def test_the_one_uri_names_the_caller(pki: Pki) -> None:
    """Whatever else the certificate says."""
    certificate = of(pki.odd([HARBOUR], common_name="somebody else").certificate)

    assert caller_of(certificate, DOMAIN) == harbour()


def test_names_that_cannot_be_read_name_nobody(pki: Pki) -> None:
    """A certificate may hold any bytes where its names should be."""
    names = x509.UnrecognizedExtension(
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME, b"no names"
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .serial_number(x509.random_serial_number())
        .not_valid_before(utc_now())
        .not_valid_after(utc_now() + timedelta(hours=1))
        .add_extension(names, critical=False)
    )
    certificate = of(pki.signed(builder).certificate)

    with pytest.raises(NotACaller, match="the names in its certificate cannot be read"):
        caller_of(certificate, DOMAIN)
