"""The certificate of a connection, by the short way and by the long one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest

from screening.pki.authority import Issued
from screening.server import peers
from screening.server.peers import certificate_of
from tests.certificates import Pki, channel_as


class Asking(grpc.GenericRpcHandler):
    """Answers each call with the certificate of its caller."""

    def service(self, details: grpc.HandlerCallDetails) -> Any:  # noqa: ANN401
        """Return the handler of any method."""
        del details
        return grpc.unary_unary_rpc_method_handler(
            lambda _, context: certificate_of(context) or b"none"
        )


def seen_of(pki: Pki, shown: Issued) -> list[bytes]:
    """Return what a server sees of that caller, over TLS and then plainly."""
    pair = (pki.server[1].read_bytes(), pki.server[0].read_bytes())
    credentials = grpc.ssl_server_credentials(
        [pair], pki.roots.read_bytes(), require_client_auth=True
    )
    with ThreadPoolExecutor(1) as threads:
        server = grpc.server(threads, handlers=[Asking()])
        port = server.add_secure_port("127.0.0.1:0", credentials)
        plain = server.add_insecure_port("127.0.0.1:0")
        server.start()
        with (
            channel_as(shown, port, pki.roots) as secure,
            grpc.insecure_channel(f"127.0.0.1:{plain}") as insecure,
        ):
            methods: list[Any] = [
                channel.unary_unary("/a/b") for channel in (secure, insecure)
            ]
            seen = [method(b"", timeout=5.0) for method in methods]
        server.stop(None).wait()
    return seen


def test_this_grpcio_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The short way leads to the certificate by itself."""
    pki = Pki(tmp_path)
    shown = pki.caller()
    monkeypatch.delattr(peers, "_long_way")

    assert seen_of(pki, shown) == [shown.certificate, b"none"]


def test_where_grpcio_looks_otherwise_the_long_way_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slower, and nothing else."""
    pki = Pki(tmp_path)
    shown = pki.caller()
    monkeypatch.setattr(peers, "cygrpc", None)

    assert seen_of(pki, shown) == [shown.certificate, b"none"]
