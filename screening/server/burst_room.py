"""Room for bursts of calls, shut while more come than can be answered.

A gateway that comes back asks about hundreds of travellers in one instant. They can wait
some milliseconds, and none is to be turned away. But where more is asked than can be
answered the queue is never empty, and whoever waits in it only grows old: then few may wait
(Nichols, Jacobson 2012: controlled delay), and others are turned away at once.

gRPC's core keeps calls of a method that nobody asked it for within a fixed bound, and
cancels those beyond (`Config.calls_pending_max`). Here it is asked for many calls of each
method instead of one, and so many more may wait; while it had to cancel for longer than a
burst takes, it is asked for one. How many it cancelled it does not say: they are those that
began, by its own count, and that nobody took.

This needs to know how grpcio takes calls in, which it promises to nobody. Where it looks
other than it did, the bound in the core is all there is, and is set accordingly.
"""

import inspect
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import grpc
from grpc import _server

from screening.config import Config
from screening.server.core_calls import Began
from screening.server.overload import Overload

LOOK_EVERY = 64
"""Calls taken between two looks at how many have begun."""
_BESIDE = 2
"""The call of each method that grpcio asks for, and the one that the core keeps beyond its
bound."""

_LOG = logging.getLogger(__name__)
_CALLED_WITH = {
    "_handle_call": (
        *("rpc_event", "method_with_handler", "interceptor_pipeline"),
        *("thread_pool", "concurrency_exceeded"),
    ),
    "_on_call_completed": ("state",),
    "_RegisteredMethod": ("name", "registered_handler"),
}
"""What of grpcio is called here, with what."""


class BurstRoom:
    """How many calls may wait to be taken in: a burst, or few.

    *monotonic* is a clock in seconds.
    """

    def __init__(
        self, config: Config, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._is_known = _is_known()
        self.pending_max = (
            config.calls_pending_max if self._is_known else config.calls_waiting_max
        )
        """Calls of a method that the core keeps beyond those that it was asked for."""
        self._places = max(config.calls_waiting_max - self.pending_max - _BESIDE, 0)
        self._overload = Overload(config.calls_waiting_max, monotonic)
        self._taken = 0
        self._empty: list[_Place] = []
        """Places that the core was not asked to fill."""
        self._state: Any = None
        self._began: Began | None = None

    @property
    def cancelled(self) -> int:
        """Calls that the core ended by itself, as far as is known: never fewer later."""
        return self._overload.lost

    def took(self) -> None:
        """Count a call, on the thread that takes calls in."""
        self._taken += 1
        if self._taken % LOOK_EVERY == 0:
            self.look()

    def look(self) -> None:
        """See how many wait, and shut the room or open it."""
        state, began = self._state, self._began
        if state is None or began is None:
            return
        with state.lock:
            was_shut = self._overload.is_on
            self._overload.saw(began() - self._taken)
            if self._overload.is_on and not was_shut:
                _LOG.warning("more calls than can be answered: few may wait")
            if not self._overload.is_on:
                self._open(state)

    @contextmanager
    def started(self, server: grpc.Server, began: Began | None) -> Iterator[bool]:
        """Start *server*, with room until left; it must have stopped by then.

        Yields False where this grpcio is unknown: then there is the core's own.
        """
        server.start()
        if not self._is_known:
            yield False
            return
        self._state = state = server._state  # type: ignore[attr-defined]  # noqa: SLF001
        self._began = began
        for method, handler in state.registered_method_handlers.items():
            known = _server._RegisteredMethod(method, handler)  # noqa: SLF001
            self._empty += [_Place(self, method, known) for _ in range(self._places)]
        with state.lock:
            self._open(state)
        try:
            yield True
        finally:
            self._state = None

    def fill(self, place: "_Place", event: Any) -> None:  # noqa: ANN401
        """Take in the call of *event*, which waited in *place*, as grpcio would."""
        if not event.success:
            return  # the server stops
        state = self._state
        with state.lock:
            most, under_way = state.maximum_concurrent_rpcs, state.active_rpc_count
            rpc, done = _server._handle_call(  # noqa: SLF001
                event,
                place.known,
                state.interceptor_pipeline,
                state.thread_pool,
                most is not None and under_way >= most,
            )
            if rpc is not None:
                state.rpc_states.add(rpc)
            if done is not None:
                state.active_rpc_count += 1
                done.add_done_callback(lambda _: _server._on_call_completed(state))  # noqa: SLF001
            self._empty.append(place)
            if not self._overload.is_on:
                self._open(state)

    def _open(self, state: Any) -> None:  # noqa: ANN401
        """Ask the core to fill every empty place. Needs the lock of *state*."""
        if state.stage is not _server._ServerStage.STARTED:  # noqa: SLF001
            return
        queue = state.completion_queue
        while self._empty:
            place = self._empty.pop()
            state.server.request_registered_call(queue, queue, place.method, place)


class _Place:
    """One call of a method that may wait. grpcio calls it when there is one."""

    __slots__ = ("_room", "known", "method")

    def __init__(self, room: BurstRoom, method: str, known: Any) -> None:  # noqa: ANN401
        self._room = room
        self.method = method
        self.known = known

    def __call__(self, event: Any) -> tuple[None, tuple[()]]:  # noqa: ANN401
        self._room.fill(self, event)
        return None, ()


def _is_known() -> bool:
    """Return whether grpcio takes calls in as is known here."""
    if not hasattr(_server, "_ServerStage"):
        return False
    for name, parameters in _CALLED_WITH.items():
        found = getattr(_server, name, None)
        if found is None or tuple(inspect.signature(found).parameters) != parameters:
            return False
    return True
