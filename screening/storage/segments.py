"""Segments: named arrays in one immutable file, mapped into memory and shared by workers.

What the arrays mean is known above; here they are bytes that are proved. A generation of
persons has one segment of all its names, and each delta adds a small one: the table's
state names those that count, so records and segments change in the same transaction.

On disk, all little endian::

    0    8   magic "SCRSEGMT"
    8    4   format, 1
    12   4   length of the directory
    16   16  uid of the generation it belongs to
    32   16  XXH3-128 of the directory, then of the arrays
    48   8   length of the file
    56   8   XXH3-64 of the 56 bytes before
    64   …   the directory: JSON, name -> [dtype, length, offset]
    …    …   the arrays, each at a multiple of 64
"""

import mmap
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest, xxh3_128

from screening.errors import DamagedTable
from screening.storage.files import disk_full_is_said, sync_folder

Arrays = Mapping[str, npt.NDArray[Any]]

_MAGIC, _FORMAT = b"SCRSEGMT", 1
_HEADER = struct.Struct("<8sII16s16sQ")
_HEADER_BYTES = 64
_ALIGNMENT = 64
"""A line of the processor's cache, and more than any type needs."""
_STEM, _SUFFIX = "names-", ".seg"

_Directory = dict[str, tuple[str, int, int]]
_Type = Literal["|u1", "<u4", "<u8", "<i4", "<i8", "<f4", "<f8"]
_decode = msgspec.json.Decoder(dict[str, tuple[_Type, int, int]]).decode


class Segment(NamedTuple):
    """One segment, open: its arrays are read from the file as they are looked at."""

    name: str
    arrays: Arrays


def segment_file(number: int) -> str:
    """Return the name of the segment file of that number.

    >>> segment_file(7)
    'names-000007.seg'
    """
    return f"{_STEM}{number:06d}{_SUFFIX}"


def next_file(names: tuple[str, ...]) -> str:
    """Return a name that none of *names*, nor any file before them, has."""
    numbers = [int(name.removeprefix(_STEM).removesuffix(_SUFFIX)) for name in names]
    return segment_file(max(numbers, default=0) + 1)


def write_segment(path: Path, arrays: Arrays, *, uid: str) -> None:
    """Write *arrays*, each of one dimension, to *path*; on disk when this returns.

    Raises `DiskFull`.
    """
    held = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    directory = _directory(held)
    packed = msgspec.json.encode(directory)
    end = max((at + held[n].nbytes for n, (_, _, at) in directory.items()), default=0)
    length = max(end, _HEADER_BYTES + len(packed))
    checksum = xxh3_128(packed)
    with disk_full_is_said(path), path.open("wb") as file:
        file.seek(_HEADER_BYTES)
        file.write(packed)
        for name, (_, _, at) in directory.items():
            file.seek(at)
            file.write(held[name].data)
            checksum.update(held[name].data)
        file.truncate(length)
        head = _HEADER.pack(
            _MAGIC,
            _FORMAT,
            len(packed),
            bytes.fromhex(uid),
            checksum.digest(),
            length,
        )
        file.seek(0)
        file.write(head + xxh3_64_intdigest(head).to_bytes(8, "little"))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _directory(arrays: Arrays) -> _Directory:
    """Return where each array goes. The directory's own length is found by trying."""
    room = 0
    while True:
        at, directory = _aligned(_HEADER_BYTES + room), {}
        for name, array in arrays.items():
            directory[name] = (array.dtype.str, len(array), at)
            at = _aligned(at + array.nbytes)
        needed = len(msgspec.json.encode(directory))
        if needed <= room:
            return directory
        room = needed + _ALIGNMENT


def _aligned(at: int) -> int:
    return -(-at // _ALIGNMENT) * _ALIGNMENT


def open_segment(path: Path, *, uid: str) -> Segment:
    """Map the segment at *path* and prove it: a second for each gigabyte.

    Compiled loops follow the numbers in it without a look, so none may be wrong. Raises
    `DamagedTable`.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise DamagedTable(path=path, reason="a segment cannot be read") from error
    head = mapped[:_HEADER_BYTES]
    if len(head) < _HEADER_BYTES or (
        int.from_bytes(head[_HEADER.size :], "little")
        != xxh3_64_intdigest(head[: _HEADER.size])
    ):
        raise DamagedTable(path=path, reason="a segment is not what was written")
    magic, form, size, owner, checksum, length = _HEADER.unpack(head[: _HEADER.size])
    if magic != _MAGIC or form != _FORMAT or owner.hex() != uid:
        raise DamagedTable(path=path, reason="a segment is of another generation")
    if length != len(mapped):
        raise DamagedTable(path=path, reason="a segment is cut short")
    try:
        arrays = _proved_arrays(mapped, size, checksum)
    except (msgspec.MsgspecError, ValueError, OverflowError) as error:
        reason = "a segment is not what was written"
        raise DamagedTable(path=path, reason=reason) from error
    return Segment(path.name, arrays)


def _proved_arrays(mapped: mmap.mmap, size: int, checksum: bytes) -> Arrays:
    """Return the arrays that a directory of *size* bytes names.

    Raises what comes of following a directory that is damaged; `ValueError` where all
    can be followed, and is not what was written.
    """
    packed = mapped[_HEADER_BYTES : _HEADER_BYTES + size]
    arrays = {
        name: np.frombuffer(mapped, dtype=dtype, count=count, offset=at)
        for name, (dtype, count, at) in _decode(packed).items()
    }
    found = xxh3_128(packed)
    for array in arrays.values():
        found.update(array.data)
    if found.digest() != checksum:
        raise ValueError("the checksum differs")
    return arrays
