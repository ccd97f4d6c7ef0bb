"""Room for bursts of calls, shut while more come than can be answered.

A gateway that comes back asks about a hundred travellers in one instant. They can wait some
milliseconds, and none is to be turned away. But where more is asked than can be answered the
queue is never empty, and whoever waits in it only grows old: then few may wait (Nichols,
Jacobson 2012: controlled delay), and others are turned away at once.

gRPC's core keeps calls of a method that nobody asked it for within a fixed bound, and
cancels those beyond. Here it is asked for many calls of each method instead of one, and so
many more may wait; while that room stays full, it is asked for one. How many wait, it does
not say: so a mark is put at the end of the queue now and then, and the calls that come before
it are counted.

This needs to know how grpcio takes calls in, which it promises to nobody. Where it looks
other than it did, the bound in the core is all there is, and is set accordingly.
"""

import inspect
import logging
import time
from collections.abc import Callable
from typing import Any

import grpc
from grpc import _server
from grpc._cython import cygrpc  # type: ignore[attr-defined]

from screening.config import Config
from screening.server.rules import IN_BURSTS

MARK_EVERY = 16
"""Calls of a method between two marks; one costs as much as a tenth of a question."""
SHUT_S = 10.0
"""How long the room is shut. Then it is tried anew, within a second, whatever comes: who asks
again at once for each call that was cancelled would keep it shut, and fits in when it is
open."""
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
_STATE = (
    *("lock", "completion_queue", "server", "registered_method_handlers", "stage"),
    *("interceptor_pipeline", "thread_pool", "maximum_concurrent_rpcs"),
    *("active_rpc_count", "rpc_states"),
)
"""What its server's state has."""
Nothing = tuple[None, tuple[()]]
"""What grpcio is to do when a tag of ours has been called."""


class BurstRoom:
    """How many calls may wait to be taken in: a burst, or few.

    *monotonic* is a clock in seconds.
    """

    def __init__(
        self, config: Config, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._is_known = _is_known()
        few, many = config.calls_waiting_overloaded_max, config.calls_waiting_max
        self.pending_max = (few if self._is_known else many) - _BESIDE
        """Calls of a method that the core is to keep beyond those that it was asked for."""
        self._more = many - few
        self._monotonic = monotonic
        self._shut_until = 0.0
        self._state: Any = None
        self._methods: list[_Waiting] = []
        self.overloads = 0
        """How often more came than could be answered."""

    def open(self, server: grpc.Server) -> None:
        """Have room with *server*, which has started, for the methods that gates call."""
        if self._is_known:
            self._state = state = server._state  # type: ignore[attr-defined]  # noqa: SLF001
            self._methods = [
                _Waiting(self, method, handler, self._more)
                for method, handler in state.registered_method_handlers.items()
                if method in IN_BURSTS
            ]
            self.look()

    def look(self) -> None:
        """Open the room, where it was shut for long enough."""
        if self._state is None or self._is_shut:
            return
        with self._state.lock:
            for method in self._methods:
                self._ask_for(method)

    def fill(self, method: "_Waiting", event: Any) -> None:  # noqa: ANN401
        """Take in the call of *event*, which has waited, as grpcio would."""
        if not event.success:
            return  # the server stops
        state = self._state
        with state.lock:
            method.taken += 1
            method.empty += 1
            if method.is_due_a_mark:
                method.mark(event.call)
            most, under_way = state.maximum_concurrent_rpcs, state.active_rpc_count
            rpc, done = _server._handle_call(  # noqa: SLF001
                event,
                method.known,
                state.interceptor_pipeline,
                state.thread_pool,
                most is not None and under_way >= most,
            )
            if rpc is not None:
                state.rpc_states.add(rpc)
            if done is not None:
                state.active_rpc_count += 1
                done.add_done_callback(lambda _: _server._on_call_completed(state))  # noqa: SLF001
            if not self._is_shut:
                self._ask_for(method)

    def is_full(self, waited: int) -> bool:
        """Return whether no more can wait of a method of which *waited* did."""
        return waited >= max(self._more - 1, 1)  # whose turn it was has its place still

    def shut(self) -> None:
        """Let few wait, for more come than can be answered."""
        if self._is_shut:
            return
        self._shut_until = self._monotonic() + SHUT_S
        self.overloads += 1
        _LOG.warning("more calls than can be answered: few may wait")

    @property
    def _is_shut(self) -> bool:
        return self._monotonic() < self._shut_until

    def _ask_for(self, method: "_Waiting") -> None:
        """Ask the core for as many calls of *method* as may wait. Needs the state's lock."""
        state = self._state
        if state.stage is not _server._ServerStage.STARTED:  # noqa: SLF001
            return
        queue = state.completion_queue
        while method.empty:
            method.empty -= 1
            state.server.request_registered_call(queue, queue, method.name, method)


class _Waiting:
    """The calls of one method that may wait. grpcio calls it with each when its turn comes."""

    def __init__(self, room: BurstRoom, name: str, handler: Any, places: int) -> None:  # noqa: ANN401
        self.name = name
        self.known = _server._RegisteredMethod(name, handler)  # noqa: SLF001
        self.empty = places
        """Calls that the core was not asked for, and could be."""
        self.taken = 0
        self._room = room
        self._marked: int | None = None
        """How many had been taken when a mark was put that is in the queue still."""
        self._was_full = False

    def __call__(self, event: Any) -> Nothing:  # noqa: ANN401
        self._room.fill(self, event)
        return None, ()

    @property
    def is_due_a_mark(self) -> bool:
        return self._marked is None and self.taken % MARK_EVERY == 0

    def mark(self, call: Any) -> None:  # noqa: ANN401
        """Put a mark behind all that wait: an operation of *call* that does nothing."""
        refused = call.start_server_batch((), self._reached)
        self._marked = None if refused else self.taken

    def _reached(self, _event: object) -> Nothing:
        """Shut the room where it was full at this mark and the one before.

        A burst is over by then: as long as between the two takes all of it to be answered.
        """
        assert self._marked is not None  # noqa: S101 -- only one is in the queue
        waited, self._marked = self.taken - self._marked, None
        is_full = self._room.is_full(waited)
        if is_full and self._was_full:
            self._room.shut()
        self._was_full = is_full and not self._was_full
        return None, ()


def _is_known() -> bool:
    """Return whether grpcio takes calls in as is known here."""
    state = getattr(_server, "_ServerState", None)
    core = getattr(cygrpc, "Server", None)
    return (
        all(hasattr(_server, name) for name in (*_CALLED_WITH, "_ServerStage"))
        and set(_STATE) <= set(getattr(state, "__annotations__", ()))
        and hasattr(core, "request_registered_call")
        and all(
            tuple(inspect.signature(getattr(_server, name)).parameters) == parameters
            for name, parameters in _CALLED_WITH.items()
        )
    )
