"""What a client's certificate files say, for the channels that it makes."""

from datetime import UTC, datetime
from typing import NamedTuple

import grpc

from screening.pki.pairs import Pair
from screening.pki.pem import certificates_in, content_of
from screening.pki.rotating import Rotating
from screening.tls import ClientTls


class _Held(NamedTuple):
    pair: Pair
    roots: bytes


class ClientCredentials:
    """What those files say now. Raises `CertificateRefused` where one is bad."""

    def __init__(self, tls: ClientTls) -> None:
        self._tls = tls
        files = [tls.certificate, tls.key, tls.roots]
        self._files = Rotating(files, self._read)

    def refresh(self) -> bool:
        """Look whether files have changed; return whether there are new ones that hold."""
        return self._files.refresh()

    def for_channel(self) -> grpc.ChannelCredentials:
        """Return what gRPC needs, as the files are now."""
        pair, roots = self._files.value
        return grpc.ssl_channel_credentials(roots, pair.key, pair.certificate)

    def _read(self, held: _Held | None) -> _Held:
        del held
        roots = content_of(self._tls.roots)
        certificates_in(roots, self._tls.roots)
        pair = Pair.read(self._tls.certificate, self._tls.key, now=datetime.now(UTC))
        return _Held(pair, roots)
