import logging
import subprocess
import sys

from screening.server.log import KIND, OnceASecond
from tests.server.service import ROOT


def line(at: float, kind: str | None = None) -> logging.LogRecord:
    """Return a line logged *at* a time, one of a *kind* or of none."""
    facts: dict[str, object] = {"msg": "broken by=%s", "args": ("x",), "created": at}
    return logging.makeLogRecord(facts | ({} if kind is None else {KIND: kind}))


def said(*lines: logging.LogRecord) -> list[str]:
    """Return what is written of *lines*."""
    once = OnceASecond()
    return [each.getMessage() for each in lines if once.filter(each)]


def test_a_kind_is_said_at_once_and_then_once_a_second_with_a_count() -> None:
    """The first line is not late, and those left out are counted by the next."""
    times = (10.0, 10.1, 10.2, 10.99, 11.0, 11.5, 12.5, 14.0)

    assert said(*(line(at, "NOT_RECORDED") for at in times)) == [
        "broken by=x",
        "broken by=x left_out=3",
        "broken by=x left_out=1",
        "broken by=x",
    ]


def test_kinds_do_not_hide_each_other() -> None:
    """Each kind has a second of its own; what is of no kind is always said."""
    lines = [line(10.0, "DAMAGED"), line(10.1, "DISK_FULL"), line(10.2), line(10.3)]

    assert len(said(*lines)) == 4


def test_a_clock_set_back_silences_nothing() -> None:
    """A line from before the last one is said."""
    assert len(said(line(5_000.0, "DAMAGED"), line(10.0, "DAMAGED"))) == 2


def test_a_thousand_questions_that_cannot_be_recorded_are_a_line_or_two() -> None:
    """A process set up as a worker is does not fill the disk that is full already."""
    code = (
        "from screening.errors import NotRecorded\n"
        "from screening.server import log, status_table\n"
        "log.set_up()\n"
        "for _ in range(1000):\n"
        "    status_table.status(NotRecorded(reason='no space'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stderr.splitlines()

    assert 1 <= len(lines) <= 5
    assert all("reason=NOT_RECORDED error=" in each for each in lines)
