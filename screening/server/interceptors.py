"""The gate every call passes: is there a rule, is there room, who is it, is there time.

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
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn, Self, TypeAlias, TypeVar

import grpc
from google.protobuf.message import DecodeError, Message

from screening.errors import Busy, NotAllowed, OutOfTime, ScreeningError
from screening.server.admission import Doorkeeper
from screening.server.open_calls import LetIn, OpenCalls
from screening.server.patience import Patience
from screening.server.pools import Pool
from screening.server.refusals import Refusals
from screening.server.rules import RULES, Rule, Threads
from screening.server.status_table import status

_LOG = logging.getLogger(__name__)

Context = grpc.ServicerContext
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
Details = grpc.HandlerCallDetails
Parse = Callable[[bytes], Any]
Unary = Callable[[Any, Context], Message]
Watch = Callable[[Any, Context, Callable[[Message], None]], None]
MethodT = TypeVar("MethodT", bound=Callable[..., Any])
Stream = Callable[[Iterator[Any], Context], Iterator[Message]]


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


@dataclass(frozen=True, slots=True)
class _Way:
    """The way to one method: who is let in, and how the others are told."""

    let_in: LetIn
    refuse: Callable[[Context, Exception], NoReturn]

    @classmethod
    def to(cls, method: str, doorkeeper: Doorkeeper) -> Self:
        """Return the way to *method*, on which who is turned away is remembered."""

        def refuse(context: Context, error: Exception) -> NoReturn:
            doorkeeper.turn_away(context, error, method)
            _refuse(context, error)

        return cls(partial(doorkeeper.let_in, method=method), refuse)


class Gate(grpc.ServerInterceptor):
    """Lets calls in by the table of rules, and only as many as there is room for."""

    def __init__(
        self,
        pools: Mapping[Threads, Pool],
        refusals: Refusals,
        patience: Patience,
        doorkeeper: Doorkeeper,
        rules: Mapping[str, Rule] = RULES,
    ) -> None:
        self._pools = pools
        self._doorkeeper = doorkeeper
        self.calls = OpenCalls()
        """Those that stay open, to be swept now and again."""
        self._refusals = refusals
        self._patience = patience
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
            door = self._doors[details.method] = self._door(
                handler, rule, _Way.to(details.method, self._doorkeeper)
            )
        return door.refusal if door.pool.full else door.handler

    def _door(self, handler: Handler, rule: Rule, way: _Way) -> _Door:
        pool = self._pools[rule.threads]
        busy = Busy(
            what=pool.what, maximum=pool.maximum, retry_after_s=pool.retry_after_s
        )
        return _Door(pool, self._guarded(handler, pool, way), self._refusal(busy))

    def _guarded(self, handler: Handler, pool: Pool, way: _Way) -> Handler:
        """Return *handler* on threads of *pool*, its errors told by the table."""
        behavior: Any = (
            handler.unary_unary or handler.unary_stream or handler.stream_stream
        )
        parse = (
            getattr(behavior, "parse", None) or handler.request_deserializer or bytes
        )
        serializer = handler.response_serializer
        if handler.request_streaming:
            return grpc.stream_stream_rpc_method_handler(
                _Stream(behavior, parse, pool, way, self.calls),
                response_serializer=serializer,
            )
        if handler.response_streaming:
            watch: Any = _Watch(  # with a third argument: see there
                behavior, parse, pool, way, self.calls
            )
            return grpc.unary_stream_rpc_method_handler(
                watch, response_serializer=serializer
            )
        return grpc.stream_unary_rpc_method_handler(  # on the wire it is the same
            _Unary(behavior, parse, pool, way, self._patience),
            response_serializer=serializer,
        )

    def _refusal(self, error: ScreeningError) -> Handler:
        """Return a handler that fails at once, without waiting for the request."""
        return grpc.stream_stream_rpc_method_handler(_Refusal(error, self._refusals))


class _Unary:
    """One question, one answer. Late questions are not looked at.

    To gRPC it is a stream of requests, of which the first is taken: so the wait for it
    happens here, where it can be ended.
    """

    def __init__(
        self,
        behavior: Unary,
        parse: Parse,
        pool: Pool,
        way: _Way,
        patience: Patience,
    ) -> None:
        self._behavior = behavior
        self._parse = parse
        self._let_in = way.let_in
        self._refuse = way.refuse
        self._patience = patience
        self.experimental_thread_pool = pool

    def __call__(self, requests: Iterator[bytes], context: Context) -> Message:
        try:
            self._let_in(context)
            request = self._patience.request(requests, context)
            if context.time_remaining() <= 0.0:
                raise OutOfTime  # noqa: TRY301 -- told like any other error, below
            if request is None:
                raise DecodeError  # noqa: TRY301 -- the same
            return self._behavior(self._parse(request), context)
        except grpc.RpcError:
            raise  # the caller went away: gRPC knows this error for its own
        except Exception as error:  # noqa: BLE001 -- the table decides what is told
            self._refuse(context, error)


class _Watch:
    """One question, answers sent whenever there is news; keeps no thread.

    gRPC calls what is marked so with a third argument, to send answers with.
    """

    experimental_non_blocking = True

    def __init__(
        self,
        behavior: Watch,
        parse: Parse,
        pool: Pool,
        way: _Way,
        calls: OpenCalls,
    ) -> None:
        self._behavior = behavior
        self._parse = parse
        self._let_in = way.let_in
        self._refuse = way.refuse
        self._calls = calls
        self.experimental_thread_pool = pool

    def __call__(
        self, request: bytes, context: Context, send: Callable[[Message], None]
    ) -> None:
        try:
            self._let_in(context)
            self._calls.keep(context, self._let_in)
            self._behavior(self._parse(request), context, send)
        except Exception as error:  # noqa: BLE001 -- the table decides what is told
            self._refuse(context, error)


class _Stream:
    """Many questions, many answers, on a thread kept for them.

    The caller is looked at again with each question: who is taken out of the register,
    or whose time is over, gets no further answer.
    """

    def __init__(
        self,
        behavior: Stream,
        parse: Parse,
        pool: Pool,
        way: _Way,
        calls: OpenCalls,
    ) -> None:
        self._behavior = behavior
        self._parse = parse
        self._let_in = way.let_in
        self._refuse = way.refuse
        self._calls = calls
        self.experimental_thread_pool = pool

    def __call__(
        self, requests: Iterator[bytes], context: Context
    ) -> Iterator[Message]:
        def read(request: bytes) -> object:
            self._let_in(context)
            return self._parse(request)

        try:
            with self._calls.open(context, self._let_in):
                self._let_in(context)
                yield from self._behavior(map(read, requests), context)
        except grpc.RpcError:
            raise  # the caller went away: gRPC knows this error for its own
        except Exception as error:  # noqa: BLE001 -- the table decides what is told
            self._refuse(context, error)


class _Refusal:
    """Fails every call with one error, put in words once."""

    def __init__(self, error: ScreeningError, pool: Refusals) -> None:
        self.status = status(error)
        self.experimental_thread_pool = pool

    def __call__(
        self, _requests: Iterator[bytes], context: Context
    ) -> Iterator[Message]:
        context.abort_with_status(self.status)


def _refuse(context: Context, error: Exception) -> NoReturn:
    context.abort_with_status(status(error))
