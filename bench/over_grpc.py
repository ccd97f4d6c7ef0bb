"""Questions over gRPC: a served data folder beside an empty handler, in turns."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from queue import SimpleQueue

import grpc

from bench.asked import absent_documents
from bench.commands import ROOT
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.latencies import Latencies
from bench.timing import alternately
from screening.v1 import screening_pb2, screening_pb2_grpc

_ADDRESS = re.compile(r"127\.0\.0\.1:\d+")
Stub = screening_pb2_grpc.ScreeningServiceStub


@contextmanager
def served(data: Path) -> Iterator[Stub]:
    """Serve *data* with one worker and yield a client's stub."""
    command = [sys.executable, "-m", "screening", "serve", "--data", str(data)]
    command += ["--listen", "127.0.0.1:0", "--workers", "1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    ) as process:
        try:
            yield _connected(_address(process))
        finally:
            process.terminate()


@contextmanager
def empty() -> Iterator[Stub]:
    """Serve the empty handler and yield a client's stub."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.empty_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        yield _connected(f"127.0.0.1:{process.stdout.readline().strip()}")  # type: ignore[union-attr]
        process.stdin.close()  # type: ignore[union-attr]


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if found := _ADDRESS.search(line):
            return found[0]
    raise RuntimeError("the service did not start")


def _connected(address: str) -> Stub:
    channel = grpc.insecure_channel(address)
    grpc.channel_ready_future(channel).result(timeout=10)
    return Stub(channel)


def requests() -> Iterator[screening_pb2.ScreenDocumentRequest]:
    """Yield requests about documents nobody listed, over and over."""
    made = [
        screening_pb2.ScreenDocumentRequest(
            document=screening_pb2.DocumentQuery(
                document_number=query.document_number,
                issuing_state=query.issuing_state,
                document_type="P",
            )
        )
        for query in absent_documents()
    ]
    return cycle(made)


def unary(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask one by one, beside the empty handler."""
    took = _measured(ground.data(), budget.seconds)
    ratio = took["unary"].percentile_us(50) / took["empty"].percentile_us(50)
    yield timed_line("unary", ground.records, took["unary"], peer="empty", ratio=ratio)
    yield timed_line("unary:empty", ground.records, took["empty"])


def lane(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask over an open lane, beside `unary`."""
    took = _measured(ground.data(), budget.seconds)
    ratio = took["lane"].percentile_us(50) / took["unary"].percentile_us(50)
    yield timed_line("lane", ground.records, took["lane"], peer="unary", ratio=ratio)
    yield timed_line("lane:unary", ground.records, took["unary"])


def _measured(data: Path, seconds: float) -> dict[str, Latencies]:
    """Return the latencies of `empty`, `unary` and `lane`, asked in turns."""
    with served(data) as ours, empty() as limit, _lane(ours) as over_lane:
        asked = requests()
        asks: dict[str, Callable[[], object]] = {
            "empty": lambda: limit.ScreenDocument(next(asked), timeout=5),
            "unary": lambda: ours.ScreenDocument(next(asked), timeout=5),
            "lane": lambda: over_lane(next(asked)),
        }
        times = alternately(list(asks.values()), seconds)
        return dict(zip(asks, times, strict=True))


@contextmanager
def _lane(
    stub: Stub,
) -> Iterator[Callable[[screening_pb2.ScreenDocumentRequest], object]]:
    """Open a lane and yield a function that asks over it and waits for the answer."""
    questions: SimpleQueue[screening_pb2.OpenLaneRequest | None] = SimpleQueue()
    answers = stub.OpenLane(iter(questions.get, None))

    def ask(request: screening_pb2.ScreenDocumentRequest) -> object:
        questions.put(screening_pb2.OpenLaneRequest(document=request.document))
        return next(answers)

    yield ask
    questions.put(None)
