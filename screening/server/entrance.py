"""How callers come in: by TLS, told apart by certificate; or plainly, from this machine.

Files of certificates are looked at on a thread of its own, so that no handshake and no
call waits for a disk. gRPC asks at each handshake for what is new, and is told nothing
where nothing is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import grpc

from screening.config import Config
from screening.server.admission import CallerOf, nobody
from screening.server.watch import watched

if TYPE_CHECKING:
    from screening.server.credentials import Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """A way in: how it is listened on, and how callers are told."""

    listen: Callable[[grpc.Server, str], int]
    """Has a server listen on an address; returns the port."""
    caller_of: CallerOf
    """Tells who calls, or raises `NotIdentified`."""
    certificate_ends: Callable[[], datetime | None]
    """Tells when the certificate that is shown now ends; None without one."""


@contextmanager
def opened(config: Config, *, clock: Callable[[], float]) -> Iterator[Entrance]:
    """Hold the way in that *config* asks for; certificates go by the seconds of *clock*.

    Raises `CertificateRefused` where a file of its TLS is bad.
    """
    if config.tls is None:
        yield Entrance(listen=_plain, caller_of=nobody, certificate_ends=lambda: None)
        return
    # A plain service does without the tenth of a second that these take.
    from screening.server.credentials import Credentials  # noqa: PLC0415
    from screening.server.identity import Identities  # noqa: PLC0415

    credentials = Credentials(config.tls, clock)
    identities = Identities(config.tls.trust_domain, lambda: credentials.trust, clock)
    listen = _Handshakes(credentials).listen
    with watched("certificates", credentials.refresh, config.callers_interval_s):
        yield Entrance(
            listen=listen,
            caller_of=identities.caller,
            certificate_ends=lambda: credentials.pair.not_after,
        )


class _Handshakes:
    """What handshakes go by, always as *credentials* are now."""

    def __init__(self, credentials: "Credentials") -> None:
        self._credentials = credentials
        self._pair = credentials.pair
        self._roots = credentials.trust.pem

    def listen(self, server: grpc.Server, address: str) -> int:
        """Have *server* listen on *address*: every caller must show a certificate."""
        news: Any = self._news  # it may return None, which its type does not know
        credentials = grpc.dynamic_ssl_server_credentials(
            self._configuration(), news, require_client_authentication=True
        )
        return server.add_secure_port(address, credentials)

    def _news(self) -> grpc.ServerCertificateConfiguration | None:
        """Return what the next handshake goes by; None where that is as before."""
        pair, roots = self._credentials.pair, self._credentials.trust.pem
        if pair is self._pair and roots == self._roots:
            return None
        self._pair, self._roots = pair, roots
        return self._configuration()

    def _configuration(self) -> grpc.ServerCertificateConfiguration:
        return grpc.ssl_server_certificate_configuration(
            [(self._pair.key, self._pair.certificate)], root_certificates=self._roots
        )


def _plain(server: grpc.Server, address: str) -> int:
    return server.add_insecure_port(address)
