"""Certificates for tests: an authority in a folder, and what others get wrong."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from screening.callers import CallerName, caller_name
from screening.pki.authority import Authority, Issued
from screening.storage.files import write_whole
from screening.tls import ClientTls, ServiceTls

DOMAIN = "screening.example"
HARBOUR = f"spiffe://{DOMAIN}/UTO/checkpoint/harbour-3"
HOSTS = ("127.0.0.1", "::1", "localhost")


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class Pki:
    """An authority, and the certificate of a server under it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca = folder / "ca"
        self.authority = Authority.made(self.ca, DOMAIN, now=utc_now)
        self.roots = self.ca / "authority.pem"
        self.revoked = self.ca / "revoked.pem"
        server = self.authority.issue_server(HOSTS)
        self.server = server.write(folder, "server")

    def tls(self, **changed: Any) -> ServiceTls:  # noqa: ANN401 -- any field
        """Return what a service with that certificate needs, with fields changed."""
        given: dict[str, Any] = {
            "certificate": self.server[0],
            "key": self.server[1],
            "client_roots": self.roots,
            "revoked": self.revoked,
            "trust_domain": DOMAIN,
        }
        return ServiceTls(**given | changed)

    def caller(self, uri: str = HARBOUR, **lifetime: timedelta) -> Issued:
        """Return a certificate of the caller of that name."""
        return self.authority.issue_caller(caller_name(uri), **lifetime)

    def odd(
        self,
        uris: Sequence[str] = (HARBOUR,),
        *,
        common_name: str = "odd",
        begins: timedelta = timedelta(minutes=-5),
        ends: timedelta = timedelta(hours=1),
    ) -> Issued:
        """Return a client's certificate as the authority would never issue one."""
        names = [x509.UniformResourceIdentifier(uri) for uri in uris]
        subject = x509.NameAttribute(NameOID.COMMON_NAME, common_name)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([subject]))
            .serial_number(x509.random_serial_number())
            .not_valid_before(utc_now() + begins)
            .not_valid_after(utc_now() + ends)
        )
        if names:
            builder = builder.add_extension(
                x509.SubjectAlternativeName(names), critical=False
            )
        return self.signed(builder)

    def signed(self, builder: x509.CertificateBuilder) -> Issued:
        """Return what is being built, for a new key, signed by the authority."""
        issuer = x509.load_pem_x509_certificate(self.roots.read_bytes())
        issuer_key = load_pem_private_key(
            (self.ca / "authority.key").read_bytes(), None
        )
        assert isinstance(issuer_key, ec.EllipticCurvePrivateKey)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            builder.issuer_name(issuer.subject)
            .public_key(key.public_key())
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
            )
            .sign(issuer_key, hashes.SHA256())
        )
        return Issued(
            serial=certificate.serial_number,
            not_after=certificate.not_valid_after_utc,
            certificate=certificate.public_bytes(Encoding.PEM),
            key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        )


@contextmanager
def channel_as(
    shown: Issued | None,
    port: int,
    roots: Path,
    *options: tuple[str, Any],
) -> Iterator[grpc.Channel]:
    """Yield a channel to *port* whose client shows that certificate, or none."""
    credentials = grpc.ssl_channel_credentials(
        roots.read_bytes(),
        shown.key if shown else None,
        shown.certificate if shown else None,
    )
    own = ("grpc.use_local_subchannel_pool", 1)
    with grpc.secure_channel(
        f"127.0.0.1:{port}", credentials, options=[own, *options]
    ) as channel:
        yield channel


def harbour() -> CallerName:
    """Return the name of the checkpoint that certificates are issued to."""
    return caller_name(HARBOUR)


class Rotation:
    """A service and its client, whose authority and certificates are replaced."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._authorities = [self._another()]
        self._roots, self._revoked = folder / "roots.pem", folder / "revoked.pem"
        self._believe(self._authorities)
        self.service = ServiceTls(
            certificate=folder / "server.pem",
            key=folder / "server.key",
            client_roots=self._roots,
            revoked=self._revoked,
            trust_domain=DOMAIN,
        )
        self.client = ClientTls(
            certificate=folder / "client.pem",
            key=folder / "client.key",
            roots=self._roots,
        )
        self._show()

    def go_on(self, *, times: int) -> None:
        """Replace everything, every two seconds, that many times.

        As an operator does: the next authority is believed beside the last one, what it
        issues is shown, and only then is the last one dropped.
        """
        for _ in range(times):
            self._authorities.append(self._another())
            self._believe(self._authorities[-2:])
            time.sleep(0.5)  # a rotation takes its time: that is what is tried
            self._show()
            time.sleep(1.5)

    def _another(self) -> Path:
        made = len(list(self._folder.glob("ca-*")))
        path = self._folder / f"ca-{made}"
        Authority.made(path, DOMAIN, now=utc_now)
        return path

    def _believe(self, authorities: Sequence[Path]) -> None:
        for file, name in (
            (self._revoked, "revoked.pem"),
            (self._roots, "authority.pem"),
        ):
            write_whole(
                file, b"".join((each / name).read_bytes() for each in authorities)
            )

    def _show(self) -> None:
        authority = Authority.opened(self._authorities[-1], now=utc_now)
        authority.issue_server(HOSTS).write(self._folder, "server")
        authority.issue_caller(harbour()).write(self._folder, "client")
