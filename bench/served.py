"""Services in processes of their own, and askers: started, and ended when left."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bench.asker.plans import Outcome, Plan
from bench.commands import ROOT, screening

_ADDRESS = re.compile(r"127\.0\.0\.1:\d+")
_MAPPING = re.compile(r"[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+ *(.*)")
_PRIVATE = re.compile(r"Private_(?:Clean|Dirty): +(\d+) kB")


@dataclass(frozen=True, slots=True)
class Service:
    """A service that is up."""

    address: str
    data: Path
    supervisor: int
    """Its process id."""

    def private_mib(self) -> float:
        """Return the private memory of the worker that has most of it.

        What of the data is mapped is the system's page cache, and not counted.
        """
        children = Path(f"/proc/{self.supervisor}/task/{self.supervisor}/children")
        return max(
            _private_mib(int(pid), self.data) for pid in children.read_text().split()
        )


@contextmanager
def served(data: Path, *more: str, workers: int = 1) -> Iterator[Service]:
    """Serve *data* as an operator would, with *more* options."""
    options = [
        *more,
        "--data",
        str(data),
        "--listen",
        "127.0.0.1:0",
        "--workers",
        str(workers),
    ]
    with subprocess.Popen(
        screening("serve", *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            yield Service(_address(process), data, process.pid)
        finally:
            process.terminate()


@contextmanager
def empty() -> Iterator[str]:
    """Serve the empty handler; yield its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.empty_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            yield _address(process)
        finally:
            process.terminate()


def _address(process: subprocess.Popen[str]) -> str:
    said = []
    for line in process.stdout or ():
        if found := _ADDRESS.search(line):
            return found[0]
        said.append(line)
    raise RuntimeError(f"the service did not start: {''.join(said)}")


class Asker:
    """A process that asks as it is told."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def ask(self, plan: Plan) -> Outcome:
        """Have *plan* carried out."""
        self.begin(plan)
        return self.outcome()

    def begin(self, plan: Plan) -> None:
        """Have *plan* begun."""
        self._say(msgspec.json.encode(plan))

    def end(self) -> Outcome:
        """End a plan that goes on until it is told."""
        self._say(b"")
        return self.outcome()

    def outcome(self) -> Outcome:
        """Wait for what came of the plan."""
        assert self._process.stdout is not None  # noqa: S101  # it is a pipe
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the asker came to an end; above it says why")
        return msgspec.json.decode(line, type=Outcome)

    def _say(self, line: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101  # it is a pipe
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()


@contextmanager
def asker() -> Iterator[Asker]:
    """Start an asker."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.asker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        try:
            yield Asker(process)
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True)
class Doors:
    """Our service, the empty one, and who asks both."""

    ours: Service
    empty: str
    asker: Asker


@contextmanager
def doors(data: Path) -> Iterator[Doors]:
    """Start all three."""
    with asker() as asking, empty() as limit, served(data) as ours:
        yield Doors(ours, limit, asking)


@contextmanager
def bound_to(cores: Sequence[int]) -> Iterator[None]:
    """Bind this thread, and with it what it starts meanwhile, to *cores*."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(cores) & before or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _private_mib(pid: int, data: Path) -> float:
    """Return the private memory of a process, mapped files of *data* left out."""
    private_kib, counts = 0, True
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if mapping := _MAPPING.match(line):
            counts = not mapping[1].startswith(str(data))
        elif counts and (found := _PRIVATE.match(line)):
            private_kib += int(found[1])
    return private_kib / 1024
