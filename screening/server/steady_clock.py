"""Time that never runs backwards: a clock set back lets in nobody whose time was over.

Forwards it follows the clock of the machine, so that one that was wrong at the start is
put right. Whoever sets it years ahead by mistake restarts the service afterwards.
"""

import logging
import time
from collections.abc import Callable

SAID_FROM_S = 60.0
"""Clocks are corrected by seconds all the time, and nobody needs to hear of it."""

_LOG = logging.getLogger(__name__)


class SteadyClock:
    """The clock of the machine, or, once that was set back, what it would show."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._offset_s = wall() - monotonic()
        self._is_behind = False

    def __call__(self) -> float:
        """Return the seconds since 1970."""
        passed_s = self._monotonic()
        offset_s = self._wall() - passed_s
        if offset_s >= self._offset_s:
            self._offset_s = offset_s
            self._is_behind = False
        elif self._offset_s - offset_s > SAID_FROM_S and not self._is_behind:
            self._is_behind = True
            _LOG.error(
                "the clock was set back: certificates and the register go by the time"
                " before, as it went on set_back_s=%.0f",
                self._offset_s - offset_s,
            )
        return passed_s + self._offset_s
