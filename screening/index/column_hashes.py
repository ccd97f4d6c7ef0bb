"""Hashes of whole columns: what `xxhash` makes of each text, for filter and digest.

XXH3 of a column takes 12 ns a row here, some 300 by way of the interpreter. A test holds
them against `filter.hashes` and `digest.digest_of_lines`.
"""

import polars as pl
import polars_hash as plh

from screening.storage.digest import MODULUS, SEEDS
from screening.storage.table import ENTRIES
from screening.storage.walk import Hashes


def digest_of_entries(entries: pl.Series) -> int:
    """Return the digest of *entries*: what `digest.digest_of_lines` makes of them."""
    hashed = plh.col("entry").nchash.xxh3_64(seed=SEEDS[ENTRIES])
    summed = pl.DataFrame({"entry": entries}).select(hashed.sum()).item()
    return int(summed or 0) % MODULUS


def hashes_of(filing_keys: pl.Series) -> Hashes:
    """Return what `filter.hashes` makes of *filing_keys*."""
    digest = plh.col("key").nchash.xxh3_128(return_binary=True, byte_order="big")
    halves = (pl.col("key").bin.slice(at, 8) for at in (0, 8))
    numbers = [h.bin.reinterpret(dtype=pl.UInt64, endianness="big") for h in halves]
    found = (
        pl.DataFrame({"key": filing_keys})
        .select(digest)
        .select(numbers[0].alias("first"), numbers[1].or_(1).alias("step"))
    )
    return found.to_numpy(writable=True)
