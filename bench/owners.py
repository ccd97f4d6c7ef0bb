"""`owners`: what data owners send to a running service, until it is acknowledged, and shown.

`RecordService.ApplyChanges` over gRPC, one request after the other, as `screening submit`
sends them: each answer means that the changes are on disk. All records are new.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from time import perf_counter_ns

from bench.asker.connected import bare
from bench.asker.questions import SCREEN_DOCUMENT, read, ring
from bench.figures import Line, timed_line
from bench.ground import FEED, Budget, Ground
from bench.latencies import Latencies
from bench.served import served
from screening.client import ScreeningClient
from screening.ownership import Acknowledgement
from screening.records import Database

OWNER = "UTO"
_SIZES = (1, 100, 1_000)
_WORKERS = 2


def owners(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Send one change, a hundred, a thousand at a time; then one until all show it."""
    count = 3 if budget.small else max(10, int(budget.seconds * 10))
    with ExitStack() as stack:
        ours = stack.enter_context(
            served(ground.data(), "--pilot-owner", f"{OWNER}={FEED}", workers=_WORKERS)
        )
        owner = _Owner(stack.enter_context(ScreeningClient(ours.address)))
        owner.send(1)  # the writer opens the feed
        for size in _SIZES:
            took = Latencies.of_ns(owner.timed(size) for _ in range(count))
            yield timed_line(f"owners/{size}", ground.records, took, answers=size)
        workers = stack.enter_context(bare(ours.address, workers=_WORKERS, each=1))
        (question, *_) = ring().unary
        took = Latencies()
        for _ in range(count):
            revision = owner.send(1).revision
            acknowledged = perf_counter_ns()
            for worker in workers:
                while _shown(worker.asked(SCREEN_DOCUMENT, question)) < revision:
                    pass
            took.add(perf_counter_ns() - acknowledged)
        yield timed_line("owners/visible", ground.records, took)


class _Owner:
    """Sends requests, each of records that were not there."""

    def __init__(self, client: ScreeningClient) -> None:
        self._client = client
        self._sent = 0
        self._begin = perf_counter_ns()

    def timed(self, size: int) -> int:
        """Send *size* changes; return the nanoseconds until they were acknowledged."""
        begin = perf_counter_ns()
        self.send(size)
        return perf_counter_ns() - begin

    def send(self, size: int) -> Acknowledgement:
        """Send *size* changes."""
        numbers = range(self._sent, self._sent + size)
        self._sent += size
        answer = self._client.apply_changes(
            FEED,
            [_put(f"{self._begin}-{number}") for number in numbers],
            database=Database.DOCUMENTS,
            request_id=f"bench-{self._begin}-{self._sent}",
            timeout_s=60,
        )
        if answer.puts != size:
            raise RuntimeError(f"of {size} changes {answer.puts} were made")
        return answer


def _put(name: str) -> dict[str, str]:
    return {
        "op": "put",
        "record_id": name,
        "owner": OWNER,
        "issuing_state": OWNER,
        "document_type": "passport",
        "document_number": f"N{name}",
        "status": "stolen",
    }


def _shown(answer: bytes) -> int:
    return read(answer, lane=False).revision
