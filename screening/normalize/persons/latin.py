# ruff: noqa: RUF001 - these letters are meant
"""Latin letters with marks, and letters of other alphabets that are read one by one.

Greek, Armenian, Georgian and the rest of the world's alphabets come through `anyascii`;
what it reads otherwise than passports is put right here.
"""

from typing import Final

from anyascii import anyascii

from screening.normalize.persons.sounds import sound
from screening.normalize.persons.words import Readings, Word, letters_only

_BARE: Final = {
    "ä": "a", "ö": "o", "ü": "u", "å": "a", "ø": "o", "ə": "a", "ı": "i", "đ": "d",
    "ð": "d", "þ": "th", "ŋ": "n", "œ": "oe", "æ": "ae", "ơ": "o", "ư": "u",
}  # fmt: skip
_IN_ZONES: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ə": "e"}
"""Where Doc 9303-3 section 6, table A, writes more than the bare letter."""
_HEARD: Final = dict.fromkeys("čćçşšșžśźżĉ", "sh") | {"ř": "rsh", "ţ": "ts", "ț": "ts"}
_SERBIAN: Final = frozenset("čćž")
_PAIRS: Final = (
    ("ου", "u"), ("αυ", "av"), ("ευ", "ev"), ("γγ", "ng"), ("γξ", "nx"), ("γχ", "nch"),
    ("ու", "u"), ("և", "ev"), ("եւ", "ev"),
)  # fmt: skip
_FIRST_PAIRS: Final = {"μπ": "b", "ντ": "d", "γκ": "g", "ո": "vo"}


def read(word: str) -> Readings:
    """Return how *word* is spelt without marks: bare, and as zones do if that differs.

    >>> [(way, word.text) for way, (word,) in read("müller").items()]
    [('', 'muller'), ('zone', 'mueller')]
    >>> read("rebić")[""][0], read("μπάμπης")[""][0].text
    (Word(text='rebic', sound='RBS', marks=0), 'bampis')
    """
    for first, letter in _FIRST_PAIRS.items():
        if word.startswith(first):
            word = letter + word[len(first) :]
    for pair, letters in _PAIRS:
        word = word.replace(pair, letters)
    if _SERBIAN.intersection(word):
        word = word.replace("đ", "dj")
    bare = letters_only("".join(_BARE.get(char) or anyascii(char) for char in word))
    heard = sound(
        letters_only("".join(_HEARD.get(char) or _bare(char) for char in word))
    )
    readings: Readings = {"": (Word(bare, heard),)}
    if not _IN_ZONES.keys().isdisjoint(word):
        zone = "".join(_IN_ZONES.get(char) or _bare(char) for char in word)
        readings["zone"] = (Word(letters_only(zone), heard),)
    return readings


def _bare(char: str) -> str:
    return char if char.isascii() else _BARE.get(char) or anyascii(char)
