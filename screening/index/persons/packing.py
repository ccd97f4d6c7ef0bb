"""From forms of names to the arrays that the loops compare."""

import re
from collections.abc import Iterable
from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from screening.index.persons.kernels import (
    FATHER,
    INFO_MOST,
    LINK,
    PARTICLE,
    SOUND_AT,
    SYLLABLES,
    TITLE,
)
from screening.index.persons.kinds import I32, Parts
from screening.normalize.persons.common import commonness
from screening.normalize.persons.forms import Form, forms
from screening.normalize.persons.nicknames import nickname_group
from screening.records import Birth

INFO_BITS = (INFO_MOST, 7.5, 6.5, 5.5, 5.0)
"""Bits that a part tells, by how common it is: 1 person in 500 bears one not known to be
common, 1 in 32 the most common ones (Mohammed, Kim, Maria)."""
FULL_LETTERS = 6
"""Parts of fewer letters tell less: there are fewer of them to go round."""
_POSITIVE = 0x7FFF_FFFF
_IN_TEXT = PARTICLE | LINK | TITLE
_MONTHS_LAST = 1231
SEXES = {"M": 1, "F": 2, "X": 3}


class Packed(NamedTuple):
    """A question's forms, packed."""

    parts: Parts
    form_at: I32
    tongues: I32
    """Of each form, which way it was read: see `tongue_of`."""


@lru_cache(maxsize=65_536)
def info_bits(text: str) -> float:
    """Return the bits that a part tells when two names share it."""
    return INFO_BITS[commonness(text)] * min(1.0, (len(text) + 1) / (FULL_LETTERS + 1))


@lru_cache(maxsize=65_536)
def nickname_number(text: str) -> int:
    """Return a number for the name that *text* is a nickname of, 0 for none."""
    group = nickname_group(text)
    return number_of(group) if group else 0


def number_of(text: str) -> int:
    """Return a positive number for *text*, the same in every process."""
    return (xxh3_64_intdigest(text.encode()) & _POSITIVE) or 1


_OF_A_FATHER = re.compile(
    r"[a-z]{2,}(?:[oe]vi(?:ch|c|tsch)|[oe]vna|ogl[uy]|[kq][iy]z[iy])"
)
"""Patronymics that say so themselves: East Slavic ones, and Turkic ones joined to a name."""


def marks_of(form: Form) -> list[int]:
    """Return the marks of a form's parts, and which are fathers' names: by what precedes."""
    found, after_link = [], False
    for part in form.parts:
        marks = part.marks
        if marks & LINK:
            after_link = True
        elif after_link and not marks & _IN_TEXT:
            marks |= FATHER
            after_link = False
        elif _OF_A_FATHER.fullmatch(part.text):
            marks |= FATHER
        found.append(marks)
    return found


def tongue_of(form: Form) -> int:
    """Return a number for the way in which syllables were read, 0 for letters.

    A name that is written in syllables on both sides is the same only in one reading: else
    a Chinese name is heard like a Japanese one.
    """
    if any(part.marks & SYLLABLES for part in form.parts):
        return number_of(f"{form.script} {form.reading}")
    return 0


_LINE = Struct(f"<{SOUND_AT}s{SOUND_AT}sBBHIif")
_LETTERS = "abcdefghijklmnopqrstuvwxyz01234"
_OTHERWISE = str.maketrans("56789", "01234")
_BIT = {letter: 1 << place for place, letter in enumerate(_LETTERS)}


@lru_cache(maxsize=65_536)
def part_line(text: str, sound: str, marks: int) -> bytes:
    """Return the line of a part: all that comparing it takes, in 64 bytes.

    Text and sounds, 24 bytes each; how many letters and sounds, the marks; a bit for each letter
    that it has (each digit shares its own with another); its nickname's number; the bits it
    tells: few for Mohammed, many for Eriksson.
    """
    letters = 0
    for letter in text.translate(_OTHERWISE):
        letters |= _BIT[letter]
    return _LINE.pack(
        text.encode(),
        sound.encode(),
        len(text),
        len(sound),
        marks,
        letters,
        nickname_number(text),
        info_bits(text),
    )


def parts_of(lines: bytes) -> Parts:
    """Return parts by their lines, one after the other."""
    as_bytes = np.frombuffer(lines, np.uint8)
    return parts_in(as_bytes)


def parts_in(lines: npt.NDArray[np.uint8]) -> Parts:
    """Return the parts whose lines lie in an array."""
    return Parts(lines, lines.view(np.int32), lines.view(np.float32))


def packed(held: Iterable[Form]) -> Packed:
    """Return *held* forms as one stretch of parts."""
    lines: list[bytes] = []
    form_at = [0]
    tongues: list[int] = []
    for form in held:
        for part, marks in zip(form.parts, marks_of(form), strict=True):
            lines.append(part_line(part.text, part.sound, marks))
        form_at.append(len(lines))
        tongues.append(tongue_of(form))
    return Packed(parts_of(b"".join(lines)), of_numbers(form_at), of_numbers(tongues))


def of_bytes(text: bytes | bytearray) -> npt.NDArray[np.uint8]:
    """Return *text* as an array."""
    return np.frombuffer(bytes(text), np.uint8)


def of_numbers(numbers: list[int]) -> I32:
    """Return *numbers* as an array that does not change: the loops are compiled for such."""
    return frozen(np.array(numbers, np.int32))


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return *array*, no more to be written to."""
    array.setflags(write=False)
    return array


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def date_range(text: str) -> tuple[int, int]:
    """Return the days that a date, perhaps partial, may be: YYYYMMDD from and to.

    >>> date_range("1974-08-12"), date_range("1974-08"), date_range("1974")
    ((19740812, 19740812), (19740801, 19740831), (19740101, 19741231))
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return 0, 0
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if not month:
        return year * 10_000 + 101, year * 10_000 + _MONTHS_LAST
    if not day:
        return year * 10_000 + month * 100 + 1, year * 10_000 + month * 100 + 31
    return (year * 10_000 + month * 100 + day,) * 2


def birth_range(birth: Birth) -> tuple[int, int]:
    """Return the days that a birth may have been: YYYYMMDD from and to, 0 for not known."""
    if birth.date is not None:
        return date_range(birth.date)
    first = birth.from_year or birth.to_year or 0
    last = birth.to_year or birth.from_year or 0
    if not first:
        return 0, 0
    return first * 10_000 + 101, last * 10_000 + _MONTHS_LAST


def nation_number(code: str) -> int:
    """Return a number for a State's code of three letters, 0 for none."""
    return int.from_bytes(code.encode(), "big") if code else 0


def place_numbers(place: str | None) -> list[int]:
    """Return a number for each word of a place."""
    if not place:
        return []
    words = {part.text for form in forms(full=place) for part in form.parts}
    return sorted(number_of(word) for word in words if len(word) > 2)  # noqa: PLR2004 - el, la
