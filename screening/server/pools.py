"""Threads for calls: as many as a kind of call may have, and a queue with an end.

gRPC's own `maximum_concurrent_rpcs` counts an idle lane like a question, so the bound
that protects gates is kept here, where the kinds are known.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from screening.config import Config
from screening.server.rules import Threads

P = ParamSpec("P")
T = TypeVar("T")

BATCHES = 1
"""Run at once by a worker: a batch keeps a processor busy from end to end."""
BATCHES_WAITING = 8
HEALTH = 2
HEALTH_WAITING = 64
REFLECTIONS = 4


class Pool(ThreadPoolExecutor):
    """Threads of one kind of call, which know how many calls they have."""

    def __init__(self, what: str, *, threads: int, waiting: int) -> None:
        super().__init__(threads, thread_name_prefix=what)
        self.what = what
        self.maximum = threads + waiting
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def full(self) -> bool:
        """As many calls are running and waiting as may be."""
        return self._taken >= self.maximum

    def submit(
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Run *fn* on a thread of ours, counted from now until it is done."""
        with self._lock:
            self._taken += 1
        future = super().submit(fn, *args, **kwargs)
        future.add_done_callback(self._done)
        return future

    def _done(self, _future: Future[T]) -> None:
        with self._lock:
            self._taken -= 1


@contextmanager
def opened(config: Config) -> Iterator[Mapping[Threads, Pool]]:
    """Yield a pool for each kind of call; leaving waits for their last call."""
    pools = {
        Threads.QUESTIONS: Pool(
            "questions",
            threads=config.unary_threads,
            waiting=config.unary_queue_max,
        ),
        Threads.BATCHES: Pool("batches", threads=BATCHES, waiting=BATCHES_WAITING),
        Threads.LANES: Pool("lanes", threads=config.lanes_max, waiting=0),
        Threads.HEALTH: Pool("health", threads=HEALTH, waiting=HEALTH_WAITING),
        Threads.REFLECTION: Pool("reflection", threads=REFLECTIONS, waiting=0),
    }
    try:
        yield pools
    finally:
        for pool in pools.values():
            pool.shutdown()
