"""What all processes have counted, together: those that live, and those before them.

A worker counts from its start, so what it has counted is added to what the workers before
it had: sums never go back.
"""

from screening.server.seeing.counts import Timed
from screening.server.seeing.report import Report
from screening.standing import FilterUse


class Totals:
    """Sums over reports."""

    def __init__(self) -> None:
        self.calls: dict[tuple[str, str], Timed] = {}
        self.filters: dict[str, FilterUse] = {}
        self.held_back = 0
        self.overloads = 0

    def add(self, report: Report) -> None:
        """Count in what *report* has counted."""
        for timed in report.calls:
            key = timed.method, timed.outcome
            self.calls.setdefault(key, Timed.none(*key)).add(timed)
        for use in report.filters:
            before = self.filters.get(use.feed)
            self.filters[use.feed] = use.and_also(before) if before else use
        self.held_back += report.held_back
        self.overloads += report.overloads

    def copy(self) -> "Totals":
        """Return sums to which more can be added, apart from these."""
        copied = Totals()
        copied.calls = {
            key: Timed(*key, timed.counts[:], timed.seconds)
            for key, timed in self.calls.items()
        }
        copied.filters = dict(self.filters)
        copied.held_back = self.held_back
        copied.overloads = self.overloads
        return copied
