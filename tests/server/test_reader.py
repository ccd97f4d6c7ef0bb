"""A thread that reads: with the grpcio that is known, and beside one that is not."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc

from screening.server.reader import reading
from tests.server.service import channel_to, served
from tests.server.test_app import QUESTION, stub_of


def test_this_grpcio_is_known() -> None:
    """Else calls would wait in the sockets, beyond any bound."""
    with reading(grpc.server(ThreadPoolExecutor(1))) as is_read:
        names = [thread.name for thread in threading.enumerate()]

    assert is_read
    assert "reader" in names


def test_beside_another_grpcio_nothing_is_done() -> None:
    """Its own thread reads then, as it always did."""
    unknown: Any = object()
    with reading(unknown) as is_read:
        names = [thread.name for thread in threading.enumerate()]

    assert not is_read
    assert "reader" not in names


def test_a_stopped_server_is_read_for_no_more(data: Path) -> None:
    """The thread ends with the server, and at once."""
    with served(data) as app, channel_to(app) as channel:
        stub_of(channel).ScreenDocument(QUESTION, timeout=5.0)
        meanwhile = [thread.name for thread in threading.enumerate()]
    after = [thread.name for thread in threading.enumerate()]

    assert "reader" in meanwhile
    assert "reader" not in after
