"""Arabic and Hebrew, which do not write short vowels: read for their consonants."""

from typing import Final

from anyascii import anyascii

_ARABIC: Final = {"ا": "a", "أ": "a", "إ": "i", "آ": "a", "ى": "a", "ة": "a", "ع": "a",
    "ء": "", "ئ": "", "ؤ": "", "و": "w", "ي": "y", "ی": "y"}  # fmt: skip
_HEBREW: Final = {
    "א": "a",
    "ע": "a",
    "ו": "v",
    "י": "y",
    "׳": "",
    "ה": "h",
    "כ": "k",
    "ך": "k",
}
_VOWELS: Final = frozenset("اأإآىعةوييیאועי")


def romanised(word: str) -> str:
    """Return *word* letter by letter."""
    return "".join(_letter(char) for char in word)


def _letter(char: str) -> str:
    if char in _ARABIC:
        return _ARABIC[char]
    if char in _HEBREW:
        return _HEBREW[char]
    return anyascii(char)


def heard(word: str) -> str:
    """Return what of *word* is surely consonant, and a vowel that begins it."""
    letters = [
        _letter(char) if at == 0 or char not in "اأإآىةعوييیאועייة" else ""
        for at, char in enumerate(word)
    ]
    return "".join(letters)
