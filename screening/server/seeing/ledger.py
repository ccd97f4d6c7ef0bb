"""What the supervisor knows of its processes: who is ready, who was replaced, who said what.

The supervisor writes it as things happen, on its one thread; whoever tells metrics reads.
"""

import threading
import time
from collections import Counter
from dataclasses import dataclass

from screening.server.seeing.report import Report
from screening.server.seeing.totals import Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one process stands."""

    number: int
    is_writer: bool
    is_ready: bool
    report: Report | None
    """The last one; None before the first."""
    silent_s: float
    """Since anything was heard of it, its start included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """How the service stands, as of one look."""

    workers_wanted: int
    writer_wanted: bool
    processes: tuple[Standing, ...]
    restarts: Counter[bool]
    """Of the writer (True), and of workers (False)."""
    totals: Totals


class Ledger:
    """Kept by the supervisor."""

    def __init__(self, *, workers: int, writer: int | None) -> None:
        """Begin with *workers* wanted; *writer* is the writer's number, if there is one."""
        self._workers = workers
        self._writer = writer
        self._lock = threading.Lock()
        self._ready: dict[int, bool] = {}
        self._heard_at: dict[int, float] = {}
        self._reports: dict[int, Report] = {}
        self._restarts: Counter[bool] = Counter()
        self._before = Totals()

    def started(self, number: int) -> None:
        """Note that a process was started."""
        with self._lock:
            self._ready[number] = False
            self._heard_at[number] = time.monotonic()

    def heard(self, number: int, *, ready: bool, report: Report | None) -> None:
        """Note what a process has said of itself last."""
        with self._lock:
            self._ready[number] = ready
            self._heard_at[number] = time.monotonic()
            if report is not None:
                self._reports[number] = report

    def ended(self, number: int, *, is_replaced: bool) -> None:
        """Note that a process has ended; what it counted stays counted."""
        with self._lock:
            self._ready.pop(number, None)
            if report := self._reports.pop(number, None):
                self._before.add(report)
            if is_replaced:
                self._restarts[number == self._writer] += 1

    def now(self) -> Standings:
        """Return how all stand."""
        with self._lock:
            totals = self._before.copy()
            for report in self._reports.values():
                totals.add(report)
            return Standings(
                workers_wanted=self._workers,
                writer_wanted=self._writer is not None,
                processes=tuple(map(self._standing, self._ready)),
                restarts=self._restarts.copy(),
                totals=totals,
            )

    def _standing(self, number: int) -> Standing:
        return Standing(
            number=number,
            is_writer=number == self._writer,
            is_ready=self._ready[number],
            report=self._reports.get(number),
            silent_s=time.monotonic() - self._heard_at[number],
        )
