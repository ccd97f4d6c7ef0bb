"""Cyrillic, as passports spell it (Doc 9303-3 section 6, table B), and as others do."""

from typing import Final

from anyascii import anyascii

_ICAO: Final = dict(
    zip("абвгдежзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia".split(),
        strict=True)
) | {"ь": "", "ё": "e", "ђ": "d", "є": "ie", "ѕ": "dz", "і": "i", "ї": "i", "ј": "j", "љ": "lj",
     "њ": "nj", "ћ": "c", "ќ": "k", "ў": "u", "џ": "dz", "ѫ": "u", "ѵ": "y", "ґ": "g",
     "ғ": "g", "һ": "h", "қ": "k", "ң": "n", "ұ": "u"}  # fmt: skip
_UKRAINIAN: Final = {"г": "h", "и": "y"}
_BELARUSIAN: Final = {"г": "h", "ё": "io"}
_SOUTHERN: Final = {"ж": "z", "х": "h", "ц": "c", "ч": "c", "ш": "s", "џ": "dz"}
_INITIAL_UKRAINIAN: Final = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_COMMON: Final = {"й": "y", "ю": "yu", "я": "ya"}


def romanised(word: str) -> dict[str, str]:
    """Return how *word* is spelt in Latin: as in passports, and commonly if that differs.

    >>> romanised("юлия"), romanised("щукин")
    ({'': 'iuliia', 'common': 'yuliya'}, {'': 'shchukin'})
    """
    table = _table(word)
    usual = "".join(table.get(char) or _other(char, table) for char in word)
    if word[:1] in _INITIAL_UKRAINIAN and table.get("и") == "y":
        usual = _INITIAL_UKRAINIAN[word[0]] + usual[len(table[word[0]]) :]
    common_table = table | _COMMON
    common = "".join(common_table.get(char) or _other(char, table) for char in word)
    return {"": usual} if common == usual else {"": usual, "common": common}


def _table(word: str) -> dict[str, str]:
    letters = set(word)
    if letters & set("іїєґ") and "ў" not in letters:
        return _ICAO | _UKRAINIAN
    if "ў" in letters:
        return _ICAO | _BELARUSIAN
    if letters & set("јљњђћџ"):
        return _ICAO | _SOUTHERN
    return _ICAO


def _other(char: str, table: dict[str, str]) -> str:
    return "" if char in table else anyascii(char)
