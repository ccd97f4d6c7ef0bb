"""Text made plain before it is read: one letter case, no marks, no apostrophes."""

import re
import unicodedata
from typing import Final

_CHARS_MAX: Final = 512
"""More than any name has that is kept: 14 parts of 24 characters, and what is between."""

_APOSTROPHES: Final = "'`´ʹʺʻʼʽˈˊˋ‘’‛“”′″"
_HEBREW_SIGNS: Final = re.compile(r"(?<=[\u05d0-\u05ea])['’`´]")
_DROPPED: Final = re.compile(
    f"[{_APOSTROPHES}"
    r"\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u05f4"
    r"\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_ASCII: Final = str.maketrans(
    {chr(code): " " for code in range(128) if not chr(code).isalnum()}
    | {"'": None, "`": None, ",": ","}
)
_WORD: Final = re.compile(
    r"(?:[^\W_]|[\u05f3\u0900-\u0963\u0966-\u0df3\u0e01-\u0e4e\u0eb1-\u0ecd"
    r"\u0f18-\u0fbc\u102b-\u109d\u135d-\u135f\u1732-\u1734\u17b4-\u17d3])+|,"
)


def plain_words(text: str) -> list[str]:
    """Return the words of *text* in lower case, without marks; "," stays a word.

    Marks go where the letter is read alike without them; vowel signs of the scripts of
    India and South-East Asia are letters.

    >>> plain_words("D'Artagnan-Lévy, J.-C.")
    ['dartagnan', 'lévy', ',', 'j', 'c']
    """
    text = text.strip()[:_CHARS_MAX]
    if text.isascii():
        plain = text.lower().translate(_ASCII)
        return (plain.replace(",", " , ") if "," in plain else plain).split()
    text = unicodedata.normalize("NFKC", text)[:_CHARS_MAX].casefold()
    text = unicodedata.normalize("NFC", _DROPPED.sub("", _HEBREW_SIGNS.sub("׳", text)))
    return _WORD.findall(text)
