"""The way of many keys through the slices of a filter: marked on the way, proved back.

Bent for speed: the hashes are turned into places in one slice, in the memory they are
in, and each step is taken by a few thousand keys at once, so that they stay in the
processor's cache: 7 ns a key and slice, a third of the plain way. `minimum` of unsigned
numbers brings a place that left the slice back into it: what went below zero is huge.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
"""One row a key: the two halves of its digest, the second made odd."""
Flags = npt.NDArray[np.bool_]
"""The bits of one slice."""
_AT_ONCE = 1 << 16


class Walk:
    """Keys on their way through slices of *size* bits. *keys* are used up."""

    def __init__(self, keys: Sequence[Hashes], size: int) -> None:
        self._size = size
        self._keys = keys
        self.count = sum(map(len, keys))
        for part in keys:
            np.remainder(part, np.uint64(size), out=part)

    def marked(self) -> Flags:
        """Return the bits of the slice the keys are at; they go on to the next one."""
        flags = np.zeros(self._size, dtype=np.bool_)
        for at, step in self._some():
            flags[at.view(np.int64)] = True
            np.add(at, step, out=at)
            np.minimum(at, at - self._size, out=at)
        return flags

    def all_in(self, flags: Flags) -> bool:
        """Go back to the slice before; say whether the bits of all keys are in *flags*."""
        found = True
        for at, step in self._some():
            np.subtract(at, step, out=at)
            np.minimum(at, at + self._size, out=at)
            found &= bool(flags.take(at.view(np.int64)).all())
        return found

    def _some(self) -> Iterator[tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]]:
        for part in self._keys:
            for start in range(0, len(part), _AT_ONCE):
                rows = part[start : start + _AT_ONCE]
                yield rows[:, 0], rows[:, 1]
