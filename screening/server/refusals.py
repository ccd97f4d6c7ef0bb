"""Refuses calls at once, on the thread that takes them in.

Who is overloaded has no time for refusals: on a thread of their own, in a context of their
own, they cost nearly as much as answers, and fewer questions were answered the more were
asked. Here a refusal is made once and told by one operation of gRPC's.

This needs to know how grpcio tells the end of a call. Where it looks other than it did,
refusals run on a thread of their own, as grpcio hands them over.
"""

import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import grpc
from grpc import _server
from grpc._cython import cygrpc  # type: ignore[attr-defined]

_HANDED_OVER = ("rpc_event", "state", "behavior")
"""What `_stream_response_in_pool` is called with, to begin with."""
_TOLD_BY = ("state", "call", "code", "details")
"""What `_abort` is called with."""


class Refusals(ThreadPoolExecutor):
    """Where refusals run: handlers that have a `status` to tell, and are `counted`.

    A `ThreadPoolExecutor` for gRPC, which takes no other, and where grpcio is unknown.
    """

    def __init__(self) -> None:
        super().__init__(1, thread_name_prefix="refusals")
        self._stream = _known_stream()

    def submit(  # type: ignore[override]  # gRPC asks for no more than `_Told` has
        self,
        fn: Callable[..., object],
        /,
        *args: Any,  # noqa: ANN401 -- what grpcio has inside
    ) -> object:
        """Refuse the call that gRPC hands over, now."""
        if not args or args[0] is not self._stream:
            return super().submit(fn, *args)
        _, event, state, refusal, *_ = args
        refusal.counted()
        refuse(refusal.status, event, state)
        return _TOLD


class _Told:
    """A call that has ended already. Of a `Future` it has what gRPC asks for."""

    def add_done_callback(self, after: Callable[[Self], object]) -> None:
        """Call *after*: the call is done."""
        after(self)


_TOLD = _Told()


def refuse(status: grpc.Status, event: Any, state: Any) -> None:  # noqa: ANN401
    """End the call of *event* with *status*, as `abort_with_status` would."""
    with state.condition:
        state.code = status.code
        state.details = status.details.encode()
        state.trailing_metadata = status.trailing_metadata
        state.aborted = True
        _server._abort(state, event.call, cygrpc.StatusCode.unknown, b"")  # noqa: SLF001


def _known_stream() -> object:
    """Return what grpcio runs a stream with; None if it is not as we know it."""
    stream = getattr(_server, "_stream_response_in_pool", None)
    abort = getattr(_server, "_abort", None)
    if (
        stream is None
        or abort is None
        or tuple(inspect.signature(stream).parameters)[:3] != _HANDED_OVER
        or tuple(inspect.signature(abort).parameters) != _TOLD_BY
    ):
        return None
    known: object = stream
    return known
