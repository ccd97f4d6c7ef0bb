"""pybloom-live as it comes: the filter we use, with the hash it has of its own."""

from collections.abc import Iterable

from pybloom_live import BloomFilter

KEYS_MAX = 500_000
"""Keys it is filled with: at some 100,000 a second, more would take all day."""


def filter_of(keys: Iterable[bytes], *, count: int, error_rate: float) -> BloomFilter:
    """Return a filter of the *count* *keys*."""
    made = BloomFilter(count, error_rate)
    for key in keys:
        made.add(key)
    return made
