"""Has review dates looked at beside the submissions: daily, and after each load."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from screening.errors import ScreeningError
from screening.feeds.in_place import InPlace
from screening.feeds.sweep import Swept, sweep
from screening.storage.feed_folder import FeedFolder, feeds_folder

FIRST_LOOK_S = 2.0
"""After the start: submissions come first."""
INTERVAL_S = 30.0
_NICENESS = 19

_LOG = logging.getLogger(__name__)


class Sweeping:
    """A thread that looks at review dates. Use `sweeping`."""

    def __init__(
        self, data: Path, writing: InPlace, *, now: Callable[[], datetime]
    ) -> None:
        self._data = data
        self._writing = writing
        self._now = now
        self._left = threading.Event()
        self._swept: dict[str, tuple[str, date]] = {}

    def run(self) -> None:
        """Look until left."""
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        pause_s = FIRST_LOOK_S
        while not self._left.wait(pause_s):
            pause_s = INTERVAL_S
            for feed in self._due():
                self._sweep(feed)

    def leave(self) -> None:
        """End, also in the middle of a feed."""
        self._left.set()

    def _due(self) -> Iterator[str]:
        """Yield the feeds that were not looked through since they were loaded, or today."""
        folder = feeds_folder(self._data)
        for path in sorted(folder.glob("*/")) if folder.is_dir() else ():
            current = FeedFolder(self._data, path.name).current()
            if current and self._swept.get(path.name) != (current, self._today):
                yield path.name

    def _sweep(self, feed: str) -> None:
        today = self._today
        current = FeedFolder(self._data, feed).current() or ""
        try:
            swept = sweep(
                self._writing,
                feed,
                now=self._now,
                goes_on=lambda: not self._left.is_set(),
            )
        except ScreeningError as error:  # it is loaded just now: the next look will do
            _LOG.info("not swept feed=%s reason=%s", feed, type(error).__name__)
            return
        if swept is not None:
            self._swept[feed] = current, today
            _say(feed, swept)

    @property
    def _today(self) -> date:
        return self._now().date()


def _say(feed: str, swept: Swept) -> None:
    if swept.refused:
        _LOG.error(
            "most of a feed is past its review dates, and nothing was withdrawn; is the "
            "clock right? feed=%s past=%d",
            feed,
            swept.refused,
        )
    _LOG.info(
        "review dates looked at feed=%s withdrawn=%d due=%d",
        feed,
        swept.withdrawn,
        swept.due,
    )


@contextmanager
def sweeping(
    data: Path, writing: InPlace, *, now: Callable[[], datetime]
) -> Iterator[None]:
    """Look at the review dates of all feeds until left."""
    looking = Sweeping(data, writing, now=now)
    thread = threading.Thread(target=looking.run, name="sweep")
    thread.start()
    try:
        yield
    finally:
        looking.leave()
        thread.join()
