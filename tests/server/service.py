"""A service for tests: real data, a real engine, real gRPC, in this process or others."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import grpc

from screening.access.admission import Admitted, Loopback
from screening.callers import CallerName
from screening.config import Config
from screening.engine import Engine, utc_now
from screening.engine.recorder import Recorder
from screening.opening import open_engine
from screening.records import (
    Database,
    DocumentRecord,
    PersonRecord,
    Record,
    VehicleRecord,
)
from screening.server.app import App, opened
from screening.storage.catalog import Catalog
from tests.holding import hold

ROOT = Path(__file__).parents[2]
FEED = "utopia-lost"
VEHICLE_FEED = "utopia-cars"
PERSON_FEED = "utopia-noticed"
_HELD_IN: dict[type[Record], tuple[str, Database]] = {
    DocumentRecord: (FEED, Database.DOCUMENTS),
    VehicleRecord: (VEHICLE_FEED, Database.VEHICLES),
    PersonRecord: (PERSON_FEED, Database.PERSONS),
}
WAIT_S = 20.0


def publish(data: Path, *records: Record, revision: int = 1) -> str:
    """Publish *records*, all of one database, as a new generation; return its name."""
    feed, database = _HELD_IN[type(records[0])]
    return hold(
        data,
        records,
        feed=feed,
        database=database,
        revision=revision,
        as_of=datetime.now(UTC),
        fresh_for_hours=None,
        publisher="UTO",
    )


@contextmanager
def served(data: Path, **bounds: Any) -> Iterator[App]:  # noqa: ANN401 -- any bound
    """Yield a server in this process, answering from *data* whoever is known."""
    config = Config(data=data, **{"port": 0, **bounds})
    with (
        open_engine(config.data) as engine,
        opened(config, engine, now=utc_now, access=Anybody()) as app,
    ):
        yield app


@contextmanager
def served_recording(
    data: Path,
    record: Recorder,
    **bounds: Any,  # noqa: ANN401 -- any bound
) -> Iterator[App]:
    """Yield a server whose engine hands each question to *record* before it answers."""
    engine = Engine(Catalog(data), record=record, now=utc_now)
    config = Config(data=data, **{"port": 0, **bounds})
    with opened(config, engine, now=utc_now, access=Anybody()) as app:
        yield app


class Anybody(Loopback):
    """Lets in whoever is known: for tests of who is, and not of who may."""

    def admit(self, caller: CallerName | None, method: str, now: datetime) -> Admitted:
        """Return *caller*, let in to everything."""
        del method, now
        admitted = Admitted()
        admitted.caller = caller
        return admitted


class Held:
    """Remembers nothing and lets no question be answered before it is released."""

    def __init__(self) -> None:
        self._released = threading.Event()
        self.asked = 0
        """Questions that came this far."""

    def __call__(self, **_facts: object) -> None:
        """Wait for the release."""
        self.asked += 1
        assert self._released.wait(WAIT_S)

    def release(self) -> None:
        """Let all questions be answered, now and later."""
        self._released.set()


@contextmanager
def channel_to(app: App, *options: tuple[str, Any]) -> Iterator[grpc.Channel]:
    """Yield a channel of its own connection to *app*."""
    own = ("grpc.use_local_subchannel_pool", 1)
    with grpc.insecure_channel(
        f"127.0.0.1:{app.port}", options=[own, *options]
    ) as channel:
        yield channel


class Service:
    """A supervisor and its workers, in processes of their own."""

    def __init__(
        self, process: "subprocess.Popen[str]", line: str, log: IO[str]
    ) -> None:
        self.process = process
        self.line = line
        self.address = line.split(" on ")[1].split(" by ", maxsplit=1)[0]
        self._log = log

    @property
    def log(self) -> str:
        """Everything logged so far."""
        return Path(self._log.name).read_text()

    def workers(self) -> list[int]:
        """Return the process ids of the workers that live now."""
        tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in tasks.read_text().split()]

    def wait_for_ready(self, count: int) -> None:
        """Return when workers were ready *count* times since the start."""
        wait_until(lambda: self.log.count("worker is ready") >= count)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the supervisor."""
        self.process.send_signal(number)


@contextmanager
def service(data: Path, folder: Path, **bounds: Any) -> Iterator[Service]:  # noqa: ANN401
    """Yield a service in processes of its own, killed on leaving if it still lives."""
    arguments = {"workers": 1, "port": 0, "grace_s": 2.0} | bounds
    code = (
        "import sys\n"
        "from pathlib import Path, PosixPath\n"
        "from screening.config import Config\n"
        "from screening.tls import ServiceTls\n"
        "from screening.ownership import OwnerRights\n"
        "from screening.server.log import set_up\n"
        "from screening.server.supervisor import serve\n"
        f"set_up({'json' if arguments.get('json_log') else 'text'!r})\n"
        f"sys.exit(serve(Config(data=Path({str(data)!r}), **{arguments!r})))\n"
    )
    with (
        (folder / "service.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            assert line, Path(log.name).read_text()
            yield Service(process, line, log)
        finally:
            process.kill()


def wait_until(true: Callable[[], object], *, timeout_s: float = WAIT_S) -> None:
    """Return as soon as *true* is; fail after *timeout_s*."""
    end = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    """Return whether there is such a process, and it is no zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value below which *percent* of *values* lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
