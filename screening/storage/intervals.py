"""Intervals of text under a group, and which of them hold a point.

Few, so they live in memory: loaded from the table when a generation is opened, and of
those that a delta changes their groups again. Within a group they are sorted by start; a running maximum of
ends, kept as an implicit tree over the sorted starts, tells where to stop looking, so a
look-up costs O(log n + found) however the intervals overlap.

In the table: key = group ␞ start ␞ owner ␟ record id, value = end ␞ payload.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import NoReturn

from screening.errors import Misused

SEPARATOR = b"\x1e"
INTERVALS_MAX = 500_000
"""In one feed: each takes about 210 bytes of every worker's memory."""


def interval_key(group: bytes, start: bytes, tail: bytes) -> bytes:
    """Return the table key of an interval that begins at *start*."""
    return SEPARATOR.join((group, start, tail))


def interval_value(end: bytes, payload: bytes) -> bytes:
    """Return the table value of an interval that ends at *end*, inclusive."""
    return end + SEPARATOR + payload


@dataclass(frozen=True, slots=True)
class _Group:
    """The intervals of one group, sorted by start."""

    starts: list[bytes]
    ends: list[bytes]
    latest: list[bytes]
    """latest[i]: the greatest end in the subtree whose middle is i."""
    reach: list[bytes]
    """reach[i]: the greatest end of all up to i."""
    pairs: list[tuple[bytes, bytes]]


class Intervals:
    """All intervals of one generation at one revision."""

    def __init__(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        grouped: dict[bytes, list[tuple[bytes, bytes]]] = defaultdict(list)
        for key, value in pairs:
            grouped[key.partition(SEPARATOR)[0]].append((key, value))
        self.groups = {group: _built(held) for group, held in grouped.items()}

    def __len__(self) -> int:
        return sum(len(group.pairs) for group in self.groups.values())

    def with_groups(
        self, changed: Mapping[bytes, Sequence[tuple[bytes, bytes]]]
    ) -> "Intervals":
        """Return the same, but for the groups in *changed*: they hold what is given."""
        made = Intervals(())
        made.groups = self.groups | {
            group: _built(list(pairs)) for group, pairs in changed.items() if pairs
        }
        for group in changed:
            if not changed[group]:
                made.groups.pop(group, None)
        return made

    def hold(self, group: bytes, point: bytes) -> bool:
        """Return whether any interval of *group* holds *point*: 0.2 µs."""
        held = self.groups.get(group)
        if held is None:
            return False
        begun = bisect_right(held.starts, point)
        return begun > 0 and held.reach[begun - 1] >= point

    def among(self, groups: Sequence[bytes]) -> list[int]:
        """Return the indices of those *groups* that have intervals."""
        held = self.groups
        if held.keys().isdisjoint(groups):
            return []
        return [index for index, group in enumerate(groups) if group in held]

    def holding(
        self, group: bytes, point: bytes, *, maximum: int
    ) -> list[tuple[bytes, bytes]]:
        """Return key and value of the intervals of *group* that hold *point*.

        At most *maximum*, in the order of their starts.
        """
        held = self.groups.get(group)
        if held is None:
            return []
        last = bisect_right(held.starts, point)
        found = _stab(held, point, 0, len(held.starts), last)
        return [held.pairs[i] for i in islice(found, maximum)]


class Unread:
    """Stands for intervals nobody wants: to read 200,000 takes half a second.

    What was not read must never be no answer: to ask for anything of it is our own fault.
    """

    def __getattr__(self, name: str) -> NoReturn:
        """Raise `Misused`."""
        raise Misused("series were not read here")


def _built(pairs: list[tuple[bytes, bytes]]) -> _Group:
    pairs.sort(key=lambda pair: pair[0].split(SEPARATOR, 2)[1])
    starts = [key.split(SEPARATOR, 2)[1] for key, _ in pairs]
    ends = [value.partition(SEPARATOR)[0] for _, value in pairs]
    latest = list(ends)
    _fill_latest(latest, ends, 0, len(ends))
    return _Group(starts, ends, latest, list(accumulate(ends, max)), pairs)


def _fill_latest(latest: list[bytes], ends: list[bytes], low: int, high: int) -> bytes:
    """Fill the tree over ends[low:high] and return its greatest end."""
    if low >= high:
        return b""
    middle = (low + high) // 2
    latest[middle] = max(
        ends[middle],
        _fill_latest(latest, ends, low, middle),
        _fill_latest(latest, ends, middle + 1, high),
    )
    return latest[middle]


def _stab(held: _Group, point: bytes, low: int, high: int, last: int) -> Iterator[int]:
    """Yield those of low..high, all before *last*, whose end is not before *point*."""
    if low >= min(high, last):
        return
    middle = (low + high) // 2
    if held.latest[middle] < point:
        return
    yield from _stab(held, point, low, middle, last)
    if middle < last:
        if held.ends[middle] >= point:
            yield middle
        yield from _stab(held, point, middle + 1, high, last)
