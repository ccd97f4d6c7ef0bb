"""A Bloom filter on disk: "certainly absent" or "perhaps present", shared by processes.

Sizing, slices, bits and file layout are `pybloom_live.BloomFilter`'s; its hash is
replaced. The stock hash at an error rate of 1e-4 is SHA-512 and costs more than the
look-up it saves; ours is XXH3-128 once a key, then double hashing [Kirsch, Mitzenmacher
2006]: bit i of a key is (a + i·b) mod bits-per-slice, a and b the digest's two halves,
b made odd.

On disk, all little endian::

    0    8   magic "SCRBLOOM"
    8    4   format, 1
    12   4   length of this header, 128
    16   16  hash name, padded with NUL
    32   8   hash fingerprint: golden keys hashed by the writer
    40   16  uid of the generation whose keys these are
    56   8   keys held
    64   16  XXH3-128 of the body
    80   8   length of the body
    88   32  zero
    120  8   XXH3-64 of the 120 bytes before
    128  40  pybloom-live's own header: error rate, slices, bits a slice, capacity, count
    168  …   the bits

A filter never changes once written: its checksum can be proved at any time. Keys that
come later are kept in the table beside the records they lead to (`late keys`), in the
same transaction, until a new filter file takes them in. So there is no instant at which
filter and late keys together hold less than the table.
"""

import math
import mmap
import os
import struct
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from bitarray import bitarray
from pybloom_live import BloomFilter
from xxhash import xxh3_64_intdigest, xxh3_128_digest, xxh3_128_intdigest

from screening.errors import DamagedFilter
from screening.storage.files import disk_full_is_said, sync_folder
from screening.storage.walk import Hashes, Walk

ERROR_RATE = 1e-4
"""One absent key in 10,000 passes: true hits are 1 in 15,500 questions, so about as many
false look-ups as true ones (domain figures of 2023), at 19.2 bits a key."""
CAPACITY_MIN = 20_000
"""Double hashing knows (bits a slice)² ways through a filter; in a smaller one, two keys
go the same way too often: measured 1.1e-3 at 1,000 keys, 1.2e-4 at 20,000."""

HASH_NAME = b"xxh3-128-double1"
GOLDEN_KEYS = (
    b"",
    b"0",
    b"L898902C3\x1fUTO",
    b"D23145890734\x1fUTO",
    bytes(range(256)),
)
_LOW = (1 << 64) - 1
_THREE, _SEVEN = np.uint64(3), np.uint64(7)
_HEADER = struct.Struct("<8sII16sQ16sQ16sQ32x")
_HEADER_LENGTH = 128
_BODY_HEADER = struct.Struct("<dQQQQ")
_BITS_START = _HEADER_LENGTH + _BODY_HEADER.size
_MAGIC = b"SCRBLOOM"
_FORMAT = 1


def hashes(keys: Iterable[bytes]) -> Hashes:
    """Return the digests of *keys*, shape (keys, 2)."""
    joined = b"".join(map(xxh3_128_digest, keys))
    pairs = np.frombuffer(joined, dtype=">u8").astype(np.uint64).reshape(-1, 2)
    pairs[:, 1] |= np.uint64(1)
    return pairs


def positions(key: bytes, *, slices: int, bits_per_slice: int) -> list[int]:
    """Return the bit of *key* in each slice, counted from the start of the slice."""
    digest = xxh3_128_intdigest(key)
    first, step = digest >> 64, (digest & _LOW) | 1
    return [(first + i * step) % bits_per_slice for i in range(slices)]


@cache
def fingerprint() -> int:
    """Return what this process makes of the golden keys: equal means the same hash."""
    found = [positions(key, slices=14, bits_per_slice=1_000_003) for key in GOLDEN_KEYS]
    return xxh3_64_intdigest(repr(found).encode())


class Filter(BloomFilter):  # type: ignore[misc]  # pybloom-live is untyped
    """A set of keys that may say "perhaps" wrongly and never "absent" wrongly."""

    uid: bytes = bytes(16)

    def _setup(self, *parameters: Any) -> None:  # noqa: ANN401  # pybloom-live's own
        """Take the parameters as pybloom-live does, without its hash."""
        (
            self.error_rate,
            self.num_slices,
            self.bits_per_slice,
            self.capacity,
            self.count,
        ) = parameters
        self.num_bits = self.num_slices * self.bits_per_slice

    def make_hashes(self, key: bytes) -> list[int]:
        """Return the bit of *key* in each slice: what pybloom-live asks of a hash."""
        return positions(
            key, slices=self.num_slices, bits_per_slice=self.bits_per_slice
        )

    @classmethod
    def of_keys(cls, keys: Hashes, *, capacity: int, uid: bytes) -> Self:
        """Return a filter of the *keys* with room for *capacity* of them."""
        made = cls.sized(max(capacity, len(keys)), uid=uid)
        made.add_hashes(keys)
        return made

    @classmethod
    def sized(cls, capacity: int, *, uid: bytes) -> Self:
        """Return an empty filter with room for *capacity* keys."""
        made = cls(max(capacity, CAPACITY_MIN), ERROR_RATE)
        made.uid = uid
        return made

    def add_hashes(self, keys: Hashes) -> None:
        """Add many keys at once."""
        self.add_walk(Walk([keys.copy()], self.bits_per_slice))

    def add_walk(self, walk: Walk) -> None:
        """Add the keys of *walk*, a slice at a time."""
        size = self.bits_per_slice
        for start in range(0, self.num_bits, size):
            bits = bitarray(endian="little")
            bits.frombytes(np.packbits(walk.marked(), bitorder="little").tobytes())
            del bits[size:]
            self.bitarray[start : start + size] |= bits
        self.count += walk.count

    def holds_walk(self, walk: Walk) -> bool:
        """Say whether the filter knows all keys of *walk*, which went through it."""
        octets, size = np.frombuffer(self.bitarray, dtype=np.uint8), self.bits_per_slice
        for start in reversed(range(0, self.num_bits, size)):
            around = octets[start >> 3 : start + size + 7 >> 3]
            flags = np.unpackbits(around, bitorder="little")[start & 7 :]
            if not walk.all_in(flags.view(np.bool_)):
                return False
        return True

    def extended(self, keys: Hashes) -> Self:
        """Return a copy that also holds *keys*."""
        copy = type(self).__new__(type(self))
        copy._setup(  # noqa: SLF001  # our own class
            self.error_rate,
            self.num_slices,
            self.bits_per_slice,
            self.capacity,
            self.count,
        )
        copy.uid = self.uid
        copy.bitarray = bitarray(self.bitarray)
        copy.add_hashes(keys)
        return copy

    def write(self, path: Path) -> None:
        """Write the filter to a new file, on disk when this returns."""
        body_header = _BODY_HEADER.pack(
            self.error_rate,
            self.num_slices,
            self.bits_per_slice,
            self.capacity,
            self.count,
        )
        body = body_header + self.bitarray.tobytes()
        with disk_full_is_said(path), path.open("xb") as file:
            file.write(self._header(body))
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)

    def _header(self, body: bytes) -> bytes:
        front = _HEADER.pack(
            _MAGIC,
            _FORMAT,
            _HEADER_LENGTH,
            HASH_NAME,
            fingerprint(),
            self.uid,
            self.count,
            xxh3_128_digest(body),
            len(body),
        )
        return front + struct.pack("<Q", xxh3_64_intdigest(front))

    @classmethod
    def open(cls, path: Path, *, uid: bytes | None = None) -> Self:
        """Map the filter at *path*, shared with every process that does.

        Raises `DamagedFilter` when a byte of it is not what was written, when it is
        short, of another hash, or not of generation *uid*: never use such a filter.
        """
        view = memoryview(_mapped(path))
        _check_header(path, view, uid)
        found = cls.__new__(cls)
        found._setup(  # noqa: SLF001  # our own class
            *_BODY_HEADER.unpack(view[_HEADER_LENGTH:_BITS_START])
        )
        if math.ceil(found.num_bits / 8) != len(view) - _BITS_START:
            raise DamagedFilter(path=path, reason="its length is not what it should be")
        found.bitarray = bitarray(buffer=view[_BITS_START:], endian="little")
        found.uid = bytes(view[40:56])
        return found

    def probe(self) -> Callable[[bytes], bool]:
        """Return the membership test of one key as one function.

        Bent for speed: everything the loop needs is a local, the first two slices are
        unrolled because three keys in four that are absent leave there; 0.45 µs for an
        absent key against 1.0 µs through the class.
        """
        bits = self.bitarray
        size = self.bits_per_slice
        second = size
        starts = tuple(range(2 * size, self.num_bits, size))
        digest_of = xxh3_128_intdigest

        def perhaps(key: bytes) -> bool:
            digest = digest_of(key)
            at = (digest >> 64) % size
            if not bits[at]:
                return False
            step = ((digest & _LOW) | 1) % size
            at = (at + step) % size
            if not bits[second + at]:
                return False
            for start in starts:
                at += step
                if at >= size:
                    at -= size
                if not bits[start + at]:
                    return False
            return True

        return perhaps

    def perhaps_many(self, keys: Sequence[bytes]) -> npt.NDArray[np.intp]:
        """Return the indices of those *keys* that may be present, ascending."""
        return self.perhaps_hashes(hashes(keys))

    def perhaps_hashes(self, keys: Hashes) -> npt.NDArray[np.intp]:
        """Return the rows of *keys* that may be present, ascending."""
        # Bent for speed: of absent keys one slice lets half go on. To ask the first two
        # of all keys, then four and then the rest at once takes 0.11 ms for 1,000; one
        # slice after the other, with a seventh of the bits looked at, takes 0.22.
        size = np.uint64(self.bits_per_slice)
        octets = np.frombuffer(self.bitarray, dtype=np.uint8)
        left = np.arange(len(keys))
        pairs = keys % size
        at, step = pairs[:, 0], pairs[:, 1]
        for first, last in pairwise((0, 2, 6, self.num_slices)):
            slices = np.arange(first, last, dtype=np.uint64)[:, np.newaxis]
            bits = (at + slices * step) % size + slices * size
            held = octets.take((bits >> _THREE).view(np.int64))
            held >>= (bits & _SEVEN).astype(np.uint8)
            kept = (np.bitwise_and.reduce(held, axis=0) & 1).nonzero()[0]
            left, at, step = left.take(kept), at.take(kept), step.take(kept)
            if not len(left):
                break
        return left


def _mapped(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise DamagedFilter(path=path, reason="it cannot be read") from error


def _check_header(path: Path, view: memoryview, uid: bytes | None) -> None:
    """Raise `DamagedFilter` unless every byte of *view* is what was written."""
    if len(view) < _BITS_START:
        raise DamagedFilter(path=path, reason="it is cut short")
    front = view[: _HEADER_LENGTH - 8]
    magic, form, length, name, print_, of_uid, _, checksum, body = _HEADER.unpack(front)
    sealed = struct.unpack("<Q", view[_HEADER_LENGTH - 8 : _HEADER_LENGTH])[0]
    wrong = {
        "it is no filter of ours": magic != _MAGIC,
        "its header is damaged": sealed != xxh3_64_intdigest(front),
        "its format is not known": form != _FORMAT or length != _HEADER_LENGTH,
        "it was made with another hash": name != HASH_NAME or print_ != fingerprint(),
        "it belongs to another generation": uid is not None and of_uid != uid,
        "it is cut short": body != len(view) - _HEADER_LENGTH,
    }
    for reason, is_wrong in wrong.items():
        if is_wrong:
            raise DamagedFilter(path=path, reason=reason)
    if xxh3_128_digest(view[_HEADER_LENGTH:]) != checksum:
        raise DamagedFilter(path=path, reason="its bits are damaged")
