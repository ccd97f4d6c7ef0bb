"""What a worker and the writer say to each other: a submission, and what came of it.

One message each way over a Unix socket in the data folder, which only the user of the
service may open: four bytes of length, then MessagePack. No gRPC: the writer would be a
second server with threads and bounds of its own, where a call takes 300 µs; here it takes
some 60, and what is sent are the values that both sides have anyway.

A writer may be killed at any moment, and is started again. A worker that lost it sends
the submission again: by its request_id it is made once.
"""

import os
import socket
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from screening import errors
from screening.ownership import Acknowledgement, Submission

SOCKET_FILE = "writer.sock"
MESSAGE_BYTES_MAX = 16 << 20
"""Of a submission: a request of 1 MiB, spelt as JSON."""
RETRY_S = 0.02
MARGIN_S = 0.05
"""Before the caller's deadline: so much earlier it is told that there is no answer."""
_LENGTH = struct.Struct(">I")

Facts = tuple[str, ...]
ERRORS: Mapping[str, tuple[Callable[..., errors.ScreeningError], Facts]] = {
    kind.__name__: (kind, facts)
    for kind, facts in (
        (errors.NotTheOwner, ("field", "reason", "cure")),
        (errors.NotItsFeed, ("field", "reason", "cure")),
        (errors.RequestReused, ("field", "reason", "cure")),
        (errors.LimitExceeded, ("field", "actual", "maximum")),
        (errors.Busy, ("what", "maximum", "retry_after_s")),
        (errors.CannotRead, ("reason",)),
        (errors.DiskFull, ("path",)),
        (errors.DamagedTable, ("path", "reason")),
    )
}
"""What the writer may answer instead, by name, with the facts that make it again."""


class Answer(msgspec.Struct, frozen=True):
    """What came of a submission: one of the two."""

    acknowledgement: Acknowledgement | None = None
    error: str = ""
    facts: dict[str, str | int | float] = {}


def answer_of(error: Exception) -> Answer:
    """Return what tells a worker of *error*; of an unknown one nothing but that."""
    kind = type(error).__name__
    if kind not in ERRORS:
        return Answer(error=kind)
    return Answer(error=kind, facts={n: getattr(error, n) for n in ERRORS[kind][1]})


class WriterLine:
    """A worker's way to the writer. Safe in many threads: each call has its own."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def submit(self, submission: Submission, *, time_left_s: float) -> Acknowledgement:
        """Have *submission* made, or raise why not; waits for a writer that is away.

        Raises `NotWritten` when there was no answer in time: it may have been made.
        """
        deadline = time.monotonic() + time_left_s - MARGIN_S
        message = msgspec.msgpack.encode(submission)
        while True:
            try:
                return _acknowledged(self._asked(message, deadline))
            except (OSError, EOFError) as error:
                reason = "the writer is away"
                if time.monotonic() + RETRY_S > deadline:
                    raise errors.NotWritten(reason=reason) from error
            time.sleep(RETRY_S)

    def is_there(self) -> bool:
        """Return whether a writer can be reached."""
        try:
            with connected(self._data):
                return True
        except OSError:
            return False

    def _asked(self, message: bytes, deadline: float) -> Answer:
        with connected(self._data) as line:
            line.settimeout(max(deadline - time.monotonic(), RETRY_S))
            send(line, message)
            return msgspec.msgpack.decode(received(line), type=Answer)


def _acknowledged(answer: Answer) -> Acknowledgement:
    if answer.acknowledgement is not None:
        return answer.acknowledgement
    if answer.error in ERRORS:
        kind, _ = ERRORS[answer.error]
        raise kind(**answer.facts)
    raise errors.NotWritten(reason="the writer failed; its log says how")


@contextmanager
def connected(data: Path) -> Iterator[socket.socket]:
    """Hold a connection to the writer of *data*. Raises `OSError` when it is away."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line, short(data) as path:
        line.connect(path)
        yield line


@contextmanager
def short(data: Path) -> Iterator[str]:
    """Yield a path of the socket that is short enough.

    The system takes 107 bytes of one, and folders may lie deeper than that.
    """
    folder = os.open(data, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{SOCKET_FILE}"
    finally:
        os.close(folder)


def send(line: socket.socket, message: bytes) -> None:
    """Send one message."""
    line.sendall(_LENGTH.pack(len(message)) + message)


def received(line: socket.socket) -> bytes:
    """Return the next message; raises `EOFError` where the other side ends before it."""
    (length,) = _LENGTH.unpack(_exactly(line, _LENGTH.size))
    if length > MESSAGE_BYTES_MAX:
        raise EOFError
    return _exactly(line, length)


def _exactly(line: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = line.recv(count - len(parts))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
