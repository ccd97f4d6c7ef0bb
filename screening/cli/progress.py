"""How far a load is: a bar on a terminal, a line now and then elsewhere.

Both go to standard error, so that what is printed for programs stays clean.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from screening.feeds.report import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

PLAIN_EVERY_S = 5.0

Watch = Callable[[Progress], None]


@contextmanager
def shown_progress() -> Iterator[Watch]:
    """Yield what is to be told of each step."""
    if not sys.stderr.isatty():
        yield _Plain().tell
        return
    with _bar() as bar:
        yield _OnTerminal(bar).tell


class _Plain:
    """A line every few seconds."""

    def __init__(self) -> None:
        self._started = self._told = time.monotonic()

    def tell(self, step: Progress) -> None:
        now = time.monotonic()
        if now - self._told < PLAIN_EVERY_S:
            return
        self._told = now
        of = f" of {step.total:,}" if step.total else ""
        speed = step.rows / (now - self._started)
        sys.stderr.write(
            f"{step.stage}: {step.rows:,}{of} rows, {speed:,.0f} rows/s, "
            f"{_share(step):.0%}\n"
        )
        sys.stderr.flush()


class _OnTerminal:
    """One bar, that begins anew with each stage."""

    def __init__(self, bar: "Bar") -> None:
        self._bar = bar
        self._task = bar.add_task("", total=1.0, rows="", speed="")
        self._stage = ""
        self._begun = self._told = time.monotonic()

    def tell(self, step: Progress) -> None:
        if step.stage != self._stage:
            self._stage, self._begun = step.stage, self._told
            self._bar.reset(self._task)
        self._told = time.monotonic()
        speed = step.rows / max(self._told - self._begun, 1e-3)
        self._bar.update(
            self._task,
            description=step.stage,
            completed=_share(step),
            rows=f"{step.rows:,} rows",
            speed=f"{speed:,.0f}/s",
        )


def _share(step: Progress) -> float:
    """Return how much of the stage is done, from 0 to 1."""
    if step.stage == "reading" and step.bytes_total:
        return min(1.0, step.bytes_read / step.bytes_total)
    return min(1.0, step.rows / step.total) if step.total else 0.0


def _bar() -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    return Bar(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[rows]}"),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,  # what is left on the terminal is the report
    )
