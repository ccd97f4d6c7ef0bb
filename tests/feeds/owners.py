"""Owners for tests: what they may write, what they send, and who writes it."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from screening.feeds.in_place import InPlace
from screening.ownership import Acknowledgement, OwnerRights, Submission
from tests.feeds.deliveries import FEED
from tests.world import NOW

UTOPIA = OwnerRights(owner="UTO", feeds=(FEED,))
_numbers = count(1)


def submission(
    *changes: Mapping[str, Any],
    request_id: str = "",
    rights: OwnerRights = UTOPIA,
    feed: str = FEED,
) -> Submission:
    """Return *changes* as one submission, under a request_id of its own."""
    return Submission(
        rights=rights,
        feed=feed,
        request_id=request_id or f"request-{next(_numbers)}",
        rows=tuple(json.dumps(change).encode() for change in changes),
    )


def writer(data: Path, *, now: Callable[[], datetime] = lambda: NOW) -> InPlace:
    """Return who writes to *data*."""
    return InPlace(data, now=now, wait_s=0.0)


def submit(
    data: Path,
    *changes: Mapping[str, Any],
    at: datetime = NOW,
    **said: Any,  # noqa: ANN401 -- any of `submission`
) -> Acknowledgement:
    """Have *changes* made at a time."""
    return writer(data, now=lambda: at).apply(submission(*changes, **said))
