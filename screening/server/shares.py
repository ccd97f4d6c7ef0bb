"""How much of a pool one caller may keep waiting for requests that do not come.

A call takes a place when its headers come. Who opens calls and sends no request would soon
have every place, and others none: so one caller has but a share of them. Honest callers
send the request with the headers, and never meet this bound.
"""

from typing import Final

from screening.errors import Busy
from screening.server.status_table import status

PARTS: Final = 4
"""Of a pool; one caller has one of them."""
_AT_LEAST: Final = 2


class Share:
    """The calls that wait for their requests, by who made them. For one thread."""

    def __init__(self, what: str, places: int, *, retry_after_s: float) -> None:
        self._at_most = max(_AT_LEAST, places // PARTS)
        self._waiting: dict[bytes | str, int] = {}
        self.refusal = status(
            Busy(
                what=f"{what} of this caller that wait for their requests",
                maximum=self._at_most,
                retry_after_s=retry_after_s,
            )
        )
        """What is told who has taken its share."""

    def take(self, peer: bytes | str) -> bool:
        """Return whether *peer* has one more place, which it then has."""
        waiting = self._waiting.get(peer, 0)
        if waiting >= self._at_most:
            return False
        self._waiting[peer] = waiting + 1
        return True

    def leave(self, peer: bytes | str) -> None:
        """Have a place that *peer* took free again."""
        left = self._waiting.pop(peer) - 1
        if left:
            self._waiting[peer] = left
