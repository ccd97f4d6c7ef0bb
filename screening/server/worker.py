"""One worker process: an engine, a server, and a watch for new generations.

    python -m screening.server.worker

A supervisor starts it. Standard input carries the Config as one line of JSON and then
stays open: its end means that the supervisor is gone, and the worker follows. Standard
output carries a line when the worker is ready and, where metrics are told, one each second
that says how it does. SIGTERM lets questions in flight
finish; SIGINT is the supervisor's business, which gets it from the terminal too.
"""

import gc
import logging
import os
import signal
import sys
import threading
from contextlib import AbstractContextManager, nullcontext

from screening.access.admission import Loopback
from screening.access.keeping import KeptAccess
from screening.config import Config
from screening.engine import utc_now
from screening.errors import ScreeningError
from screening.opening import open_engine
from screening.server.app import App, opened
from screening.server.log import JSON, TEXT, set_up
from screening.server.rules import NEEDS
from screening.server.seeing.report import reporting
from screening.server.watch import watched
from screening.server.worker_line import READY, from_line

SWITCH_INTERVAL_S = 0.0005
"""A tenth of Python's own: beside a running batch, questions took 12 ms instead of 20 at
p99, and no longer when there was none."""
ORPHAN_GRACE_S = 0.5
"""What a worker without a supervisor grants its calls."""

_LOG = logging.getLogger(__name__)


def main() -> int:
    """Serve until told to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    config = from_line(sys.stdin.readline())
    set_up(JSON if config.json_log else TEXT)
    stop = threading.Event()
    grace_s = [config.grace_s]

    def orphaned() -> None:
        os.read(sys.stdin.fileno(), 1)  # returns only when the pipe is closed
        _LOG.warning("the supervisor is gone, so this worker ends")
        grace_s[0] = min(ORPHAN_GRACE_S, config.grace_s)
        stop.set()

    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    threading.Thread(target=orphaned, name="lifeline", daemon=True).start()
    access = _access(config)
    with open_engine(config.data, thresholds=config.thresholds) as engine:
        engine.refresh()  # so that the first question waits for nothing
        with (
            watched("new generations", engine.refresh, config.poll_interval_s),
            watched("callers", access.refresh, config.poll_interval_s),
            opened(config, engine, now=utc_now, access=access) as app,
        ):
            gc.collect()
            gc.freeze()  # what is here stays: the collector need not look at it again
            sys.stdout.buffer.write(READY)
            sys.stdout.flush()
            with _telling(app, config):
                stop.wait()
            app.stop(grace_s[0])
    return 0


def _telling(app: App, config: Config) -> AbstractContextManager[None]:
    """Return what has this worker say how it does, where somebody listens."""
    if config.metrics is None:
        return nullcontext()
    return reporting(app.report, sys.stdout.buffer)


def _access(config: Config) -> Loopback | KeptAccess:
    """Return who decides which callers are let in; `RegisterRefused` ends the worker."""
    if config.register is None:
        return Loopback()
    return KeptAccess(
        config.register,
        needs=NEEDS,
        data=config.data,
        workers=config.workers,
        now=utc_now,
    )


def told() -> int:
    """Serve; what we raise on purpose ends in one line, not in a traceback."""
    try:
        return main()
    except ScreeningError as error:
        _LOG.error("this worker cannot serve: %s", error)
        return 1


if __name__ == "__main__":
    sys.exit(told())
