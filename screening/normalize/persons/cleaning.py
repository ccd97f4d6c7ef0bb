# ruff: noqa: RUF001 - these letters are meant
"""Text made plain before it is read: one letter case, no marks, no apostrophes."""

import re
import unicodedata
from typing import Final

_CHARS_MAX: Final = 800  # compatibility forms may be many letters long
_CAPITALS_MIN: Final = 3
_WORDS_MAX: Final = 20

_DROPPED_ASCII: Final = {"'": None, "`": None, ",": ","}
_ASCII: Final = str.maketrans(
    {chr(code): " " for code in range(128) if not chr(code).isalnum()} | _DROPPED_ASCII
)
_GERESH: Final = re.compile(r"(?<=[\u05d0-\u05ea])['’`´]")
_DROPPED: Final = re.compile(
    r"['`´ʹʺʻʼʽˈˊˋ‘’‛“”′″"
    r"\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u05f4"
    r"\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
"""Apostrophes; accents that did not compose; Hebrew points, Arabic vowels and tatweel;
what joins, parts, and turns the direction of writing."""
_WORD: Final = re.compile(
    r"(?:[^\W_]|[\u05f3\u0900-\u0963\u0966-\u0df3\u0e01-\u0e4e\u0eb1-\u0ecd"
    r"\u0f18-\u0fbc\u102b-\u109d\u135d-\u135f\u1732-\u1734\u17b4-\u17d3])+|,"
)
_CAMEL: Final = re.compile(r"(?<=[^\W\d_])(?=[A-Z][a-z])(?<=[a-z])")


def plain_words(text: str) -> list[str]:
    """Return the words of *text* in lower case, without marks; "," stays a word.

    Accents of single letters are left for the alphabets to read; vowel signs of the
    scripts of India and South-East Asia are letters.

    >>> plain_words("D'Artagnan-Lévy, J.-C.")
    ['dartagnan', 'lévy', ',', 'j', 'c']
    """
    if text.isascii():
        plain = text.lower().translate(_ASCII)
        if "," in plain:
            plain = plain.replace(",", " , ")
        return plain.split()[:_WORDS_MAX]
    text = unicodedata.normalize("NFKC", text)[:_CHARS_MAX].casefold()
    text = _DROPPED.sub("", _GERESH.sub("׳", unicodedata.normalize("NFC", text)))
    return _WORD.findall(text)[:_WORDS_MAX]


def in_capitals(text: str) -> frozenset[str]:
    """Return the words that are written in capitals where others are not: surnames.

    >>> sorted(in_capitals("Anna Maria VAN ERIKSSON")), in_capitals("ANNA ERIKSSON")
    (['eriksson', 'van'], frozenset())
    """
    if text.istitle() or text.isupper() or text.islower():
        return frozenset()
    words = text.split()
    capitals = [
        word
        for word in words
        if word.isupper() and len(word.strip(".,-")) >= _CAPITALS_MIN
    ]
    if not capitals or len(capitals) == len(words):
        return frozenset()
    return frozenset(plain_words(" ".join(capitals)))


def camel_parted(text: str) -> str:
    """Return *text* with a blank before each capital in the middle of a word.

    >>> camel_parted("PolPot"), camel_parted("Pol Pot")
    ('Pol Pot', 'Pol Pot')
    """
    if text.istitle() or text.isupper() or text.islower():
        return text
    return _CAMEL.sub(" ", text)
