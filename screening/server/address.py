"""The address a service listens on: loopback only without TLS, free, kept for its workers."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from screening.errors import AddressRefused


def checked(host: str, *, tls: bool) -> str:
    """Return the address that *host* is, or raise `AddressRefused`.

    Without *tls* callers are not told apart, so nobody but this machine may ask.
    """
    if host == "localhost":
        return "127.0.0.1"
    if tls:
        return _resolved(host)
    if not is_loopback(host):
        raise AddressRefused(
            address=host,
            reason="is no loopback address, and without TLS callers are not told apart",
            cure="listen on 127.0.0.1 or ::1, or give --tls-certificate, --tls-key, "
            "--client-roots and --trust-domain",
        )
    return host


def is_loopback(host: str) -> bool:
    """Return whether *host* is an address that this machine alone can reach."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _resolved(host: str) -> str:
    """Return the first address that *host* stands for: workers must agree on one."""
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused(
            address=host,
            reason="stands for no address",
            cure="listen on 0.0.0.0, ::, or an address of this machine",
        ) from None
    return str(found[0][4][0])


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
