# ruff: noqa: SIM905 - tables read best as text
"""Hangul: Korean names as passports, dictionaries and the North spell them; foreign ones.

A full name is one word of two to four syllables, the first the surname. Hangul has p for
f, b for v, one letter for l and r, and no r at the end of a syllable.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from screening.normalize.persons.hangul_tables import (
    COMPOUND_SURNAMES,
    POPULAR,
    SURNAMES,
)
from screening.normalize.persons.parts import FAMILY, GIVEN, SYLLABLES
from screening.normalize.persons.sounds import condensed
from screening.normalize.persons.words import Readings, Word

_FIRST, _LAST, _PER_INITIAL, _PER_VOWEL = "가", "힣", 588, 28
_INITIALS: Final = tuple("g kk n d tt r m b pp s ss . j jj ch k t p h".split())
_VOWELS: Final = tuple(
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
)
_FINALS: Final = tuple(
    ". g kk gs n nj nh d l lg lm lb ls lt lp lh m b bs s ss ng j ch k t p h".split()
)
_CODA: Final = tuple(". k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split())
"""How the Revised Romanisation (2000) writes finals where no vowel follows."""
_LETTER: Final = dict(
    zip(
        "g kk n d tt r m b pp s ss . j jj ch k t p h l ng".split(),
        "K K N T T R M B B S S A S S S K T B H L N".split(),
        strict=True,
    )
)
_NORTHERN: Final = {"jj": "tch"}
_SURNAME_MAX, _NAME_MAX = 1, 4


class _Syllable(NamedTuple):
    initial: str
    vowel: str
    final: str


def read(word: str, *, name: str) -> Readings:
    """Return how *word* is spelt; if it is all of *name*, it may be surname and given name.

    >>> [[part.text for part in way] for way in read("이정은", name="이정은").values()]
    [['lee', 'jungeun'], ['yi', 'jeongeun'], ['rhee', 'chongun'], ['ri', 'jongun']]
    """
    syllables = [char for char in word if _FIRST <= char <= _LAST]
    if not syllables:
        return {"": (Word(""),)}
    readings: Readings = {}
    alone = word == name
    if alone and (cut := _surname_length(syllables)):
        surname, given = "".join(syllables[:cut]), syllables[cut:]
        for way, family in _surname_spellings(surname).items():
            readings[way] = (
                Word(family, None, FAMILY | SYLLABLES),
                Word(_given(given, way), None, GIVEN | SYLLABLES),
            )
    elif not alone and len(syllables) == 1 and word in SURNAMES:
        for way, family in _surname_spellings(word).items():
            readings[way] = (Word(family, None, FAMILY | SYLLABLES),)
    elif not alone and len(syllables) <= 2:  # noqa: PLR2004 - a given name
        readings = {
            way: (Word(_given(syllables, way), None, SYLLABLES),) for way in _WAYS
        }
    is_given = all(each in POPULAR for each in syllables[1:])
    if readings and (is_given if alone else _has_surname(name)):
        return readings
    text = _revised(syllables)
    for at, heard in enumerate(
        dict.fromkeys(_heard([_taken_apart(c) for c in syllables]))
    ):
        way = f"heard-{at}" if readings or at else ""
        readings[way] = (Word(text, heard, SYLLABLES),)
    return readings


_WAYS: Final = ("", "revised", "mccune", "north")


def _has_surname(name: str) -> bool:
    return any(word in SURNAMES for word in name.split())


def _surname_length(syllables: list[str]) -> int:
    """Return how many syllables are the surname, 0 where it is no Korean name."""
    if "".join(syllables[:2]) in COMPOUND_SURNAMES and len(syllables) > 2:  # noqa: PLR2004
        return 2
    fits = 1 < len(syllables) < _NAME_MAX
    return 1 if fits and syllables[0] in SURNAMES else 0


def _surname_spellings(surname: str) -> dict[str, str]:
    spellings = SURNAMES.get(surname) or (COMPOUND_SURNAMES.get(surname, ""),)
    popular, revised = spellings[0], spellings[:2][-1]
    others = spellings[2:] or (popular,)
    return dict(zip(_WAYS, (popular, revised, others[0], others[-1]), strict=True))


def _given(syllables: list[str], way: str) -> str:
    if way == "":
        return "".join(POPULAR.get(each) or _revised([each]) for each in syllables)
    revised = _revised(syllables)
    if way == "revised":
        return revised
    plain = revised.replace("eo", "o").replace("eu", "u")
    if way == "north":
        return plain
    for voiced, voiceless in (("g", "k"), ("d", "t"), ("b", "p"), ("j", "ch")):
        if plain.startswith(voiced):
            return voiceless + plain[1:]
    return plain


def _taken_apart(char: str) -> _Syllable:
    initial, rest = divmod(ord(char) - ord(_FIRST), _PER_INITIAL)
    vowel, final = divmod(rest, _PER_VOWEL)
    return _Syllable(_INITIALS[initial], _VOWELS[vowel], _FINALS[final])


def _revised(syllables: list[str]) -> str:
    parts = [_taken_apart(char) for char in syllables]
    spelt = []
    for at, (initial, vowel, final) in enumerate(parts):
        following = parts[at + 1].initial if at + 1 < len(parts) else ""
        doubled = initial == "r" and at and parts[at - 1].final == "l"
        spelt.append(("l" if doubled else initial) + vowel)
        if following == "." and final in _INITIALS and final not in ("ng", "."):
            spelt.append({"l": "r"}.get(final, final))
        else:
            spelt.append(
                "r"
                if final == "l" and following == "."
                else _CODA[_FINALS.index(final)]
            )
    return "".join(spelt).replace(".", "")


def _heard(parts: list[_Syllable]) -> Iterator[str]:
    """Yield the sounds it may have: r or l at its start, r behind an open eo."""
    first = parts[0].initial
    for start in ("", "L") if first == "r" else ("",):
        for with_r in (False, True):
            letters = "".join(_letters(parts, with_r=with_r))
            yield condensed(start + letters[1:] if start else letters)


def _letters(parts: list[_Syllable], *, with_r: bool) -> Iterator[str]:
    before = ""
    for initial, vowel, final in parts:
        if initial == "." and vowel[0] == "w" and (vowel != "wi" or not before):
            yield "B"
        elif not (initial == "r" and before == "l"):
            yield _LETTER[initial]
        if initial in ("g", "k") and vowel[0] == "w":
            yield "B"
        yield "A"
        if with_r and vowel in ("eo", "yeo") and final == ".":
            yield "R"
        coda = _CODA[_FINALS.index(final)]
        yield _LETTER[coda] if coda != "." else "A"
        before = coda
