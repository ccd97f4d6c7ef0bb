"""How the filters of each feed were used: added up over the generations of a feed."""

from screening.standing import FilterUse
from screening.storage.catalog import Catalog


class FilterUses:
    """Adds up what this process has seen. To be asked by one thread, now and again.

    What a generation did between the last time and its end is not counted.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._last: dict[str, tuple[str, FilterUse]] = {}
        """Of each feed the generation (its uid) that was seen last, and its use."""
        self._before: dict[str, FilterUse] = {}
        """Of each feed what generations before that one did."""

    def now(self) -> tuple[FilterUse, ...]:
        """Return the use of each feed that is served, since this process began."""
        return tuple(
            self._of(generation.feed, generation.uid, *generation.filter_use)
            for generation in self._catalog.generations
        )

    def _of(
        self, feed: str, uid: str, denied: int, passed: int, in_vain: int
    ) -> FilterUse:
        use = FilterUse(feed=feed, denied=denied, passed=passed, false_passes=in_vain)
        before = self._before.setdefault(feed, FilterUse(feed=feed))
        last = self._last.get(feed)
        if last is not None and last[0] != uid:
            before = self._before[feed] = before.and_also(last[1])
        self._last[feed] = uid, use
        return before.and_also(use)
