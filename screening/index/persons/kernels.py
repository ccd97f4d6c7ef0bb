"""Loops over names, compiled: parts compared, names aligned, segments searched.

Bent for speed: in Python, to align two names takes 10 µs, and a question is compared with
some hundreds; here it takes one. The loops leave the interpreter to other threads.

What is compiled is kept for the next process, until this file changes. So all loops are
in one file, and every figure that may change elsewhere (`weights`) is given as an argument.
They are compiled as the file is read, so what is called stands above what calls it. The
first time takes 20 seconds, all others a tenth of one.

Text is bytes of a-z and 0-9, sounds are bytes of A-Z: see `normalize.persons.forms`.
"""

import numpy as np

from screening.index.persons.kinds import (
    ALIGNED,
    ALIKE,
    BESIDE,
    BOOL,
    DAYS,
    F64,
    FLOAT,
    FORMS,
    HELD_F64,
    HELD_I32,
    HELD_U8,
    I32,
    I64,
    INT,
    KEYS,
    KNOWN,
    PARTS,
    POSTINGS,
    REACHED,
    ROOM,
    SCRATCH,
    SEGMENT,
    TO_I32,
    TO_I64,
    TO_U8,
    U8,
    WORTH,
    Aligned,
    Alike,
    Beside,
    Days,
    Forms,
    Keys,
    Known,
    Parts,
    Postings,
    Reached,
    Room,
    Scratch,
    Segment,
    Worth,
    entry,
    loop,
)

FAMILY, GIVEN, PARTICLE, LINK, INITIAL, CUT, CONSONANTS, SYLLABLES, TITLE = (
    1,
    2,
    4,
    8,
    16,
    32,
    64,
    128,
    256,
)
"""Marks of parts, as `normalize.persons.forms` gives them."""
FATHER = 512
"""The part follows a link: it is a father's name."""

NOTHING, EXACT, SPELLING, SOUND, NICKNAME, AN_INITIAL, BEGUN, JOINED, SCRIPT = range(9)
"""How two parts are alike."""
(
    W_INITIAL, W_CUT, W_CUT_SHORT, W_NICKNAME, W_SCRIPT, W_SCRIPT_SHORT, W_SCRIPT_NEAR,
    W_SCRIPT_NEAR_SHORT, W_EDIT, W_FIRST_LETTER, W_EDIT_SAME_SOUND, W_SOUND,
    W_SOUND_SHORT, W_SOUND_APART, W_SOUND_DOUBT, W_SYLLABLES_EDIT, W_SYLLABLES_NEAR, W_LEAST, W_LEAST_JOINED, W_JOINED, W_HALF,
    W_TITLE, W_PARTICLE, W_OTHER_ROLE, W_INITIAL_ALONE, W_FATHER_ALONE, W_NOTHING_ALIKE, W_ASKED_ALONE,
    W_HELD_ALONE, W_CONTRADICTION, W_SHARE, W_SHARE_EVEN, W_TOLD, W_TOLD_MOST,
    W_EVEN, W_SURE, W_UNSURE, W_NAMESAKE, W_NAMESAKE_TOLD, W_NAMESAKE_LEAST, W_WEAK, W_OTHER_TONGUE,
    W_RETRIEVED, W_TELLING, W_TELLING_SHARE, W_MARGIN, W_SPLIT,
    W_BORN_SAME, W_BORN_SWAPPED, W_BORN_DIGIT, W_BORN_TWO_DIGITS,
    W_BORN_MONTH, W_BORN_YEAR, W_BORN_SAME_YEAR, W_BORN_NEAR,
    W_BORN_FEW_YEARS, W_BORN_DAY_MONTH, W_BORN_OTHER, W_BORN_OTHER_VAGUE, W_BORN_FAR,
    W_NATION_SAME, W_NATION_RELATED, W_NATION_OTHER, W_SEX_SAME, W_SEX_OTHER,
    W_PLACE_SAME, W_PLACE_OTHER, WEIGHTS,
) = range(68)  # fmt: skip
"""Where each weight stands in the array of weights: `weights` says what it means."""
PART_CHARS_MAX = 24
LINE, NUMBERS = 64, 16
"""Bytes of the line of a part, and numbers of four bytes: one line of the processor's cache."""
SOUND_AT, TEXT_CHARS_AT, SOUND_CHARS_AT = 24, 48, 49
"""Where in its bytes its sound begins, how many letters there are, and how many sounds."""
MARKS_AT, LETTERS_AT, NICK_AT, INFO_AT = 12, 13, 14, 15
"""Where in its numbers its marks are (above 16 bits), which letters it has, its nickname,
the bits it tells."""
INFO_MOST = 9.0
"""No part tells more bits (`packing.INFO_BITS`)."""
WORD_BITS = 64
PARTS_MAX = 16
PAIRS_MAX = 1024


def scratch() -> Scratch:
    """Return room to align two names in; each thread has its own."""
    return Scratch(
        np.zeros(PAIRS_MAX * 4, np.int32),
        np.zeros(PAIRS_MAX, np.float64),
        np.zeros(PAIRS_MAX, np.uint8),
        np.zeros(PARTS_MAX * (PART_CHARS_MAX + 8), np.uint8),
        np.zeros(PARTS_MAX * (PART_CHARS_MAX + 8), np.uint8),
        np.zeros(PARTS_MAX + 1, np.int32),
    )


def worth(nations: int) -> Worth:
    """Return room to weigh codes in, of so many nations."""
    return Worth(
        np.zeros(YEARS, np.float32),
        np.zeros(YEARS, np.float32),
        np.zeros(YEARS, np.int32),
        np.zeros(YEAR_DAYS, np.int32),
        np.zeros((NATIONS_FIRST + nations) * SEXES, np.float32),
    )


(
    NOT_KNOWN, SAME, SWAPPED, ONE_DIGIT, SAME_MONTH, SAME_YEAR, NEAR, FEW_YEARS,
    SAME_DAY, RELATED, OTHER, TWO_DIGITS,
) = range(12)  # fmt: skip
"""What evidence finds."""
FAR_YEARS = 10
"""Nobody is taken for so much older or younger than they are."""

(
    TEXT_KEY, SHORTER_KEY, CHANGED_KEY, TWO_SHORTER_KEY, SOUND_KEY, NEAR_SOUND_KEY,
    SCRIPT_KEY, NICK_KEY,
) = range(1, 9)  # fmt: skip
"""Kinds of keys under which parts that are alike are found."""
KEY_BITS, KEY_MOST = 31, 0x7FFFFFFF
"""Of a key; it is filed above the 32 bits of a part."""
NEAR_SOUNDS_FROM = 4
"""Sounds from which one may be left out [names.md 4]: of three, thousands are near."""
TWO_EDITS_FROM = 7
"""Letters from which two may be left out of a text [names.md 4]."""

KEYS_MAX = 8 * PART_CHARS_MAX + PART_CHARS_MAX * (PART_CHARS_MAX - 1) + 8
"""Of one part."""
SOUNDS_FROM = KEYS_MAX
"""Behind the keys of a part: which of them are the first of its sounds."""

SIMILAR_MAX = 4_096
"""Parts held that are looked at for one part asked (law 10)."""
LOOKED_MAX = 6_000
"""Parts held that are compared with one part asked."""
SEEN_SLOTS = 16_384
"""Room for the two ways to find them, and to spare."""
CANDIDATES_MAX = 200
"""Forms aligned for one form asked, the most promising ones (law 10)."""
BORN_MAX = 200
"""Persons born on one day who are looked at whatever their names."""
BORN_FORMS_MAX = 16
"""Of their names, the first ones."""
ALIGNED_MAX = 8 * (CANDIDATES_MAX + 2 * BORN_FORMS_MAX * BORN_MAX)

JOINED_MAX = 3
"""Parts that are joined."""
JOINED_TURN = 1_000
"""Parts that are looked up joined have turns from here on: a question has fewer parts."""
BINS = 512
UNITS, UNITS_MOST = 250, 255
"""What forms have of a name is added up in so many parts of it, in bytes: they are touched at
random, by the hundred thousand."""
LIKED_BINS = 64
"""Parts alike are sorted into so many bins, the most alike first."""
SECOND_HALF = 1 << 16
"""Added to the number of a part asked, for a part held that is its second half: both halves
count."""

FORM_BITS, FORM_MASK = 32, 0xFFFFFFFF
"""A posting is a form, and above it the code of whom it names."""
DAY_NOT_KNOWN, DAY_VAGUE, DAY_FIRST = 0, 1, 385
"""Births in a code: nobody knows; ask `Beside`; the first one that has a number."""
YEAR_FIRST, DAY_BITS, DAY_MASK = 1900, 16, 0xFFFF
"""Births are numbered from the year 1900: of each year, the days, 31 to a month, so that a few
have none; then the year itself, where the day is not known; then its months."""
YEAR_NUMBERS, YEAR_DAYS, MONTH_DAYS, YEARS = 385, 372, 31, 171
"""The first of all these rows is for births that are not known, or vague."""
ANY_DAY = 99
"""More digits than two days can be apart."""
SEXES = 4
"""In a code: not known, M, F, X."""
SEVERAL, NATIONS_FIRST, NATIONS_MAX = 1, 2, 1 << 13
"""Nations in a code: more than one; the first that has a number; no more numbers."""
ROUNDED = 1e-3
"""More than sums of bits are rounded by."""
WEAK = 1
"""Kind of a form that comes from a weak alias."""

A_TEXT = HELD_U8, INT, INT
"""A stretch of bytes: where they lie, its begin and its end."""
A_PART = *A_TEXT, *A_TEXT, INT, INT, INT
"""A part of a name: its text, its sounds, its marks, its nickname, its letters."""
NO_LETTERS = 0
"""Which letters a text has was not looked up."""


@loop(*A_TEXT, *A_TEXT, INT)
def distance(a: U8, a0: int, a1: int, b: U8, b0: int, b1: int, most: int) -> int:
    """Return how many letters to change, leave out, put in or swap; `most` + 1 if more.

    All of a row at once, a bit for each letter [Hyyrö 2003].
    """
    while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
        a0 += 1
        b0 += 1
    while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
        a1 -= 1
        b1 -= 1
    n, m = a1 - a0, b1 - b0
    if n == 0 or m == 0:
        return min(n + m, most + 1)
    if abs(n - m) > most or n > WORD_BITS:
        return most + 1
    ones = np.uint64(0xFFFFFFFFFFFFFFFF)
    one, last = np.uint64(1), np.uint64(1) << np.uint64(n - 1)
    up, down, equal, before = ones, np.uint64(0), np.uint64(0), np.uint64(0)
    far = n
    for j in range(b0, b1):
        match = np.uint64(0)
        for i in range(n):
            match |= np.uint64(a[a0 + i] == b[j]) << np.uint64(i)
        swapped = ((~equal & match) << one) & before
        equal = (((match & up) + up) ^ up) | match | down | swapped
        right, left = down | ~(equal | up), equal & up
        if right & last != 0:
            far += 1
        elif left & last != 0:
            far -= 1
        right, left = (right << one) | one, left << one
        up, down, before = left | ~(equal | right), right & equal, match
    return min(far, most + 1)


@loop(*A_TEXT, *A_TEXT)
def same(a: U8, a0: int, a1: int, b: U8, b0: int, b1: int) -> bool:
    """Return whether the two stretches are the same bytes."""
    if a1 - a0 != b1 - b0:
        return False
    for k in range(a1 - a0):
        if a[a0 + k] != b[b0 + k]:
            return False
    return True


@loop(*A_TEXT, *A_TEXT)
def begins(a: U8, a0: int, a1: int, b: U8, b0: int, b1: int) -> bool:
    """Return whether the second stretch begins with the first."""
    return a1 - a0 <= b1 - b0 and same(a, a0, a1, b, b0, b0 + a1 - a0)


@loop(HELD_U8, INT, INT, INT, INT)
def _stands(text: U8, at: int, a: int, b: int, c: int) -> bool:
    """Return whether three letters stand at a place."""
    return bool(text[at] == a and text[at + 1] == b and text[at + 2] == c)


@loop(HELD_U8, INT, INT)
def half_of(text: U8, start: int, end: int) -> tuple[int, int]:
    """Return where the telling half of a name that is joined of two stands; 0, 0: none.

    Of Abdulrahman it is Rahman, of Habibullah Habib, of Salahuddin Salah: `joining` puts
    them together, and a zone or a clerk may have left the other half out.
    """
    if end - start < 8:
        return 0, 0
    if _stands(text, start, 97, 98, 100) and text[start + 3] == 117:  # abdu
        return start + 5, end
    if text[end - 5] == 117 and (
        (_stands(text, end - 4, 108, 108, 97) and text[end - 1] == 104)  # ullah
        or (_stands(text, end - 4, 100, 100, 105) and text[end - 1] == 110)  # uddin
    ):
        return start, end - 5
    return 0, 0


@loop(*A_TEXT, *A_TEXT, HELD_F64)
def _by_script(sa: U8, sa0: int, sa1: int, sb: U8, sb0: int, sb1: int, w: F64) -> float:
    """Return how alike two parts are whose scripts leave letters out: by sound alone."""
    sounds = min(sa1 - sa0, sb1 - sb0)
    if sounds > 0 and same(sa, sa0, sa1, sb, sb0, sb1):
        return float(w[W_SCRIPT] if sounds > 2 else w[W_SCRIPT_SHORT])
    if sounds > 2 and distance(sa, sa0, sa1, sb, sb0, sb1, 1) == 1:
        return float(w[W_SCRIPT_NEAR] if sounds > 3 else w[W_SCRIPT_NEAR_SHORT])
    return 0.0


@loop(*A_TEXT, *A_TEXT)
def _one_is_half(a: U8, a0: int, a1: int, b: U8, b0: int, b1: int) -> bool:
    """Return whether one of the two is the telling half of the other."""
    low, high = half_of(b, b0, b1)
    if high > low and same(a, a0, a1, b, low, high):
        return True
    low, high = half_of(a, a0, a1)
    return bool(high > low and same(a, low, high, b, b0, b1))


@loop(INT)
def _edits_of(letters: int) -> int:
    """Return how many letters may be other in a part of so many [names.md 4]."""
    return 0 if letters < 3 else 1 if letters < 5 else 2 if letters < 8 else 3


@loop(INT)
def _ones(bits: int) -> int:
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count


@loop(INT, INT)
def letters_apart(a: int, b: int) -> int:
    """Return how many edits lie between two texts at least, by which letters they have.

    One edit takes at most one letter away and brings at most one.
    """
    if a == NO_LETTERS or b == NO_LETTERS:
        return 0
    return max(_ones(a & ~b), _ones(b & ~a))


@loop(*A_PART, *A_PART, HELD_F64)
def alike(
    a: U8, a0: int, a1: int, sa: U8, sa0: int, sa1: int, a_marks: int, a_nick: int,
    a_letters: int,
    b: U8, b0: int, b1: int, sb: U8, sb0: int, sb1: int, b_marks: int, b_nick: int,
    b_letters: int, w: F64,
) -> tuple[float, int]:  # fmt: skip
    """Return how alike two parts are, from 0 to 1, and in which way."""
    n, m = a1 - a0, b1 - b0
    if n == 0 or m == 0:
        return 0.0, NOTHING
    if n == 1 or m == 1:
        if a[a0] != b[b0]:
            return 0.0, NOTHING
        return (1.0, EXACT) if n == m else (w[W_INITIAL], AN_INITIAL)
    if same(a, a0, a1, b, b0, b1):
        return 1.0, EXACT
    best, how = 0.0, NOTHING
    if a_marks & CUT and begins(a, a0, a1, b, b0, b1):
        best, how = w[W_CUT] if n > 2 else w[W_CUT_SHORT], BEGUN
    if a_nick != 0 and a_nick == b_nick and w[W_NICKNAME] > best:
        best, how = w[W_NICKNAME], NICKNAME
    marks = a_marks | b_marks
    if marks & CONSONANTS:
        liked = _by_script(sa, sa0, sa1, sb, sb0, sb1, w)
        if liked > best:
            best, how = liked, SCRIPT
    longer, first_same = max(n, m), a[a0] == b[b0]
    sounds = min(sa1 - sa0, sb1 - sb0)
    sound_same = sounds > 0 and same(sa, sa0, sa1, sb, sb0, sb1)
    most = _edits_of(longer)
    far = most + 1
    if sound_same:
        far = distance(a, a0, a1, b, b0, b1, longer)
    elif letters_apart(a_letters, b_letters) <= most:
        far = distance(a, a0, a1, b, b0, b1, most)
    if far <= most:
        liked = 1.0 - w[W_EDIT] * far / longer
        if not first_same:
            liked -= w[W_FIRST_LETTER]
        if sound_same:
            liked += w[W_EDIT_SAME_SOUND]
        if marks & SYLLABLES and longer < 6:
            liked -= w[W_SYLLABLES_EDIT]
        if liked > best:
            best, how = min(liked, 0.99), SPELLING
    if longer >= 8 and w[W_HALF] > best and _one_is_half(a, a0, a1, b, b0, b1):
        best, how = w[W_HALF], JOINED
    if sound_same:
        liked = w[W_SOUND] if sounds > 2 else w[W_SOUND_SHORT]
        liked -= w[W_SOUND_APART] * far / longer
        if sounds == 1 or not first_same:
            liked -= w[W_SOUND_DOUBT]
        if liked > best:
            best, how = liked, SOUND
    elif (
        marks & SYLLABLES
        and sounds > 3
        and w[W_SYLLABLES_NEAR] > best
        and distance(sa, sa0, sa1, sb, sb0, sb1, 1) == 1
    ):
        best, how = w[W_SYLLABLES_NEAR], SOUND
    return best, how


@loop(PARTS, INT)
def _chars(p: Parts, i: int) -> int:
    """Return how many letters part *i* has; they begin at its line."""
    return int(p.lines[i * LINE + TEXT_CHARS_AT])


@loop(PARTS, INT)
def _sounds_end(p: Parts, i: int) -> int:
    """Return where the sounds of part *i* end; they begin at `SOUND_AT` of its line."""
    return i * LINE + SOUND_AT + int(p.lines[i * LINE + SOUND_CHARS_AT])


@loop(PARTS, INT)
def _marks(p: Parts, i: int) -> int:
    return int(p.numbers[i * NUMBERS + MARKS_AT] >> 16)


@loop(PARTS, INT)
def _letters(p: Parts, i: int) -> int:
    return int(p.numbers[i * NUMBERS + LETTERS_AT])


@loop(PARTS, INT)
def _info(p: Parts, i: int) -> float:
    return float(p.infos[i * NUMBERS + INFO_AT])


@loop(PARTS, INT, PARTS, INT, HELD_F64)
def likeness(a: Parts, i: int, b: Parts, j: int, w: F64) -> tuple[float, int]:
    """Return how alike part *i* of *a* and part *j* of *b* are, and in which way."""
    at_a, at_b = i * LINE, j * LINE
    return alike(
        a.lines, at_a, at_a + _chars(a, i),
        a.lines, at_a + SOUND_AT, _sounds_end(a, i),
        _marks(a, i), a.numbers[i * NUMBERS + NICK_AT], _letters(a, i),
        b.lines, at_b, at_b + _chars(b, j),
        b.lines, at_b + SOUND_AT, _sounds_end(b, j),
        _marks(b, j), b.numbers[j * NUMBERS + NICK_AT], _letters(b, j), w,
    )  # fmt: skip


@loop(SCRATCH, INT, INT, INT, INT, INT, FLOAT, INT)
def _paired(
    s: Scratch, found: int, i: int, k: int, j: int, m: int, liked: float, how: int
) -> int:
    """Note a pair; return how many there are by now."""
    at = found * 4
    s.spans[at], s.spans[at + 1], s.spans[at + 2], s.spans[at + 3] = i, k, j, m
    s.liked[found], s.how[found] = liked, how
    return found + 1


@loop(PARTS, INT, TO_U8, INT)
def _text_put(p: Parts, i: int, target: U8, at: int) -> int:
    """Put the text of part *i* behind what is there; return where it ends."""
    start = i * LINE
    for k in range(start, start + _chars(p, i)):
        if at < len(target):
            target[at] = p.lines[k]
            at += 1
    return at


@loop(PARTS, INT, TO_U8, INT)
def _sound_put(p: Parts, i: int, target: U8, at: int) -> int:
    """Put the sounds of part *i* behind others; a sound that comes twice is one."""
    start, end = i * LINE + SOUND_AT, _sounds_end(p, i)
    if start < end and at > 0 and target[at - 1] == p.lines[start]:
        start += 1
    for k in range(start, end):
        if at < len(target):
            target[at] = p.lines[k]
            at += 1
    return at


@loop(INT, INT)
def _span(start: int, end: int) -> int:
    """Return a bit for each of the parts from *start* up to *end*."""
    return ((1 << end) - 1) ^ ((1 << start) - 1)


@loop(PARTS, INT, INT, PARTS, HELD_I32, INT, INT, INT, INT, SCRATCH, HELD_F64, INT)
def _joined_asked(
    q: Parts, q0: int, n: int, v: Parts, ids: I32, f0: int, m: int, q_done: int,
    v_done: int, s: Scratch, w: F64, found: int,
) -> int:  # fmt: skip
    """Find parts of the question that, joined, are like one part held."""
    for i in range(n - 1):
        for k in range(i + 2, min(i + JOINED_MAX + 1, n + 1)):
            if q_done & _span(i, k):
                break
            chars, heard, letters = 0, 0, NO_LETTERS
            marks = _marks(q, q0 + k - 1) & (CUT | CONSONANTS)
            for p in range(q0 + i, q0 + k):
                chars = _text_put(q, p, s.text, chars)
                letters |= _letters(q, p)
                if marks & CONSONANTS:
                    heard = _sound_put(q, p, s.sound, heard)
            if chars < 4:
                continue
            for j in range(m):
                if v_done & (1 << j) or found >= PAIRS_MAX:
                    continue
                h = ids[f0 + j]
                at = h * LINE
                liked, _ = alike(
                    s.text, 0, chars, s.sound, 0, heard, marks, 0, letters,
                    v.lines, at, at + _chars(v, h),
                    v.lines, at + SOUND_AT, _sounds_end(v, h),
                    _marks(v, h), 0, _letters(v, h), w,
                )  # fmt: skip
                if liked >= w[W_LEAST_JOINED]:
                    liked *= w[W_JOINED]
                    found = _paired(s, found, i, k, j, j + 1, liked, JOINED)
    return found


@loop(PARTS, INT, INT, PARTS, HELD_I32, INT, INT, INT, INT, SCRATCH, HELD_F64, INT)
def _joined_held(
    q: Parts, q0: int, n: int, v: Parts, ids: I32, f0: int, m: int, q_done: int,
    v_done: int, s: Scratch, w: F64, found: int,
) -> int:  # fmt: skip
    """Find parts held that, joined, are like one part of the question."""
    for j in range(m - 1):
        h = ids[f0 + j]
        chars, heard = _text_put(v, h, s.text, 0), _sound_put(v, h, s.sound, 0)
        letters = _letters(v, h)
        for k in range(j + 2, min(j + JOINED_MAX + 1, m + 1)):
            if v_done & _span(j, k):
                break
            h = ids[f0 + k - 1]
            chars = _text_put(v, h, s.text, chars)
            heard = _sound_put(v, h, s.sound, heard)
            letters |= _letters(v, h)
            if chars < 4:
                continue
            marks = _marks(v, h) & CONSONANTS
            for i in range(n):
                if q_done & (1 << i) or found >= PAIRS_MAX:
                    continue
                p = q0 + i
                at = p * LINE
                liked, _ = alike(
                    q.lines, at, at + _chars(q, p),
                    q.lines, at + SOUND_AT, _sounds_end(q, p),
                    _marks(q, p), 0, _letters(q, p),
                    s.text, 0, chars, s.sound, 0, heard if marks else 0, marks, 0,
                    letters, w,
                )  # fmt: skip
                if liked >= w[W_LEAST_JOINED]:
                    liked *= w[W_JOINED]
                    found = _paired(s, found, i, i + 1, j, k, liked, JOINED)
    return found


@loop(PARTS, INT, INT, PARTS, HELD_I32, INT, INT, SCRATCH, HELD_F64)
def _pairs(
    q: Parts, q0: int, q1: int, v: Parts, ids: I32, f0: int, f1: int, s: Scratch, w: F64,
) -> int:  # fmt: skip
    """Find what may belong together: parts one by one, then two or three joined."""
    found = 0
    n, m = q1 - q0, f1 - f0
    q_done, v_done = 0, 0  # bits: parts that have their like to the letter
    for i in range(n):
        for j in range(m):
            liked, how = likeness(q, q0 + i, v, ids[f0 + j], w)
            if liked >= w[W_LEAST] and found < PAIRS_MAX:
                found = _paired(s, found, i, i + 1, j, j + 1, liked, how)
                if how == EXACT:
                    q_done |= 1 << i
                    v_done |= 1 << j
    if n > 1 and v_done != (1 << m) - 1:
        found = _joined_asked(q, q0, n, v, ids, f0, m, q_done, v_done, s, w, found)
    if m > 1 and q_done != (1 << n) - 1:
        found = _joined_held(q, q0, n, v, ids, f0, m, q_done, v_done, s, w, found)
    return found


@loop(INT, FLOAT, HELD_F64)
def _info_of(marks: int, info: float, w: F64) -> float:
    if marks & TITLE:
        return float(info * w[W_TITLE])
    if marks & (PARTICLE | LINK):
        return float(info * w[W_PARTICLE])
    return info


@loop(PARTS, INT, INT, HELD_I32, INT, INT)
def has_links(q: Parts, q0: int, q1: int, marks: I32, f0: int, f1: int) -> bool:
    """Return whether both names say of a part that it is a father's."""
    asked, held = 0, 0
    for i in range(q0, q1):
        asked |= _marks(q, i) & FATHER
    for j in range(f0, f1):
        held |= marks[j] & FATHER
    return asked != 0 and held != 0


@loop(FLOAT, HELD_F64)
def _shaped(bits: float, w: F64) -> float:
    """Return *bits* of names with those far from even drawn nearer to it."""
    slope = w[W_SURE] if bits > w[W_EVEN] else w[W_UNSURE]
    return float(w[W_EVEN] + slope * (bits - w[W_EVEN]))


@loop(FLOAT, FLOAT, HELD_F64)
def _agreed(share: float, told: float, w: F64) -> float:
    """Return the bits of names of which a *share* agrees, which tells so much."""
    bits = w[W_SHARE] * (share - w[W_SHARE_EVEN])
    return _shaped(bits + w[W_TOLD] * min(told, w[W_TOLD_MOST]), w)


@loop(FLOAT, HELD_F64)
def _namesakes(told: float, w: F64) -> float:
    """Return the bits beyond which no name speaks that tells so much: others bear it too."""
    most = w[W_NAMESAKE] + w[W_NAMESAKE_TOLD] * told
    return float(max(most, w[W_EVEN] + w[W_NAMESAKE_LEAST]))


@loop(FLOAT, FLOAT, FLOAT, FLOAT, INT, HELD_F64)
def name_bits(
    told: float, borne: float, q_alone: float, v_alone: float, chosen: int, w: F64
) -> float:
    """Return the bits that two aligned names speak for one person.

    The share of the names that agrees, the more so the more they tell; what either has
    alone counts against it, most where both have something: a contradiction.
    """
    if chosen == 0:
        return float(w[W_NOTHING_ALIKE])
    against = min(q_alone, v_alone)
    whole = borne + w[W_ASKED_ALONE] * q_alone + w[W_HELD_ALONE] * v_alone
    share = (told - w[W_CONTRADICTION] * against) / whole
    return float(min(_agreed(share, told, w), _namesakes(told, w)))


@entry(FLOAT, HELD_F64)
def most_name_bits(told: float, w: F64) -> float:
    """Return the bits that two names speak for one person at most, who tell *told*."""
    return float(min(_agreed(1.0, told, w), _namesakes(told, w)))


@loop(PARTS, INT, HELD_F64)
def _told(q: Parts, i: int, w: F64) -> float:
    """Return the bits that part *i* of a question tells: few where it is a title."""
    return _info_of(_marks(q, i), _info(q, i), w)


@entry(PARTS, INT, INT, HELD_F64)
def told_most(q: Parts, q0: int, q1: int, w: F64) -> float:
    """Return the bits that a name asked tells at most, whoever is compared with it."""
    told = 0.0
    for i in range(q0, q1):
        told += 0.5 * (_told(q, i, w) + INFO_MOST)
    return told


@loop(PARTS, INT, INT, HELD_F64)
def _info_alone(parts: Parts, part: int, marks: int, w: F64) -> float:
    """Return the bits that count against a name where only one side has this part."""
    marks |= _marks(parts, part)
    info = _info_of(marks, _info(parts, part), w)
    if _chars(parts, part) == 1:
        return float(info * w[W_INITIAL_ALONE])
    if marks & FATHER:
        return float(info * w[W_FATHER_ALONE])
    return info


@loop(PARTS, INT, INT, INT, INT)
def _said_twice(q: Parts, q0: int, q1: int, i: int, used: int) -> bool:
    """Return whether a part asked is there again, and was matched there."""
    a = (q0 + i) * LINE
    for k in range(q1 - q0):
        b = (q0 + k) * LINE
        if used & (1 << k) and same(
            q.lines, a, a + _chars(q, q0 + i), q.lines, b, b + _chars(q, q0 + k)
        ):
            return True
    return False


@loop(SCRATCH, INT, INT, INT)
def _best_free(s: Scratch, found: int, q_used: int, v_used: int) -> int:
    """Return the most alike of the pairs whose parts are all free, -1 if there is none.

    Of those alike, what stands at the same place goes first.
    """
    best, which = 0.0, -1
    for k in range(found):
        at = k * 4
        if q_used & _span(s.spans[at], s.spans[at + 1]):
            continue
        if v_used & _span(s.spans[at + 2], s.spans[at + 3]):
            continue
        near = s.liked[k] - 0.001 * abs(s.spans[at] - s.spans[at + 2])
        if near > best:
            best, which = near, k
    return which


@entry(PARTS, INT, INT, PARTS, HELD_I32, HELD_I32, INT, INT, SCRATCH, HELD_F64)
def aligned(
    q: Parts, q0: int, q1: int, v: Parts, ids: I32, marks: I32, f0: int, f1: int,
    s: Scratch, w: F64,
) -> tuple[int, float]:  # fmt: skip
    """Align two names, best first, each part once; return how many pairs, and the bits.

    The pairs are those of *s* that `chosen` names. The bits are what the two names, by
    themselves, speak for being of one person: below 0, against.
    """
    f1 = min(f1, f0 + PARTS_MAX)
    q1 = min(q1, q0 + PARTS_MAX)
    found = _pairs(q, q0, q1, v, ids, f0, f1, s, w)
    q_used, v_used, chosen = 0, 0, 0
    told, borne = 0.0, 0.0  # bits matched, and bits of what was matched
    while True:
        which = _best_free(s, found, q_used, v_used)
        if which < 0:
            break
        q_info, v_info = 0.0, 0.0
        q_father, v_father = 0, 0
        at = which * 4
        for i in range(s.spans[at], s.spans[at + 1]):
            q_used |= 1 << i
            q_info += _told(q, q0 + i, w)
            q_father |= _marks(q, q0 + i) & FATHER
        for j in range(s.spans[at + 2], s.spans[at + 3]):
            v_used |= 1 << j
            h = ids[f0 + j]
            v_info += _info_of(_marks(v, h) | marks[f0 + j], _info(v, h), w)
            v_father |= marks[f0 + j] & FATHER
        # Two short parts that are one part asked tell no more than one: see `told_most`.
        v_info = min(v_info, INFO_MOST * (s.spans[at + 1] - s.spans[at]))
        liked = s.liked[which]
        if q_father != v_father and has_links(q, q0, q1, marks, f0, f1):
            liked *= w[W_OTHER_ROLE]
        info = (
            min(q_info, v_info)
            if s.how[which] == AN_INITIAL
            else 0.5 * (q_info + v_info)
        )
        told += info * liked
        borne += info
        s.chosen[chosen] = which
        chosen += 1
        if chosen >= PARTS_MAX:
            break
    q_alone, v_alone = 0.0, 0.0
    for i in range(q1 - q0):
        if not q_used & (1 << i) and not _said_twice(q, q0, q1, i, q_used):
            q_alone += _info_alone(q, q0 + i, 0, w)
    for j in range(f1 - f0):
        if not v_used & (1 << j):
            v_alone += _info_alone(v, ids[f0 + j], marks[f0 + j], w)
    return chosen, name_bits(told, borne, q_alone, v_alone, chosen, w)


@loop(INT, INT, HELD_F64)
def _births_apart(asked: int, held: int, w: F64) -> tuple[float, int]:
    """Return what two different days of birth speak for one person."""
    year_a, month_a, day_a = asked // 10_000, asked // 100 % 100, asked % 100
    year_b, month_b, day_b = held // 10_000, held // 100 % 100, held % 100
    if year_a == year_b and month_a == day_b and day_a == month_b:
        return w[W_BORN_SWAPPED], SWAPPED
    apart, swapped = 0, 0
    a, b, last_a, last_b = asked, held, -1, -1
    for _ in range(8):
        x, y = a % 10, b % 10
        if x != y:
            apart += 1
            if x == last_b and y == last_a:
                swapped += 1
            last_a, last_b = x, y
        else:
            last_a, last_b = -1, -1
        a //= 10
        b //= 10
    if apart == 1 or (apart == 2 and swapped == 1):
        return w[W_BORN_DIGIT], ONE_DIGIT
    same_day = month_a == month_b and day_a == day_b
    if same_day and abs(year_a - year_b) <= 1:
        return w[W_BORN_DIGIT], ONE_DIGIT
    if year_a == year_b:
        if month_a == month_b or apart == 2:
            return w[W_BORN_MONTH] * 0.5, SAME_MONTH
        return w[W_BORN_SAME_YEAR], SAME_YEAR
    if same_day:
        return w[W_BORN_DAY_MONTH], SAME_DAY
    if apart == 2:
        return w[W_BORN_TWO_DIGITS], TWO_DIGITS
    if abs(year_a - year_b) <= 1 and apart <= 3:
        return w[W_BORN_FEW_YEARS], FEW_YEARS
    if abs(year_a - year_b) > FAR_YEARS:
        return w[W_BORN_FAR], OTHER
    return w[W_BORN_OTHER], OTHER


@loop(INT, INT, INT, INT, INT, HELD_F64)
def birth_bits(
    asked_from: int, asked_to: int, held_from: int, held_to: int, about: int, w: F64
) -> tuple[float, int]:
    """Return what two births, each YYYYMMDD from and to, speak for one person."""
    if asked_from == 0 or held_from == 0:
        return 0.0, NOT_KNOWN
    asked_year, held_year = asked_from // 10_000, held_from // 10_000
    exact = asked_from == asked_to and held_from == held_to
    dummy = asked_from % 10_000 == 101 or held_from % 10_000 == 101
    if exact and asked_from == held_from:
        return (w[W_BORN_YEAR] if dummy else w[W_BORN_SAME]), SAME
    if exact and not (dummy and asked_year != held_year and about):
        bits, finding = _births_apart(asked_from, held_from, w)
        if not dummy or bits > w[W_BORN_NEAR]:
            return bits, finding
    if exact and not dummy:
        return w[W_BORN_OTHER], OTHER
    # One of the two is vague: a year, a month, years from and to, a dummy day.
    held_to_year, asked_to_year = held_to // 10_000, asked_to // 10_000
    years = max(held_year - asked_to_year, asked_year - held_to_year, 0)
    if years == 0:
        width = max(held_to_year - held_year, asked_to_year - asked_year)
        months = (
            not dummy
            and held_from <= asked_to
            and asked_from <= held_to
            and min(held_to - held_from, asked_to - asked_from) < 100
            and max(held_to - held_from, asked_to - asked_from) < 100
        )
        if months:
            return w[W_BORN_MONTH], SAME_MONTH
        wide = np.log2(1.0 + width)
        return max(w[W_BORN_YEAR] - wide, 0.5), SAME_YEAR
    slack = 2 if about else 0
    if years <= 1 + slack:
        return w[W_BORN_NEAR], NEAR
    if years <= 3 + slack:
        return w[W_BORN_FEW_YEARS], FEW_YEARS
    if years > FAR_YEARS:
        return w[W_BORN_FAR], OTHER
    return w[W_BORN_OTHER_VAGUE], OTHER


@entry(KNOWN, BESIDE, INT, HELD_F64)
def best_birth(k: Known, g: Beside, person: int, w: F64) -> tuple[float, int, int]:
    """Return bits and finding of the birth that speaks most for *person*, and which."""
    best, finding, which = 0.0, NOT_KNOWN, -1
    for at in range(g.birth_at[person], g.birth_at[person + 1]):
        bits, found = birth_bits(
            k.born_from, k.born_to, g.birth_from[at], g.birth_to[at],
            g.birth_about[at], w,
        )  # fmt: skip
        if found != NOT_KNOWN and (which < 0 or bits > best):
            best, finding, which = bits, found, at
    return best, finding, which


@entry(KNOWN, BESIDE, INT, HELD_F64)
def nation_bits(k: Known, g: Beside, person: int, w: F64) -> tuple[float, int]:
    """Return bits and finding of nationality."""
    start, end = g.nation_at[person], g.nation_at[person + 1]
    if k.nation == 0 or start == end:
        return 0.0, NOT_KNOWN
    for at in range(start, end):
        if g.nations[at] == k.nation:
            return w[W_NATION_SAME], SAME
    for at in range(start, end):
        for other in k.related:
            if g.nations[at] == other:
                return w[W_NATION_RELATED], RELATED
    return w[W_NATION_OTHER], OTHER


@loop(INT, INT, HELD_F64)
def _sexes(asked: int, held: int, w: F64) -> tuple[float, int]:
    """Return bits and finding of two sexes; X says nothing."""
    if asked == 0 or held == 0 or asked == 3 or held == 3:
        return 0.0, NOT_KNOWN
    return (w[W_SEX_SAME], SAME) if asked == held else (w[W_SEX_OTHER], OTHER)


@entry(KNOWN, BESIDE, INT, HELD_F64)
def sex_bits(k: Known, g: Beside, person: int, w: F64) -> tuple[float, int]:
    """Return bits and finding of sex."""
    return _sexes(k.sex, g.sex[person], w)


@entry(KNOWN, BESIDE, INT, HELD_F64)
def place_bits(k: Known, g: Beside, person: int, w: F64) -> tuple[float, int]:
    """Return bits and finding of the place of birth: any word of it."""
    start, end = g.place_at[person], g.place_at[person + 1]
    if len(k.places) == 0 or start == end:
        return 0.0, NOT_KNOWN
    for at in range(start, end):
        for asked in k.places:
            if g.places[at] == asked:
                return w[W_PLACE_SAME], SAME
    return w[W_PLACE_OTHER], OTHER


@entry(KNOWN, BESIDE, INT, HELD_F64)
def evidence_bits(k: Known, g: Beside, person: int, w: F64) -> float:
    """Return the bits of all that is known beside the name."""
    return (
        best_birth(k, g, person, w)[0]
        + nation_bits(k, g, person, w)[0]
        + sex_bits(k, g, person, w)[0]
        + place_bits(k, g, person, w)[0]
    )


@loop(INT, HELD_U8, INT, INT, INT, INT)
def _mixed(kind: int, text: U8, start: int, end: int, skip: int, skip_too: int) -> int:
    """Return the hash of a text without the letters at two places (-1: none)."""
    h = np.uint64(14695981039346656037 + kind)
    for at in range(start, end):
        if at == skip or at == skip_too:
            continue
        h = (h ^ np.uint64(text[at])) * np.uint64(1099511628211)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    return int(h >> np.uint64(64 - KEY_BITS))


@loop(INT, HELD_U8, INT, INT, TO_I64, INT)
def _shorter(kind: int, text: U8, start: int, end: int, keys: I64, n: int) -> int:
    """Write the keys of a text without each of its letters."""
    for skip in range(start, end):
        keys[n] = _mixed(kind, text, start, end, skip, -1)
        n += 1
    return n


@loop(INT, BOOL, HELD_U8, INT, INT, TO_I64, INT)
def _near_sounds(
    kind: int, fewer: bool, sound: U8, start: int, end: int, keys: I64, n: int
) -> int:
    """Write the keys of sounds: all of them, and without each.

    Of three sounds, each left out too only where there are *fewer* to meet.
    """
    keys[n] = _mixed(kind, sound, start, end, -1, -1)
    n += 1
    if fewer or end - start >= NEAR_SOUNDS_FROM:
        n = _shorter(kind, sound, start, end, keys, n)
    return n


@loop(HELD_U8, INT, INT, TO_I64, INT)
def _changed(text: U8, start: int, end: int, keys: I64, n: int) -> int:
    """Write the keys of a text with any letter at each of its places."""
    for skip in range(start, end):
        key = _mixed(CHANGED_KEY, text, start, end, skip, -1)
        keys[n] = (key + (skip - start) * 2_654_435_761) & KEY_MOST
        n += 1
    return n


@loop(HELD_U8, INT, INT, TO_I64, INT)
def _two_shorter(text: U8, start: int, end: int, keys: I64, n: int) -> int:
    """Write the keys of a text without up to two of its letters."""
    keys[n] = _mixed(TWO_SHORTER_KEY, text, start, end, -1, -1)
    n = _shorter(TWO_SHORTER_KEY, text, start, end, keys, n + 1)
    for skip in range(start, end):
        for too in range(skip + 1, end):
            keys[n] = _mixed(TWO_SHORTER_KEY, text, start, end, skip, too)
            n += 1
    return n


@loop(HELD_U8, INT, INT, BOOL, INT, TO_U8, TO_I64)
def _text_keys(
    text: U8, start: int, end: int, asked: bool, edits: int, room: U8, keys: I64
) -> int:
    """Write the keys of a text that may be up to so many *edits* away; return how many.

    Of one letter more, less, or other, each way has keys of its own, so that hardly any
    others are met; of two letters, texts of seven and more meet without them.
    """
    keys[0] = _mixed(TEXT_KEY, text, start, end, -1, -1)
    n = 1
    if end - start < 3:
        if end - start == 2 and asked:
            keys[n] = _mixed(SHORTER_KEY, text, start, end, -1, -1)
            n += 1
        return n
    if asked:
        keys[n] = _mixed(SHORTER_KEY, text, start, end, -1, -1)
        n = _shorter(TEXT_KEY, text, start, end, keys, n + 1)
        for at in range(start, end):
            room[at - start] = text[at]
        for at in range(end - start - 1):
            room[at], room[at + 1] = room[at + 1], room[at]
            keys[n] = _mixed(TEXT_KEY, room, 0, end - start, -1, -1)
            n += 1
            room[at], room[at + 1] = room[at + 1], room[at]
    else:
        n = _shorter(SHORTER_KEY, text, start, end, keys, n)
    n = _changed(text, start, end, keys, n)
    if edits < 2:
        return n
    if end - start >= TWO_EDITS_FROM:
        n = _two_shorter(text, start, end, keys, n)
        if asked and end - start <= TWO_EDITS_FROM + 1:
            # Parts held of five letters and six, that it is two longer than.
            for skip in range(start, end):
                for too in range(skip + 1, end):
                    keys[n] = _mixed(TEXT_KEY, text, start, end, skip, too)
                    n += 1
    elif asked and end - start >= TWO_EDITS_FROM - 2:
        keys[n] = _mixed(TWO_SHORTER_KEY, text, start, end, -1, -1)
        n += 1
    return n


@loop(PARTS, INT, BOOL, TO_U8, TO_I64)
def part_keys(parts: Parts, i: int, asked: bool, room: U8, keys: I64) -> int:
    """Write the keys of a part into *keys*; return how many.

    Two parts that may be alike share one: by text, by nickname, by sound. Sounds without
    a letter are for scripts that do not write all of them: of those asked, all held parts
    are near; of others, those of such scripts alone.
    """
    start = i * LINE
    end = start + _chars(parts, i)
    n = _text_keys(parts.lines, start, end, asked, 2, room, keys)
    low, high = half_of(parts.lines, start, end)
    if high > low:
        keys[n] = _mixed(TEXT_KEY, parts.lines, low, high, -1, -1)
        n += 1
    nick = parts.numbers[i * NUMBERS + NICK_AT]
    if nick != 0:
        keys[n] = (np.int64(nick) * 2_654_435_761 + NICK_KEY) & KEY_MOST
        n += 1
    keys[SOUNDS_FROM] = n
    start, end = start + SOUND_AT, _sounds_end(parts, i)
    count, marks = end - start, _marks(parts, i)
    if count >= 2 or (count > 0 and (not asked or marks & CONSONANTS)):
        keys[n] = _mixed(SOUND_KEY, parts.lines, start, end, -1, -1)
        n += 1
    if count < 3:
        return n
    vague = marks & (CONSONANTS | SYLLABLES) != 0
    # All held parts file under one kind, which is looked under where much is vague; those
    # of vague scripts under another too, which is looked under from all others.
    if marks & CONSONANTS or not asked or count > NEAR_SOUNDS_FROM:
        fewer = not asked or marks & CONSONANTS != 0
        n = _near_sounds(NEAR_SOUND_KEY, fewer, parts.lines, start, end, keys, n)
    if vague != asked:
        fewer = not asked and marks & CONSONANTS != 0
        n = _near_sounds(SCRIPT_KEY, fewer, parts.lines, start, end, keys, n)
    return n


@entry(PARTS, INT, TO_U8, TO_I64, TO_I64)
def all_keys(parts: Parts, count: int, letters: U8, room: I64, filed: I64) -> int:
    """Write the keys of *count* held parts, each above the part; return how many.

    With room for none, only count.
    """
    total = 0
    for i in range(count):
        n = part_keys(parts, i, False, letters, room)
        if len(filed) > 0:
            for k in range(n):
                filed[total + k] = room[k] << 32 | i
        total += n
    return total


@loop(TO_I64, INT, INT)
def _see(seen: I64, i: int, part: int) -> bool:
    """Remember that a part held was compared with part *i*; False if it was before."""
    mark = np.int64(i + 1) << 32 | np.int64(part)
    at = (np.int64(part) * 2_654_435_761 >> 7) % SEEN_SLOTS
    while seen[at] != mark:
        if seen[at] >> 32 != i + 1:  # free, or of a part before
            seen[at] = mark
            return True
        at = (at + 1) % SEEN_SLOTS
    return False


@loop(INT)
def _bits_of(count: int) -> int:
    bits = 0
    while (1 << bits) < count:
        bits += 1
    return bits


@loop(PARTS, HELD_U8, INT, INT, INT)
def _first_from(g: Parts, text: U8, start: int, end: int, count: int) -> int:
    """Return the first of the sorted parts whose text is not before the one given."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        at = middle * LINE
        stop = at + _chars(g, middle)
        k, before = start, False
        while True:
            if k == end:
                break
            if at == stop or g.lines[at] < text[k]:
                before = True
                break
            if g.lines[at] > text[k]:
                break
            at += 1
            k += 1
        if before:
            low = middle + 1
        else:
            high = middle
    return low


@loop(PARTS, INT, PARTS, HELD_F64, ALIKE, INT)
def _begun_parts(q: Parts, i: int, v: Parts, w: F64, room: Alike, n: int) -> int:
    """Add the parts held that begin with part *i*, which may be cut."""
    start = i * LINE
    end = start + _chars(q, i)
    count = len(v.lines) // LINE
    first, part = n, _first_from(v, q.lines, start, end, count)
    last = min(count, part + LOOKED_MAX)
    while part < last and n - first < SIMILAR_MAX and n < len(room.part):
        at = part * LINE
        if not begins(q.lines, start, end, v.lines, at, at + _chars(v, part)):
            break
        if _see(room.seen, i, part):
            liked, _ = likeness(q, i, v, part, w)
            room.part[n], room.liked[n], room.of[n] = part, liked, i
            n += 1
        part += 1
    return n


@loop(KEYS)
def _shift(keyed: Keys) -> int:
    """Return by how many bits a key is longer than the number of its bucket."""
    return KEY_BITS - _bits_of(len(keyed.bucket_at) - 1)


@loop(INT, INT, INT, INT, KEYS, ALIKE, INT)
def _met(
    key: int, shift: int, turn: int, initial: int, keyed: Keys, room: Alike, n: int
) -> int:
    """Note the parts held that are filed under *key*, each once in a *turn*.

    Those alone that begin with a letter, where *initial* is one.
    """
    bucket = key >> shift
    for at in range(keyed.bucket_at[bucket], keyed.bucket_at[bucket + 1]):
        filed = keyed.filed[at]
        if filed >> 32 != key or n >= LOOKED_MAX:
            continue
        part = filed & 0xFFFFFFFF
        if initial != 0 and keyed.initials[part] != initial:
            continue
        if _see(room.seen, turn, part):
            room.met[n] = part
            n += 1
    return n


@loop(PARTS, HELD_I32, INT, INT, TO_U8)
def _fetch(v: Parts, ids: I32, low: int, high: int, into: U8) -> None:
    """Look at the lines of parts all at once, so that none is waited for after the other."""
    looked = 0
    for at in range(low, high):
        looked += v.lines[ids[at] * LINE]
    into[0] = looked & 0xFF  # or the looks would be left out as idle


@loop(HELD_I32, INT, PARTS, FORMS, TO_U8)
def _fetch_forms(ids: I32, count: int, v: Parts, held: Forms, into: U8) -> None:
    """Look at all that aligning some forms will look at: first where it is, then there."""
    looked = 0
    for t in range(count):
        looked += held.at[ids[t]] + held.person[ids[t]] + held.kind[ids[t]]
    for t in range(count):
        at = held.at[ids[t]]
        if at < held.at[ids[t] + 1]:
            looked += held.parts[at] + held.marks[at]
    into[0] = looked & 0xFF
    for t in range(count):
        form = ids[t]
        _fetch(v, held.parts, held.at[form], held.at[form + 1], into)


@loop(PARTS, INT, PARTS, KEYS, HELD_F64, ALIKE, INT)
def _similar_parts(
    q: Parts, i: int, v: Parts, keyed: Keys, w: F64, room: Alike, n: int
) -> int:
    """Add the parts held that are like part *i*; return how many there are by now."""
    keys = room.keys
    count = part_keys(q, i, True, room.letters, keys)
    # Who hears a name spells its first letter, and else is met by text. Not so where
    # scripts leave letters out.
    spelt = _marks(q, i) & (CONSONANTS | SYLLABLES) == 0
    sounds_from = keys[SOUNDS_FROM] if spelt else count
    initial, met, shift = q.lines[i * LINE], 0, _shift(keyed)
    for k in range(count):
        wanted = initial if k >= sounds_from else 0
        met = _met(keys[k], shift, i, wanted, keyed, room, met)
    _fetch(v, room.met, 0, met, room.letters)
    first = n
    for at in range(met):
        if n - first >= SIMILAR_MAX or n >= len(room.part):
            break
        part = room.met[at]
        liked, _ = likeness(q, i, v, part, w)
        if liked >= w[W_LEAST]:
            room.part[n], room.liked[n], room.of[n] = part, liked, i
            n += 1
    if _marks(q, i) & CUT:
        n = _begun_parts(q, i, v, w, room, n)
    return n


@loop(PARTS, KEYS, HELD_U8, INT, INT)
def _exact_part(v: Parts, keyed: Keys, text: U8, start: int, end: int) -> int:
    """Return the first part held with exactly that text, -1 if there is none."""
    key = _mixed(TEXT_KEY, text, start, end, -1, -1)
    bucket = key >> _shift(keyed)
    for at in range(keyed.bucket_at[bucket], keyed.bucket_at[bucket + 1]):
        if keyed.filed[at] >> 32 == key:
            part = keyed.filed[at] & 0xFFFFFFFF
            line = part * LINE
            if same(text, start, end, v.lines, line, line + _chars(v, part)):
                return int(part)
    return -1


@loop(PARTS, INT, INT, PARTS, KEYS, HELD_F64, ALIKE, INT)
def _joined_parts(
    q: Parts, i: int, k: int, v: Parts, keyed: Keys, w: F64, room: Alike, n: int,
) -> int:  # fmt: skip
    """Add parts held that are spelt like the parts *i* up to *k*, joined."""
    chars, heard, turn = 0, 0, JOINED_TURN * (k - i) + i
    for p in range(i, k):
        chars = _text_put(q, p, room.joined, chars)
        heard = _sound_put(q, p, room.heard, heard)
    if not 5 < chars <= PART_CHARS_MAX:
        return n
    by_script = _marks(q, k - 1) & CONSONANTS != 0
    met, shift = 0, _shift(keyed)
    if by_script:
        key = _mixed(SOUND_KEY, room.heard, 0, heard, -1, -1)
        met = _met(key, shift, turn, 0, keyed, room, met)
    same_sound = met
    count = _text_keys(room.joined, 0, chars, True, 1, room.letters, room.keys)
    for at in range(count):
        met = _met(room.keys[at], shift, turn, 0, keyed, room, met)
    for at in range(met):
        part = room.met[at]
        line = part * LINE
        far = distance(room.joined, 0, chars, v.lines, line, line + _chars(v, part), 2)
        liked = w[W_SPLIT] * (1.0 - w[W_EDIT] * far / chars) if far <= 2 else 0.0
        if at < same_sound:
            liked = max(liked, w[W_SCRIPT] * w[W_SPLIT])
        if liked < w[W_LEAST_JOINED] or n + k - i > len(room.part):
            continue
        for p in range(i, k):
            room.part[n], room.liked[n], room.of[n] = part, liked, p
            n += 1
    return n


@loop(PARTS, INT, INT, PARTS, KEYS, HELD_F64, ALIKE, INT)
def _split_and_joined(
    q: Parts, q0: int, q1: int, v: Parts, keyed: Keys, w: F64, room: Alike, n: int
) -> int:
    """Add parts held that are one half of a part asked, or two parts asked in one."""
    for i in range(q0, q1):
        start = i * LINE
        end = start + _chars(q, i)
        for cut in range(start + 3, end - 2):
            a = _exact_part(v, keyed, q.lines, start, cut)
            if a < 0 or n + 2 > len(room.part):
                continue
            b = _exact_part(v, keyed, q.lines, cut, end)
            if b < 0:
                continue
            share = (cut - start) / (end - start)
            room.part[n], room.liked[n], room.of[n] = a, w[W_SPLIT] * share, i
            n += 1
            room.part[n], room.liked[n] = b, w[W_SPLIT] * (1.0 - share)
            room.of[n] = i + SECOND_HALF
            n += 1
    for i in range(q0, q1 - 1):
        for k in range(i + 2, min(i + JOINED_MAX + 1, q1 + 1)):
            n = _joined_parts(q, i, k, v, keyed, w, room, n)
    return n


@loop(PARTS, INT, INT, INT)
def _counts(q: Parts, i: int, q0: int, q1: int) -> bool:
    """Return whether forms are found by a part: an initial finds none, unless alone."""
    return _chars(q, i) > 1 or q1 - q0 == 1


@loop(INT, INT, INT, ALIKE)
def _liked_bin(k: int, q0: int, parts: int, room: Alike) -> int:
    """Return the bin of a part found: by the part asked, then by how alike it is."""
    group = room.of[k] - q0
    if group >= SECOND_HALF:
        group += parts - SECOND_HALF
    return int(group * LIKED_BINS + (LIKED_BINS - 1) * (1.0 - room.liked[k]))


@loop(INT, INT, INT, ALIKE)
def _ordered(n: int, q0: int, q1: int, room: Alike) -> None:
    """Put the parts found in `order`: by the part asked, and the most alike first.

    Behind all of them come the second halves of parts asked.
    """
    bins = 2 * (q1 - q0) * LIKED_BINS
    for at in range(bins + 1):
        room.starts[at] = 0
    for k in range(n):
        room.starts[_liked_bin(k, q0, q1 - q0, room) + 1] += 1
    for at in range(bins):
        room.starts[at + 1] += room.starts[at]
    for k in range(n):
        at = _liked_bin(k, q0, q1 - q0, room)
        room.order[room.starts[at]] = k
        room.starts[at] += 1
    for at in range(bins, 0, -1):
        room.starts[at] = room.starts[at - 1]
    room.starts[0] = 0


@loop(PARTS, INT, INT, PARTS, KEYS, HELD_F64, ALIKE)
def _find_alike(
    q: Parts, q0: int, q1: int, v: Parts, keyed: Keys, w: F64, room: Alike
) -> None:
    """Find the parts held that are like the parts of a form asked, and put them in order."""
    n = 0
    for i in range(q0, q1):
        if _counts(q, i, q0, q1):
            n = _similar_parts(q, i, v, keyed, w, room, n)
    n = _split_and_joined(q, q0, q1, v, keyed, w, room, n)
    for slot in range(SEEN_SLOTS):
        room.seen[slot] = 0
    _ordered(n, q0, q1, room)


@entry(INT)
def days_of(number: int) -> tuple[int, int]:
    """Return the days, YYYYMMDD from and to, that stand in a code as *number*."""
    year = (YEAR_FIRST + number // YEAR_NUMBERS - 1) * 10_000
    day = number % YEAR_NUMBERS
    if day == YEAR_DAYS:
        return year + 101, year + 1231
    if day > YEAR_DAYS:
        month = year + (day - YEAR_DAYS) * 100
        return month + 1, month + 31
    held = year + (day // MONTH_DAYS + 1) * 100 + day % MONTH_DAYS + 1
    return held, held


@loop(KNOWN, INT, HELD_F64)
def _one_nation(k: Known, nation: int, w: F64) -> float:
    """Return the bits of one nation, less those of the same one."""
    if nation == k.nation:
        return 0.0
    for other in k.related:
        if nation == other:
            return float(w[W_NATION_RELATED] - w[W_NATION_SAME])
    return float(w[W_NATION_OTHER] - w[W_NATION_SAME])


@loop(INT, INT, INT)
def _digits_apart(a: int, b: int, digits: int) -> int:
    """Return how many of the last *digits* of two numbers differ."""
    apart = 0
    for _ in range(digits):
        if a % 10 != b % 10:
            apart += 1
        a //= 10
        b //= 10
    return apart


@loop(INT)
def _other_day(asked: int) -> int:
    """Return a day of any year, MMDD, all digits of which are other than those of *asked*."""
    month, day = asked // 100 % 100, asked % 100
    other_month = 5 if month >= 10 else 11 if month == 2 else 12
    tens, ones = (0 if day >= 10 else 10), (8 if day % 10 == 9 else 9)
    return other_month * 100 + tens + ones


@loop(KNOWN, INT, HELD_F64)
def _year_bits(k: Known, year: int, w: F64) -> float:
    """Return what a birth in *year* speaks for at most, on a day that is not looked at."""
    held = year * 10_000 + _other_day(k.born_from)
    bits = birth_bits(k.born_from, k.born_to, held, held, 0, w)[0]
    if k.born_from != k.born_to:
        for day in (k.born_from // 100 % 100 * 100 + 28, 101):
            held = year * 10_000 + day
            bits = max(bits, birth_bits(k.born_from, k.born_to, held, held, 0, w)[0])
    return float(bits)


@loop(KNOWN, INT, HELD_F64)
def _vague_bits(k: Known, year: int, w: F64) -> float:
    """Return what a birth in *year*, in a month or on a day not known, speaks for at most."""
    first = year * 10_000
    month = first + k.born_from // 100 % 100 * 100
    return float(
        max(
            birth_bits(k.born_from, k.born_to, first + 101, first + 1231, 0, w)[0],
            birth_bits(k.born_from, k.born_to, month + 1, month + 31, 0, w)[0],
        )
    )


@loop(KNOWN, WORTH, HELD_F64)
def _ready_days(k: Known, worth: Worth, w: F64) -> None:
    """Make *worth* ready to weigh most births by their year alone.

    A day must be looked at where few digits are other than those of the day asked, and in
    the same year: what is alike in them speaks for more than the years do.
    """
    asked = k.born_from
    for day in range(YEAR_DAYS):
        held = days_of(DAY_FIRST + day)[0]
        apart = _digits_apart(held, asked, 4)
        # A first of January may stand for any day of its year, so that it is looked at.
        worth.days[day] = apart if apart > 0 and day > 0 else -ANY_DAY
        if asked != k.born_to:
            worth.days[day] = ANY_DAY
    worth.years[0], worth.apart[0] = w[W_BORN_SAME], ANY_DAY
    for row in range(1, YEARS):
        year = YEAR_FIRST + row - 1
        worth.vague[row] = _vague_bits(k, year, w)
        years = abs(year - asked // 10_000)
        looked_at = ANY_DAY if years == 0 else 3 if years == 1 else 2
        worth.apart[row] = _digits_apart(year, asked // 10_000, 4) - looked_at
        worth.years[row] = _year_bits(k, year, w)
    if asked == 0:
        for row in range(YEARS):
            worth.years[row], worth.vague[row], worth.apart[row] = 0.0, 0.0, ANY_DAY


@loop(KNOWN, BESIDE, WORTH, HELD_F64)
def ready(k: Known, g: Beside, worth: Worth, w: F64) -> None:
    """Make *worth* ready to weigh what codes say against what is *known*."""
    _ready_days(k, worth, w)
    place = w[W_PLACE_SAME] if len(k.places) > 0 else 0.0
    for nation in range(NATIONS_FIRST + len(g.nation_codes)):
        bits = place
        if k.nation != 0 and nation >= SEVERAL:
            bits += w[W_NATION_SAME]
            if nation >= NATIONS_FIRST:
                bits += _one_nation(k, g.nation_codes[nation - NATIONS_FIRST], w)
        for sex in range(SEXES):
            worth.beside[nation * SEXES + sex] = bits + _sexes(k.sex, sex, w)[0]


@loop(INT, KNOWN, WORTH, HELD_F64)
def code_bits(code: int, k: Known, worth: Worth, w: F64) -> float:
    """Return at most what is known beside a name, by the *code* of whom it names."""
    day, bits = code & DAY_MASK, 0.0
    if day == DAY_VAGUE and k.born_from != 0:
        bits = w[W_BORN_SAME]
    elif day >= DAY_FIRST:
        first, last = days_of(day)
        bits = birth_bits(k.born_from, k.born_to, first, last, 0, w)[0]
    return float(bits + worth.beside[code >> DAY_BITS])


@loop(INT, FLOAT, KNOWN, WORTH, HELD_F64)
def may_reach(code: int, wanted: float, k: Known, worth: Worth, w: F64) -> bool:
    """Return whether what is known beside a name speaks for *wanted* bits, or may."""
    row = (code & DAY_MASK) // YEAR_NUMBERS
    day = (code & DAY_MASK) - row * YEAR_NUMBERS
    beside = worth.beside[code >> DAY_BITS]
    if day >= YEAR_DAYS:
        return bool(worth.vague[row] + beside >= wanted)
    if worth.years[row] + beside >= wanted:
        return True
    if worth.apart[row] + worth.days[day] > 0:
        return False
    return code_bits(code, k, worth, w) >= wanted


@loop(INT, POSTINGS, ALIKE, REACHED)
def _end_turn(group: int, held: Postings, room: Alike, reached: Reached) -> None:
    """Forget which forms were given bits for one part asked: those posted, or all of them."""
    low, high = room.starts[group * LIKED_BINS], room.starts[(group + 1) * LIKED_BINS]
    slots = len(reached.turned)
    for which in range(low, high):
        part = room.part[room.order[which]]
        slots -= held.at[part + 1] - held.at[part]
    if slots < 0:
        for slot in range(len(reached.turned)):
            reached.turned[slot] = 0
        return
    for which in range(low, high):
        part = room.part[room.order[which]]
        for at in range(held.at[part], held.at[part + 1]):
            reached.turned[(held.entries[at] & FORM_MASK) >> 3] = 0


@loop(
    INT, FLOAT, BOOL, INT, FLOAT, KNOWN, POSTINGS, ALIKE, REACHED, WORTH, HELD_F64, INT,
    INT,
)  # fmt: skip
def _posted(
    group: int, info: float, fresh: bool, enough: int, wanted: float, k: Known,
    held: Postings, room: Alike, reached: Reached, worth: Worth, w: F64, touched: int,
    crossed: int,
) -> tuple[int, int]:  # fmt: skip
    """Add the bits of one part asked to every form that has one like it, the most alike.

    *info* and *enough* are in units, of which there are `UNITS` to a whole name. Forms of whom
    what is known beside speaks for less than *wanted* are passed by, and those that had
    nothing before unless *fresh*. Returns how many forms were touched by now, and how many of
    them have *enough*.
    """
    low, high = room.starts[group * LIKED_BINS], room.starts[(group + 1) * LIKED_BINS]
    for which in range(low, high):
        part = room.part[room.order[which]]
        units = int(np.ceil(info * room.liked[room.order[which]]))
        for at in range(held.at[part], held.at[part + 1]):
            entry = held.entries[at]
            form = entry & FORM_MASK
            slot, bit = form >> 3, 1 << (form & 7)
            if reached.turned[slot] & bit != 0:
                continue
            if reached.marked[slot] & bit == 0:
                if not (fresh and may_reach(entry >> FORM_BITS, wanted, k, worth, w)):
                    continue
                reached.marked[slot] |= bit
                reached.touched[touched] = form
                touched += 1
            reached.turned[slot] |= bit
            had = int(reached.units[form])
            now = min(had + units, UNITS_MOST)
            reached.units[form] = now
            if had < enough <= now:
                reached.crossed[crossed] = entry
                crossed += 1
    return touched, crossed


@loop(PARTS, INT, INT, FLOAT, HELD_F64)
def enough_of(q: Parts, q0: int, q1: int, share: float, w: F64) -> tuple[float, float]:
    """Return the bits of a form asked, and those a form held must have to be aligned.

    A share of the whole; and so much at least that it is not one part which thousands
    bear, unless that is all there is.
    """
    whole, counting = 0.0, 0
    for i in range(q0, q1):
        if _counts(q, i, q0, q1):
            whole += _told(q, i, w)
            counting += 1
    if counting < 2:
        return whole, share * whole
    telling = min(w[W_TELLING], whole * w[W_TELLING_SHARE])
    return whole, float(max(share * whole, telling))


@loop(INT, POSTINGS, ALIKE, REACHED)
def _take_turns(places: int, held: Postings, room: Alike, reached: Reached) -> None:
    """Put the parts asked in the order in which they are taken: those that few bear first.

    What each begins with is looked at already, so that none is waited for later.
    """
    looked = np.int64(0)
    for place in range(places):
        load, turn = 0, place
        first, end = place * LIKED_BINS, (place + 1) * LIKED_BINS
        for at in range(room.starts[first], room.starts[end]):
            part = room.part[room.order[at]]
            load += held.at[part + 1] - held.at[part]
            looked ^= held.entries[held.at[part]]
        while turn > 0 and reached.load[reached.turns[turn - 1]] > load:
            reached.turns[turn] = reached.turns[turn - 1]
            turn -= 1
        reached.turns[turn], reached.load[place] = place, load
    room.letters[0] = looked & 0xFF


@loop(
    PARTS,
    INT,
    INT,
    FLOAT,
    FLOAT,
    FLOAT,
    KNOWN,
    POSTINGS,
    HELD_F64,
    ALIKE,
    REACHED,
    WORTH,
)
def _reach(
    q: Parts, q0: int, q1: int, whole: float, enough: float, wanted: float, k: Known,
    held: Postings, w: F64, room: Alike, reached: Reached, worth: Worth,
) -> tuple[int, int]:  # fmt: skip
    """Add up what each form held has of a form asked.

    Returns how many forms were touched, and how many have enough. What could not become
    enough is not begun.
    """
    _take_turns(q1 - q0, held, room, reached)
    left, touched, crossed = whole, 0, 0
    units = UNITS / whole if whole > 0 else 0.0
    for turn in range(q1 - q0):
        place = reached.turns[turn]
        i = q0 + place
        info = _told(q, i, w)
        if info > 0:
            for half in range(2):
                group = place + half * (q1 - q0)
                touched, crossed = _posted(
                    group, info * units, left >= enough, int(enough * units), wanted, k,
                    held, room, reached, worth, w, touched, crossed,
                )  # fmt: skip
                _end_turn(group, held, room, reached)
        if _counts(q, i, q0, q1):
            left -= info
    return touched, crossed


@loop(INT, FLOAT, FLOAT, KNOWN, FLOAT, HELD_F64, REACHED, WORTH)
def _promising(
    crossed: int, whole: float, most: float, k: Known, least: float, w: F64, room: Reached,
    worth: Worth,
) -> int:  # fmt: skip
    """Keep those of the forms that have enough for whom *least* bits could speak.

    Whatever else is known of them; *most* is what any name could speak for. Returns how many
    are kept.
    """
    kept = 0
    for t in range(crossed):
        form = room.crossed[t] & FORM_MASK
        share = min(room.units[form] / UNITS, 1.0)
        bits = room.units[form] * whole / UNITS
        rank = _agreed(share, bits, w)
        beside = code_bits(room.crossed[t] >> FORM_BITS, k, worth, w)
        if min(rank + w[W_MARGIN], most) + beside >= least:
            room.kept[kept], room.rank[kept] = form, rank + beside
            kept += 1
    return kept


@loop(INT, REACHED)
def _binned(kept: int, room: Reached) -> tuple[float, float, int, int]:
    """Sort forms into bins by rank.

    Returns the lowest rank, the bins of one bit, and the bin that is not kept whole, with how
    many forms are above it.
    """
    low, high = 1e9, -1e9
    for t in range(kept):
        low, high = min(low, room.rank[t]), max(high, room.rank[t])
    bins = room.bins
    for at in range(BINS):
        bins[at] = 0
    scale = (BINS - 1) / max(high - low, 1e-6)
    for t in range(kept):
        bins[int((room.rank[t] - low) * scale)] += 1
    cut, above = BINS - 1, 0
    while cut > 0 and above + bins[cut] <= CANDIDATES_MAX:
        above += bins[cut]
        cut -= 1
    return low, scale, cut, above


@loop(INT, KNOWN, FORMS, BESIDE, HELD_F64, REACHED)
def _look_closer(
    kept: int, k: Known, held: Forms, beside: Beside, w: F64, room: Reached
) -> None:
    """Rank those of whose birth a code says little by the births that are on file."""
    for t in range(kept):
        form = room.kept[t]
        if held.code[form] & DAY_MASK == DAY_VAGUE:
            bits = best_birth(k, beside, held.person[form], w)[0]
            room.rank[t] += bits - w[W_BORN_SAME]


@loop(INT, FLOAT, FLOAT, INT, INT, FORMS, REACHED)
def _parts_most(
    kept: int, low: float, scale: float, cut: int, left: int, held: Forms, room: Reached
) -> int:
    """Return how many parts a name may have, of those in the bin that is *cut*.

    Who has the parts asked and no others is closer than who has more.
    """
    bins = room.bins
    for parts in range(BINS):
        bins[parts] = 0
    for t in range(kept):
        if int((room.rank[t] - low) * scale) == cut:
            form = room.kept[t]
            bins[min(held.at[form + 1] - held.at[form], PARTS_MAX)] += 1
    parts = 0
    while parts < PARTS_MAX and left > 0:
        parts += 1
        left -= bins[parts]
    return parts


@loop(INT, KNOWN, FORMS, BESIDE, HELD_I32, INT, HELD_F64, REACHED)
def _best_kept(
    kept: int, k: Known, held: Forms, beside: Beside, answered: I32, today: int, w: F64,
    room: Reached,
) -> int:  # fmt: skip
    """Keep those that promise most, at most some, of persons who are answered *today*."""
    low, scale, cut, above, most = 0.0, 0.0, 0, 0, PARTS_MAX
    if kept > CANDIDATES_MAX:
        if k.born_from != 0:
            _look_closer(kept, k, held, beside, w, room)
        low, scale, cut, above = _binned(kept, room)
        most = _parts_most(kept, low, scale, cut, CANDIDATES_MAX - above, held, room)
    left, n = CANDIDATES_MAX - above, 0
    for t in range(kept):
        place, form = int((room.rank[t] - low) * scale), room.kept[t]
        if place < cut or (place == cut and left == 0):
            continue
        if place == cut and min(held.at[form + 1] - held.at[form], PARTS_MAX) > most:
            continue
        if answered[held.person[form]] < today:
            continue
        if place == cut:
            left -= 1
        room.kept[n] = form
        n += 1
    return n


@loop(PARTS, INT, INT, KNOWN, SEGMENT, HELD_I32, INT, FLOAT, HELD_F64, ROOM)
def _candidates(
    q: Parts, q0: int, q1: int, k: Known, g: Segment, answered: I32, today: int,
    least: float, w: F64, room: Room,
) -> int:  # fmt: skip
    """Find the forms held that promise most for a form asked; return how many."""
    reached, worth = room.reached, room.worth
    _find_alike(q, q0, q1, g.parts, g.keys, w, room.alike)
    whole, enough = enough_of(q, q0, q1, w[W_RETRIEVED], w)
    most = most_name_bits(told_most(q, q0, q1, w), w)
    touched, crossed = _reach(
        q, q0, q1, whole, enough, least - most - ROUNDED, k, g.postings, w, room.alike,
        reached, worth,
    )  # fmt: skip
    kept = _promising(crossed, whole, most, k, least, w, reached, worth)
    for t in range(touched):
        reached.units[reached.touched[t]] = 0
        reached.marked[reached.touched[t] >> 3] = 0
    return _best_kept(kept, k, g.forms, g.beside, answered, today, w, reached)


@loop(PARTS, INT, INT, INT, INT, INT, PARTS, FORMS, SCRATCH, HELD_F64, ALIGNED, INT)
def _align_one(
    q: Parts, asked_form: int, tongue: int, q0: int, q1: int, form: int, v: Parts, held: Forms,
    s: Scratch, w: F64, room: Aligned, n: int,
) -> int:  # fmt: skip
    """Align one form, its bits in `total`; return how many there are by now."""
    if n >= len(room.person):
        return n
    _, bits = aligned(
        q, q0, q1, v, held.parts, held.marks, held.at[form], held.at[form + 1], s, w
    )
    if held.kind[form] == WEAK:
        bits -= w[W_WEAK]
    if tongue != 0 and held.tongue[form] != 0 and tongue != held.tongue[form]:
        bits -= w[W_OTHER_TONGUE]
    room.person[n], room.form[n] = held.person[form], form
    room.asked_form[n], room.total[n] = asked_form, bits
    return n + 1


@loop(INT, DAYS, HELD_I32, INT, TO_I32)
def _forms_of_day(day: int, d: Days, answered: I32, today: int, forms: I32) -> int:
    """Write the forms of those born on a *day* who are answered; return how many."""
    low, high = 0, len(d.days)
    while low < high:
        middle = (low + high) // 2
        if d.days[middle] < day:
            low = middle + 1
        else:
            high = middle
    stop, n = min(low + BORN_MAX, len(d.days)), 0
    while low < stop and d.days[low] == day:
        person = d.person[low]
        low += 1
        if answered[person] < today:
            continue
        last = min(d.form_at[person + 1], d.form_at[person] + BORN_FORMS_MAX)
        for form in range(d.form_at[person], last):
            if n < len(forms):
                forms[n] = form
                n += 1
    return n


@loop(PARTS, HELD_I32, HELD_I32, INT, SEGMENT, HELD_I32, INT, HELD_F64, ROOM, INT)
def _born(
    q: Parts, asked_at: I32, tongues: I32, day: int, g: Segment, answered: I32, today: int,
    w: F64, room: Room, n: int,
) -> int:  # fmt: skip
    """Align all names of those born on a day, whatever they are."""
    forms = room.reached.kept
    count = _forms_of_day(day, g.days, answered, today, forms)
    _fetch_forms(forms, count, g.parts, g.forms, room.alike.letters)
    for t in range(count):
        for a in range(len(asked_at) - 1):
            n = _align_one(
                q, a, tongues[a], asked_at[a], asked_at[a + 1], forms[t], g.parts, g.forms,
                room.scratch, w, room.aligned, n,
            )  # fmt: skip
    return n


@loop(PARTS, HELD_I32, HELD_I32, KNOWN, SEGMENT, HELD_I32, INT, FLOAT, HELD_F64, ROOM)
def _by_names(
    q: Parts, asked_at: I32, tongues: I32, k: Known, g: Segment, answered: I32, today: int,
    least: float, w: F64, room: Room,
) -> int:  # fmt: skip
    """Align the forms held that promise most for each form asked; return how many."""
    n = 0
    ready(k, g.beside, room.worth, w)
    for a in range(len(asked_at) - 1):
        q0, q1 = asked_at[a], asked_at[a + 1]
        if q0 == q1 or len(g.postings.entries) == 0:
            continue
        kept = _candidates(q, q0, q1, k, g, answered, today, least, w, room)
        _fetch_forms(room.reached.kept, kept, g.parts, g.forms, room.alike.letters)
        for t in range(kept):
            n = _align_one(
                q, a, tongues[a], q0, q1, room.reached.kept[t], g.parts, g.forms,
                room.scratch, w, room.aligned, n,
            )  # fmt: skip
    return n


@entry(PARTS, HELD_I32, HELD_I32, KNOWN, SEGMENT, HELD_I32, INT, FLOAT, HELD_F64, ROOM)
def search(
    q: Parts, asked_at: I32, tongues: I32, k: Known, g: Segment, answered: I32, today: int,
    least: float, w: F64, room: Room,
) -> int:  # fmt: skip
    """Compare a question with the persons of a segment; return how many forms were aligned.

    Those for whom *least* bits could not speak may be left out.

    What each came to, in bits, is in the `aligned` of *room*. *answered* is the last day
    on which each person is answered, YYYYMMDD.
    """
    n = _by_names(q, asked_at, tongues, k, g, answered, today, least, w, room)
    if k.born_from == k.born_to and k.born_from % 10_000 != 101 and k.born_from != 0:
        for turn in range(2):
            day = k.born_from
            if turn == 1:
                day = day // 10_000 * 10_000 + day % 100 * 100 + day // 100 % 100
                if day == k.born_from:
                    break
            n = _born(q, asked_at, tongues, day, g, answered, today, w, room, n)
    for at in range(n):
        person = room.aligned.person[at]
        room.aligned.total[at] += evidence_bits(k, g.beside, person, w)
    return n
