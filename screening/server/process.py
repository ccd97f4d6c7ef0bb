"""A worker process, or the writer, as its supervisor holds it: two pipes, a process id."""

import logging
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

import screening
from screening.config import Config
from screening.server.seeing.report import Report, from_line
from screening.server.worker_line import READY, to_line

EXPERIMENTS = "-event_engine_listener"
"""How gRPC reads its sockets (GRPC_EXPERIMENTS, its rollback flags): on the threads that
ask for calls and one beside them (`server.reader`), not on an engine of three more, which
pass each call around. A question then takes about a tenth less time and processor, and at
twice capacity half as many more are answered (measured on two cores). A version that
knows the name no more says so in the log, and goes its own way."""
REPORT_BYTES_MAX = 8 << 20
"""Of one line: a report of thousands of feeds takes a tenth."""
END_TIMEOUT_S = 5.0
"""For a worker that closed its output: it is ending, or it is killed."""

_READ_BYTES = 1 << 16
_LOG = logging.getLogger(__name__)


WORKER, WRITER = "screening.server.worker", "screening.writer"
"""Modules to be run. The writer's is named here and imported nowhere: what loads data
stays out of the processes that answer."""


class Process:
    """A worker, or with another *module* the writer, started by making this."""

    def __init__(self, config: Config, number: int, module: str = WORKER) -> None:
        self.number = number
        self.ready = False
        self.report: Report | None = None
        """How it does, by its own last word."""
        self.told_to_end_at: float | None = None
        """When it was, by the clock of `time.monotonic`."""
        self._heard = b""
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"GRPC_EXPERIMENTS": EXPERIMENTS}
            | os.environ
            | {"PYTHONPATH": _import_path()},
        )
        with suppress(BrokenPipeError):  # it died at once, as its output will tell
            self._stdin.write(to_line(config).encode())
            self._stdin.flush()

    @property
    def words(self) -> int:
        """The descriptor on which the worker says that it is ready, and then how it does."""
        assert self._process.stdout is not None  # noqa: S101 -- it is a pipe
        return self._process.stdout.fileno()

    @property
    def identity(self) -> tuple[int, int]:
        """Its number and its process id."""
        return self.number, self._process.pid

    @property
    def age_s(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self._started_at

    @property
    def own_bytes(self) -> int:
        """Memory that is its own: files that it has mapped are the system's. 0: it ended."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text()
        except OSError:
            return 0
        found = status.partition("\nRssAnon:")[2].split(maxsplit=1)
        return int(found[0]) * 1024 if found else 0

    def hear(self) -> bool:
        """Read what it says; False at the end of that, which is the end of the worker."""
        said = os.read(self.words, _READ_BYTES)
        *lines, self._heard = (self._heard + said).split(b"\n")
        for line in lines:
            self._take(line + b"\n")
        return bool(said) and len(self._heard) <= REPORT_BYTES_MAX

    def _take(self, line: bytes) -> None:
        if line == READY:
            self.ready = True
            return
        try:
            self.report = from_line(line)
        except msgspec.DecodeError:
            _LOG.error("worker says what is no report number=%d", self.number)

    def terminate(self) -> None:
        """Ask it to finish what is under way, and end."""
        self.told_to_end_at = time.monotonic()
        self._process.terminate()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def end(self) -> int:
        """Wait for its end, clear up after it and return its exit code."""
        try:
            code = self._process.wait(END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            _LOG.error("worker does not end and is killed number=%d", self.number)
            self._process.kill()
            code = self._process.wait()
        with suppress(BrokenPipeError):
            self._stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101 -- it is a pipe
        return self._process.stdin


def _import_path() -> str:
    """Return where the worker finds this very package, whatever its folder is called."""
    here = str(Path(screening.__file__).parent.parent)
    given = os.environ.get("PYTHONPATH")
    return f"{here}{os.pathsep}{given}" if given else here
