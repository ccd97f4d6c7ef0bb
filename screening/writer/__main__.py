"""The writer process: a socket for submissions, and a look at review dates now and again.

    python -m screening.writer

A supervisor starts it beside its workers, and tells it as it tells them: the Config as one
line on standard input, which then stays open; its end means that the supervisor is gone.
SIGTERM lets the submission under way be made. It may be killed at any moment.
"""

import logging
import os
import signal
import sys
import threading
from datetime import UTC, datetime

from screening.errors import ScreeningError
from screening.feeds.in_place import InPlace
from screening.server.log import JSON, TEXT, set_up
from screening.server.worker_line import READY, from_line
from screening.writer.serving import served
from screening.writer.sweeping import sweeping

LOAD_WAIT_S = 0.2
"""Waited for a load of the feed; beyond it the owner is told, and comes again."""

_LOG = logging.getLogger(__name__)


def main() -> int:
    """Write until told to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    config = from_line(sys.stdin.readline())
    set_up(JSON if config.json_log else TEXT)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    threading.Thread(target=_orphaned, args=(stop,), daemon=True).start()
    writing = InPlace(config.data, now=_now, wait_s=LOAD_WAIT_S)
    with served(config.data, writing.apply, stop) as is_served:
        if not is_served:
            return 0
        with sweeping(config.data, writing, now=_now):
            sys.stdout.buffer.write(READY)
            sys.stdout.flush()
            stop.wait()
    return 0


def _orphaned(stop: threading.Event) -> None:
    os.read(sys.stdin.fileno(), 1)  # returns only when the pipe is closed
    _LOG.warning("the supervisor is gone, so the writer ends")
    stop.set()


def _now() -> datetime:
    return datetime.now(UTC)


def told() -> int:
    """Write; what we raise on purpose ends in one line, not in a traceback."""
    try:
        return main()
    except ScreeningError as error:
        _LOG.error("the writer cannot serve: %s", error)
        return 1


if __name__ == "__main__":
    sys.exit(told())
