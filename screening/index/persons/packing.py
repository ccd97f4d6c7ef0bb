"""From forms of names to the arrays that the loops compare."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from screening.index.persons.kernels import FATHER, LINK, PARTICLE, SYLLABLES, TITLE
from screening.index.persons.kinds import I32, Parts
from screening.normalize.persons.common import commonness
from screening.normalize.persons.forms import Form, forms
from screening.normalize.persons.nicknames import nickname_group
from screening.records import Birth

INFO_BITS = (9.0, 7.5, 6.5, 5.5, 5.0)
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


def packed(held: Iterable[Form]) -> Packed:
    """Return *held* forms as one stretch of parts."""
    text, sound = bytearray(), bytearray()
    text_at, sound_at, form_at = [0], [0], [0]
    marks: list[int] = []
    nick: list[int] = []
    info: list[float] = []
    tongues: list[int] = []
    for form in held:
        marks += marks_of(form)
        for part in form.parts:
            text += part.text.encode()
            sound += part.sound.encode()
            text_at.append(len(text))
            sound_at.append(len(sound))
            nick.append(nickname_number(part.text))
            info.append(info_bits(part.text))
        form_at.append(len(marks))
        tongues.append(tongue_of(form))
    parts = Parts(
        of_bytes(text),
        of_numbers(text_at),
        of_bytes(sound),
        of_numbers(sound_at),
        of_numbers(marks),
        of_numbers(nick),
        frozen(np.array(info, np.float32)),
    )
    return Packed(parts, of_numbers(form_at), of_numbers(tongues))


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
