"""An authority that one brings along: RSA, two tiers, made by other tools."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Self

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from screening.pki.authority import Issued
from screening.tls import ServiceTls
from tests.certificates import DOMAIN, HARBOUR, channel_as, utc_now
from tests.server.service import served, wait_until
from tests.server.test_app import SCREEN_DOCUMENT
from tests.server.test_identity import NO_HANDSHAKE, NOT_IDENTIFIED, came_of


@dataclass(frozen=True)
class Tier:
    """An authority as OpenSSL makes one: a certificate, a key, and little else."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @classmethod
    def root(cls) -> Self:
        """Return an authority that nobody is above."""
        key = rsa.generate_private_key(65_537, 2_048)
        builder = _builder("root", key, "root", is_authority=True)
        return cls(builder.sign(key, hashes.SHA256()), key)

    def below(self) -> "Tier":
        """Return an authority below this one."""
        key = rsa.generate_private_key(65_537, 2_048)
        builder = _builder("issuing", key, "root", is_authority=True)
        return Tier(builder.sign(self.key, hashes.SHA256()), key)

    def issue(self, *names: x509.GeneralName) -> Issued:
        """Return a certificate with those names."""
        key = rsa.generate_private_key(65_537, 2_048)
        issuer = self.certificate.subject.rfc4514_string().removeprefix("CN=")
        builder = _builder("leaf", key, issuer, names=names)
        certificate = builder.sign(self.key, hashes.SHA256())
        return Issued(
            serial=certificate.serial_number,
            not_after=certificate.not_valid_after_utc,
            certificate=_pem(certificate),
            key=key.private_bytes(
                Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
            ),
        )

    def taken_back(self, *serials: int) -> bytes:
        """Return a list without a number, as some authorities make it."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(utc_now())
            .next_update(utc_now() + timedelta(days=1))
        )
        for serial in serials:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(serial)
                .revocation_date(utc_now())
                .build()
            )
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _builder(
    subject: str,
    key: rsa.RSAPrivateKey,
    issuer: str,
    *,
    is_authority: bool = False,
    names: Sequence[x509.GeneralName] = (),
) -> x509.CertificateBuilder:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(utc_now() - timedelta(hours=1))
        .not_valid_after(utc_now() + timedelta(hours=1))
        .add_extension(
            x509.BasicConstraints(ca=is_authority, path_length=None), critical=True
        )
    )
    if not names:
        return builder
    return builder.add_extension(x509.SubjectAlternativeName(names), critical=False)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates)


class TwoTiers:
    """A root, an authority below it that issues everything, and a service under them."""

    def __init__(self, folder: Path) -> None:
        self.root = Tier.root()
        self.issuing = self.root.below()
        self.roots = folder / "roots.pem"
        self.roots.write_bytes(_pem(self.root.certificate))
        self.client_roots = folder / "client-roots.pem"
        self.revoked = folder / "revoked.pem"
        self.revoked.write_bytes(self.issuing.taken_back())
        server = self.issuing.issue(x509.DNSName("localhost"), _LOOPBACK)
        (folder / "server.pem").write_bytes(
            server.certificate + _pem(self.issuing.certificate)
        )
        (folder / "server.key").write_bytes(server.key)
        self.tls = ServiceTls(
            certificate=folder / "server.pem",
            key=folder / "server.key",
            client_roots=self.client_roots,
            revoked=self.revoked,
            trust_domain=DOMAIN,
        )

    def believe(self, *authorities: Tier) -> None:
        """Have the service believe those."""
        self.client_roots.write_bytes(_pem(*(each.certificate for each in authorities)))

    def caller(self) -> Issued:
        """Return a caller's certificate."""
        return self.issuing.issue(x509.UniformResourceIdentifier(HARBOUR))


_LOOPBACK = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


@pytest.fixture
def tiers(tmp_path: Path) -> TwoTiers:
    """Both tiers, of this test's own."""
    return TwoTiers(tmp_path)


def test_callers_of_an_authority_below_a_root_are_let_in(
    data: Path, tiers: TwoTiers
) -> None:
    """And out, when it takes them back."""
    tiers.believe(tiers.issuing)
    shown = tiers.caller()
    with (
        served(data, tls=tiers.tls, callers_interval_s=0.05) as app,
        channel_as(shown, app.port, tiers.roots) as channel,
    ):
        code, *_ = came_of(channel, SCREEN_DOCUMENT)
        tiers.revoked.write_bytes(tiers.issuing.taken_back(shown.serial))
        wait_until(lambda: came_of(channel, SCREEN_DOCUMENT)[:2] == NOT_IDENTIFIED)

    assert code.name == "INVALID_ARGUMENT"  # let in, and asked nothing


def test_a_root_alone_lets_nobody_in(data: Path, tiers: TwoTiers) -> None:
    """Whoever issues callers' certificates is to be named, and this says so."""
    tiers.believe(tiers.root)
    tls = replace(tiers.tls, revoked=None)
    shown = tiers.caller()
    between = _pem(tiers.issuing.certificate)
    chain = replace(shown, certificate=shown.certificate + between)
    with served(data, tls=tls) as app:
        with channel_as(shown, app.port, tiers.roots) as channel:
            alone = came_of(channel, SCREEN_DOCUMENT)
        with channel_as(chain, app.port, tiers.roots) as channel:
            with_chain = came_of(channel, SCREEN_DOCUMENT)

    assert alone[:2] == NO_HANDSHAKE
    assert with_chain[:2] == NOT_IDENTIFIED
    assert "issued by no authority that is believed here" in with_chain[2]
