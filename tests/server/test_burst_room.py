"""Bursts wait and are answered; where more come than can be answered, few may wait."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc import _server

from screening.config import Config
from screening.errors import Misused
from screening.server.app import options
from screening.server.burst_room import SHUT_S, BurstRoom
from screening.server.reader import reading
from screening.v1 import screening_pb2, screening_pb2_grpc
from tests.server.service import (
    WAIT_S,
    Held,
    channel_to,
    served,
    served_recording,
    wait_until,
)
from tests.server.test_app import QUESTION, stub_of

MANY, FEW = 40, 6
BOUNDS = Config(data=Path(), calls_waiting_max=MANY, calls_waiting_overloaded_max=FEW)
CONNECTIONS = 4
OK, CANCELLED = grpc.StatusCode.OK, grpc.StatusCode.CANCELLED


class Asked:
    """Questions asked at once, over a few connections."""

    def __init__(self, port: int, leaving: ExitStack) -> None:
        self.calls: list[Any] = []
        self._stubs = cycle(
            stub_of(leaving.enter_context(_channel(port))) for _ in range(CONNECTIONS)
        )

    def ask(self, count: int) -> None:
        """Ask *count* times more."""
        for _ in range(count):
            call: Any = next(self._stubs).ScreenDocument.future(QUESTION, timeout=60.0)
            self.calls.append(call)

    def ask_until_cancelled(self) -> None:
        """Ask as often as it takes until one more is told something."""
        before = self.told
        while self.told == before:
            self.ask(1)
            time.sleep(0.002)

    @property
    def told(self) -> int:
        """How many have ended."""
        return sum(call.done() for call in self.calls)

    def outcomes(self) -> Counter[grpc.StatusCode]:
        """Wait until all have ended, and return how."""
        return Counter(call.code() for call in self.calls)


def _channel(port: int) -> grpc.Channel:
    own = [("grpc.use_local_subchannel_pool", 1)]
    return grpc.insecure_channel(f"127.0.0.1:{port}", options=own)


class Turns(ThreadPoolExecutor):
    """Takes a call in when told, on the thread that serves; meanwhile the others wait."""

    def __init__(self) -> None:
        super().__init__(1)
        self.has_one = threading.Event()
        self._turns = threading.Semaphore(0)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **named: Any) -> Any:  # noqa: ANN401
        """Wait for a turn, then run *fn*."""
        self.has_one.set()
        assert self._turns.acquire(timeout=3 * WAIT_S)
        return super().submit(fn, *args, **named)

    def take(self, count: int) -> None:
        """Have *count* more taken in."""
        self._turns.release(count)


class Answering(screening_pb2_grpc.ScreeningServiceServicer):
    """Answers every question about a document."""

    def ScreenDocument(self, request: object, context: object) -> Any:  # noqa: ANN401, D102, N802 -- gRPC's
        del request, context
        return screening_pb2.ScreenDocumentResponse()


class Gate:
    """A server that takes calls in when told, its room, and the clock of that."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.seconds = 0.0
        self.room = BurstRoom(BOUNDS, lambda: self.seconds)
        self.port = 0

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Serve until left."""
        told = options(BOUNDS, pending_max=self.room.pending_max)
        server = grpc.server(self.turns, options=told)
        screening_pb2_grpc.add_ScreeningServiceServicer_to_server(
            Answering(),  # type: ignore[abstract]  # nobody asks it anything else
            server,
        )
        self.port = server.add_insecure_port("127.0.0.1:0")
        with reading(server):
            server.start()
            self.room.open(server)
            try:
                yield
            finally:
                self.turns.take(1_000)
                server.stop(None).wait()

    def burst(self, count: int, *, waits: int) -> Counter[grpc.StatusCode]:
        """Ask *count* times while the first is taken in; return what becomes of them.

        Lets them be answered when all have been told but *waits*, the first among these.
        """
        with ExitStack() as leaving:
            asked = Asked(self.port, leaving)
            self.turns.has_one.clear()
            asked.ask(1)
            assert self.turns.has_one.wait(WAIT_S)
            asked.ask(count - 1)
            wait_until(lambda: asked.told == count - waits)
            self.turns.take(waits)
            return asked.outcomes()


@pytest.fixture
def gate() -> Iterator[Gate]:
    with Turns() as turns:
        gate = Gate(turns)
        with gate.opened():
            yield gate


def test_a_burst_waits_and_what_is_beyond_is_cancelled_at_once(gate: Gate) -> None:
    """However often it comes: that is no overload."""
    bursts = [gate.burst(count, waits=MANY) for count in (MANY, 60, 300, 60)]

    assert bursts == [
        {OK: MANY},
        *({OK: MANY, CANCELLED: count - MANY} for count in (60, 300, 60)),
    ]
    assert gate.room.overloads == 0


def test_a_room_that_stays_full_is_an_overload(gate: Gate) -> None:
    """For each call that is taken in another one waits."""
    with ExitStack() as leaving:
        asked = Asked(gate.port, leaving)
        asked.ask(MANY + 20)
        while not gate.room.overloads:
            gate.turns.take(1)
            asked.ask_until_cancelled()
        gate.turns.take(MANY)
        outcomes = asked.outcomes()

    assert outcomes[OK] < 4 * MANY
    assert gate.room.overloads == 1


def test_in_an_overload_few_wait_and_then_a_burst_has_its_room(gate: Gate) -> None:
    """What may wait already does; after that, few; and after a while, all of it again."""
    gate.room.shut()
    first = gate.burst(60, waits=MANY)
    shut = gate.burst(60, waits=FEW)
    gate.seconds += SHUT_S - 1
    gate.room.look()
    still = gate.burst(60, waits=FEW)
    gate.seconds += 1
    gate.room.look()
    open_again = gate.burst(60, waits=MANY)

    assert first == open_again == {OK: MANY, CANCELLED: 60 - MANY}
    assert shut == still == {OK: FEW, CANCELLED: 60 - FEW}
    assert gate.room.overloads == 1


def test_this_grpcio_is_known() -> None:
    """Else a burst would have the room of an overloaded service, or none would be shut."""
    assert BurstRoom(BOUNDS).pending_max < FEW


def test_with_another_grpcio_the_core_has_room_for_a_burst(
    monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    """The bound is the wider one then, and never changes."""
    monkeypatch.setattr(_server, "_on_call_completed", lambda *_: None)
    with served(data) as app, channel_to(app) as channel:
        answer = stub_of(channel).ScreenDocument(QUESTION, timeout=5.0)

    assert FEW < BurstRoom(BOUNDS).pending_max < MANY
    assert answer.screening.searched


def test_bounds_that_disagree_are_refused() -> None:
    """Fewer in a burst than in an overload; or fewer than gRPC itself lets wait."""
    for many, few in ((10, 20), (2, 2)):
        with pytest.raises(Misused, match="calls_waiting_overloaded_max"):
            Config(
                data=Path(), calls_waiting_max=many, calls_waiting_overloaded_max=few
            )


def test_a_service_answers_a_burst(data: Path) -> None:
    """Of as many as may wait, while it answers another: none is refused."""
    held, many = Held(), Config(data=data).calls_waiting_max
    with served_recording(data, held) as app, ExitStack() as leaving:
        asked = Asked(app.port, leaving)
        asked.ask(1)
        wait_until(lambda: held.asked)
        asked.ask(many)
        held.release()
        outcomes = asked.outcomes()

    assert outcomes == {OK: 1 + many}


def test_a_client_that_asks_for_thousands_at_once_has_them_answered(data: Path) -> None:
    """It keeps what a connection may not have open yet; none is refused or cancelled."""
    with served(data) as app, channel_to(app) as channel:
        stub = stub_of(channel)
        calls: list[Any] = [
            stub.ScreenDocument.future(QUESTION, timeout=60.0) for _ in range(2_000)
        ]
        outcomes = Counter(call.code() for call in calls)

    assert outcomes == {OK: 2_000}
