"""Asks batch after batch.

The request is bytes made before, the answer is not parsed while it is timed, and both are
moved by the C core of grpcio: a batch of 10,000 costs this process a thousandth of what
it costs the service.
"""

import threading
from collections.abc import Callable
from time import perf_counter_ns

from bench.asker import connected, questions
from bench.asker.meter import metered
from bench.asker.plans import Batches, Outcome
from bench.asker.traveller_questions import (
    BATCH_SCREEN_TRAVELLERS,
    are_answered,
    passengers,
)
from bench.latencies import Latencies

_TIMEOUT_S = 30


def run(plan: Batches) -> Outcome:
    """Ask over every connection at once."""
    travellers = plan.about == "travellers"
    request = (
        passengers(plan.items)
        if travellers
        else questions.batch(plan.items, purpose=plan.purpose)
    )
    method = BATCH_SCREEN_TRAVELLERS if travellers else questions.BATCH_SCREEN_DOCUMENTS
    with connected.channels(
        plan.address, workers=plan.workers, each=plan.connections, tls=plan.tls
    ) as channels:
        callers = [
            _Caller(channel.unary_unary(method), request, plan.seconds)
            for channel in channels
        ]
        for caller in callers:
            caller.ask()
        with metered() as meter:
            for caller in callers:
                caller.start()
            for caller in callers:
                caller.join()
    answers = [answer for caller in callers for answer in caller.answers]
    is_right = are_answered if travellers else questions.batch_answered
    right = sum(is_right(each, plan.items) for each in answers)
    taken = [each for caller in callers for each in caller.taken]
    return Outcome(
        latencies=Latencies.of_ns(taken).encoded(),
        answers=len(taken),
        failed=len(taken) - right,
        seconds=meter.seconds,
        processor_share=meter.processor_share,
    )


class _Caller(threading.Thread):
    """One connection, and who asks over it."""

    def __init__(
        self, call: Callable[..., bytes], request: bytes, seconds: float
    ) -> None:
        super().__init__()
        self.taken: list[int] = []
        self.answers: list[bytes] = []
        self._call = call
        self._request = request
        self._seconds = seconds

    def ask(self) -> bytes:
        """Ask once."""
        return self._call(self._request, timeout=_TIMEOUT_S)

    def run(self) -> None:
        """Ask until the time is over."""
        until = perf_counter_ns() + int(self._seconds * 1e9)
        while (started := perf_counter_ns()) < until:
            answer = self.ask()
            self.taken.append(perf_counter_ns() - started)
            self.answers.append(answer)
