# ruff: noqa: SIM905 - tables read best as text
"""The scripts of India: one table, because their blocks are laid out alike.

Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada and Malayalam stand
128 code points apart, each letter at the same place in its block. A consonant is followed
by a, unless a sign says otherwise; northern languages do not say that a at the end of a
word, nor between two that are said.
"""

from typing import Final

from screening.normalize.persons.words import Readings, Word, letters_only

_FIRST: Final = 0x0900
_BLOCK: Final = 0x80
_NORTHERN: Final = 5
"""Blocks that drop the last a: Devanagari to Oriya."""
_VOWELS: Final = dict(
    enumerate("a a i i u u ri l e e e ai o o o au".split(), start=0x05)
)
_CONSONANTS: Final = dict(
    enumerate(
        "k kh g gh n ch chh j jh n t th d dh n t th d dh n n p ph b bh m y r r l l zh v sh"
        " sh s h".split(),
        start=0x15,
    )
) | {
    0x4E: "t",
    0x70: "r",
    0x71: "v",
    0x7A: "n",
    0x7B: "n",
    0x7C: "r",
    0x7D: "l",
    0x7E: "l",
}
_SIGNS: Final = dict(enumerate("a i i u u ri ri e e e ai o o o au".split(), start=0x3E))
_NASALS: Final = frozenset((0x01, 0x02))
_GURMUKHI: Final = {0x70: "n", 0x71: ""}
_NUKTA, _VIRAMA = 0x3C, 0x4D
_WITH_NUKTA: Final = {"j": "z", "ph": "f", "k": "q", "g": "gh", "d": "r", "dh": "rh"}
_SCHWA: Final = "@"


def read(word: str) -> Readings:
    """Return *word* as it is said, in Latin letters.

    >>> [read(word)[""][0].text for word in ("राजेश", "कुमार", "राजेन्द्र", "देवदान")]
    ['rajesh', 'kumar', 'rajendra', 'devdan']
    """
    sounds = _sounds(word)
    if (ord(word[0]) - _FIRST) // _BLOCK < _NORTHERN:
        sounds = _without_silent(sounds)
    text = "".join(sounds).replace(_SCHWA, "a")
    text = text.replace("jn", "gy") if "jn" in text else text
    return {"": (Word(letters_only(text)),)}


def _sounds(word: str) -> list[str]:
    """Return consonants and vowels in turn, an a that is not written as `@`."""
    sounds: list[str] = []
    for char in word:
        block, place = divmod(ord(char) - _FIRST, _BLOCK)
        if block == 2 and place in _GURMUKHI:  # noqa: PLR2004
            sounds.append(_GURMUKHI[place])
        elif place in _CONSONANTS:
            sounds += [_CONSONANTS[place], _SCHWA]
        elif place == _VIRAMA and sounds and sounds[-1] == _SCHWA:
            sounds.pop()
        elif place in _SIGNS:
            if sounds and sounds[-1] == _SCHWA:
                sounds.pop()
            sounds.append(_SIGNS[place])
        elif place in _VOWELS:
            sounds.append(_VOWELS[place])
        elif place in _NASALS:
            sounds.append("n")
        elif place == _NUKTA and len(sounds) > 1 and sounds[-1] == _SCHWA:
            sounds[-2] = _WITH_NUKTA.get(sounds[-2], sounds[-2])
    return sounds


def _without_silent(sounds: list[str]) -> list[str]:
    """Drop an a at the end behind one consonant, and one between VC and CV."""
    kept = list(sounds)
    vowels = {_SCHWA, *_VOWELS.values(), *_SIGNS.values()}

    def is_vowel(at: int) -> bool:
        return 0 <= at < len(kept) and kept[at] in vowels

    if len(kept) > 2 and kept[-1] == _SCHWA and is_vowel(len(kept) - 3):  # noqa: PLR2004
        kept.pop()
    for at in range(len(kept) - 3, 1, -1):
        between = kept[at] == _SCHWA and is_vowel(at - 2) and not is_vowel(at - 1)
        if between and not is_vowel(at + 1) and is_vowel(at + 2):
            del kept[at]
    return kept
