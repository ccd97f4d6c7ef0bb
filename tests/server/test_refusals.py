"""How a call is refused: at once, and with every word that it is owed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc import _server

from screening.errors import BUSY_RETRY_S, Busy
from screening.server import refusals
from screening.server.status_table import status
from tests.server.service import Held, channel_to, served_recording, wait_until
from tests.server.test_app import SLOW_QUESTION, retry_after_s, stub_of


def refused(data: Path) -> list[Any]:
    """Return calls that were refused, while one was answered."""
    held = Held()
    with (
        served_recording(data, held, unary_threads=1, unary_queue_max=0) as app,
        channel_to(app) as channel,
    ):
        first: Any = stub_of(channel).ScreenDocument.future(SLOW_QUESTION, timeout=30.0)
        wait_until(lambda: held.asked)
        calls: list[Any] = [
            stub_of(channel).ScreenDocument.future(SLOW_QUESTION, timeout=30.0)
            for _ in range(20)
        ]
        wait_until(lambda: all(call.done() for call in calls))
        held.release()
        assert first.result().screening.searched
    return calls


def check(calls: list[Any]) -> None:
    """Check that each call was told why it was refused, and when to ask again."""
    words = status(Busy(what="questions", maximum=1)).details

    assert {call.code() for call in calls} == {grpc.StatusCode.RESOURCE_EXHAUSTED}
    assert {call.details() for call in calls} == {words}
    assert {retry_after_s(call) for call in calls} == {BUSY_RETRY_S}


def test_this_grpcio_is_known() -> None:
    """Else every refusal would take a thread."""
    known = refusals._known_stream()  # noqa: SLF001

    assert known is _server._stream_response_in_pool  # noqa: SLF001


def test_a_refusal_takes_no_thread(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says why, and when to ask again."""
    monkeypatch.delattr(ThreadPoolExecutor, "submit")

    check(refused(data))


def test_with_another_grpcio_refusals_say_the_same(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a thread of their own then."""
    monkeypatch.setattr(refusals, "_TOLD_BY", ("something", "else"))

    check(refused(data))
