"""Where log lines go: standard error, one line each, a fixed message and facts.

No line names a traveller: no document number, no name, no date of birth (law 12). What
would be said once a question, as long as something is broken, is said once a second.
"""

import logging
import threading
import time
from collections import Counter

KIND = "kind"
"""A line logged with `extra={KIND: …}` is one of many of that kind."""
KIND_INTERVAL_S = 1.0


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
            record.msg = f"{record.getMessage()} left_out={left_out}"
            record.args = ()
        return True


def set_up() -> None:
    """Send log lines of this process to standard error, with UTC times."""
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s pid=%(process)d %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S",
    )
    for handler in logging.getLogger().handlers:
        handler.addFilter(OnceASecond())
        if handler.formatter is not None:
            handler.formatter.converter = time.gmtime
