"""A digest of what a table holds, the same in whatever order it came.

The sum, modulo 2^64, of one hash for each key with its value. A delta adds what it puts
and subtracts what it removes, so a table can be proved by one scan after any number of
deltas. It finds damage, not malice: whoever can write the table can write the digest.
"""

from collections.abc import Iterable

from xxhash import xxh3_64_intdigest

from screening.storage.table import ENTRIES, INTERVALS, NAMES

MODULUS = 1 << 64
SEEDS = {ENTRIES: 1, NAMES: 2, INTERVALS: 3}
"""One for each database, so that what moves from one to the other is seen."""


def digest_of(database: bytes, key: bytes, value: bytes) -> int:
    """Return the part of one key and value in *database*."""
    return xxh3_64_intdigest(key + b"\0" + value, SEEDS[database])


def digest_of_lines(database: bytes, lines: Iterable[bytes]) -> int:
    """Return the sum of the parts of all pairs, each given as `key NUL value`."""
    seed = SEEDS[database]
    return sum(xxh3_64_intdigest(line, seed) for line in lines) % MODULUS
