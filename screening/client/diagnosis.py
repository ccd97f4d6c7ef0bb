"""Why client and service do not come together: one handshake more, looked at closely.

gRPC says no more than that a service is unavailable. A client that is not accepted would
ask for ever, and its operator would look for a service that is down. So where a call found
nobody, one connection is tried by hand, within a second or two, and not again for a while.
"""

import socket
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from screening.errors import CertificateRefused, HandshakeFailed
from screening.tls import ClientTls

TIMEOUT_S: Final = 1.0
"""For connecting, and for each answer."""
INTERVAL_S: Final = 10.0
"""Between two tries."""
_OUT_OF_DATE = {9: "does not hold yet", 10: "has expired"}
_OTHER_NAME = {62, 64}
"""Codes of X509_verify_cert_error_string(3): not yet valid, expired, host, IP address."""


class _Finding(NamedTuple):
    """What stands between client and service, and what to do."""

    reason: str
    cure: str


_NOT_ACCEPTED = _Finding(
    reason="it broke the connection off when it saw our certificate",
    cure="ask its operator whether it believes the authority that issued the certificate, "
    "and compare the clocks",
)
_NO_TLS = _Finding(
    reason="what answers there does not speak TLS",
    cure="leave certificate, key and roots out, or give the address of a service with TLS",
)
_ASKS_FOR_ONE = _Finding(
    reason="it lets in only callers that show a certificate",
    cure="give --certificate, --key and --roots",
)


class Diagnosis:
    """Looks closely at a connection that failed, and remembers what it saw."""

    def __init__(
        self,
        address: str,
        tls: ClientTls | None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address
        self._tls = tls
        self._monotonic = monotonic
        self._due = float("-inf")
        self._seen: _Finding | None = None

    def __call__(self) -> HandshakeFailed | None:
        """Return what stands between us and the service; None where it is not TLS."""
        if self._monotonic() >= self._due:
            self._due = self._monotonic() + INTERVAL_S
            self._seen = self._look()
        if self._seen is None:
            return None
        reason, cure = self._seen
        return HandshakeFailed(address=self._address, reason=reason, cure=cure)

    def _look(self) -> _Finding | None:
        host, _, port = self._address.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        try:
            with socket.create_connection((host, int(port)), TIMEOUT_S) as connection:
                if self._tls is None:
                    return _with_nothing_to_show(connection)
                return _showing(self._tls, connection, host)
        except (OSError, ValueError):  # nobody there, or no address of host and port
            return None


def _with_nothing_to_show(connection: socket.socket) -> _Finding | None:
    """Return whether the other side speaks TLS, which we were not told to do."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is said over it
    try:
        with context.wrap_socket(connection):
            return _ASKS_FOR_ONE
    except ssl.SSLError:
        return None


def _showing(tls: ClientTls, connection: socket.socket, host: str) -> _Finding | None:
    """Return what is wrong with what we show, or with what we are shown."""
    from screening.pki.pairs import Pair  # noqa: PLC0415 -- only where there is TLS

    try:
        Pair.read(tls.certificate, tls.key, now=datetime.now(UTC))
    except CertificateRefused as error:
        return _Finding(reason=f"{error.subject} {error.reason}", cure=error.cure)
    context = ssl.create_default_context(cafile=str(tls.roots))
    context.set_alpn_protocols(["h2"])
    context.load_cert_chain(tls.certificate, tls.key)
    try:
        with context.wrap_socket(connection, server_hostname=host) as secured:
            return None if secured.recv(1) else _NOT_ACCEPTED
    except TimeoutError:
        return None
    except ssl.SSLCertVerificationError as error:
        return _not_believed(error, host)
    except ssl.SSLError as error:
        return _NOT_ACCEPTED if "ALERT" in (error.reason or "") else _NO_TLS


def _not_believed(error: ssl.SSLCertVerificationError, host: str) -> _Finding:
    """Return what is wrong with the certificate of the service."""
    if error.verify_code in _OUT_OF_DATE:
        return _Finding(
            reason=f"its certificate {_OUT_OF_DATE[error.verify_code]}",
            cure="compare the clocks, and tell its operator",
        )
    if error.verify_code in _OTHER_NAME:
        return _Finding(
            reason=f"its certificate is not for {host}",
            cure="call it by a name or an address that its certificate has",
        )
    return _Finding(
        reason="its certificate was issued by nobody whom we believe",
        cure="give --roots with the authority of the service",
    )
