import json
import logging
import re
import subprocess
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screening.server import log
from screening.server.log import FORMS, KIND, OnceASecond
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


def written(form: str, code: str) -> list[str]:
    """Return the lines that a process writes which logs in that *form*."""
    begin = (
        "import logging, sys\n"
        "from screening.server import log\n"
        f"log.set_up({form!r})\n"
        "said = logging.getLogger('screening.test')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", begin + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr.splitlines()


def test_a_line_for_machines_has_its_facts_by_their_names() -> None:
    """The fixed message apart from them; numbers stay numbers."""
    (line,) = written(
        "json",
        "said.error('it broke number=%d pause_s=%.1f reason=%s', 3, 0.25, ValueError('x y'))",
    )
    told = json.loads(line)

    assert told["event"] == "it broke"
    assert (told["number"], told["pause_s"], told["reason"]) == (3, 0.25, "x y")
    assert (told["level"], told["logger"]) == ("ERROR", "screening.test")
    assert told["at"].endswith("Z")


def test_facts_without_a_name_stay_in_the_message() -> None:
    """And no fact takes the place of what every line has."""
    (line,) = written("json", "said.info('looking for %s failed level=%s', 'a', 'b')")
    told = json.loads(line)

    assert told["event"] == "looking for a failed"
    assert told["level"] == "INFO"


@pytest.mark.parametrize("form", FORMS)
def test_a_line_is_one_whatever_its_facts_hold(form: str) -> None:
    """Nobody writes a line of the log by what they send; no traceback is written."""
    code = (
        "said.error('it broke reason=%s', 'a\\nb\\r2026 forged')\n"
        "try:\n"
        "    raise ValueError('QZJXW')\n"
        "except ValueError:\n"
        "    said.exception('it broke again')\n"
    )
    lines = written(form, code)

    assert len(lines) == 2
    assert "QZJXW" not in "".join(lines)


def test_a_line_of_a_call_has_an_id_and_others_have_none() -> None:
    """The caller's where it can hold nothing else, else one of ours, the same all along."""
    given = "0d4d3b4e-5a0c-4c8e-9a57-0c2f6f1f9a11"
    code = (
        "said.info('before')\n"
        "log.call_begins(); said.info('one'); said.info('two')\n"
        "log.call_is('L898902C3 ERIKSSON'); said.info('three')\n"
        f"log.call_is({given!r}); said.info('four')\n"
        "log.call_begins(); said.info('five')\n"
        "log.call_ends(); said.info('after')\n"
    )
    told = {
        line["event"]: line.get("request_id")
        for line in map(json.loads, written("json", code))
    }

    assert told["before"] is None
    assert told["after"] is None
    assert told["four"] == given
    assert told["one"] == told["two"] == told["three"]
    assert len({told["one"], told["four"], told["five"]}) == 3


@given(st.text(max_size=140) | st.from_regex(r"[A-Z0-9<]{9,90}", fullmatch=True))
def test_what_could_be_of_a_traveller_is_no_id(text: str) -> None:
    """Numbers, names and zones are not written down; a UUID or a digest is."""
    assume(not re.fullmatch(r"[0-9a-f-]{32,}", text))
    log.call_begins()
    log.call_is(text)
    record = logging.makeLogRecord({"msg": "broken", "args": ()})
    log.WithRequestId().filter(record)
    log.call_ends()

    assert len(text) < 6 or text not in record.getMessage()
