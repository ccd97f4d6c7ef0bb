"""The gate every call passes: is there a rule, room, time; who calls, and may they.

And what the caller is told when the call fails.

gRPC asks an interceptor for a handler on its one serving thread, where nothing may
wait; all but the question of room is therefore asked in a wrapper around the handler,
on a thread of the method's own pool. Requests are parsed there too: bytes that are no
message are then the caller's error (INVALID_ARGUMENT), not ours (INTERNAL), and the
serving thread is spared the work.
"""

from __future__ import annotations  # for a type that has no subscript at run time

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias, TypeVar

import grpc
from google.protobuf.message import DecodeError, Message

from screening.errors import Busy, NotAllowed, OutOfTime, ScreeningError
from screening.server.admission import Admission
from screening.server.calls import called_by
from screening.server.patience import Patience
from screening.server.pools import Pool
from screening.server.rules import RULES, Rule, Threads
from screening.server.status_table import status

_LOG = logging.getLogger(__name__)

Context = grpc.ServicerContext
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
Details = grpc.HandlerCallDetails
Parse = Callable[[bytes], Any]
MethodT = TypeVar("MethodT", bound=Callable[..., Any])


def read_by(parse: Parse) -> Callable[[MethodT], MethodT]:
    """Have the requests of a method read by *parse*, and not as its message."""

    def marked(method: MethodT) -> MethodT:
        method.parse = parse  # type: ignore[attr-defined]
        return method

    return marked


@dataclass(frozen=True, slots=True)
class _Door:
    """One method: its handler while there is room, its refusal when there is none."""

    pool: Pool
    handler: Handler
    refusal: Handler


class Gate(grpc.ServerInterceptor):
    """Lets calls in by the table of rules, and only as many as there is room for."""

    def __init__(
        self,
        pools: Mapping[Threads, Pool],
        refusals: ThreadPoolExecutor,
        patience: Patience,
        admission: Admission,
        rules: Mapping[str, Rule] = RULES,
    ) -> None:
        self._pools = pools
        self._refusals = refusals
        self._patience = patience
        self._admission = admission
        self._rules = rules
        self._doors: dict[str, _Door] = {}

    def intercept_service(
        self, continuation: Callable[[Details], Handler | None], details: Details
    ) -> Handler | None:
        """Return what handles the call; None where no such method is served."""
        door = self._doors.get(details.method)
        if door is None:
            handler = continuation(details)
            if handler is None:
                return None
            rule = self._rules.get(details.method)
            if rule is None:
                _LOG.error("a method without a rule method=%s", details.method)
                return self._refusal(NotAllowed(method=details.method))
            door = self._door(details.method, handler, rule)
            self._doors[details.method] = door
        return door.refusal if door.pool.full else door.handler

    def _door(self, name: str, handler: Handler, rule: Rule) -> _Door:
        pool = self._pools[rule.threads]
        busy = Busy(what=pool.what, maximum=pool.maximum)
        return _Door(pool, self._guarded(name, handler, pool), self._refusal(busy))

    def _guarded(self, name: str, handler: Handler, pool: Pool) -> Handler:
        """Return *handler* on threads of *pool*, its errors told by the table."""
        method = _Method(name, handler, self._admission)
        serializer = handler.response_serializer
        if handler.request_streaming:
            return grpc.stream_stream_rpc_method_handler(
                _Stream(method, pool), response_serializer=serializer
            )
        if handler.response_streaming:
            watch: Any = _Watch(method, pool)  # with a third argument: see there
            return grpc.unary_stream_rpc_method_handler(
                watch, response_serializer=serializer
            )
        return grpc.stream_unary_rpc_method_handler(  # on the wire it is the same
            _Unary(method, pool, self._patience), response_serializer=serializer
        )

    def _refusal(self, error: ScreeningError) -> Handler:
        """Return a handler that fails at once, without waiting for the request."""
        return grpc.stream_stream_rpc_method_handler(_Refusal(error, self._refusals))


class _Method:
    """A method: what answers it, how its requests are read, and whom it lets in."""

    def __init__(self, name: str, handler: Handler, admission: Admission) -> None:
        self.behavior: Any = (
            handler.unary_unary or handler.unary_stream or handler.stream_stream
        )
        self.parse: Parse = (
            getattr(self.behavior, "parse", None)
            or handler.request_deserializer
            or bytes
        )
        self._name = name
        self._admission = admission

    def let_in(self, context: Context) -> Context:
        """Return *context* with its caller beside it; raise where that may not call."""
        return called_by(self._admission.admit(context, self._name), context)

    def open(self, context: Context) -> AbstractContextManager[None]:
        """Hold the call open: it ends when its caller would not be let in any more."""
        return self._admission.open(context, self._name)

    def keep_open(self, context: Context) -> None:
        """Do the same until gRPC says that the call is over."""
        self._admission.begin(context, self._name)
        if not context.add_callback(lambda: self._admission.end(context)):
            self._admission.end(context)


class _Unary:
    """One question, one answer. Late questions are not looked at.

    To gRPC it is a stream of requests, of which the first is taken: so the wait for it
    happens here, where it can be ended.
    """

    def __init__(self, method: _Method, pool: Pool, patience: Patience) -> None:
        self._method = method
        self._patience = patience
        self.experimental_thread_pool = pool

    def __call__(self, requests: Iterator[bytes], context: Context) -> Message:
        try:
            request = self._patience.request(requests, context)
            if context.time_remaining() <= 0.0:
                raise OutOfTime  # noqa: TRY301 -- told like any other error, below
            called = self._method.let_in(context)
            if request is None:
                raise DecodeError  # noqa: TRY301 -- the same
            return self._method.behavior(self._method.parse(request), called)  # type: ignore[no-any-return]
        except grpc.RpcError:
            raise  # the caller went away: gRPC knows this error for its own
        except Exception as error:  # noqa: BLE001 -- the table decides what is told
            _refuse(context, error)


class _Watch:
    """One question, answers sent whenever there is news; keeps no thread.

    gRPC calls what is marked so with a third argument, to send answers with.
    """

    experimental_non_blocking = True

    def __init__(self, method: _Method, pool: Pool) -> None:
        self._method = method
        self.experimental_thread_pool = pool

    def __call__(
        self, request: bytes, context: Context, send: Callable[[Message], None]
    ) -> None:
        try:
            called = self._method.let_in(context)
            self._method.keep_open(context)
            self._method.behavior(self._method.parse(request), called, send)
        except Exception as error:  # noqa: BLE001 -- the table decides what is told
            _refuse(context, error)


class _Stream:
    """Many questions, many answers, on a thread kept for them."""

    def __init__(self, method: _Method, pool: Pool) -> None:
        self._method = method
        self.experimental_thread_pool = pool

    def __call__(
        self, requests: Iterator[bytes], context: Context
    ) -> Iterator[Message]:
        try:
            with self._method.open(context):
                called = self._method.let_in(context)
                yield from self._method.behavior(
                    self._questions(requests, context), called
                )
        except grpc.RpcError:
            raise  # the caller went away: gRPC knows this error for its own
        except Exception as error:  # noqa: BLE001 -- the table decides what is told
            _refuse(context, error)

    def _questions(
        self, requests: Iterator[bytes], context: Context
    ) -> Iterator[Message]:
        """Yield each question; the caller is asked for anew, for days may have passed."""
        for request in requests:
            self._method.let_in(context)
            yield self._method.parse(request)


class _Refusal:
    """Fails every call with one error."""

    def __init__(self, error: ScreeningError, pool: ThreadPoolExecutor) -> None:
        self._error = error
        self.experimental_thread_pool = pool

    def __call__(
        self, _requests: Iterator[bytes], context: Context
    ) -> Iterator[Message]:
        _refuse(context, self._error)


def _refuse(context: Context, error: Exception) -> NoReturn:
    context.abort_with_status(status(error))
