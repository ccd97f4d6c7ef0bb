"""`rotation`: authority, service and caller get new certificates every two seconds.

Questions go on meanwhile through the client that checkpoints have; one that fails ends the run.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter_ns

from bench.asked import absent_documents
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.guarded import PURPOSE, Guard, own_folder
from bench.latencies import Latencies
from bench.served import served
from screening.client import ScreeningClient
from screening.queries import Answer, Asked

_SECONDS, _SECONDS_SMALL = 60.0, 4.0
_INTERVAL_S = 2.0
_UNTIL_BELIEVED_S = 1.2
"""A service looks at its files every second."""
_TIMEOUT_S = 10.0


def rotation(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask one question after the other for a minute."""
    seconds = _SECONDS_SMALL if budget.small else _SECONDS
    with ground.scratch() as folder:
        guard = Guard(folder)
        data = own_folder(ground.data(), folder / "data", sealed=True)
        with (
            served(data, *guard.options) as ours,
            ScreeningClient(
                ours.address,
                timeout_s=_TIMEOUT_S,
                tls=guard.caller(),
                asked=Asked(purpose=PURPOSE),
            ) as client,
            _rotating(guard) as rotations,
        ):
            took = _asked(client, seconds)
            yield timed_line(
                "rotation",
                ground.records,
                took,
                rss_mib=ours.private_mib(),
                extra=(("rotations", len(rotations)),),
            )


def _asked(client: ScreeningClient, seconds: float) -> Latencies:
    """Ask for so many seconds; raise what a call that fails raises."""
    taken: list[int] = []
    queries = absent_documents()
    until = perf_counter_ns() + int(seconds * 1e9)
    while (started := perf_counter_ns()) < until:
        answer = client.screen_document(queries[len(taken) % len(queries)]).answer
        taken.append(perf_counter_ns() - started)
        if answer is not Answer.NO_RECORD:
            raise RuntimeError(f"a document nobody listed was answered with {answer}")
    return Latencies.of_ns(taken)


@contextmanager
def _rotating(guard: Guard) -> Iterator[list[float]]:
    """Rotate until left; yield when each rotation was done. One that fails raises."""
    ended = threading.Event()
    done: list[float] = []
    failed: list[Exception] = []

    def rotate() -> None:
        try:
            while not ended.wait(_INTERVAL_S - _UNTIL_BELIEVED_S):
                guard.believe_another()
                time.sleep(_UNTIL_BELIEVED_S)  # a rotation takes its time
                guard.issue()
                done.append(time.monotonic())
        except Exception as error:  # noqa: BLE001 -- raised on the thread that waits
            failed.append(error)

    thread = threading.Thread(target=rotate)
    thread.start()
    try:
        yield done
    finally:
        ended.set()
        thread.join()
    if failed:
        raise failed[0]
