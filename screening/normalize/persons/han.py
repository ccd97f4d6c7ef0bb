"""Chinese characters, which may be Chinese, Korean, Japanese, or a foreign name in Chinese."""

from typing import Final

from screening.normalize.persons import chinese, hangul, hanja, parts
from screening.normalize.persons.japanese_tables import (
    CHARACTERS,
    GIVEN,
    SURNAME_MAX,
    SURNAMES,
)
from screening.normalize.persons.words import Readings, Word

LANGUAGES: Final = ("korean", "korean-north", "japanese")
"""Readings that all words of a name must have, or none."""
_CHARS_MAX: Final = 12


def read(word: str, *, alone: bool) -> Readings:
    """Return the ways *word* can be read; if it stands *alone*, it may be a full name.

    >>> {way: [part.text for part in name] for way, name in read("金正恩", alone=True).items()}
    ... # doctest: +NORMALIZE_WHITESPACE
    {'': ['jin', 'zhengen'], 'wade': ['chin', 'chengen'], 'korean': ['kim', 'jungeun'],
     'korean-north': ['kim', 'jongun']}
    >>> [part.text for part in read("山田太郎", alone=True)["japanese"]]
    ['yamada', 'taro']
    """
    word = word[:_CHARS_MAX]
    readings = dict(chinese.read(word, alone=alone))
    if korean := hanja.in_hangul(word):
        spelt = hangul.read(korean, name=korean if alone else "")
        if len(spelt) > 1:
            readings["korean"] = spelt[""]
            readings["korean-north"] = spelt.get("north", spelt[""])
    if japanese := _japanese(word, alone=alone):
        readings["japanese"] = japanese
    return readings


def _japanese(word: str, *, alone: bool) -> tuple[Word, ...]:
    if not alone:
        if word in SURNAMES:
            return (Word(SURNAMES[word], None, parts.SYLLABLES),)
        given = _given(word)
        return (Word(given, None, parts.SYLLABLES),) if given else ()
    for length in range(min(SURNAME_MAX, len(word)), 0, -1):
        surname = SURNAMES.get(word[:length])
        if surname and length == len(word):
            return (Word(surname, None, parts.SYLLABLES),)
        if surname and (given := _given(word[length:])):
            return (
                Word(surname, None, parts.FAMILY | parts.SYLLABLES),
                Word(given, None, parts.GIVEN | parts.SYLLABLES),
            )
    return ()


def _given(word: str) -> str:
    if word in GIVEN:
        return GIVEN[word]
    read = [CHARACTERS.get(char, "") for char in word]
    return "".join(read) if len(word) > 1 and all(read) else ""
