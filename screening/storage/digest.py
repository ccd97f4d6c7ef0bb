"""A digest of what a table holds, the same in whatever order it came.

The sum, modulo 2^64, of one hash for each key with its value. A delta adds what it puts
and subtracts what it removes, so a table can be proved by one scan after any number of
deltas. It finds damage, not malice: whoever can write the table can write the digest.
"""

from collections.abc import Iterable
from itertools import repeat

from xxhash import xxh3_64_intdigest

MODULUS = 1 << 64


def digest_of(database: bytes, key: bytes, value: bytes) -> int:
    """Return the part of one key and value in *database*."""
    return xxh3_64_intdigest(b"%b\x1d%b\x1d%b" % (database, key, value))


def digest_of_many(
    database: bytes, keys: Iterable[bytes], values: Iterable[bytes]
) -> int:
    """Return the sum of the parts of all pairs."""
    joined = map(b"\x1d".join, zip(repeat(database), keys, values, strict=False))
    return sum(map(xxh3_64_intdigest, joined)) % MODULUS
