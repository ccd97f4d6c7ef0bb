import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status

from screening.config import Config
from screening.errors import BUSY_RETRY_S
from screening.server.app import (
    ASIDE,
    REFUSALS_WAITING_MAX,
    SERVICES,
    App,
    options,
)
from screening.server.pools import Pool
from screening.v1 import records_pb2, screening_pb2, screening_pb2_grpc
from tests.server.frames import (
    GOAWAY,
    PING,
    PREFACE,
    SETTINGS,
    frames_until_closed,
)
from tests.server.service import (
    Held,
    channel_to,
    percentile,
    served,
    served_recording,
    wait_until,
)

QUESTION = screening_pb2.ScreenDocumentRequest(
    document=screening_pb2.DocumentQuery(
        document_number="X1234567", issuing_state="UTO"
    )
)
SLOW_QUESTION = screening_pb2.ScreenDocumentRequest(
    document=screening_pb2.DocumentQuery(
        document_number="X1234567", issuing_state="UTO", book_serial="X7654321"
    )
)
"""One that takes a thread: its serial is looked up beside the number."""
LISTED_QUESTION = screening_pb2.ScreenDocumentRequest(
    document=screening_pb2.DocumentQuery(
        document_number="L898902C3", issuing_state="UTO"
    )
)
LANE_QUESTION = screening_pb2.OpenLaneRequest(document=QUESTION.document)
SCREEN_DOCUMENT = "/screening.v1.ScreeningService/ScreenDocument"


class OpenLane:
    """A lane over a bare stub, which asks when told to."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._asking = threading.Semaphore(0)
        self._closed = False
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        self.call: Any = stub.OpenLane(self._questions(), timeout=60.0)

    def ask(self) -> screening_pb2.OpenLaneResponse:
        """Ask, and return the answer."""
        self._asking.release()
        answer: screening_pb2.OpenLaneResponse = next(self.call)
        return answer

    def close(self) -> None:
        """End the lane."""
        self._closed = True
        self._asking.release()
        self.call.cancel()

    def _questions(self) -> Iterator[screening_pb2.OpenLaneRequest]:
        while self._asking.acquire() and not self._closed:
            yield LANE_QUESTION


def stub_of(channel: grpc.Channel) -> screening_pb2_grpc.ScreeningServiceStub:
    """Return the screening service at the other end of *channel*."""
    return screening_pb2_grpc.ScreeningServiceStub(channel)


def ending(call: Callable[[], object]) -> tuple[grpc.StatusCode, str]:
    """Return the code and text of the error that *call* ends in."""
    with pytest.raises(grpc.RpcError) as caught:
        call()
    error: Any = caught.value
    return error.code(), error.details()


def test_a_message_beyond_the_bound_is_refused(data: Path) -> None:
    """A large request is refused before it is parsed."""
    large = screening_pb2.ScreenDocumentRequest(
        document=screening_pb2.DocumentQuery(document_number="9" * 5_000)
    )
    with served(data, message_bytes_max=4_096) as app, channel_to(app) as channel:
        code, text = ending(lambda: stub_of(channel).ScreenDocument(large))

    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "larger than max" in text


def test_metadata_beyond_the_bound_is_refused(data: Path) -> None:
    """Metadata up to the bound is always taken in, and beyond it never."""
    large = (("x-padding", "x" * 17_000),)
    small = (("x-padding", "x" * 15_000),)
    with served(data, metadata_bytes_max=16 << 10) as app, channel_to(app) as channel:
        stub = stub_of(channel)
        code, _ = ending(lambda: stub.ScreenDocument(QUESTION, metadata=large))
        taken = [stub.ScreenDocument(QUESTION, metadata=small) for _ in range(40)]

    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert len(taken) == 40


def test_a_silent_peer_is_closed(data: Path) -> None:
    """Who connects and says nothing is closed after the handshake timeout."""
    with (
        served(data, handshake_timeout_s=0.4) as app,
        socket.create_connection(("127.0.0.1", app.port), timeout=10.0) as peer,
    ):
        began = time.monotonic()
        while peer.recv(4_096):  # its own settings, and then the end
            pass
        closed_after_s = time.monotonic() - began

    assert 0.2 < closed_after_s < 5.0


def test_an_idle_connection_is_closed(data: Path) -> None:
    """A connection without calls is told to go after the idle time."""
    with (
        served(data, connection_idle_max_s=0.4) as app,
        socket.create_connection(("127.0.0.1", app.port), timeout=10.0) as peer,
    ):
        peer.sendall(PREFACE + SETTINGS)
        began = time.monotonic()
        last_frames = frames_until_closed(peer)
        closed_after_s = time.monotonic() - began

    assert GOAWAY in last_frames
    assert 0.2 < closed_after_s < 5.0


def test_a_peer_that_pings_too_much_is_closed(data: Path) -> None:
    """Pings without questions are struck out long before they cost anything."""
    with (
        served(data) as app,
        socket.create_connection(("127.0.0.1", app.port), timeout=10.0) as peer,
    ):
        peer.sendall(PREFACE + SETTINGS + PING * 6)

        assert GOAWAY in frames_until_closed(peer)


@pytest.mark.parametrize(
    ("name", "value", "pause_s"),
    [
        ("grpc.http2.max_ping_strikes", 0, 0.0),
        ("grpc.http2.min_ping_interval_without_data_ms", 1, 0.02),
    ],
)
def test_the_names_of_ping_options_mean_something(
    name: str, value: int, pause_s: float
) -> None:
    """With another value under the same name, the same pings do no harm."""
    assert name in {name for name, _ in options(Config(data=Path()), pending_max=1)}
    with ThreadPoolExecutor(1) as pool:
        without_calls = ("grpc.keepalive_permit_without_calls", 1)
        server = grpc.server(pool, options=[without_calls, (name, value)])
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        with socket.create_connection(("127.0.0.1", port), timeout=10.0) as peer:
            peer.sendall(PREFACE + SETTINGS)
            for _ in range(6):
                time.sleep(pause_s)
                peer.sendall(PING)
            echoes = frames_until_closed(peer, enough=(PING[3], 6)).count(PING[3])
            server.stop(None)

    assert echoes >= 6


def test_streams_beyond_the_bound_wait(data: Path) -> None:
    """A connection has a bounded number of calls open; one more waits its turn."""
    with (
        served(data, streams_per_connection_max=2) as app,
        channel_to(app) as channel,
    ):
        lanes = [OpenLane(channel) for _ in range(2)]
        for lane in lanes:
            lane.ask()
        code, _ = ending(lambda: stub_of(channel).ScreenDocument(QUESTION, timeout=0.5))
        lanes[0].close()
        answer = stub_of(channel).ScreenDocument(QUESTION, timeout=10.0)
        lanes[1].close()

    assert code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert answer.screening.searched


def test_connections_beyond_the_bound_are_closed_at_once(data: Path) -> None:
    """A flood of connections is turned away, and those that are in go on."""
    with served(data, connections_max=2) as app, ExitStack() as open_ones:
        inside = [open_ones.enter_context(channel_to(app)) for _ in range(2)]
        for channel in inside:
            stub_of(channel).ScreenDocument(QUESTION, timeout=5.0)
        one_more = open_ones.enter_context(channel_to(app))
        code, _ = ending(lambda: stub_of(one_more).ScreenDocument(QUESTION))
        answers = [stub_of(each).ScreenDocument(QUESTION) for each in inside]
        inside[0].close()
        wait_until(lambda: _answers(one_more))

    assert code is grpc.StatusCode.UNAVAILABLE
    assert len(answers) == 2


def _answers(channel: grpc.Channel) -> bool:
    with suppress(grpc.RpcError):
        return bool(stub_of(channel).ScreenDocument(QUESTION, timeout=5.0))
    return False


def test_an_old_connection_is_told_to_go(data: Path) -> None:
    """However busy it is: the next handshake looks anew who is there."""
    with (
        served(data, connection_age_max_s=0.4) as app,
        socket.create_connection(("127.0.0.1", app.port), timeout=10.0) as peer,
    ):
        peer.sendall(PREFACE + SETTINGS)

        assert GOAWAY in frames_until_closed(peer, enough=(GOAWAY, 1))


def test_no_call_fails_where_connections_grow_old(data: Path) -> None:
    """Calls go on over the next connection."""
    with served(data, connection_age_max_s=0.05) as app, channel_to(app) as channel:
        stub = stub_of(channel)
        end = time.monotonic() + 1.0
        while time.monotonic() < end:
            assert stub.ScreenDocument(QUESTION, timeout=5.0).screening.searched


def test_an_open_lane_outlives_its_connection_by_the_grace(data: Path) -> None:
    """What is under way on an old connection gets its time, and no more."""
    with (
        served(data, connection_age_max_s=0.3, connection_age_grace_s=0.4) as app,
        channel_to(app) as channel,
    ):
        lane = OpenLane(channel)
        lane.ask()
        began = time.monotonic()
        code, _ = ending(lambda: next(lane.call))
        ended_after_s = time.monotonic() - began
        lane.close()

    assert code is grpc.StatusCode.UNAVAILABLE
    assert 0.3 < ended_after_s < 5.0


def test_workers_share_a_port(data: Path) -> None:
    """Two servers listen on one port, as the workers of a service do."""
    with (
        served(data) as one,
        served(data, port=one.port) as other,
    ):
        assert other.port == one.port


def test_the_name_of_the_option_to_share_means_something() -> None:
    """GRPC shares ports unless told otherwise: told so under this name, it does not."""
    name = "grpc.so_reuseport"
    assert (name, 1) in options(Config(data=Path()), pending_max=1)
    with ThreadPoolExecutor(1) as pool:
        one, other = (grpc.server(pool, options=[(name, 0)]) for _ in range(2))
        port = one.add_insecure_port("127.0.0.1:0")

        with pytest.raises(RuntimeError, match="Failed to bind"):
            other.add_insecure_port(f"127.0.0.1:{port}")
        one.stop(None)


def test_what_memory_settles_is_answered_where_it_arrives(data: Path) -> None:
    """Nothing is waited for, so no thread is; whatever may have to wait has one."""
    threads: list[str] = []

    def record(**_facts: object) -> None:
        threads.append(threading.current_thread().name)

    with served_recording(data, record) as app, channel_to(app) as channel:
        for question in (QUESTION, SLOW_QUESTION, LISTED_QUESTION):
            stub_of(channel).ScreenDocument(question, timeout=5.0)

    assert [name.startswith("questions") for name in threads] == [False, True, True]


def test_without_a_thread_a_question_is_refused_and_others_are_answered(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a bound of the system's; it ended the thread that takes calls in, and all with it."""

    def no_thread(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    with served(data) as app, channel_to(app) as channel:
        stub = stub_of(channel)
        with monkeypatch.context() as patched:
            patched.setattr(Pool, "_start", no_thread)
            code, _ = ending(lambda: stub.ScreenDocument(SLOW_QUESTION, timeout=5.0))
            quick = stub.ScreenDocument(QUESTION, timeout=5.0)
        slow = stub.ScreenDocument(SLOW_QUESTION, timeout=5.0)

    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert quick.screening.searched
    assert slow.screening.searched


def test_what_was_refused_for_want_of_threads_counts_no_more(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each took a place of all calls under way for good, until there was none."""

    def no_thread(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    with (
        served(data, lanes_max=1, unary_queue_max=1) as app,
        channel_to(app) as channel,
    ):
        stub = stub_of(channel)
        with monkeypatch.context() as patched:
            patched.setattr(Pool, "_start", no_thread)
            for _ in range(REFUSALS_WAITING_MAX + 200):
                ending(lambda: stub.ScreenDocument(SLOW_QUESTION, timeout=5.0))
        answer = stub.ScreenDocument(SLOW_QUESTION, timeout=5.0)

    assert answer.screening.searched


def test_every_option_has_a_test() -> None:
    """GRPC ignores options it cannot spell, so each is proved: above, or by bursts."""
    assert {name for name, _ in options(Config(data=Path()), pending_max=1)} == {
        "grpc.so_reuseport",
        "grpc.max_receive_message_length",
        "grpc.max_metadata_size",
        "grpc.absolute_max_metadata_size",
        "grpc.max_concurrent_streams",
        "grpc.http.overload_protection",
        "grpc.server.max_pending_requests",
        "grpc.server.max_pending_requests_hard_limit",
        "grpc.server_handshake_timeout_ms",
        "grpc.max_allowed_incoming_connections",
        "grpc.max_connection_idle_ms",
        "grpc.max_connection_age_ms",
        "grpc.max_connection_age_grace_ms",
        "grpc.http2.max_ping_strikes",
        "grpc.http2.min_ping_interval_without_data_ms",
    }


def test_peers_that_never_ask_do_not_keep_the_threads(data: Path) -> None:
    """A call whose request does not come is ended, and others get its thread."""

    def silence() -> Iterator[bytes]:
        enough.wait()
        yield from ()

    enough = threading.Event()
    with (
        served(data, unary_threads=2, request_timeout_s=0.4) as app,
        channel_to(app) as channel,
    ):
        method: Any = channel.stream_unary(SCREEN_DOCUMENT)
        silent: list[Any] = [method.future(silence()) for _ in range(2)]
        wait_until(lambda: all(call.done() for call in silent), timeout_s=5.0)
        answer = stub_of(channel).ScreenDocument(QUESTION, timeout=5.0)
        enough.set()

    assert {call.code() for call in silent} == {grpc.StatusCode.CANCELLED}
    assert answer.screening.searched


def test_a_call_without_a_request_is_a_mistake(app: App) -> None:
    """Nothing asked is INVALID_ARGUMENT, not a hang."""
    with channel_to(app) as channel:
        method: Any = channel.stream_unary(SCREEN_DOCUMENT)
        code, _ = ending(lambda: method(iter(()), timeout=5.0))

    assert code is grpc.StatusCode.INVALID_ARGUMENT


def test_questions_beyond_the_queue_are_refused_at_once(data: Path) -> None:
    """What would wait too long is told so, and what was accepted is answered."""
    held = Held()
    with (
        served_recording(data, held, unary_threads=1, unary_queue_max=2) as app,
        ExitStack() as callers,  # one alone has but a share of the queue
    ):
        stubs = [stub_of(callers.enter_context(channel_to(app))) for _ in range(8)]
        calls: list[Any] = [
            stub.ScreenDocument.future(SLOW_QUESTION, timeout=30.0) for stub in stubs
        ]
        wait_until(lambda: sum(call.done() for call in calls) == 5)
        refused = [call for call in calls if call.done()]
        held.release()
        answered = [call.result() for call in calls if call not in refused]

    assert {call.code() for call in refused} == {grpc.StatusCode.RESOURCE_EXHAUSTED}
    assert {retry_after_s(call) for call in refused} == {BUSY_RETRY_S}
    assert len(answered) == 3
    assert held.asked == 3


def retry_after_s(call: Any) -> float:  # noqa: ANN401 -- a call that was refused
    """Return when the service says to ask again."""
    ending = rpc_status.from_call(call)
    hint = error_details_pb2.RetryInfo()
    assert ending is not None
    assert [detail for detail in ending.details if detail.Unpack(hint)]
    return float(hint.retry_delay.seconds + hint.retry_delay.nanos / 1e9)


def test_health_is_told_when_all_threads_are_busy(data: Path) -> None:
    """A busy service is a healthy one."""
    held = Held()
    with (
        served_recording(data, held, unary_threads=1, unary_queue_max=0) as app,
        channel_to(app) as channel,
    ):
        call: Any = stub_of(channel).ScreenDocument.future(SLOW_QUESTION, timeout=30.0)
        wait_until(lambda: held.asked)
        response = health_pb2_grpc.HealthStub(channel).Check(
            health_pb2.HealthCheckRequest(), timeout=5.0
        )
        held.release()
        call.result()

    assert response.status == health_pb2.HealthCheckResponse.SERVING


def test_a_question_whose_deadline_passed_is_not_looked_at(data: Path) -> None:
    """A late question costs nothing: nobody waits for its answer."""
    held = Held()
    with (
        served_recording(data, held, unary_threads=1) as app,
        channel_to(app) as channel,
    ):
        stub = stub_of(channel)
        first: Any = stub.ScreenDocument.future(SLOW_QUESTION, timeout=30.0)
        wait_until(lambda: held.asked)
        late: list[Any] = [
            stub.ScreenDocument.future(SLOW_QUESTION, timeout=0.2) for _ in range(5)
        ]
        wait_until(lambda: all(call.done() for call in late))
        held.release()
        first.result()

    assert {call.code() for call in late} == {grpc.StatusCode.DEADLINE_EXCEEDED}
    assert held.asked == 1


def test_lanes_beyond_the_bound_are_refused_at_once(data: Path) -> None:
    """One lane more than there are threads for is told so, and does not wait."""
    with served(data, lanes_max=2) as app, channel_to(app) as channel:
        lanes = [OpenLane(channel) for _ in range(2)]
        for lane in lanes:
            lane.ask()
        one_more = OpenLane(channel)
        code, _ = ending(one_more.ask)
        lanes[0].close()
        wait_until(lambda: _opens(channel))
        for lane in [one_more, *lanes]:
            lane.close()

    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED


def _opens(channel: grpc.Channel) -> bool:
    """Return whether there is room for a lane."""
    lane = OpenLane(channel)
    try:
        return bool(lane.ask().screening.searched)
    except grpc.RpcError:
        return False
    finally:
        lane.close()


def test_idle_lanes_keep_nobody_waiting(data: Path) -> None:
    """Three hundred open lanes leave questions as quick as they were, or nearly."""
    with (
        served(
            data,
            lanes_max=320,
            streams_per_connection_max=512,
            calls_waiting_max=512,  # they are opened all at once
        ) as app,
        channel_to(app) as channel,
    ):
        stub = stub_of(channel)
        lanes = [OpenLane(channel) for _ in range(300)]
        for lane in lanes:
            assert lane.ask().screening.searched
        durations_s = []
        for _ in range(200):
            began = time.perf_counter()
            stub.ScreenDocument(QUESTION, timeout=10.0)
            durations_s.append(time.perf_counter() - began)
        for lane in lanes:
            lane.close()

    assert percentile(durations_s, 99) < 0.25


def test_an_abandoned_lane_gives_its_thread_back(data: Path) -> None:
    """A gate that breaks its connection leaves nothing behind."""
    with served(data, lanes_max=1) as app:
        with channel_to(app) as channel:
            OpenLane(channel).ask()
        with channel_to(app) as channel:
            wait_until(lambda: _opens(channel))


def test_stopping_ends_idle_lanes_at_once_and_lets_questions_finish(data: Path) -> None:
    """A stop waits for answers, not for lanes that say nothing."""
    held = Held()
    with (
        ThreadPoolExecutor(2) as threads,
        ExitStack() as open_ones,
    ):
        app = open_ones.enter_context(served_recording(data, held))
        channel = open_ones.enter_context(channel_to(app))
        idle = OpenLane(channel)
        question: Any = stub_of(channel).ScreenDocument.future(QUESTION, timeout=30.0)
        wait_until(lambda: held.asked)
        stopped: Future[None] = threads.submit(app.stop, 20.0)
        code, _ = ending(lambda: next(idle.call))
        assert not stopped.done()
        held.release()
        answer = question.result()
        idle.close()
        done, _ = wait([stopped], timeout=10.0)

    assert code in {grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE}
    assert answer.screening.searched
    assert done


def test_health_names_every_service_and_ends_with_the_server(data: Path) -> None:
    """Each service, and all of them as "", are SERVING until the stop begins."""
    with served(data) as app, channel_to(app) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        listed = stub.List(health_pb2.HealthListRequest(), timeout=5.0).statuses
        unknown, _ = ending(
            lambda: stub.Check(health_pb2.HealthCheckRequest(service="no.such"))
        )
        news = stub.Watch(health_pb2.HealthCheckRequest(), timeout=20.0)
        first = next(news).status
        app.stop(1.0)
        second = next(news).status

    assert set(listed) == {"", *SERVICES}
    assert unknown is grpc.StatusCode.NOT_FOUND
    assert first == health_pb2.HealthCheckResponse.SERVING
    assert second == health_pb2.HealthCheckResponse.NOT_SERVING


def test_reflection_lists_what_is_served(app: App) -> None:
    """A caller with no proto files can find out what there is."""
    ask = reflection_pb2.ServerReflectionRequest(list_services="")
    with channel_to(app) as channel:
        stub = reflection_pb2_grpc.ServerReflectionStub(channel)
        (response,) = stub.ServerReflectionInfo(iter([ask]), timeout=5.0)
    listed = {each.name for each in response.list_services_response.service}

    assert listed == {*SERVICES, *ASIDE}


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("/screening.v1.ScreeningService/NoSuchMethod", grpc.StatusCode.UNIMPLEMENTED),
        (SCREEN_DOCUMENT, grpc.StatusCode.INVALID_ARGUMENT),
    ],
)
def test_bytes_that_are_no_message(
    app: App, method: str, expected: grpc.StatusCode
) -> None:
    """Garbage is the caller's mistake; a method that is not there is unimplemented."""
    with channel_to(app) as channel:
        call: Any = channel.unary_unary(method)
        code, _ = ending(lambda: call(b"\xff\xff\xff", timeout=5.0))

    assert code is expected


def test_no_text_of_an_unexpected_error_leaves_the_process(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the caller nor the log sees it: only an id, the type and the place."""

    def broken(**_facts: object) -> None:
        raise ValueError("L898902C3")

    with served_recording(data, broken) as app, channel_to(app) as channel:
        code, text = ending(lambda: stub_of(channel).ScreenDocument(QUESTION))
        lane = OpenLane(channel)
        over_lane = lane.ask()
        lane.close()

    assert code is grpc.StatusCode.INTERNAL
    assert over_lane.error.code == grpc.StatusCode.INTERNAL.value[0]
    assert "error id" in text
    assert "L898902C3" not in text + over_lane.error.message + caplog.text
    assert text.rpartition(" ")[2] in caplog.text


def test_a_lane_answers_what_a_call_answers(app: App) -> None:
    """The same question over a lane has the same answer."""
    with channel_to(app) as channel:
        lane = OpenLane(channel)
        over_lane = lane.ask().screening
        lane.close()
        called = stub_of(channel).ScreenDocument(QUESTION).screening
    for answer in (over_lane, called):
        answer.duration_us = 0
        for searched in answer.searched:
            searched.age_s = 0

    assert over_lane == called
    assert called.answer == records_pb2.ANSWER_NO_RECORD
