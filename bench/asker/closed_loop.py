"""Asks again when the answer is there: one by one, or with a crowd under way."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from queue import SimpleQueue
from select import select
from time import perf_counter_ns

import grpc

from bench.asker import connected, questions
from bench.asker.meter import Meter, metered
from bench.asker.plans import BareOneByOne, Crowd, OneByOne, Outcome
from bench.asker.traveller_questions import SCREEN_TRAVELLER, is_answered, zones
from bench.latencies import Latencies

TIMEOUT_S = 5
CONNECTIONS = 8
_WARM_CALLS = 20
_ASK = questions.SCREEN_DOCUMENT
Ask = Callable[..., bytes]


def run(plan: OneByOne) -> Outcome:
    """Ask through grpcio's own client."""
    with connected.channels(plan.address, workers=1, each=1, tls=plan.tls) as (
        channel,
    ):
        if not plan.lane:
            call: Ask = channel.unary_unary(_method(plan))
            return _one_by_one(plan, partial(call, timeout=TIMEOUT_S))
        with _grpcio_lane(channel) as ask:
            return _one_by_one(plan, ask)


@contextmanager
def _grpcio_lane(channel: grpc.Channel) -> Iterator[Ask]:
    asked: SimpleQueue[bytes | None] = SimpleQueue()
    open_lane: Callable[..., Iterator[bytes]] = channel.stream_stream(
        questions.OPEN_LANE
    )
    answers = open_lane(iter(asked.get, None))

    def ask(message: bytes) -> bytes:
        asked.put(message)
        return next(answers)

    yield ask
    asked.put(None)


def run_bare(plan: BareOneByOne) -> Outcome:
    """Ask from a client that costs little."""
    with connected.bare(plan.address, workers=1, each=1, tls=plan.tls) as (connection,):
        if not plan.lane:
            return _one_by_one(plan, lambda m: connection.asked(_method(plan), m))
        lane = connection.open_lane(questions.OPEN_LANE)

        def ask_over(message: bytes) -> bytes:
            connection.ask_over(lane, message)
            return connection.wait()

        return _one_by_one(plan, ask_over)


def run_crowd(plan: Crowd) -> Outcome:
    """Keep so many questions under way; an answer makes room for the next."""
    taken: list[int] = []
    failed = 0
    messages = cycle(questions.ring(purpose=plan.purpose).unary)
    with connected.bare(
        plan.address, workers=1, each=CONNECTIONS, tls=plan.tls
    ) as connections:
        for connection in connections:
            connection.asked(_ASK, next(messages))
        asked_at = {}
        for _, connection in zip(
            range(plan.in_flight), cycle(connections), strict=False
        ):
            asked_at[connection, connection.ask(_ASK, next(messages))] = (
                perf_counter_ns()
            )
        with metered() as meter:
            until = perf_counter_ns() + int(plan.seconds * 1e9)
            while (now := perf_counter_ns()) < until:
                for connection in select(connections, (), (), TIMEOUT_S)[0]:
                    for answered in connection.answers():
                        now = perf_counter_ns()
                        taken.append(now - asked_at.pop((connection, answered.stream)))
                        failed += not answered.ok
                        stream = connection.ask(_ASK, next(messages))
                        asked_at[connection, stream] = now
    return _outcome(taken, failed, meter)


def _one_by_one(plan: OneByOne, ask: Ask) -> Outcome:
    messages = cycle(_messages(plan))
    for _ in range(_WARM_CALLS):
        ask(next(messages))
    taken: list[int] = []
    answers: list[bytes] = []
    with metered() as meter:
        now = perf_counter_ns()
        until = now + int(plan.seconds * 1e9)
        while now < until:
            started = perf_counter_ns()
            answers.append(ask(next(messages)))
            now = perf_counter_ns()
            taken.append(now - started)
    return _outcome(taken, _wrong(plan, answers), meter)


def _method(plan: OneByOne) -> str:
    return SCREEN_TRAVELLER if plan.about == "travellers" else questions.SCREEN_DOCUMENT


def _messages(plan: OneByOne) -> list[bytes]:
    if plan.about == "travellers":
        return zones()
    ring = questions.ring(purpose=plan.purpose)
    return ring.lane if plan.lane else ring.unary


def _wrong(plan: OneByOne, answers: Sequence[bytes]) -> int:
    if plan.empty:
        return 0
    if plan.about == "travellers":
        return sum(not is_answered(each) for each in answers)
    return sum(not questions.read(each, lane=plan.lane).is_miss for each in answers)


def _outcome(taken: Sequence[int], failed: int, meter: Meter) -> Outcome:
    return Outcome(
        latencies=Latencies.of_ns(taken).encoded(),
        answers=len(taken),
        failed=failed,
        seconds=meter.seconds,
        processor_share=meter.processor_share,
    )
