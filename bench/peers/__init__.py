"""What we are compared with: programs started here, filled with the same keys, stopped.

Each module has a context manager that gives a `Get` over the documents of a feed, and
raises `Absent` where its program or its client is not on the machine.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Literal

Store = Literal["sqlite", "redis", "postgresql"]
STORES: tuple[Store, ...] = ("sqlite", "redis", "postgresql")
Get = Callable[[str, str], object]
"""Looks up one document by number and State; None when there is none."""

RECORDS_MAX = 2_000_000
"""Documents a peer is filled with for look-ups; their cost hardly grows beyond."""
KEY_COLUMNS = ("document_number", "issuing_state", "owner", "record_id")
"""The primary key of a document, as our own table has it."""


class Absent(Exception):
    """A peer's program or client is not on this machine."""


@contextmanager
def filled(
    feed: Path, *, with_: Sequence[Store] = STORES
) -> Iterator[dict[Store, Get]]:
    """Give those peers that are there, each holding the documents of *feed*."""
    found: dict[Store, Get] = {}
    with ExitStack() as stack:
        for name in with_:
            peer = import_module(f"bench.peers.{name}")
            try:
                found[name] = stack.enter_context(peer.filled(feed))
            except Absent as absent:
                name_absent(name, str(absent))
        yield found


@cache
def name_absent(name: str, why: str) -> None:
    """Say once that a peer is not compared with, and why."""
    print(f"{name} is absent: {why}", file=sys.stderr)
