"""Loops over the bytes of plain rows, compiled: `quick_documents` says what they mean.

Bent for speed, and the only place where code is compiled (numba): columns of text cost
the loader 2.1 µs a row to parse, judge, spell and put together, these loops 0.7. They
leave the interpreter to other threads while they run.

What is compiled is kept for the next process, until this file changes. So whatever may
change elsewhere (limits, marks) is given as an argument, and all loops are in one file.
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
REFUSED, DROPPED = 255, 0
"""Where the length of a text, or a byte of a number, stands: not plain, or left out."""
NUMBER, NUMBER_TO, RECORD_ID, PLACE, REMARKS, ISSUE, EXPIRY, STATE, OWNER, TYPE = range(
    10
)
"""Where *at* has the place of a field among those delivered, -1 for none."""
MARK_FIELD, MARK_TAIL, MARK_FORMAT, MARK_COLUMN = range(4)
Spelt = tuple[
    npt.NDArray[np.int32],
    npt.NDArray[np.uint8],
    npt.NDArray[np.uint8],
    npt.NDArray[np.bool_],
]
"""Codes of each row, by coded column; of each code text, its length, and kept or not."""
Limits = npt.NDArray[np.int64]
"""Of characters: number, record_id, place, remarks; and of a canonical number."""
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


@compiled
def compose(  # noqa: PLR0913, PLR0917  # compiled functions take their arguments by place
    data: Bytes,
    places: Places,
    at: npt.NDArray[np.int64],
    spelt: Spelt,
    folded: Bytes,
    limits: Limits,
    marks: Bytes,
    foreign: bool,  # noqa: FBT001
    out: Bytes,
    taken: npt.NDArray[np.bool_],
) -> int:
    """Write filing key, reference and entry of each plain row; return the bytes written.

    *folded* is what each byte of a number comes to, *marks* the bytes that part what is
    written. Unless *foreign*, owner and State must be the same.
    """
    codes, texts, lengths, kept = spelt
    number = np.empty(limits[4], np.uint8)
    to = 0
    for row in range(len(taken)):
        if not _is_plain(data, places, at, codes, texts, lengths, limits, foreign, row):
            continue
        start, end = places[row, at[NUMBER]], places[row, at[NUMBER] + 1] - 1
        length = _fold(data, start, end, folded, number)
        if length == 0:
            continue
        owner, state = codes[0, row], codes[1, row]
        record_id, record_id_end = (
            places[row, at[RECORD_ID]],
            places[row, at[RECORD_ID] + 1] - 1,
        )
        for column in range(3):
            if column != 1:
                to = copied(number, 0, length, out, to)
                out[to] = marks[MARK_FIELD]
                to = spelt_out(texts, lengths, 1, state, out, to + 1)
            if column == 2:  # noqa: PLR2004  # the entry
                out[to] = marks[MARK_TAIL]
                to += 1
            if column > 0:
                to = spelt_out(texts, lengths, 0, owner, out, to)
                out[to] = marks[MARK_FIELD]
                to = copied(data, record_id, record_id_end, out, to + 1)
            out[to] = marks[MARK_COLUMN]
            to += 1
        out[to - 1] = 0
        out[to] = marks[MARK_FORMAT]
        to += 1
        for column in (3, 2, 4, 5, 6, 7):
            code = codes[column, row]
            to = spelt_out(texts, lengths, column, code, out, to)
        to = _rest(
            data, places, at, codes, kept, length != end - start, row, marks, out, to
        )
        out[to] = _NEWLINE
        to += 1
        taken[row] = True
    return to


@compiled
def _rest(  # noqa: PLR0913, PLR0917
    data: Bytes,
    places: Places,
    at: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    kept: npt.NDArray[np.bool_],
    given_number: bool,  # noqa: FBT001
    row: int,
    marks: Bytes,
    out: Bytes,
    to: int,
) -> int:
    """Write what follows the dates: the place, and what is kept as it was given."""
    pending = 0
    for number, field in enumerate(
        (PLACE, NUMBER, STATE, OWNER, TYPE, NUMBER_TO, REMARKS)
    ):
        there = at[field] >= 0
        if number == 1:
            there = given_number or not is_canonical(
                data, places[row, at[NUMBER]], places[row, at[NUMBER] + 1] - 1
            )
        elif number == 2:  # noqa: PLR2004
            there = kept[1, codes[1, row]]
        elif number == 3:  # noqa: PLR2004
            there = kept[0, codes[0, row]]
        elif number == 4:  # noqa: PLR2004
            there = kept[2, codes[2, row]]
        if there:
            start, end = places[row, at[field]], places[row, at[field] + 1] - 1
            if end > start:
                for _ in range(pending):
                    out[to] = marks[MARK_FIELD]
                    to += 1
                pending = 0
                to = copied(data, start, end, out, to)
        pending += 1
    return to


@compiled
def _fold(data: Bytes, start: int, end: int, folded: Bytes, number: Bytes) -> int:
    """Make a number canonical; return its length, 0 where it is not plain."""
    length = 0
    for place in range(start, end):
        byte = folded[data[place]]
        if byte == DROPPED:
            continue
        if byte == REFUSED or length == len(number):
            return 0
        number[length] = byte
        length += 1
    return length


@compiled
def _is_plain(  # noqa: C901, PLR0911, PLR0913, PLR0917
    data: Bytes,
    places: Places,
    at: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    texts: npt.NDArray[np.uint8],
    lengths: npt.NDArray[np.uint8],
    limits: Limits,
    foreign: bool,  # noqa: FBT001
    row: int,
) -> bool:
    """Tell whether all but the number of a row is of the kind that `compose` writes."""
    for column in range(len(codes)):
        code = codes[column, row]
        if code == NO_CODE or lengths[column, code] == REFUSED:
            return False
    owner, state = codes[0, row], codes[1, row]
    if not foreign:
        for place in range(TEXT_BYTES_MAX):  # what is beyond a text is the same in all
            if texts[0, owner, place] != texts[1, state, place]:
                return False
    if places[row, at[NUMBER] + 1] - 1 - places[row, at[NUMBER]] > limits[0]:
        return False
    if places[row, at[RECORD_ID] + 1] - 1 == places[row, at[RECORD_ID]]:
        return False
    if (
        at[NUMBER_TO] >= 0
        and places[row, at[NUMBER_TO] + 1] - 1 > places[row, at[NUMBER_TO]]
    ):
        return False
    for field, chars_max in (
        (at[RECORD_ID], limits[1]),
        (at[PLACE], limits[2]),
        (at[REMARKS], limits[3]),
    ):
        if field >= 0:
            start, end = places[row, field], places[row, field + 1] - 1
            if end - start > chars_max or not is_printable(data, start, end):
                return False
    return _expires_after_issue(data, places, at[ISSUE], at[EXPIRY], row)


@compiled
def _expires_after_issue(
    data: Bytes, places: Places, issue: int, expiry: int, row: int
) -> bool:
    """Tell whether the dates, whole ones or none, are in order."""
    if issue < 0 or expiry < 0:
        return True
    first, second = places[row, issue], places[row, expiry]
    length = places[row, issue + 1] - 1 - first
    if not length or places[row, expiry + 1] - 1 == second:
        return True
    for place in range(length):
        if data[first + place] != data[second + place]:
            return bool(data[first + place] < data[second + place])
    return False
