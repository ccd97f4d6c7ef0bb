"""`load`: delivered files to published, each in a process of its own."""

from collections.abc import Iterator

from bench.figures import Line
from bench.ground import Budget, Ground


def load(ground: Ground, _budget: Budget) -> Iterator[Line]:
    """Load the feed as CSV."""
    took = ground.loaded()
    yield Line("load/csv", ground.records, per_s=took.rows_per_s, rss_mib=took.rss_mib)
