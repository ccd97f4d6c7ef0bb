"""A certificate and its key, read from files: good, or refused with the cure."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from screening.errors import CertificateRefused
from screening.pki.pairs import Pair
from tests.certificates import Pki, utc_now


def test_a_pair_is_read(pki: Pki) -> None:
    """As it was issued, with its end."""
    issued = pki.caller()
    pair = Pair.read(*issued.write(pki.folder, "harbour"), now=utc_now())

    assert (pair.certificate, pair.key) == (issued.certificate, issued.key)
    assert pair.not_after == issued.not_after


def test_a_certificate_and_the_key_of_another_are_no_pair(pki: Pki) -> None:
    """Halfway through a rotation they are just that."""
    certificate, _ = pki.caller().write(pki.folder, "one")
    _, key = pki.caller().write(pki.folder, "other")
    with pytest.raises(CertificateRefused, match="does not belong to the key"):
        Pair.read(certificate, key, now=utc_now())


def test_an_expired_certificate_is_of_no_use(pki: Pki) -> None:
    """It says when it expired."""
    files = pki.odd(begins=timedelta(hours=-2), ends=timedelta(hours=-1)).write(
        pki.folder, "old"
    )
    with pytest.raises(CertificateRefused, match=r"expired on .* UTC; have another"):
        Pair.read(*files, now=utc_now())


@pytest.mark.parametrize("content", [b"", b"no PEM at all", b"\xff\x00"])
def test_files_that_hold_something_else_are_refused(pki: Pki, content: bytes) -> None:
    """By the name of the file, without its content."""
    certificate, key = pki.caller().write(pki.folder, "harbour")
    bad = pki.folder / "bad.pem"
    bad.write_bytes(content)

    with pytest.raises(CertificateRefused, match=r"bad\.pem: holds no certificate"):
        Pair.read(bad, key, now=utc_now())
    with pytest.raises(CertificateRefused, match=r"bad\.pem: holds no private key"):
        Pair.read(certificate, bad, now=utc_now())


def test_a_key_behind_a_password_is_refused(pki: Pki) -> None:
    """Nobody types it when a service starts by itself."""
    certificate, key = pki.caller().write(pki.folder, "harbour")
    locked = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
    )
    key.write_bytes(locked)
    with pytest.raises(CertificateRefused, match="without a password"):
        Pair.read(certificate, key, now=utc_now())


def test_a_file_that_is_not_there_is_named(pki: Pki) -> None:
    """So is why it cannot be read."""
    _, key = pki.caller().write(pki.folder, "harbour")
    with pytest.raises(
        CertificateRefused, match=r"none\.pem: cannot be read \(No such"
    ):
        Pair.read(pki.folder / "none.pem", key, now=utc_now())
