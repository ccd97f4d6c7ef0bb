"""What a worker tells its supervisor of itself once a second: one line of JSON.

Over the pipe on which it said that it is ready. So there is no file to lay out, to share
and to clear up after a kill; a worker that is killed takes the counts of a second along.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import msgspec

from screening.queries import Status
from screening.server.seeing.counts import Timed
from screening.server.watch import watched
from screening.standing import FilterUse

INTERVAL_S = 1.0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How one worker does."""

    calls: tuple[Timed, ...]
    """Since it started."""
    filters: tuple[FilterUse, ...]
    held_back: int
    """Records in quarantine that were met and passed over, since it started."""
    overloads: int
    """How often more calls came than could be answered, since it started."""
    status: Status
    """As it would tell who asks."""


_decoder = msgspec.json.Decoder(Report)


def to_line(report: Report) -> bytes:
    """Return *report* as one line."""
    return msgspec.json.encode(report) + b"\n"


def from_line(line: bytes) -> Report:
    """Return the report that `to_line` wrote."""
    return _decoder.decode(line)


@contextmanager
def reporting(now: Callable[[], Report], to: BinaryIO) -> Iterator[None]:
    """Write a report to *to* every second until left, and one at once."""
    writing = threading.Lock()

    def report() -> None:
        with writing:
            to.write(to_line(now()))
            to.flush()

    report()
    with watched("how this worker does", report, INTERVAL_S):
        yield
