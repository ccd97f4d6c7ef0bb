"""Bursts wait and are answered; where more come than can be answered, few may wait."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc import _server

from screening.config import Config
from screening.server import burst_room, overload
from screening.server.app import App
from screening.server.burst_room import BurstRoom
from screening.v1 import screening_pb2_grpc
from tests.server.service import (
    Held,
    channel_to,
    percentile,
    served,
    served_recording,
    wait_until,
)
from tests.server.test_app import QUESTION, stub_of

WAITING_MAX, PENDING_MAX = 40, 4
CONNECTIONS = 3
ANSWER_S = 0.005
ASKED_FOR_S = 3.0


class Asked:
    """Questions asked at once, all of them over connections of a few each."""

    def __init__(self, app: App, leaving: ExitStack) -> None:
        self._app = app
        self._leaving = leaving
        self.calls: list[Any] = []

    def ask(self, count: int) -> None:
        """Ask *count* times more, over a connection more."""
        stub = stub_of(self._leaving.enter_context(channel_to(self._app)))
        asking = [
            stub.ScreenDocument.future(QUESTION, timeout=30.0) for _ in range(count)
        ]
        self.calls += asking

    @property
    def told(self) -> int:
        """How many have ended."""
        return sum(call.done() for call in self.calls)

    def outcomes(self) -> Counter[grpc.StatusCode]:
        """Wait until all have ended, and return how."""
        return Counter(call.code() for call in self.calls)


def test_this_grpcio_is_known() -> None:
    """Else a burst would find the room of an overloaded service, or none would be shut."""
    config = Config(data=Path())

    assert BurstRoom(config).pending_max == config.calls_pending_max


def test_a_burst_waits_and_is_answered(data: Path) -> None:
    """As many as may wait, while the thread that takes calls in is busy: none is refused."""
    held = Held()
    with served_recording(data, held) as app, ExitStack() as leaving:
        asked = Asked(app, leaving)
        asked.ask(1)
        wait_until(lambda: held.asked)
        for _ in range(4):
            asked.ask(32)
        held.release()
        outcomes = asked.outcomes()

    assert outcomes == {grpc.StatusCode.OK: 129}


def test_what_is_beyond_the_room_is_cancelled_and_counted(data: Path) -> None:
    """At once, by the core; and whoever runs the service can see how many."""
    held = Held()
    with (
        served_recording(
            data, held, calls_waiting_max=WAITING_MAX, calls_pending_max=PENDING_MAX
        ) as app,
        ExitStack() as leaving,
    ):
        asked = Asked(app, leaving)
        asked.ask(1)
        wait_until(lambda: held.asked)
        for _ in range(5):
            asked.ask(30)
        wait_until(lambda: asked.told == 150 - WAITING_MAX)
        held.release()
        outcomes = asked.outcomes()
        wait_until(lambda: app.report().cancelled == 150 - WAITING_MAX)

    assert outcomes == {
        grpc.StatusCode.OK: 1 + WAITING_MAX,
        grpc.StatusCode.CANCELLED: 150 - WAITING_MAX,
    }


def test_while_more_come_than_can_be_answered_few_may_wait(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is answered then waited for few; and a burst has its room again afterwards."""
    monkeypatch.setattr(overload, "LASTS_S", 4.0)
    monkeypatch.setattr(burst_room, "LOOK_EVERY", 8)  # it answers so much slower here
    with (
        served_recording(
            data, _slowly, calls_waiting_max=WAITING_MAX, calls_pending_max=PENDING_MAX
        ) as app,
        ExitStack() as leaving,
    ):
        stubs = [
            stub_of(leaving.enter_context(channel_to(app))) for _ in range(CONNECTIONS)
        ]
        until = time.monotonic() + ASKED_FOR_S
        with ThreadPoolExecutor(CONNECTIONS * WAITING_MAX) as callers:
            told = list(callers.map(partial(_asked_until, until), stubs * WAITING_MAX))
        waited_s = [each for some in told for each in some]
        asked = Asked(app, leaving)
        wait_until(partial(_is_answered, asked, WAITING_MAX // 2))

    assert len(waited_s) > 3 * WAITING_MAX
    assert percentile(waited_s, 50) < WAITING_MAX * ANSWER_S / 2


def _slowly(**_facts: object) -> None:
    time.sleep(ANSWER_S)


def _asked_until(
    end: float, stub: screening_pb2_grpc.ScreeningServiceStub
) -> list[float]:
    """Ask again and again; return how long those waited that were answered."""
    waited_s = []
    while (began := time.monotonic()) < end:
        try:
            stub.ScreenDocument(QUESTION, timeout=30.0)
        except grpc.RpcError:
            time.sleep(0.01)
        else:
            waited_s.append(time.monotonic() - began)
    return waited_s


def _is_answered(asked: Asked, count: int) -> bool:
    asked.calls.clear()
    asked.ask(count)
    return asked.outcomes() == {grpc.StatusCode.OK: count}


def test_a_client_that_asks_for_hundreds_at_once_has_them_answered(data: Path) -> None:
    """It keeps what a connection may not have open yet; none is refused or cancelled."""
    with served(data) as app, ExitStack() as leaving:
        asked = Asked(app, leaving)
        asked.ask(1_000)
        outcomes = asked.outcomes()

    assert outcomes == {grpc.StatusCode.OK: 1_000}


def test_with_another_grpcio_the_core_has_room_for_a_burst(
    monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    """The bound never changes then, and is the wider one."""
    monkeypatch.setattr(_server, "_on_call_completed", lambda *_: None)
    config = Config(data=Path())
    assert BurstRoom(config).pending_max == config.calls_waiting_max
    with served(data) as app, channel_to(app) as channel:
        assert stub_of(channel).ScreenDocument(QUESTION, timeout=5.0).screening.searched
