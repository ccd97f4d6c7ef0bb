"""Metrics over HTTP, to this machine only: `GET /metrics`, and nothing else."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socket import AF_INET, AF_INET6
from socketserver import TCPServer

from screening.errors import AddressRefused
from screening.server.address import is_loopback
from screening.server.seeing.exposition import CONTENT_TYPE

PATH = "/metrics"
PATIENCE_S = 2.0
"""For a peer to say what it wants, and to take it: one at a time is served."""
_CURE = "give --metrics a free port of 127.0.0.1 or ::1"

_LOG = logging.getLogger(__name__)
Page = Callable[[], str]


@contextmanager
def opened(address: tuple[str, int], page: Page) -> Iterator[int]:
    """Tell *page* to who asks at *address* until left; yield the port.

    Raises `AddressRefused` where it is not free, or not of this machine alone: whoever
    reads metrics shows no certificate.
    """
    host = "127.0.0.1" if address[0] == "localhost" else address[0]
    told = f"{host}:{address[1]}"
    if not is_loopback(host):
        reason = "metrics are told to this machine only"
        raise AddressRefused(address=told, reason=reason, cure=_CURE)
    try:
        server = _Server((host, address[1]), page)
    except OSError as error:
        reason = f"cannot be listened on ({error.strerror})"
        raise AddressRefused(address=told, reason=reason, cure=_CURE) from error
    with server, _serving(server):
        yield int(server.server_address[1])


@contextmanager
def _serving(server: "_Server") -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="metrics")
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


class _Server(TCPServer):
    """Listens. Not the standard library's HTTPServer, which looks its own name up first."""

    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], page: Page) -> None:
        self.page = page
        self.address_family = AF_INET6 if ":" in address[0] else AF_INET
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say that a peer was not answered, and nothing of what it sent."""
        del request, client_address
        _LOG.warning("metrics were asked for and not taken")


class _Handler(BaseHTTPRequestHandler):
    """Answers one request; a peer that is slow is cut off."""

    server: _Server
    timeout = PATIENCE_S
    server_version, sys_version = "screening", ""

    def do_GET(self) -> None:
        """Tell the metrics."""
        if self.path.partition("?")[0] != PATH:
            self.send_error(HTTPStatus.NOT_FOUND, "ask for /metrics")
            return
        content = self.server.page().encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *said: object) -> None:
        """Say nothing: what a peer sends is in no log."""
