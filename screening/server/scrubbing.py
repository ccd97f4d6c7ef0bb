"""Has what is served read through beside the service, now and again."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.storage.scrub import ENDED_BY_A_PAGE, Scrub

FIRST_LOOK_S = 3.0
"""After the start: workers come first."""
INTERVAL_S = 5.0

_LOG = logging.getLogger(__name__)


class Scrubbing:
    """A thread that looks for damage. Use `scrubbing`."""

    def __init__(self, data: Path) -> None:
        self._scrub = Scrub(data)
        self._wake = threading.Event()
        self._left = threading.Event()

    def worker_ended(self, exit_code: int) -> None:
        """Look at once when a worker was ended by what it read."""
        if -exit_code in ENDED_BY_A_PAGE:
            self._scrub.doubt()
            self._wake.set()

    def run(self) -> None:
        """Look until left."""
        self._wake.wait(FIRST_LOOK_S)
        while not self._left.is_set():
            self._wake.clear()
            for name in self._scrub.look():
                _LOG.error("damage found and taken out of service generation=%s", name)
            self._wake.wait(INTERVAL_S)

    def leave(self) -> None:
        """End the look that is going on."""
        self._left.set()
        self._wake.set()
        self._scrub.stop()


@contextmanager
def scrubbing(data: Path) -> Iterator[Scrubbing]:
    """Have *data* read through until left."""
    looking = Scrubbing(data)
    thread = threading.Thread(target=looking.run, name="scrub")
    thread.start()
    try:
        yield looking
    finally:
        looking.leave()
        thread.join()
