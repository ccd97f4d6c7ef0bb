"""Floods: one peer sends as much as it can of one thing, and the others are answered."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from screening.client import ScreeningClient
from screening.errors import Busy
from screening.queries import Answer, DocumentQuery
from tests.certificates import Pki, channel_as
from tests.server.frames import (
    CANCEL,
    DATA,
    END_HEADERS,
    END_STREAM,
    HEADERS,
    PING,
    PREFACE,
    RST_STREAM,
    SETTINGS,
    frame,
    headers_of_call,
    message,
)
from tests.server.service import WAIT_S, Service, served, service, wait_until
from tests.server.test_app import QUESTION, SCREEN_DOCUMENT, stub_of

NOT_LISTED = DocumentQuery(document_number="X1234567", issuing_state="UTO")
QUESTIONS = 100
PEERS = 3
"""Of one connection each."""
GROWTH_MAX_MIB = 160
"""Calls without a request came to 92 after ten seconds, and to 93 after twenty-five."""
CALL = headers_of_call(SCREEN_DOCUMENT)
ASKED = message(QUESTION.SerializeToString())
Chunks = Callable[[], Iterator[bytes]]


def _streams() -> Iterator[int]:
    """Yield the streams that a client may open, in their order."""
    return count(1, 2)


def _of_streams(*frames: Callable[[int], bytes]) -> Chunks:
    """Return what sends *frames* on stream after stream, fifty streams at a time."""

    def chunks() -> Iterator[bytes]:
        streams = _streams()
        while True:
            some = [next(streams) for _ in range(50)]
            yield b"".join(make(stream) for stream in some for make in frames)

    return chunks


def _over_and_over(again: bytes, *, first: bytes = b"") -> Chunks:
    """Return what sends *first*, then the same *again* and again."""

    def chunks() -> Iterator[bytes]:
        yield first
        while True:
            yield again * 100

    return chunks


def _open(stream: int) -> bytes:
    return frame(HEADERS, END_HEADERS, stream, CALL)


def _ask(stream: int) -> bytes:
    return frame(DATA, END_STREAM, stream, ASKED)


def _reset(stream: int) -> bytes:
    return frame(RST_STREAM, 0, stream, CANCEL)


FLOODS: dict[str, Chunks] = {
    "calls reset at once": _of_streams(_open, _reset),
    "questions reset at once": _of_streams(_open, _ask, _reset),
    "calls without a request": _of_streams(_open),
    "pings": _over_and_over(PING),
    "settings": _over_and_over(SETTINGS),
    "data without content": _over_and_over(frame(DATA, 0, 1), first=_open(1)),
}
"""What a peer may send without end; rapid reset is CVE-2023-44487."""


@pytest.fixture(scope="module")
def flooded(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service in processes of its own, of one worker, to which floods come."""
    folder = tmp_path_factory.mktemp("flooded")
    with service(data, folder, request_timeout_s=30.0) as running:
        running.wait_for_ready(1)
        yield running


@pytest.mark.parametrize("kind", FLOODS)
def test_others_are_answered_while_one_floods(flooded: Service, kind: str) -> None:
    """Each question, and the worker lives and keeps its memory within bounds."""
    (worker,) = flooded.workers()
    with ScreeningClient(flooded.address, timeout_s=10.0) as client:
        client.screen_document(NOT_LISTED)
        before_mib = _resident_mib(worker)
        with flooding(flooded.address, FLOODS[kind]):
            answers = {_answered(client) for _ in range(QUESTIONS)}
            grown_mib = _resident_mib(worker) - before_mib

    assert answers == {Answer.NO_RECORD}
    assert grown_mib < GROWTH_MAX_MIB
    assert flooded.workers() == [worker]


def _answered(client: ScreeningClient) -> Answer:
    """Ask, and once more when told to: peers without a name may have every place a while."""
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            return client.screen_document(NOT_LISTED).answer
        except Busy as busy:
            assert time.monotonic() < deadline
            time.sleep(busy.retry_after_s)


@contextmanager
def flooding(address: str, chunks: Chunks) -> Iterator[None]:
    """Have peers send *chunks* to *address* until left; who is cut off connects again."""
    ended = threading.Event()
    begun = threading.Semaphore(0)

    def flood() -> None:
        while not ended.is_set():
            with suppress(OSError):
                _flood_once(address, chunks(), ended, begun)

    peers = [threading.Thread(target=flood) for _ in range(PEERS)]
    for peer in peers:
        peer.start()
    try:
        for _ in peers:
            assert begun.acquire(timeout=10.0)
        yield
    finally:
        ended.set()
        for peer in peers:
            peer.join()


def _flood_once(
    address: str,
    chunks: Iterator[bytes],
    ended: threading.Event,
    begun: threading.Semaphore,
) -> None:
    """Send *chunks* over one connection, and read nothing, until it is cut off."""
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=0.2) as peer:
        peer.sendall(PREFACE + SETTINGS)
        for chunk in chunks:
            if ended.is_set():
                return
            peer.sendall(chunk)
            begun.release()


def _resident_mib(process: int) -> float:
    """Return the memory that a process has resident."""
    (line,) = (
        line
        for line in Path(f"/proc/{process}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    )
    return int(line.split()[1]) / 1024


def test_silent_peers_keep_nobody_out(data: Path, tmp_path: Path) -> None:
    """A thousand peers that begin no handshake: callers are let in, peers shut out."""
    pki = Pki(tmp_path)
    with (
        served(data, tls=pki.tls(), handshake_timeout_s=3.0) as app,
        ExitStack() as open_ones,
    ):
        silent = [
            open_ones.enter_context(
                socket.create_connection(("127.0.0.1", app.port), timeout=20.0)
            )
            for _ in range(1_000)
        ]
        with channel_as(pki.caller(), app.port, pki.roots) as channel:
            answer = stub_of(channel).ScreenDocument(QUESTION, timeout=2.5)
            still_there = not _is_closed(silent[-1])
            wait_until(lambda: all(_is_closed(peer) for peer in silent))

    assert answer.screening.searched
    assert still_there


def _is_closed(peer: socket.socket) -> bool:
    """Return whether the other side has closed the connection; it never says a word."""
    peer.settimeout(0.0)
    try:
        return peer.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
