# ruff: noqa: RUF001 - these letters are meant
"""Cyrillic, as passports spell it (Doc 9303-3 section 6, table B), and as others do."""

import re
from typing import Final

from anyascii import anyascii

from screening.normalize.persons.words import Readings, Word, heard, letters_only

_PASSPORT: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "ё": "e", "ђ": "d", "є": "ie", "ѕ": "dz", "і": "i", "ї": "i", "ј": "j", "љ": "lj",
    "њ": "nj", "ћ": "c", "ќ": "k", "ў": "u", "џ": "dz", "ѓ": "gj", "ѫ": "u", "ѵ": "y",
    "ґ": "g", "ғ": "g", "һ": "h", "қ": "k", "ң": "n", "ұ": "u", "ү": "u", "ө": "o",
    "ә": "a", "ӏ": "",
}  # fmt: skip
_UKRAINIAN: Final = _PASSPORT | {"г": "h", "и": "y"}
_BELARUSIAN: Final = _PASSPORT | {"г": "h", "ё": "io"}
_SOUTH_SLAVIC: Final = _PASSPORT | {"ж": "z", "х": "h", "ц": "c", "ч": "c", "ш": "s"}
_UKRAINIAN_FIRST: Final = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_COMMON: Final = {"й": "y", "ю": "yu", "я": "ya", "ё": "yo", "ђ": "dj", "џ": "dzh"}
"""How most write these who are no passport office."""

_VOWELS: Final = "аеёиоуыэюяіїєѣѵўйөәүұѫј"
_SOUNDS: Final = str.maketrans(
    "бвгджзклмнпрстфхцчшщђѕћџљњќѓґғқңһ" + _VOWELS,
    "BBKTSSKLMNBRSTBHSSSSSSSSLNKSKKKNH" + "A" * len(_VOWELS),
    "ъьӏ",
)
_NASAL: Final = re.compile(f"нг(?![{_VOWELS}])")
_BULGARIAN: Final = re.compile("ъ(?![еёюяи])")
_LATE_W: Final = re.compile(f"^у(?=[{_VOWELS}])")


def read(word: str, *, name: str) -> Readings:
    """Return how *word* is spelt: as in passports, and commonly where that differs.

    The letters of the whole *name* tell the language.

    >>> [(way, word.text) for way, (word,) in read("юлия", name="юлия").items()]
    [('', 'iuliia'), ('common', 'yuliya')]
    >>> read("ганна", name="ганна їжак")[""], read("уильям", name="уильям")[""][0].sound
    ((Word(text='hanna', sound='KN', marks=0),), 'BLM')
    """
    table = _table(name)
    key = heard(_LATE_W.sub("в", _NASAL.sub("н", word)), _SOUNDS)
    first = _UKRAINIAN_FIRST.get(word[0], "") if table is _UKRAINIAN else ""
    rest = word[1:] if first else word
    usual = first + _spelt(rest, table)
    common = first + _spelt(rest, table | _COMMON)
    readings: Readings = {"": (Word(usual, key),)}
    if common != usual:
        readings["common"] = (Word(common, key),)
    return readings


def _table(name: str) -> dict[str, str]:
    letters = frozenset(name)
    if not letters.isdisjoint("јљњђћџ"):
        return _SOUTH_SLAVIC
    if letters.isdisjoint("іїєґў"):
        return _PASSPORT
    return _UKRAINIAN if letters.isdisjoint("ўыэё") else _BELARUSIAN


def _spelt(word: str, table: dict[str, str]) -> str:
    word = _BULGARIAN.sub("а", word)
    spelt = (table[char] if char in table else anyascii(char) for char in word)
    return letters_only("".join(spelt))
