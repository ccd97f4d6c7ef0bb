"""Loops over the bytes of plain rows, compiled: no rule of any feed is known here.

Bent for speed, and the only place where code is compiled (numba): columns of text cost
the loader 1.4 µs a row to parse, spell and put together; these loops 0.4. They leave the
interpreter to other threads while they run.
"""

import numba
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int32]
"""Where the fields of each row begin, and at last where the next row does."""
Values = tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32], npt.NDArray[np.int32]]
WORD_BYTES_MAX = 16
TEXT_BYTES_MAX = 8
"""Of what a value is spelt as in an entry."""
NO_CODE = -1
_COMMA, _NEWLINE, _BLANK, _TILDE = ord(","), ord("\n"), ord(" "), ord("~")
compiled = numba.njit(nogil=True, cache=True)


@compiled
def split(data: Bytes, places: Places) -> bool:
    """Find the fields of each row; False unless each row has as many as *places* has."""
    rows, fields = places.shape[0], places.shape[1] - 1
    row, field = 0, 0
    places[0, 0] = 0
    for at in range(len(data)):
        byte = data[at]
        if byte > _COMMA:
            continue
        if byte == _COMMA:
            field += 1
            if field == fields:
                return False
            places[row, field] = at + 1
        elif byte == _NEWLINE:
            if field != fields - 1:
                return False
            places[row, fields] = at + 1
            row += 1
            field = 0
            if row < rows:
                places[row, 0] = at + 1
    return True


@compiled
def encode(  # noqa: PLR0913, PLR0917  # compiled functions take arguments by place
    data: Bytes,
    places: Places,
    field: int,
    values: Values,
    known: int,
    codes: npt.NDArray[np.int32],
) -> int:
    """Number the values of one field; return how many there are known by now.

    *values* are a hash table of those met before: words, codes, and of each code the row
    where it was met first. What is too long, or one too many, gets no code.
    """
    words, code_at, first_at = values
    mask = len(code_at) - 1
    for row in range(len(codes)):
        start = places[row, field]
        length = places[row, field + 1] - 1 - start
        if length > WORD_BYTES_MAX:
            codes[row] = NO_CODE
            continue
        high, low = np.uint64(0), np.uint64(0)
        for at in range(start, start + min(length, 8)):
            high = (high << np.uint64(8)) | np.uint64(data[np.uintp(at)])
        for at in range(start + 8, start + length):
            low = (low << np.uint64(8)) | np.uint64(data[np.uintp(at)])
        mixed = (high * np.uint64(0x9E3779B97F4A7C15)) ^ (
            low * np.uint64(0xC2B2AE3D27D4EB4F)
        )
        slot = int(mixed >> np.uint64(40)) & mask
        while code_at[slot] != NO_CODE and (
            words[slot, 0] != high or words[slot, 1] != low
        ):
            slot = (slot + 1) & mask
        if code_at[slot] == NO_CODE:
            if known == len(first_at):
                codes[row] = NO_CODE
                continue
            words[slot, 0], words[slot, 1] = high, low
            code_at[slot] = known
            first_at[known] = row
            known += 1
        codes[row] = code_at[slot]
    return known


@compiled
def is_printable(data: Bytes, start: int, end: int) -> bool:
    """Tell whether all bytes are ASCII that prints."""
    for at in range(start, end):
        byte = data[np.uintp(at)]
        if byte < _BLANK or byte > _TILDE:
            return False
    return True


@compiled
def is_canonical(data: Bytes, start: int, end: int) -> bool:
    """Tell whether all bytes are A to Z or 0 to 9."""
    for at in range(start, end):
        byte = data[np.uintp(at)]
        if not (48 <= byte <= 57 or 65 <= byte <= 90):  # noqa: PLR2004  # 0 to 9, A to Z
            return False
    return True


@compiled
def copied(data: Bytes, start: int, end: int, out: Bytes, to: int) -> int:
    """Copy bytes; return where they end."""
    for at in range(end - start):
        # Unsigned, so that no negative place has to be thought of: twice as fast.
        out[np.uintp(to + at)] = data[np.uintp(start + at)]
    return to + end - start


@compiled
def spelt_out(  # noqa: PLR0913, PLR0917  # compiled functions take their arguments by place
    texts: Bytes, lengths: Bytes, column: int, code: int, out: Bytes, to: int
) -> int:
    """Write how a value of a column is spelt; return where that ends."""
    length = int(lengths[column, code])
    for at in range(length):
        out[np.uintp(to + at)] = texts[column, code, np.uintp(at)]
    return to + length
