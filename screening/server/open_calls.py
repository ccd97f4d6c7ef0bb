"""Calls that stay open: lanes, watches, reflection; and how they end with their caller.

A call is let in at its start, and a lane at each question. One that waits would wait on
for a caller who is revoked, expired or struck off: so all that are open are looked at now
and again, and end where they would not be let in any more.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import grpc

LetIn = Callable[[grpc.ServicerContext], None]
"""Returns when the caller may call, else raises why not."""


class OpenCalls:
    """Every call of this worker that stays open, and what lets it in."""

    def __init__(self) -> None:
        self._open: dict[grpc.ServicerContext, LetIn] = {}

    @contextmanager
    def open(self, context: grpc.ServicerContext, let_in: LetIn) -> Iterator[None]:
        """Look after a call until it is left."""
        self._open[context] = let_in
        try:
            yield
        finally:
            self._forget(context)

    def keep(self, context: grpc.ServicerContext, let_in: LetIn) -> None:
        """Look after a call until gRPC says that it is over."""
        self._open[context] = let_in
        if not context.add_callback(lambda: self._forget(context)):
            self._forget(context)

    def sweep(self) -> None:
        """End each call that would not be let in now."""
        for context, let_in in list(self._open.items()):
            try:
                let_in(context)
            except Exception:  # noqa: BLE001 -- who cannot be asked for does not stay
                context.cancel()

    def _forget(self, context: grpc.ServicerContext) -> None:
        self._open.pop(context, None)
