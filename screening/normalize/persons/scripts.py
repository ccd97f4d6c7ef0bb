"""Which script a letter is of, by its code point; from a word to its stretches of one."""

from bisect import bisect_right
from itertools import groupby
from typing import Final

_FROM: Final = (
    (0x0000, "latin"),
    (0x0370, "greek"),
    (0x0400, "cyrillic"),
    (0x0530, "armenian"),
    (0x0590, "hebrew"),
    (0x0600, "arabic"),
    (0x0700, "other"),
    (0x0750, "arabic"),
    (0x0780, "other"),
    (0x08A0, "arabic"),
    (0x0900, "indic"),
    (0x0D80, "other"),
    (0x0E00, "thai"),
    (0x0E80, "other"),
    (0x10A0, "georgian"),
    (0x1100, "hangul"),
    (0x1200, "other"),
    (0x1C80, "cyrillic"),
    (0x1C90, "georgian"),
    (0x1CC0, "other"),
    (0x1D00, "latin"),
    (0x1F00, "greek"),
    (0x2000, "latin"),
    (0x2E80, "han"),
    (0x3040, "kana"),
    (0x3100, "other"),
    (0x3130, "hangul"),
    (0x3190, "other"),
    (0x31F0, "kana"),
    (0x3200, "other"),
    (0x3400, "han"),
    (0xA000, "other"),
    (0xA640, "cyrillic"),
    (0xA6A0, "other"),
    (0xA720, "latin"),
    (0xA800, "other"),
    (0xA960, "hangul"),
    (0xA980, "other"),
    (0xAC00, "hangul"),
    (0xD800, "other"),
    (0xF900, "han"),
    (0xFB00, "latin"),
    (0xFB1D, "hebrew"),
    (0xFB50, "arabic"),
    (0xFE00, "other"),
    (0xFE70, "arabic"),
    (0xFF00, "latin"),
    (0x20000, "han"),
    (0x40000, "other"),
)
_STARTS: Final = tuple(start for start, _ in _FROM)
_SCRIPTS: Final = tuple(script for _, script in _FROM)
_ITERATION: Final = "々"
SYLLABIC: Final = frozenset(("han", "hangul", "kana"))


def script_of(char: str) -> str:
    """Return the script of a letter; what is no letter of one is `latin` or `other`.

    >>> [script_of(char) for char in "aжعक山ア가々"]
    ['latin', 'cyrillic', 'arabic', 'indic', 'han', 'kana', 'hangul', 'han']
    """
    if char == _ITERATION:
        return "han"
    return _SCRIPTS[bisect_right(_STARTS, ord(char)) - 1]


def stretches(word: str) -> list[tuple[str, str]]:
    """Return *word* in pieces of one script each.

    >>> stretches("山田あすか")
    [('han', '山田'), ('kana', 'あすか')]
    """
    return [(script, "".join(chars)) for script, chars in groupby(word, script_of)]
