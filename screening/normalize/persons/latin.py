# ruff: noqa: RUF001 - these letters are meant
"""Latin letters with marks, and the alphabets that are read letter by letter.

Greek, Armenian, Georgian and the rest of the world's alphabets come through `anyascii`;
what it reads otherwise than passports is put right here.
"""

import re
from typing import Final

from anyascii import anyascii

from screening.normalize.persons.sounds import sound
from screening.normalize.persons.words import Readings, Word, letters_only

_BARE: Final = str.maketrans(
    {
        "ä": "a", "ö": "o", "ü": "u", "å": "a", "ø": "o", "ə": "a", "ı": "i", "đ": "d",
        "ð": "d", "þ": "th", "ŋ": "n", "œ": "oe", "æ": "ae",
    }
)  # fmt: skip
_ZONE: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ə": "e"}
"""Where Doc 9303-3 section 6, table A, writes more than the bare letter."""
_IN_ZONES: Final = str.maketrans(_ZONE)
_HEARD: Final = str.maketrans(
    dict.fromkeys("čćçşšșžśźżĉ", "sh") | {"ř": "rsh", "ţ": "ts", "ț": "ts"}
)
_SERBIAN: Final = frozenset("čćž")

_FIRST_PAIR: Final = re.compile("^(?:μπ|ντ|γκ|ո(?!ւ))")
_FIRST_PAIRS: Final = {"μπ": "b", "ντ": "d", "γκ": "g", "ո": "vo"}
_PAIR: Final = re.compile("ου|[αε]υ|γ[γξχ]|ու|և|եւ")
_PAIRS: Final = {
    "ου": "u", "αυ": "av", "ευ": "ev", "γγ": "ng", "γξ": "nx", "γχ": "nch", "ու": "u",
    "և": "ev", "եւ": "ev",
}  # fmt: skip


def read(word: str) -> Readings:
    """Return how *word* is spelt without marks: bare, and as zones do if that differs.

    >>> [(way, word.text) for way, (word,) in read("müller").items()]
    [('', 'muller'), ('zone', 'mueller')]
    >>> read("rebić")
    {'': (Word(text='rebic', sound='RBS', marks=0),)}
    """
    if not _SERBIAN.isdisjoint(word):
        word = word.replace("đ", "dj")
    heard = sound(_plain(word.translate(_HEARD)))
    readings: Readings = {"": (Word(_plain(word), heard),)}
    if not _ZONE.keys().isdisjoint(word):
        readings["zone"] = (Word(_plain(word.translate(_IN_ZONES)), heard),)
    return readings


def read_pairs(word: str) -> Readings:
    """Return how a word of an alphabet with pairs of letters is spelt: Greek, Armenian.

    >>> read_pairs("μπάμπης")[""][0].text, read_pairs("պուտին")[""][0].text
    ('bampis', 'putin')
    """
    word = _FIRST_PAIR.sub(lambda pair: _FIRST_PAIRS[pair[0]], word)
    return read(_PAIR.sub(lambda pair: _PAIRS[pair[0]], word))


def _plain(word: str) -> str:
    return letters_only(anyascii(word.translate(_BARE)))
