"""Where log lines go: standard error, one line each, a fixed message and facts.

No line names a traveller: no document number, no name, no date of birth (law 12). What
would be said once a question, as long as something is broken, is said once a second. A
line that concerns a call has its `request_id`.
"""

import logging
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

KIND = "kind"
"""A line logged with `extra={KIND: …}` is one of many of that kind."""
KIND_INTERVAL_S = 1.0
TEXT, JSON = "text", "json"
FORMS: Final = (TEXT, JSON)
_LINE = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s pid=%(process)d %(message)s"
_TIME = "%Y-%m-%dT%H:%M:%S"
_SAFE_ID = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32,64}(?:-[0-9]{1,9})?"
)
"""A UUID, or a digest, with a number or not: too long for anything of a traveller, and
letters that spell no name."""
_REQUEST_ID = "request_id"
_FACT = re.compile(r" ?\b([a-z_0-9]+)=%(?:\.\d+)?[a-z]|%(?:\.\d+)?[a-z]")
"""A place in a message for a fact: with its name, or without one."""


class _Call(threading.local):
    """The call that this thread is serving."""

    is_open = False
    given = ""
    """The id that its caller gave."""
    made = ""
    """The one we made, because there was none, or none that may be written down."""


_call = _Call()


def call_begins() -> None:
    """Have lines of this thread concern a call, whose id is not yet known."""
    _call.is_open = True
    _call.given = _call.made = ""


def call_is(request_id: str) -> None:
    """Say which id the caller gave its call."""
    _call.given = request_id


def call_ends() -> None:
    """Have lines of this thread concern no call."""
    _call.is_open = False


def _call_id() -> str:
    """Return the id of the call: the caller's where it can hold nothing but an id."""
    if _SAFE_ID.fullmatch(_call.given):
        return _call.given
    _call.made = _call.made or str(uuid.uuid4())
    return _call.made


class OnceASecond(logging.Filter):
    """Lets one line of a kind through a second, with how many were left out before it."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._said_at: dict[str, float] = {}
        self._left_out: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether *record* is written."""
        kind = getattr(record, KIND, None)
        if kind is None:
            return True
        with self._lock:
            since = record.created - self._said_at.get(kind, float("-inf"))
            if 0 <= since < KIND_INTERVAL_S:  # below 0 the clock was set back
                self._left_out[kind] += 1
                return False
            self._said_at[kind] = record.created
            left_out = self._left_out.pop(kind, 0)
        if left_out:
            _add_fact(record, "left_out", left_out)
        return True


class WithRequestId(logging.Filter):
    """Adds the id of the call that a line concerns."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True: every line is written."""
        if _call.is_open:
            _add_fact(record, _REQUEST_ID, _call_id())
        return True


def _add_fact(record: logging.LogRecord, name: str, value: object) -> None:
    given = record.args if isinstance(record.args, tuple) else ()
    record.msg = f"{record.msg} {name}=%s"
    record.args = (*given, value)


class TextLine(logging.Formatter):
    """One line for people, whatever the facts hold."""

    def format(self, record: logging.LogRecord) -> str:
        """Return *record* as one line."""
        return super().format(record).replace("\r", r"\r").replace("\n", r"\n")

    def formatException(self, ei: object) -> str:  # noqa: N802 -- named by logging
        """Return the kind of the error alone: its text may hold anything."""
        kind = ei[0] if isinstance(ei, tuple) else None
        return f"type={kind.__name__}" if isinstance(kind, type) else ""


class JsonLine(TextLine):
    """One JSON object for machines: the fixed message, and its facts by their names."""

    def format(self, record: logging.LogRecord) -> str:
        """Return *record* as one line of JSON."""
        event, facts = _apart(record)
        at = f"{self.formatTime(record, _TIME)}.{int(record.msecs):03d}Z"
        line = {
            "at": at,
            "level": record.levelname,
            "logger": record.name,
            "pid": record.process,
            "event": event,
        }
        own_first = line | facts | line
        return msgspec.json.encode(own_first, enc_hook=str).decode()


def _apart(record: logging.LogRecord) -> tuple[str, dict[str, object]]:
    """Return the message of *record* without its facts, and the facts."""
    if isinstance(record.args, Mapping) or not record.args:
        return record.getMessage(), {}
    values: Iterator[object] = iter(record.args)
    facts: dict[str, object] = {}

    def taken(place: "re.Match[str]") -> str:
        value = next(values)
        if place[1] is None:
            return place[0] % value
        facts[place[1]] = value
        return ""

    return _FACT.sub(taken, str(record.msg)).strip(), facts


def set_up(form: str = TEXT) -> None:
    """Send log lines of this process to standard error, with UTC times, in that *form*."""
    line = JsonLine(_LINE, _TIME) if form == JSON else TextLine(_LINE, _TIME)
    line.converter = time.gmtime
    handler = logging.StreamHandler()
    handler.addFilter(OnceASecond())
    handler.addFilter(WithRequestId())
    handler.setFormatter(line)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
