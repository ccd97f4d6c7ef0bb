"""Asks at times that were set before, whatever has come back: no coordinated omission.

One thread, bare connections. It sleeps until shortly before a question is due, and then
looks at clock and sockets without sleeping. So half of the questions leave within 2 µs of
their time; those of a thread that slept to the end left 60 to 100 µs late, which would be
counted as the service's.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from heapq import merge
from itertools import count, zip_longest
from select import select
from time import perf_counter_ns

import numpy as np

from bench.asker import connected, questions
from bench.asker.bare_http2 import TIMEOUT_S, Connection
from bench.asker.meter import Meter, metered
from bench.asker.plans import OpenLoop, Outcome
from bench.latencies import Latencies

CONNECTIONS = 8
"""To each worker; every lane has one to itself, as every gate has."""
_LATE_NS = 100_000
_AWAKE_NS = 200_000
_SETTLE_S = 0.5
"""Granted to a service in which hundreds of lanes have just begun, and others ended."""
_SOON_NS = 5_000_000
_SECOND_NS = 1_000_000_000


@dataclass(slots=True, eq=False)
class Sender:
    """Where questions are asked: on a connection, or over the lane on it."""

    connection: Connection
    worker: int
    lane: int | None = None


@dataclass(slots=True)
class Question:
    """One question: when it was due, when it left, and what came of it."""

    sender: Sender = field(repr=False)
    index: int
    due: int
    sent: int
    ended: int = 0
    ok: bool = False
    message: bytes = b""


def run(plan: OpenLoop) -> Outcome:
    """Ask as *plan* says."""
    with ExitStack() as leaving:
        hold = leaving.enter_context
        unary = hold(
            connected.bare(
                plan.address, workers=plan.workers, each=CONNECTIONS, tls=plan.tls
            )
        )
        lanes = hold(
            connected.bare(plan.address, workers=1, each=plan.lanes, tls=plan.tls)
        )
        ring = questions.ring(hit_every=plan.hit_every, purpose=plan.purpose)
        for connection in unary:
            connection.asked(questions.SCREEN_DOCUMENT, ring.unary[0])
        opened = [_open(each, ring) for each in lanes]
        if lanes:
            time.sleep(_SETTLE_S)
        loop = _Loop(plan, ring, unary, opened)
        with metered() as meter:
            loop.run()
        return _outcome(plan, ring, loop.asked, meter)


def _open(connection: Connection, ring: questions.Ring) -> Sender:
    """Open a lane and ask over it once: now it has its thread."""
    lane = connection.open_lane(questions.OPEN_LANE)
    connection.ask_over(lane, ring.lane[0])
    connection.wait()
    return Sender(connection, 0, lane)


class _Loop:
    """Everything under way."""

    def __init__(
        self,
        plan: OpenLoop,
        ring: questions.Ring,
        unary: Sequence[Connection],
        lanes: Sequence[Sender],
    ) -> None:
        self.asked: list[Question] = []
        self._plan = plan
        self._ring = ring
        self._unary = [Sender(each, i % plan.workers) for i, each in enumerate(unary)]
        self._lanes = lanes[: plan.asking]
        self._waiting: dict[tuple[Connection, int], list[Question]] = defaultdict(list)
        self._heard: list[Connection | int] = [
            each.connection for each in (*self._unary, *self._lanes)
        ]
        if plan.until_told:
            self._heard.append(sys.stdin.fileno())
        self._told = False

    def run(self) -> None:
        """Ask what is due, one after the other; then wait for what has not come."""
        start = perf_counter_ns() + _SOON_NS
        end = start + int(self._plan.seconds * _SECOND_NS)
        for offset, index, sender in self._slots():
            due = start + offset
            if due >= end and (self._told or not self._plan.until_told):
                break
            self._listen(until=due)
            self._ask(due, index, sender)
        self._drain()

    def _slots(self) -> Iterator[tuple[int, int, Sender]]:
        """Yield when, after the start, which question goes where."""
        return merge(
            _every(self._plan.rate, self._unary, late=0.0),
            _every(self._plan.lane_rate, self._lanes, late=0.5),
            key=lambda slot: slot[0],
        )

    def _ask(self, due: int, index: int, sender: Sender) -> None:
        at = index % len(self._ring.unary)
        question = Question(sender, at, due, perf_counter_ns())
        connection = sender.connection
        if sender.lane is None:
            stream = connection.ask(questions.SCREEN_DOCUMENT, self._ring.unary[at])
        else:
            stream = connection.ask_over(sender.lane, self._ring.lane[at])
        self._waiting[connection, stream].append(question)
        self.asked.append(question)

    def _listen(self, *, until: int) -> None:
        while (left := until - perf_counter_ns()) > 0:
            self._hear(max(left - _AWAKE_NS, 0) / _SECOND_NS)

    def _hear(self, timeout_s: float) -> None:
        """Take the answers that come within *timeout_s*, or the first of them."""
        for heard in select(self._heard, (), (), timeout_s)[0]:
            if isinstance(heard, int):
                sys.stdin.buffer.readline()
                self._heard.remove(heard)
                self._told = True
                continue
            now = perf_counter_ns()
            for answered in heard.answers():
                waiting = self._waiting[heard, answered.stream]
                question = waiting.pop(0)
                question.ended, question.ok = now, answered.ok
                question.message = answered.message
                if not waiting:
                    del self._waiting[heard, answered.stream]

    def _drain(self) -> None:
        end = perf_counter_ns() + TIMEOUT_S * _SECOND_NS
        while self._waiting and (left := end - perf_counter_ns()) > 0:
            self._hear(left / _SECOND_NS)


def _every(
    rate: float, senders: Sequence[Sender], *, late: float
) -> Iterator[tuple[int, int, Sender]]:
    """Yield *rate* slots a second, *late* by a part of what lies between two."""
    if rate:
        for index in count():
            due = int((index + late) * _SECOND_NS / rate)
            yield due, index, senders[index % len(senders)]


def _outcome(
    plan: OpenLoop, ring: questions.Ring, asked: Sequence[Question], meter: Meter
) -> Outcome:
    late = np.array([each.sent - each.due for each in asked])
    over_lanes = [each for each in asked if each.sender.lane is not None]
    unary = [each for each in asked if each.sender.lane is None]
    read = [] if plan.empty else [_read(each) for each in asked]
    wrong = [
        each
        for each, said in zip_longest(asked, read)
        if not _is_right(each, said, ring.listed)
    ]
    return Outcome(
        latencies=_took(unary).encoded(),
        accepted_latencies=_under_way([each for each in unary if each.ok]).encoded(),
        refused_latencies=_under_way([q for q in unary if not q.ok]).encoded(),
        lane_latencies=_took(over_lanes).encoded(),
        answers=len(asked),
        failed=len(wrong),
        why=repr(wrong[0]) if wrong else "",
        hits=sum(said.is_hit for said in read),
        seconds=meter.seconds,
        processor_share=meter.processor_share,
        late_share=float(np.mean(late > _LATE_NS)),
        late_p99_us=float(np.percentile(late, 99)) / 1000,
        shown=tuple(_shown(plan.workers, asked, read)),
    )


def _read(question: Question) -> questions.Read:
    if not question.ok:
        return questions.NOTHING
    return questions.read(question.message, lane=question.sender.lane is not None)


def _is_right(
    question: Question, said: questions.Read | None, listed: int | None
) -> bool:
    """Return whether a question was answered, and its answer, if it was read, is true."""
    if said is None:
        return question.ok
    return said.is_hit if question.index == listed else said.is_miss


def _took(asked: Sequence[Question]) -> Latencies:
    return Latencies.of_ns(each.ended - each.due for each in asked if each.ended)


def _under_way(asked: Sequence[Question]) -> Latencies:
    """Return how long they took from when they left, be that late."""
    return Latencies.of_ns(each.ended - each.sent for each in asked if each.ended)


def _shown(
    workers: int, asked: Sequence[Question], read: Sequence[questions.Read]
) -> Iterator[tuple[int, int]]:
    """Yield each revision that came up, and when the last worker showed it or a later."""
    first: list[dict[int, int]] = [{} for _ in range(workers)]
    for question, said in sorted(
        zip(asked, read, strict=False), key=lambda pair: pair[0].ended
    ):
        if said.revision:
            first[question.sender.worker].setdefault(said.revision, question.ended)
    for revision in sorted(set().union(*first)):
        times = [
            min((at for r, at in worker.items() if r >= revision), default=None)
            for worker in first
        ]
        if None not in times:
            yield revision, max(at for at in times if at is not None)
