"""The channel to a service, made anew when the files of its client's certificate change.

gRPC reads a client's certificate once. So the files are looked at, at most once a second,
when somebody asks; a new channel takes over, and the one before is closed when the last
call on it is over: no call fails for it.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import grpc

from screening.v1 import record_pb2_grpc, screening_pb2_grpc, status_pb2_grpc

if TYPE_CHECKING:
    from screening.client.credentials import ClientCredentials

LOOK_INTERVAL_S = 1.0
LANES_PER_LINE = 32
"""Half of the calls that a service lets a connection have open: one more would wait for ever."""


class Line:
    """One channel, and what can be called over it."""

    def __init__(self, channel: grpc.Channel) -> None:
        self.screening = screening_pb2_grpc.ScreeningServiceStub(channel)
        self.records = record_pb2_grpc.RecordServiceStub(channel)
        self.status = status_pb2_grpc.StatusServiceStub(channel)
        self.close = channel.close
        self.holders = 0


class Channels:
    """The line that is used now, and those before it that are used still.

    *credentials* None is a plain line, which stays the same.
    """

    def __init__(
        self,
        address: str,
        credentials: "ClientCredentials | None",
        *,
        options: Sequence[tuple[str, Any]],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address
        self._credentials = credentials
        self._options = options
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._look_due = monotonic() + LOOK_INTERVAL_S
        self._current = self._new()
        self._for_lanes: list[Line] = []
        self._before: set[Line] = set()

    @contextmanager
    def held(self) -> Iterator[Line]:
        """Hold the line that is used now: it is not closed before it is let go."""
        line = self.hold()
        try:
            yield line
        finally:
            self.let_go(line)

    def hold(self) -> Line:
        """Return the line that is used now, to be let go by `let_go`."""
        with self._lock:
            self._renew()
            self._current.holders += 1
            return self._current

    def hold_for_lane(self) -> Line:
        """Return a line with room for one more lane, to be let go by `let_go`."""
        with self._lock:
            self._renew()
            line = next(filter(_has_room, self._for_lanes), None)
            if line is None:
                line = self._new()
                self._for_lanes.append(line)
            line.holders += 1
            return line

    def let_go(self, line: Line) -> None:
        """Close *line*, where it was the last use of one that is not for all questions."""
        with self._lock:
            line.holders -= 1
            if line.holders or line is self._current:
                return
            self._before.discard(line)
            if line in self._for_lanes:
                self._for_lanes.remove(line)
            line.close()

    def is_current(self, line: Line) -> bool:
        """Return whether *line* shows the certificate that is there now."""
        with self._lock:
            self._renew()
            return line is self._current or line in self._for_lanes

    def close(self) -> None:
        """End every channel, and all calls on them."""
        with self._lock:
            for line in (self._current, *self._for_lanes, *self._before):
                line.close()

    def _renew(self) -> None:
        """Take a new line, where files have changed since the last look."""
        if self._credentials is None or self._monotonic() < self._look_due:
            return
        self._look_due = self._monotonic() + LOOK_INTERVAL_S
        if not self._credentials.refresh():
            return
        before, self._current = self._current, self._new()
        self._before.update(self._for_lanes)
        self._for_lanes.clear()
        if before.holders:
            self._before.add(before)
        else:
            before.close()

    def _new(self) -> Line:
        if self._credentials is None:
            return Line(grpc.insecure_channel(self._address, options=self._options))
        credentials = self._credentials.for_channel()
        return Line(
            grpc.secure_channel(self._address, credentials, options=self._options)
        )


def _has_room(line: Line) -> bool:
    return line.holders < LANES_PER_LINE
