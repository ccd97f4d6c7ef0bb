"""Cuts a stream of bytes into blocks of whole lines, and counts the lines.

A line longer than `LINE_BYTES_MAX`, or what else is said, is cut to one byte more than that, and the rest of
it dropped: whoever parses the block sees that it is too long, and a line of ten
megabytes costs no more memory than any other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

BLOCK_BYTES = 16 << 20
LINE_BYTES_MAX = 64 << 10
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def longer_line_than(maximum: int) -> str:
    """Return the reason for a line beyond the bound.

    >>> longer_line_than(65_536)
    'longer than 65536 bytes'
    """
    return f"longer than {maximum} bytes"


TOO_LONG = longer_line_than(LINE_BYTES_MAX)


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, each with its newline. *line* is the number of the first one."""

    line: int
    data: bytes
    last: bool
    """Nothing follows; the newline of the last line may have been added by us."""


class LineBlocks:
    """Gives a stream in blocks of whole lines. The end of a block can be put back."""

    def __init__(
        self,
        pieces: Iterable[bytes],
        *,
        block_bytes: int = BLOCK_BYTES,
        first_line: int = 1,
        line_bytes_max: int = LINE_BYTES_MAX,
    ) -> None:
        self._line_bytes_max = line_bytes_max
        self._pieces = iter(pieces)
        self._block_bytes = block_bytes
        self._held = b""
        self._line = first_line
        self._dropping = False
        """What comes belongs to a line already known to be too long."""
        self._ended = False

    def __iter__(self) -> Iterator[Block]:
        """Yield block after block, each beginning where the one before ended."""
        while (data := self._whole_lines()) or not self._ended:
            if data:
                line = self._line
                self._line += data.count(b"\n")
                yield Block(line, data, self._ended and not self._held)

    def put_back(self, data: bytes) -> None:
        """Let the next block begin with *data*, which ended the last one."""
        self._line -= data.count(b"\n")
        self._held = data + self._held

    def _whole_lines(self) -> bytes:
        """Return the next lines and hold what follows the last newline."""
        parts = [self._held]
        length = 0  # of what is new: what was put back must meet something new
        while length < self._block_bytes and (piece := self._next_piece()):
            parts.append(piece)
            length += len(piece)
        data = b"".join(parts)
        if self._ended and data and not data.endswith(b"\n"):
            data += b"\n"
        end = data.rfind(b"\n") + 1
        self._held = self._bounded(data[end:])
        return data[:end]

    def _next_piece(self) -> bytes:
        """Return the next bytes that are not dropped; b"" at the end."""
        for piece in self._pieces:
            if not self._dropping:
                return piece
            newline = piece.find(b"\n")
            if newline >= 0:
                self._dropping = False
                return piece[newline:]
        self._ended = True
        return b""

    def _bounded(self, tail: bytes) -> bytes:
        if len(tail) <= self._line_bytes_max:
            return tail
        self._dropping = True
        return tail[: self._line_bytes_max + 1]


def has_long_line(data: bytes) -> bool:
    """Tell whether a line of *data*, which ends with a newline, is beyond the bound."""
    start = 0
    while len(data) - start > LINE_BYTES_MAX + 1:
        end = data.rfind(b"\n", start, start + LINE_BYTES_MAX + 1)
        if end < 0:
            return True
        start = end + 1
    return False


def without_mark(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield *pieces* without the byte order mark that some programs write first."""
    rest = iter(pieces)
    start = b""
    while len(start) < len(BYTE_ORDER_MARK) and (piece := next(rest, b"")):
        start += piece
    yield start.removeprefix(BYTE_ORDER_MARK)
    yield from rest
