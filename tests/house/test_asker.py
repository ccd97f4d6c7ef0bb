"""The clients of the bench suite: what they count is what happened."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count

import grpc
import pytest

from bench.asker import closed_loop, connected, open_loop
from bench.asker.bare_http2 import CallFailed
from bench.asker.plans import BareOneByOne, OpenLoop
from bench.asker.questions import OPEN_LANE, SCREEN_DOCUMENT

Handler = Callable[[bytes, grpc.ServicerContext], bytes]
STALL_S = 0.3


@contextmanager
def serving(handler: Handler) -> Iterator[str]:
    """Serve *handler* on one thread, for single calls and for lanes; yield the address."""
    service = grpc.method_handlers_generic_handler(
        "screening.v1.ScreeningService",
        {
            "ScreenDocument": grpc.unary_unary_rpc_method_handler(handler),
            "OpenLane": grpc.stream_stream_rpc_method_handler(
                lambda asked, context: (handler(each, context) for each in asked)
            ),
        },
    )
    server = grpc.server(ThreadPoolExecutor(1))
    server.add_generic_rpc_handlers((service,))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(0).wait()


def echoed(message: bytes, _context: grpc.ServicerContext) -> bytes:
    """Answer with what was asked."""
    return message


def refused(_message: bytes, context: grpc.ServicerContext) -> bytes:
    """Refuse the call."""
    context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "full")


def test_bare_client_gets_answers() -> None:
    """A call of its own and a question over a lane bring back the bytes of the answer."""
    with (
        serving(echoed) as address,
        connected.bare(address, workers=1, each=1) as (it,),
    ):
        alone = [
            it.asked(SCREEN_DOCUMENT, text) for text in (b"one", b"", b"two" * 5_000)
        ]
        lane = it.open_lane(OPEN_LANE)
        it.ask_over(lane, b"three")

        assert [*alone, it.wait()] == [b"one", b"", b"two" * 5_000, b"three"]


def test_bare_client_knows_failure() -> None:
    """A call that ends with another status than OK is no answer."""
    with (
        serving(refused) as address,
        connected.bare(address, workers=1, each=1) as (it,),
        pytest.raises(CallFailed, match="full"),
    ):
        it.asked(SCREEN_DOCUMENT, b"one")


def test_open_loop_omits_nothing() -> None:
    """Questions that were due while the service stood still count from their times."""
    calls = count()

    def stalling(message: bytes, _context: grpc.ServicerContext) -> bytes:
        if next(calls) == open_loop.CONNECTIONS + 10:
            time.sleep(STALL_S)
        return message

    with serving(stalling) as address:
        plan = OpenLoop(address=address, rate=100, seconds=1, empty=True)
        outcome = open_loop.run(plan)

    stalled = outcome.took.percentile_us(85) / 1e6
    assert outcome.answers == 100
    assert stalled > STALL_S / 3


def test_open_loop_counts_what_failed() -> None:
    """A refused question is counted, and what the first was told is kept."""
    calls = count()

    def refusing(message: bytes, context: grpc.ServicerContext) -> bytes:
        if next(calls) >= open_loop.CONNECTIONS:
            refused(message, context)
        return message

    with serving(refusing) as address:
        plan = OpenLoop(address=address, rate=100, seconds=0.2, empty=True)
        outcome = open_loop.run(plan)

    assert outcome.failed == outcome.answers == 20
    assert "full" in outcome.why


def test_wrong_answers_are_failures() -> None:
    """An answer that does not say "no record found" of an absent document has failed."""
    with serving(lambda _message, _context: b"") as address:
        outcome = closed_loop.run_bare(BareOneByOne(address=address, seconds=0.1))

    assert outcome.failed == outcome.answers > 0
