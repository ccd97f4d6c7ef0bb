"""A clock for services in this process, set forwards and back."""

from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that is told the time."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """Return the time, and as much more as was told."""
        return datetime.now(UTC) + self.ahead
