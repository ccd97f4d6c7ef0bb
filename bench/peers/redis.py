"""Redis on the loopback, through redis-py: bounded, and nothing of it on disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.peers import Absent, Get
from bench.peers.rows import keyed
from bench.peers.servers import free_port, program, running

if TYPE_CHECKING:
    from redis import Redis

_MEMORY_MAX = "2gb"
_AT_ONCE = 10_000


@contextmanager
def filled(feed: Path) -> Iterator[Get]:
    """Give GET of a document, from a server that holds those of *feed*."""
    with holding(feed) as client:
        yield lambda number, state: client.get(key(number, state))


@contextmanager
def holding(feed: Path) -> Iterator["Redis"]:
    """Give a client of a server that holds the documents of *feed* under their `key`."""
    with served() as client:
        pairs = ((key(number, state), rest) for number, state, rest in keyed(feed))
        while batch := dict(_some(pairs)):
            client.mset(batch)
        yield client


@contextmanager
def served() -> Iterator["Redis"]:
    """Give a client of a server of our own, empty. Raises `Absent`."""
    binary = program("redis-server")
    try:
        from redis import Redis
        from redis.exceptions import RedisError
    except ImportError as error:
        raise Absent("redis-py is not installed") from error
    port = free_port()
    with TemporaryDirectory(prefix="bench-redis-") as folder:
        command = [binary, "--bind", "127.0.0.1", "--port", str(port), "--dir", folder]
        command += ["--save", "", "--appendonly", "no", "--maxmemory", _MEMORY_MAX]
        with Redis(host="127.0.0.1", port=port) as client:

            def answers() -> bool:
                try:
                    return bool(client.ping())
                except RedisError:
                    return False

            with running(command, log=Path(folder, "log"), answers=answers):
                yield client


def key(number: str, state: str) -> str:
    """Return the key of a document."""
    return f"{number}\x1f{state}"


def _some(pairs: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for _, pair in zip(range(_AT_ONCE), pairs, strict=False):
        yield pair
