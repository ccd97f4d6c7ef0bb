"""Whom a server believes: roots and lists of revoked certificates, read from files."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from screening.errors import CertificateRefused
from screening.pki import revoking
from screening.pki.authority import Authority
from screening.pki.trust import Trust
from tests.certificates import DOMAIN, Pki, harbour, utc_now


def of(pem: bytes) -> x509.Certificate:
    """Return the certificate in *pem*."""
    return x509.load_pem_x509_certificate(pem)


def test_what_was_taken_back_is_known(pki: Pki) -> None:
    """By issuer and serial, among those that were not."""
    kept, gone = of(pki.caller().certificate), of(pki.caller().certificate)
    pki.authority.revoke(gone.serial_number)
    trust = Trust.read(pki.roots, pki.revoked)

    assert trust.has_taken_back(gone)
    assert not trust.has_taken_back(kept)
    assert trust.includes_issuer_of(kept)


def test_without_a_list_nobody_is_taken_back(pki: Pki) -> None:
    """It is for the operator to give one."""
    gone = pki.caller()
    pki.authority.revoke(gone.serial)

    assert not Trust.read(pki.roots, None).has_taken_back(of(gone.certificate))


def test_two_authorities_are_believed_side_by_side(pki: Pki, tmp_path: Path) -> None:
    """Roots and lists of both, one after the other in each file, as in a rotation."""
    other = Authority.made(tmp_path / "other", DOMAIN, now=utc_now)
    gone = [pki.caller(), other.issue_caller(harbour())]
    pki.authority.revoke(gone[0].serial)
    other.revoke(gone[1].serial)
    for name in ("authority.pem", "revoked.pem"):
        both = (pki.ca / name).read_bytes() + (tmp_path / "other" / name).read_bytes()
        (tmp_path / name).write_bytes(both)
    trust = Trust.read(tmp_path / "authority.pem", tmp_path / "revoked.pem")

    assert all(trust.has_taken_back(of(each.certificate)) for each in gone)
    assert all(trust.includes_issuer_of(of(each.certificate)) for each in gone)


def test_a_serial_is_its_issuers_own(pki: Pki, tmp_path: Path) -> None:
    """Whoever shares it with one taken back by another authority is not taken back."""
    other = Authority.made(tmp_path / "other", DOMAIN, now=utc_now)
    gone = pki.caller()
    pki.authority.revoke(gone.serial)
    trust = Trust.read(pki.roots, pki.revoked)
    theirs = of(other.issue_caller(harbour()).certificate)

    assert (theirs.issuer.public_bytes(), gone.serial) not in trust.taken_back
    assert not trust.includes_issuer_of(theirs)


def test_a_list_of_another_authority_is_refused(pki: Pki, tmp_path: Path) -> None:
    """It would be believed to say that nobody is revoked."""
    Authority.made(tmp_path / "other", DOMAIN, now=utc_now)
    with pytest.raises(CertificateRefused, match="signed by no root"):
        Trust.read(pki.roots, tmp_path / "other" / "revoked.pem")


def test_an_authority_takes_nobody_elses_certificates_back(
    pki: Pki, tmp_path: Path
) -> None:
    """A list that one of two authorities signs in the name of the other is refused."""
    Authority.made(tmp_path / "other", DOMAIN, now=utc_now)
    theirs = of((tmp_path / "other" / "authority.pem").read_bytes())
    key = load_pem_private_key((pki.ca / "authority.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    pki.revoked.write_bytes(revoking.none_yet(theirs, key, utc_now()))
    roots = tmp_path / "roots.pem"
    roots.write_bytes(pki.roots.read_bytes() + theirs.public_bytes(Encoding.PEM))

    with pytest.raises(CertificateRefused, match="signed by no root"):
        Trust.read(roots, pki.revoked)


def test_a_list_that_was_altered_is_refused(pki: Pki) -> None:
    """A bit of it, and nothing in it counts."""
    der = bytearray(
        x509.load_pem_x509_crl(pki.revoked.read_bytes()).public_bytes(Encoding.DER)
    )
    der[-1] ^= 1
    altered = x509.load_der_x509_crl(bytes(der)).public_bytes(Encoding.PEM)
    pki.revoked.write_bytes(altered)
    with pytest.raises(CertificateRefused, match="signed by no root"):
        Trust.read(pki.roots, pki.revoked)


def test_an_older_list_is_refused(pki: Pki) -> None:
    """Nobody comes back because an old file was copied over a new one."""
    old = pki.revoked.read_bytes()
    pki.authority.revoke(pki.caller().serial)
    held = Trust.read(pki.roots, pki.revoked)
    pki.revoked.write_bytes(old)
    with pytest.raises(CertificateRefused, match="number 1, and a newer one is known"):
        Trust.read(pki.roots, pki.revoked).refuse_older(held, pki.revoked)

    held.refuse_older(held, pki.revoked)


@pytest.mark.parametrize("content", [b"", b"no PEM", b"-----END X509 CRL-----\n"])
def test_files_that_hold_something_else_are_refused(pki: Pki, content: bytes) -> None:
    """By the name of the file: an empty list is a signed one, not an empty file."""
    bad = pki.folder / "bad.pem"
    bad.write_bytes(content)

    with pytest.raises(CertificateRefused, match=r"bad\.pem: holds no list"):
        Trust.read(pki.roots, bad)
    with pytest.raises(CertificateRefused, match=r"bad\.pem: holds no certificate"):
        Trust.read(bad, None)


def test_a_list_that_was_cut_takes_nobody_back_in(pki: Pki, tmp_path: Path) -> None:
    """Neither where its end is missing, nor where it is missing whole."""
    other = Authority.made(tmp_path / "other", DOMAIN, now=utc_now)
    del other
    roots = tmp_path / "roots.pem"
    both = tmp_path / "revoked.pem"
    roots.write_bytes(
        pki.roots.read_bytes() + (tmp_path / "other/authority.pem").read_bytes()
    )
    first = pki.revoked.read_bytes()
    whole = first + (tmp_path / "other/revoked.pem").read_bytes()
    both.write_bytes(whole)
    held = Trust.read(roots, both)
    both.write_bytes(whole[:-40])
    with pytest.raises(CertificateRefused, match="in the middle of a list"):
        Trust.read(roots, both)
    both.write_bytes(first)
    fewer = Trust.read(roots, both)

    with pytest.raises(CertificateRefused, match="lacks the list of an authority"):
        fewer.refuse_older(held, both)
    held.refuse_older(fewer, both)
