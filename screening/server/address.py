"""The address a service listens on: loopback only, free, and kept for its workers.

Until calls are authenticated (TLS with client certificates), nobody but this machine may
ask: every other address is refused.
"""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from screening.errors import AddressRefused


def checked(host: str) -> str:
    """Return *host* as a loopback address, or raise `AddressRefused`."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise AddressRefused(
            address=host,
            reason="is no loopback address, and calls are not authenticated yet",
            cure="listen on 127.0.0.1 or ::1",
        )
    return host


@contextmanager
def kept(host: str, port: int) -> Iterator[int]:
    """Keep *port* of *host* for workers that listen with SO_REUSEPORT; yield its number.

    Port 0 is any free port. Raises `AddressRefused` when somebody else has it: two
    services on one port would share its calls without a word.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Connections of a service that just ended do not count, those listening do.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        port = _bound(probe, host, port)
    with socket.socket(family, socket.SOCK_STREAM) as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        yield _bound(keeper, host, port)


def _bound(unbound: socket.socket, host: str, port: int) -> int:
    try:
        unbound.bind((host, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or "no such port"
        raise AddressRefused(
            address=f"{host}:{port}",
            reason=f"cannot be listened on ({reason})",
            cure="is a service running there already? Choose another with --listen",
        ) from error
    return int(unbound.getsockname()[1])
