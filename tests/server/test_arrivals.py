import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc import _server
from grpc_health.v1 import health_pb2, health_pb2_grpc

from screening.server import arrivals
from screening.server.app import App
from screening.server.pools import HEALTH
from screening.v1 import screening_pb2, screening_pb2_grpc
from tests.server.service import channel_to, served, wait_until

SCREEN_DOCUMENT = "/screening.v1.ScreeningService/ScreenDocument"
QUESTION = screening_pb2.ScreenDocumentRequest(
    document=screening_pb2.DocumentQuery(document_number="X1", issuing_state="UTO")
)


@contextmanager
def silent(app: App, count: int, *, watching: str = "") -> Iterator[list[Any]]:
    """Yield calls of peers that never send their request, until left.

    Of a question, or of a method *watching* which answers go on coming.
    """
    enough = threading.Event()

    def silence() -> Iterator[bytes]:
        enough.wait()
        yield from ()

    with channel_to(app) as channel:
        question: Any = channel.stream_unary(SCREEN_DOCUMENT)
        begin = channel.stream_stream(watching) if watching else question.future
        try:
            yield [begin(silence()) for _ in range(count)]
        finally:
            enough.set()


def ask(app: App) -> screening_pb2.ScreenDocumentResponse:
    """Return the answer to a question."""
    with channel_to(app) as channel:
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        return stub.ScreenDocument(QUESTION, timeout=5.0)


@pytest.fixture
def unknown_grpcio(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grpcio that hands calls over in another way than the one we know."""
    monkeypatch.setattr(arrivals, "_HANDED_OVER", ("something", "else"))


def test_this_grpcio_is_known() -> None:
    """Else every question would take a thread before its request has come."""
    assert arrivals._known_runs() == (  # noqa: SLF001
        _server._unary_response_in_pool,  # noqa: SLF001
        _server._stream_response_in_pool,  # noqa: SLF001
    )


def test_a_peer_that_never_asks_takes_no_thread(data: Path) -> None:
    """With one thread and silent peers, a question is answered as if they were not."""
    with (
        served(data, unary_threads=1, request_timeout_s=60.0) as app,
        silent(app, count=3) as calls,
    ):
        answer = ask(app)
        waiting = [call for call in calls if not call.done()]

    assert answer.screening.searched
    assert len(waiting) == 3


def test_silent_watches_keep_nobody_from_asking_for_health(data: Path) -> None:
    """They have no threads, which Check needs too; and end when their time is over."""
    method = "/grpc.health.v1.Health/Watch"
    with (
        served(data, request_timeout_s=2.0) as app,
        silent(app, count=2 * HEALTH, watching=method) as calls,
        channel_to(app) as channel,
    ):
        answer = health_pb2_grpc.HealthStub(channel).Check(
            health_pb2.HealthCheckRequest(), timeout=1.5
        )
        wait_until(lambda: all(call.done() for call in calls))
        codes = {call.code() for call in calls}

    assert answer.status == health_pb2.HealthCheckResponse.SERVING
    assert codes == {grpc.StatusCode.CANCELLED}


def test_silent_reflection_ends(data: Path) -> None:
    """A few that ask nothing would have all its threads."""
    method = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"
    with (
        served(data, request_timeout_s=0.4) as app,
        silent(app, count=2, watching=method) as calls,
    ):
        wait_until(lambda: all(call.done() for call in calls))
        codes = {call.code() for call in calls}

    assert codes == {grpc.StatusCode.CANCELLED}


def test_a_peer_that_never_asks_takes_a_place(data: Path) -> None:
    """Calls that wait for their request are counted: there is a bound to them too."""
    with (
        served(data, unary_threads=1, unary_queue_max=1, request_timeout_s=0.4) as app,
        silent(app, count=8) as calls,
    ):
        wait_until(lambda: all(call.done() for call in calls), timeout_s=5.0)
        codes = [call.code() for call in calls]
        answer = ask_until_there_is_room(app)

    assert codes.count(grpc.StatusCode.CANCELLED) == 2
    assert codes.count(grpc.StatusCode.RESOURCE_EXHAUSTED) == 6
    assert answer.screening.searched


def test_one_caller_has_but_a_share_of_the_places(data: Path) -> None:
    """Who opens calls and asks nothing is refused beyond it; others have their places."""
    with (
        served(
            data, unary_threads=1, unary_queue_max=39, request_timeout_s=60.0
        ) as app,
        silent(app, count=40) as calls,
    ):
        wait_until(lambda: sum(call.done() for call in calls) == 30)
        codes = {call.code() for call in calls if call.done()}
        with silent(app, count=40) as more:
            wait_until(lambda: sum(call.done() for call in more) == 30)
            answer = ask(app)

    assert codes == {grpc.StatusCode.RESOURCE_EXHAUSTED}
    assert answer.screening.searched


def test_a_place_is_free_again_when_its_call_has_ended(data: Path) -> None:
    """A share is of calls that wait now: as many come again over the same connection."""
    with (
        served(data, unary_threads=1, request_timeout_s=0.2) as app,
        channel_to(app) as channel,
    ):
        codes = [_codes(channel, count=60) for _ in range(2)]

    assert codes == [{grpc.StatusCode.CANCELLED}] * 2


def _codes(channel: grpc.Channel, count: int) -> set[grpc.StatusCode]:
    """Return how so many calls end that never send their request."""
    enough = threading.Event()

    def silence() -> Iterator[bytes]:
        enough.wait()
        yield from ()

    method: Any = channel.stream_unary(SCREEN_DOCUMENT)
    calls = [method.future(silence()) for _ in range(count)]
    wait_until(lambda: all(call.done() for call in calls))
    enough.set()
    return {call.code() for call in calls}


def test_a_call_given_up_before_its_request_leaves_nothing(data: Path) -> None:
    """Its place is free again, and nobody waits for it."""
    with (
        served(data, unary_threads=1, unary_queue_max=0, request_timeout_s=60.0) as app,
        silent(app, count=1) as (call,),
    ):
        call.cancel()
        answer = ask_until_there_is_room(app)

    assert answer.screening.searched


def ask_until_there_is_room(app: App) -> screening_pb2.ScreenDocumentResponse:
    """Return the answer to a question that is asked again while it is refused."""
    answers: list[screening_pb2.ScreenDocumentResponse] = []

    def answered() -> bool:
        try:
            answers.append(ask(app))
        except grpc.RpcError as error:
            told: Any = error
            assert told.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        return bool(answers)

    wait_until(answered, timeout_s=5.0)
    return answers[0]


@pytest.mark.usefixtures("unknown_grpcio")
def test_with_another_grpcio_questions_are_answered_and_peers_cut(data: Path) -> None:
    """Calls wait on their threads then, and what waits too long is still ended."""
    with (
        served(data, unary_threads=2, request_timeout_s=0.4) as app,
        silent(app, count=2) as calls,
    ):
        known = arrivals._known_runs()  # noqa: SLF001
        wait_until(lambda: all(call.done() for call in calls), timeout_s=5.0)
        answer = ask(app)

    assert known == ()
    assert {call.code() for call in calls} == {grpc.StatusCode.CANCELLED}
    assert answer.screening.searched
