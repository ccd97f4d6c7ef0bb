"""A server program of a peer: where it is, started in a folder of its own, stopped."""

import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from bench.peers import Absent

_START_S = 30.0
_STOP_S = 15.0


def program(name: str, *beside: Path) -> str:
    """Return the path of *name*, from PATH or the folders *beside*; raise `Absent`."""
    for folder in (None, *map(str, beside)):
        if found := shutil.which(name, path=folder):
            return found
    raise Absent(f"there is no {name} on this machine")


def free_port() -> int:
    """Return a port of the loopback that nobody had a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str],
    *,
    log: Path,
    answers: Callable[[], bool],
    user: str | None = None,
) -> Iterator[None]:
    """Run *command* until the block ends, which begins when it *answers*."""
    with (
        log.open("wb") as said,
        subprocess.Popen(
            command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, user=user
        ) as server,
    ):
        try:
            _await(server, answers, log)
            yield
        finally:
            _stop(server)


def _await(
    server: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path
) -> None:
    until = monotonic() + _START_S
    while not answers():
        if server.poll() is not None or monotonic() > until:
            raise Absent(f"it does not start: {log.read_text(errors='replace')[-500:]}")
        sleep(0.02)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # to PostgreSQL: end now, do not wait for clients
    try:
        server.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()
