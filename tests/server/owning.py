"""A writer for tests: the real one on its real socket, in this process or in its own."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from screening.client import ScreeningClient
from screening.config import Config
from screening.feeds.in_place import InPlace
from screening.ownership import OwnerRights
from screening.server.worker_line import READY, to_line
from screening.writer import serving
from tests.server.service import FEED, PERSON_FEED, ROOT, VEHICLE_FEED, served

UTOPIA = OwnerRights(owner="UTO", feeds=(FEED, VEHICLE_FEED, PERSON_FEED))


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@contextmanager
def writing(data: Path, *, now: Callable[[], datetime] = utc_now) -> Iterator[None]:
    """Answer submissions to *data* from this process."""
    stop = threading.Event()
    writer = InPlace(data, now=now, wait_s=0.0)
    with serving.served(data, writer.apply, stop) as is_served:
        assert is_served
        yield


@contextmanager
def owner_at(
    data: Path,
    rights: OwnerRights | None = UTOPIA,
    **bounds: Any,  # noqa: ANN401 -- any bound
) -> Iterator[ScreeningClient]:
    """Yield a client that is taken for an owner, of a service with a writer."""
    with (
        writing(data),
        served(data, writer=True, pilot_owner=rights, **bounds) as app,
        ScreeningClient(f"127.0.0.1:{app.port}", timeout_s=10.0) as client,
    ):
        yield client


@contextmanager
def writer_process(data: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Yield a writer in a process of its own, ready; killed on leaving if it lives."""
    with subprocess.Popen(
        [sys.executable, "-m", "screening.writer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(to_line(Config(data=data)).encode())
            process.stdin.flush()
            assert process.stdout.read(len(READY)) == READY
            yield process
        finally:
            process.kill()


Row = dict[str, Any]


def passport(number: int, **fields: str) -> Row:
    """Return the row of a passport of Utopia, reported stolen."""
    return {
        "record_id": f"R{number}",
        "owner": "UTO",
        "issuing_state": "UTO",
        "document_type": "passport",
        "document_number": f"X{number:07d}",
        "status": "stolen",
        **fields,
    }


def put(row: Row) -> Row:
    """Return the change that files *row*."""
    return {"op": "put", **row}


def withdraw(row: Row) -> Row:
    """Return the change that takes *row* out."""
    names = ("record_id", "owner", "issuing_state", "document_number")
    return {"op": "withdraw", **{name: row[name] for name in names if name in row}}


def encoded(*changes: Row) -> tuple[bytes, ...]:
    """Return *changes* as they are submitted."""
    return tuple(json.dumps(change).encode() for change in changes)
