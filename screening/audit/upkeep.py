"""What a journal needs beside its entries, on a schedule: checkpoints, fresh keys, segments.

While what is due cannot be written, `trouble` says why, and nothing is to be answered.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from screening.audit.checkpoints import Checkpoints
from screening.errors import DamagedJournal, DiskFull, NotRecorded
from screening.storage.chain import entries, segments
from screening.storage.journal import Journal

if TYPE_CHECKING:
    from screening.audit.sealing import Sealing

CHECKPOINT_INTERVAL_S = 60.0
SEGMENT_AGE_MAX = timedelta(days=30)
"""Whole segments are purged, so none may grow for years."""

_LOG = logging.getLogger(__name__)


class _Dated(msgspec.Struct):
    """What entries and notes have in common."""

    at: datetime


_dated = msgspec.json.Decoder(_Dated).decode


def time_of(payload: bytes) -> datetime:
    """Return the time that the entry or note *payload* gives."""
    return _dated(payload.partition(b"\0")[0]).at


class Upkeep:
    """Keeps one open journal up, in a thread of its own."""

    def __init__(
        self,
        journal: Journal,
        *,
        sealing: "Sealing | None",
        checkpoints: Checkpoints | None,
        now: Callable[[], datetime],
        interval_s: float,
    ) -> None:
        self.trouble = ""
        """Why what is due could not be written; empty where all is well."""
        self._journal = journal
        self._sealing = sealing
        self._checkpoints = checkpoints
        self._now = now
        self._interval_s = interval_s
        self._turning = threading.Lock()
        self._turned_at = time.monotonic()
        self._ended = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(
            target=self._turn_often, name="upkeep", daemon=True
        )

    def begin(self) -> None:
        """Sign what is there, then go on by itself; raises `NotRecorded`."""
        self.turn("opened")
        self._thread.start()

    def hasten(self) -> None:
        """Have the next turn come at once; safe under any lock."""
        self._wake.set()

    def end(self) -> None:
        """Sign the end, if that can be done: what is not signed is plain to `verify`."""
        self._ended.set()
        self._wake.set()
        self._thread.join()
        with suppress(NotRecorded):
            self.turn("closed")

    def turn(self, why: str) -> None:
        """Do all that is due. Raises `NotRecorded`, and leaves `trouble`, if it cannot."""
        with self._turning:
            try:
                if self._sealing is not None:
                    self._sealing.renew()
                if self._is_segment_old():
                    self._journal.rotate()
                if self._checkpoints is not None:
                    self._checkpoints.write(self._journal, why)
            except NotRecorded as error:
                raise self._troubled(error.reason) from error
            except (OSError, DiskFull, DamagedJournal) as error:
                reason = getattr(error, "strerror", None) or str(error)
                raise self._troubled(f"no checkpoint: {reason}") from error
            self.trouble = ""
            self._turned_at = time.monotonic()

    @property
    def since_turn_s(self) -> float:
        """Seconds since all that was due was done."""
        return time.monotonic() - self._turned_at

    def _troubled(self, reason: str) -> NotRecorded:
        self.trouble = reason
        return NotRecorded(reason=reason)

    def _is_segment_old(self) -> bool:
        """Return whether the first entry of the segment that is written is of long ago."""
        for segment in segments(self._journal.folder)[-1:]:
            for _, payload, _ in entries(segment):
                return self._now() - time_of(payload) > SEGMENT_AGE_MAX
        return False

    def _turn_often(self) -> None:
        while not self._ended.is_set():
            self._wake.wait(self._interval_s)
            self._wake.clear()
            if not self._ended.is_set():
                self._turn_or_say()

    def _turn_or_say(self) -> None:
        try:
            self.turn("scheduled")
        except NotRecorded as error:
            _LOG.error("the journal cannot be kept up: %s", error.reason)
        except Exception as error:  # noqa: BLE001 -- unsigned answers must not go on
            self.trouble = f"its upkeep failed: {type(error).__name__}"
            _LOG.error("the journal cannot be kept up type=%s", type(error).__name__)
