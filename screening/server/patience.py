"""Ends calls whose request does not come.

A call takes a thread when its headers arrive, and gRPC lets the thread wait for the
request for ever: a handful of peers that never send theirs would keep every thread. Who
waits is noted here, and a watch cancels what waits too long.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import grpc

LOOKS_PER_TIMEOUT = 4


class Patience:
    """Waits for requests, but not for ever."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._since: dict[grpc.ServicerContext, float] = {}

    def request(
        self, requests: Iterator[bytes], context: grpc.ServicerContext
    ) -> bytes | None:
        """Return the one request of a call; None where the caller sends none.

        Raises gRPC's own error when the call is cancelled meanwhile.
        """
        self._since[context] = time.monotonic()
        try:
            return next(requests, None)
        finally:
            del self._since[context]

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Cancel what waits too long, until left."""
        left = threading.Event()

        def watch() -> None:
            while not left.wait(self._timeout_s / LOOKS_PER_TIMEOUT):
                self._cancel_overdue()

        watcher = threading.Thread(target=watch, name="patience")
        watcher.start()
        try:
            yield
        finally:
            left.set()
            watcher.join()

    def _cancel_overdue(self) -> None:
        overdue = time.monotonic() - self._timeout_s
        for context, since in list(self._since.items()):
            if since < overdue:
                context.cancel()
