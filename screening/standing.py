"""How a service stands, as whoever runs it is told: register, quotas, quarantine, filters."""

from msgspec import Struct


class RegisterStatus(Struct, frozen=True, kw_only=True):
    """Which register of callers holds."""

    digest: str
    """SHA-256 of the file that was taken, in hexadecimal digits."""
    callers: int
    problem: str = ""
    """Why the file as it is now was not taken; empty where it was."""


class QuotaStatus(Struct, frozen=True, kw_only=True):
    """How much of its quota a caller has used."""

    caller: str
    """Its name, a URI."""
    asked: int
    """Questions that count at present: those of the last minute."""
    questions_per_minute: int


class QuarantineStatus(Struct, frozen=True, kw_only=True):
    """What one rule holds back: records that agree with all that it names."""

    feed: str | None = None
    owner: str | None = None
    status: str | None = None
    reason: str = ""
    since: str = ""
    """RFC 3339."""


class FilterUse(Struct, frozen=True, kw_only=True):
    """How the filters of a feed were used."""

    feed: str
    denied: int = 0
    """Keys that were denied."""
    passed: int = 0
    """Keys that passed."""
    false_passes: int = 0
    """Those of them under which nothing was filed."""

    def and_also(self, other: "FilterUse") -> "FilterUse":
        """Return how they were used in both times.

        >>> FilterUse(feed="lost", denied=2).and_also(FilterUse(feed="lost", denied=1))
        FilterUse(feed='lost', denied=3, passed=0, false_passes=0)
        """
        return FilterUse(
            feed=self.feed,
            denied=self.denied + other.denied,
            passed=self.passed + other.passed,
            false_passes=self.false_passes + other.false_passes,
        )
