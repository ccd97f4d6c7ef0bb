"""Connections that reach every worker alike.

The kernel gives a connection to a worker by its hash (SO_REUSEPORT), so more are opened
than are needed, each is asked who answers, and as many are kept for every worker.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import grpc

from bench.asker.bare_http2 import Connection
from bench.asker.plans import Tls
from bench.asker.questions import GET_STATUS, worker_of

_TRIES = 50
"""For each worker: that none of so many connections reaches it does not happen."""
T = TypeVar("T")


@contextmanager
def bare(
    address: str, *, workers: int, each: int, tls: Tls | None = None
) -> Iterator[list[Connection]]:
    """Open *each* bare connections to every worker, the workers in turns."""
    opened: list[Connection] = []

    def another() -> Connection:
        opened.append(Connection(address, tls))
        return opened[-1]

    try:
        yield _balanced(another, _worker_behind, workers, each)
    finally:
        for connection in opened:
            connection.socket.close()


@contextmanager
def channels(
    address: str, *, workers: int, each: int, tls: Tls | None = None
) -> Iterator[list[grpc.Channel]]:
    """Open *each* channels of grpcio to every worker, the workers in turns."""
    opened: list[grpc.Channel] = []

    def another() -> grpc.Channel:
        alone = [("grpc.use_local_subchannel_pool", 1)]
        if tls is None:
            opened.append(grpc.insecure_channel(address, options=alone))
        else:
            opened.append(grpc.secure_channel(address, _shown(tls), options=alone))
        return opened[-1]

    try:
        yield _balanced(another, _worker_behind_channel, workers, each)
    finally:
        for channel in opened:
            channel.close()


def _shown(tls: Tls) -> grpc.ChannelCredentials:
    roots, key, certificate = (
        Path(file).read_bytes() for file in (tls.roots, tls.key, tls.certificate)
    )
    return grpc.ssl_channel_credentials(roots, key, certificate)


def _balanced(
    another: Callable[[], T], worker: Callable[[T], int], workers: int, each: int
) -> list[T]:
    if workers == 1:
        return [another() for _ in range(each)]
    found: dict[int, list[T]] = {}
    for _ in range(_TRIES * workers * each):
        made = another()
        found.setdefault(worker(made), []).append(made)
        if len(found) == workers and min(map(len, found.values())) >= each:
            return [made for row in zip(*found.values(), strict=False) for made in row][
                : workers * each
            ]
    raise RuntimeError(f"only {len(found)} of {workers} workers were reached")


def _worker_behind(connection: Connection) -> int:
    return worker_of(connection.asked(GET_STATUS, b""))


def _worker_behind_channel(channel: grpc.Channel) -> int:
    get_status: Callable[..., bytes] = channel.unary_unary(GET_STATUS)
    return worker_of(get_status(b"", timeout=5))
