"""The writer's socket: submissions in, answers out, on a thread for each worker that asks."""

import fcntl
import logging
import os
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from screening.errors import ScreeningError
from screening.ownership import Acknowledgement, Submission
from screening.server import log
from screening.server.writer_line import (
    SOCKET_FILE,
    Answer,
    answer_of,
    received,
    send,
    short,
)

LOCK_FILE = "writer.lock"
"""Held (flock) by the writer of a data folder; the system frees it."""
_RETRY_S = 0.1
_SUBMITTER = 5.0
"""Seconds granted to a worker that connected, until its submission is there."""

_LOG = logging.getLogger(__name__)
Apply = Callable[[Submission], Acknowledgement]


@contextmanager
def served(data: Path, apply: Apply, stop: threading.Event) -> Iterator[bool]:
    """Answer submissions with *apply* until left.

    Another writer of the folder, of another service, is waited for; yields False where
    *stop* came first.
    """
    with _only_one(data, stop) as is_ours:
        if not is_ours:
            yield False
            return
        (data / SOCKET_FILE).unlink(missing_ok=True)  # of one that was killed
        with short(data) as path, _Server(path, apply) as server:
            listening = threading.Thread(target=server.serve_forever, args=(0.05,))
            listening.start()
            try:
                yield True
            finally:
                server.shutdown()
                listening.join()
                (data / SOCKET_FILE).unlink(missing_ok=True)


@contextmanager
def _only_one(data: Path, stop: threading.Event) -> Iterator[bool]:
    lock = os.open(data / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while not _locked(lock) and not stop.is_set():
            stop.wait(_RETRY_S)
        yield not stop.is_set()
    finally:
        os.close(lock)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _Server(socketserver.ThreadingUnixStreamServer):
    """Listens; on leaving, waits for the submissions under way."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, path: str, apply: Apply) -> None:
        self.apply = apply
        before = os.umask(0o177)  # nobody else may submit anything
        try:
            super().__init__(path, _Handler)
        finally:
            os.umask(before)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a worker that went away: it has said so itself."""


class _Handler(socketserver.BaseRequestHandler):
    """One submission."""

    server: _Server

    def handle(self) -> None:
        """Read it, have it made, and say what came of it."""
        with suppress(EOFError):
            self.request.settimeout(_SUBMITTER)
            message = received(self.request)
            answer = _answered(message, self.server.apply)
            send(self.request, msgspec.msgpack.encode(answer))


def _answered(message: bytes, apply: Apply) -> Answer:
    log.call_begins()
    try:
        submission = msgspec.msgpack.decode(message, type=Submission)
        log.call_is(submission.request_id)
        return Answer(apply(submission))
    except ScreeningError as error:
        _LOG.info("a submission was not made reason=%s", type(error).__name__)
        return answer_of(error)
    except Exception as error:  # noqa: BLE001 -- the writer has others to serve
        _LOG.error("a submission failed type=%s", type(error).__name__)
        return answer_of(error)
