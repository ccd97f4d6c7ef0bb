"""Thai, about as the Royal Institute spells it.

Vowels are written around their consonants, and short ones often not at all.
"""

import re
from typing import Final

from anyascii import anyascii

from screening.normalize.persons.words import Readings, Word, letters_only

_SILENT: Final = re.compile("[ก-ฮ][ิุ]?์")
_TONES: Final = re.compile("[็ฺ่้๊๋ํ๎]")
_MUTE_H: Final = re.compile("ห(?=[งญนมยรลว])")
_UNIT: Final = re.compile("([เแโใไ]?)([ก-ฮ])((?:[ะ-ู]|อ(?![ะ-ู]))*)")
_LATE_GLIDE: Final = re.compile("(?<=[aeiou])[yw](?![aeiou])")
_GLIDES: Final = {"y": "i", "w": "o"}
_LIQUIDS: Final = frozenset("รลว")
_CARRIER: Final = "อ"


def read(word: str) -> Readings:
    """Return *word* in Latin letters.

    >>> [read(word)[""][0].text for word in ("สมชาย", "ไทย", "ทักษิณ", "ประยุทธ์")]
    ['somchai', 'thai', 'thaksin', 'prayuth']
    """
    plain = _TONES.sub("", _SILENT.sub("", word).replace("รร", "ั"))
    units = _UNIT.findall(_MUTE_H.sub("", plain))
    text = letters_only("".join(_spelt(units))).replace("aiy", "ai")
    return {"": (Word(_LATE_GLIDE.sub(lambda glide: _GLIDES[glide[0]], text)),)}


def _spelt(units: list[tuple[str, str, str]]) -> list[str]:
    """Put each vowel behind its consonant, and o or a where none is written."""
    spelt = []
    is_open = False
    for at, (lead, consonant, signs) in enumerate(units):
        letter = "" if consonant == _CARRIER else anyascii(consonant)
        vowel = anyascii(lead + signs)
        if not vowel and not is_open and at + 1 < len(units):
            following = units[at + 1]
            if not following[0] and not following[2]:
                vowel = "o"
            elif following[1] not in _LIQUIDS:
                vowel = "a"
        is_open = bool(vowel)
        spelt.append(letter + vowel)
    return spelt
