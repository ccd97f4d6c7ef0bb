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
from time import perf_counter
from typing import Any, TypeAlias, TypeVar

import grpc
from google.protobuf.message import DecodeError, Message

from screening.errors import Busy, NotAllowed, OutOfTime, ScreeningError
from screening.server import log
from screening.server.admission import Doorkeeper
from screening.server.open_calls import LetIn, OpenCalls
from screening.server.patience import Patience
from screening.server.pools import Pool
from screening.server.quick import IsQuick, never
from screening.server.refusals import Refusals
from screening.server.rules import RULES, Rule, Threads
from screening.server.seeing.counts import GONE, OK, Counts, MethodCounts
from screening.server.status_table import ending, told

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
class _Way:
    """The way of calls to one method: on which threads, by whose leave, counted where."""

    pool: Pool
    let_in: LetIn
    turn_away: Callable[[Context, Exception], None]
    """Remembers who is turned away, where that is why a call fails."""
    counts: MethodCounts
    is_quick: IsQuick
    """Which of them are run where they arrive."""


@dataclass(frozen=True, slots=True)
class _Door:
    """One method: its handler while there is room, its refusal when there is none."""

    pool: Pool
    handler: Handler
    refusal: Handler


class Gate(grpc.ServerInterceptor):
    """Lets calls in by the table of rules, and only as many as there is room for."""

    def __init__(  # noqa: PLR0913 -- all that stands before a call, put together once
        self,
        pools: Mapping[Threads, Pool],
        refusals: Refusals,
        patience: Patience,
        doorkeeper: Doorkeeper,
        rules: Mapping[str, Rule] = RULES,
        *,
        counts: Counts | None = None,
        quick: Mapping[str, IsQuick] | None = None,
    ) -> None:
        self._pools = pools
        self._quick = quick or {}
        self._counts = counts or Counts()
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
                counts = self._counts.of(details.method)
                return self._refusal(NotAllowed(method=details.method), counts)
            door = self._doors[details.method] = self._door(
                handler, rule, details.method
            )
        return door.refusal if door.pool.full else door.handler

    def _door(self, handler: Handler, rule: Rule, method: str) -> _Door:
        pool, counts = self._pools[rule.threads], self._counts.of(method)
        way = _Way(
            pool,
            partial(self._doorkeeper.let_in, method=method),
            partial(self._doorkeeper.turn_away, method=method),
            counts,
            self._quick.get(method, never),
        )
        guarded = self._guarded(handler, way)
        busy = Busy(
            what=pool.what, maximum=pool.maximum, retry_after_s=pool.retry_after_s
        )
        return _Door(pool, guarded, self._refusal(busy, counts))

    def _guarded(self, handler: Handler, way: _Way) -> Handler:
        """Return *handler* with *way* before it, its errors told by the table."""
        behavior: Any = (
            handler.unary_unary or handler.unary_stream or handler.stream_stream
        )
        parse = (
            getattr(behavior, "parse", None) or handler.request_deserializer or bytes
        )
        serializer = handler.response_serializer
        if handler.request_streaming:
            return grpc.stream_stream_rpc_method_handler(
                _Stream(behavior, parse, way, self.calls),
                response_serializer=serializer,
            )
        if handler.response_streaming:
            watch: Any = _Watch(  # with a third argument: see there
                behavior, parse, way, self.calls, self._patience
            )
            return grpc.stream_stream_rpc_method_handler(  # the same on the wire, again
                watch, response_serializer=serializer
            )
        return grpc.stream_unary_rpc_method_handler(  # on the wire it is the same
            _Unary(behavior, parse, way, self._patience),
            response_serializer=serializer,
        )

    def _refusal(self, error: ScreeningError, counts: MethodCounts) -> Handler:
        """Return a handler that fails at once, without waiting for the request."""
        refusal = _Refusal(error, self._refusals, counts)
        return grpc.stream_stream_rpc_method_handler(refusal)


class _Unary:
    """One question, one answer. Late questions are not looked at.

    To gRPC it is a stream of requests, of which the first is taken: so the wait for it
    happens here, where it can be ended.
    """

    def __init__(
        self, behavior: Unary, parse: Parse, way: _Way, patience: Patience
    ) -> None:
        self._behavior = behavior
        self._parse = parse
        self._let_in, self._turn_away = way.let_in, way.turn_away
        self._patience = patience
        self._ended = way.counts.ended
        self.is_quick = way.is_quick
        self.experimental_thread_pool = way.pool

    def __call__(self, requests: Iterator[bytes], context: Context) -> Message:
        began, outcome = perf_counter(), OK
        log.call_begins()
        try:
            self._let_in(context)
            request = self._patience.request(requests, context)
            if context.time_remaining() <= 0.0:
                raise OutOfTime  # noqa: TRY301 -- told like any other error, below
            if request is None:
                raise DecodeError  # noqa: TRY301 -- the same
            return self._behavior(self._parse(request), context)
        except grpc.RpcError:
            outcome = GONE
            raise  # the caller went away: gRPC knows this error for its own
        except Exception as error:  # noqa: BLE001 -- the table decides what is told
            self._turn_away(context, error)
            what = told(error)
            outcome = what.reason
            context.abort_with_status(ending(what))
        finally:
            self._ended(outcome, perf_counter() - began)
            log.call_ends()


class _Watch:
    """One question, answers sent whenever there is news; keeps no thread.

    gRPC calls what is marked so with a third argument, to send answers with.
    """

    experimental_non_blocking = True

    def __init__(
        self,
        behavior: Watch,
        parse: Parse,
        way: _Way,
        calls: OpenCalls,
        patience: Patience,
    ) -> None:
        self._behavior = behavior
        self._parse = parse
        self._let_in, self._turn_away = way.let_in, way.turn_away
        self._calls = calls
        self._patience = patience
        self._ended = way.counts.ended
        self.experimental_thread_pool = way.pool

    def __call__(
        self,
        requests: Iterator[bytes],
        context: Context,
        send: Callable[[Message], None],
    ) -> None:
        began, outcome = perf_counter(), OK
        log.call_begins()
        try:
            self._let_in(context)
            request = self._patience.request(requests, context)
            if request is None:
                raise DecodeError  # noqa: TRY301 -- told like any other error, below
            self._calls.keep(context, self._let_in)
            self._behavior(self._parse(request), context, send)
        except grpc.RpcError:
            outcome = GONE
            raise  # the caller went away: gRPC knows this error for its own
        except Exception as error:  # noqa: BLE001 -- the table decides what is told
            self._turn_away(context, error)
            what = told(error)
            outcome = what.reason
            context.abort_with_status(ending(what))
        finally:  # that is, once it is open: it may stay so for hours
            self._ended(outcome, perf_counter() - began)
            log.call_ends()


class _Stream:
    """Many questions, many answers, on a thread kept for them.

    The caller is looked at again with each question: who is taken out of the register,
    or whose time is over, gets no further answer. What ends the call by an error is
    counted here, questions that are answered by who answers them.
    """

    def __init__(
        self, behavior: Stream, parse: Parse, way: _Way, calls: OpenCalls
    ) -> None:
        self._behavior = behavior
        self._parse = parse
        self._let_in, self._turn_away = way.let_in, way.turn_away
        self._calls = calls
        self._ended = way.counts.ended
        self.experimental_thread_pool = way.pool

    def __call__(
        self, requests: Iterator[bytes], context: Context
    ) -> Iterator[Message]:
        began = perf_counter()

        def read(request: bytes) -> object:
            nonlocal began
            began = perf_counter()
            log.call_begins()
            self._let_in(context)
            return self._parse(request)

        log.call_begins()
        try:
            with self._calls.open(context, self._let_in):
                self._let_in(context)
                yield from self._behavior(map(read, requests), context)
        except grpc.RpcError:
            raise  # the caller went away: gRPC knows this error for its own
        except Exception as error:  # noqa: BLE001 -- the table decides what is told
            self._turn_away(context, error)
            what = told(error)
            self._ended(what.reason, perf_counter() - began)
            context.abort_with_status(ending(what))
        finally:
            log.call_ends()


class _Refusal:
    """Fails every call with one error, put in words once."""

    def __init__(
        self, error: ScreeningError, pool: Refusals, counts: MethodCounts
    ) -> None:
        what = told(error)
        self.status = ending(what)
        self.counted = partial(counts.ended, what.reason, 0.0)
        self.experimental_thread_pool = pool

    def __call__(
        self, _requests: Iterator[bytes], context: Context
    ) -> Iterator[Message]:
        self.counted()
        context.abort_with_status(self.status)
