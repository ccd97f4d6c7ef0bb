"""Looks at something now and again, beside what is going on."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOG = logging.getLogger(__name__)


@contextmanager
def watched(what: str, look: Callable[[], object], interval_s: float) -> Iterator[None]:
    """Call *look* every *interval_s* until left; a failure is logged, and tried again."""
    left = threading.Event()

    def watch() -> None:
        while not left.wait(interval_s):
            try:
                look()
            except Exception as error:  # noqa: BLE001 -- a watch that ends sees nothing new
                _LOG.error("looking for %s failed type=%s", what, type(error).__name__)

    watcher = threading.Thread(target=watch, name=f"watch for {what}")
    watcher.start()
    try:
        yield
    finally:
        left.set()
        watcher.join()
