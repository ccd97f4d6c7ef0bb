# ruff: noqa: SIM905 - tables read best as text
"""Chinese: pinyin, Wade-Giles, and foreign names by what their characters stand for.

The mainland and Singapore spell in pinyin, Taiwan mostly by Wade and Giles.

A full name is one word of two to four characters, the first of them, or the first two, the
surname. Pinyin comes from `anyascii`: it agrees with `pypinyin` on all but a handful of
characters, and nothing need be loaded first.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Final

from anyascii import anyascii

from screening.normalize.persons.chinese_tables import (
    COMPOUND_SURNAMES,
    FOREIGN,
    LETTERS,
    NO_VOWEL,
    READ_OTHERWISE,
    SURNAMES,
)
from screening.normalize.persons.parts import FAMILY, GIVEN, SYLLABLES
from screening.normalize.persons.sounds import condensed
from screening.normalize.persons.words import Readings, Word, letters_only

_SYLLABLE: Final = re.compile("(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(.*)")
_INITIALS: Final = dict(
    zip(
        "b p m f d t n l g k h j q x zh ch sh r z c s y w".split(),
        "B B M B T T N L K K H S S S S S S R S S S A B".split(),
        strict=True,
    )
)
_NAME_MAX, _UNSURE_MAX = 4, 2
_FOREIGN_SHARE: Final = 0.6

_WADE_WHOLE: Final = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu",
    "si": "ssu", "you": "yu", "yan": "yen", "yi": "i", "er": "erh", "he": "ho", "ge": "ko",
    "ke": "ko", "jie": "chieh", "qie": "chieh", "xie": "hsieh", "ye": "yeh", "lie": "lieh",
    "bie": "pieh", "die": "tieh", "tie": "tieh", "nie": "nieh", "mie": "mieh",
    "jue": "chueh", "que": "chueh", "xue": "hsueh", "yue": "yueh", "lue": "lueh",
}  # fmt: skip
_WADE_INITIALS: Final = {
    "zh": "ch", "j": "ch", "q": "ch", "x": "hs", "z": "ts", "c": "ts", "b": "p", "d": "t",
    "g": "k", "r": "j",
}  # fmt: skip
_WADE_FINALS: Final = (
    ("ian", "ien"), ("ong", "ung"), ("iung", "iung"), ("guo", "kuo"),
)  # fmt: skip


def read(word: str, *, alone: bool) -> Readings:
    """Return how *word* is read; if it stands *alone*, it may be surname and given name.

    >>> [[part.text for part in way] for way in read("王小明", alone=True).values()]
    [['wang', 'xiaoming'], ['wang', 'hsiaoming']]
    >>> [way[0].sound for way in read("克拉克", alone=True).values()]
    ['KLK', 'KRK']
    """
    readings: Readings = {}
    surname = _surname_length(word) if alone else 0
    pinyin = [_pinyin(char) for char in word]
    if not alone and len(word) == 1 and word in SURNAMES:
        marks = FAMILY | SYLLABLES
        read_as = READ_OTHERWISE.get(word, pinyin[0])
        readings = {
            "": (Word(read_as, None, marks),),
            "wade": (Word(_wade(read_as), None, marks),),
        }
    elif surname:
        family, given = word[:surname], pinyin[surname:]
        if family in READ_OTHERWISE:
            pinyin[:surname] = [READ_OTHERWISE[family]]
            surname = 1
        readings[""] = _name(pinyin[:surname], given)
        readings["wade"] = _name(
            [_wade(each) for each in pinyin[:surname]], [_wade(each) for each in given]
        )
    elif not _is_foreign(word, share=_FOREIGN_SHARE):
        readings[""] = (Word("".join(pinyin), None, SYLLABLES),)
        readings["wade"] = (Word("".join(map(_wade, pinyin)), None, SYLLABLES),)
    if _is_foreign(word, share=1 if surname else _FOREIGN_SHARE):
        text = "".join(pinyin)
        for at, heard in enumerate(dict.fromkeys(_heard(word, pinyin))):
            way = f"heard-{at}" if readings or at else ""
            readings[way] = (Word(text, heard, SYLLABLES),)
    return readings


def _name(family: list[str], given: list[str]) -> tuple[Word, ...]:
    return (
        Word("".join(family), None, FAMILY | SYLLABLES),
        Word("".join(given), None, GIVEN | SYLLABLES),
    )


def _surname_length(word: str) -> int:
    """Return how many characters are the surname, 0 where it is no Chinese name."""
    if not 1 < len(word) <= _NAME_MAX:
        return 0
    if word[:2] in COMPOUND_SURNAMES and len(word) > 2:  # noqa: PLR2004
        return 2
    return 1 if word[0] in SURNAMES and len(word) < _NAME_MAX else 0


def _pinyin(char: str) -> str:
    return letters_only(anyascii(char))


def _wade(syllable: str) -> str:
    """Return a syllable of pinyin by Wade and Giles, without marks.

    >>> [_wade(each) for each in ("zhi", "xiao", "jian", "guo", "dong", "qing")]
    ['chih', 'hsiao', 'chien', 'kuo', 'tung', 'ching']
    """
    if syllable in _WADE_WHOLE:
        return _WADE_WHOLE[syllable]
    found = _SYLLABLE.fullmatch(syllable)
    initial, final = (found[1] or "", found[2]) if found else ("", syllable)
    final = "ien" if final == "ian" else final.replace("ong", "ung")
    if (
        initial in ("d", "t", "l", "n", "z", "c", "s", "zh", "ch", "r")
        and final == "uo"
    ):
        final = "o"
    return _WADE_INITIALS.get(initial, initial) + final


def _is_foreign(word: str, *, share: float) -> bool:
    known = sum(char in FOREIGN for char in word)
    return len(word) > 1 and known >= share * len(word)


def _heard(word: str, pinyin: list[str]) -> Iterator[str]:
    """Yield the sounds a foreign name may have."""
    choices = [
        _known(char) or (_letters(syllable, first=not at),)
        for at, (char, syllable) in enumerate(zip(word, pinyin, strict=True))
    ]
    unsure = [at for at, each in enumerate(choices) if len(each) > 1][:_UNSURE_MAX]
    for picks in product(*(choices[at] for at in unsure)):
        chosen = dict(zip(unsure, picks, strict=True))
        letters = "".join(chosen.get(at, each[0]) for at, each in enumerate(choices))
        yield condensed(letters.replace("NB", "MB"))


def _known(char: str) -> tuple[str, ...]:
    """Return what *char* is known to stand for, with a vowel unless it has none."""
    known = LETTERS.get(char, ())
    if char in NO_VOWEL:
        return known
    return tuple(letters[0] + "A" + letters[1:] for letters in known)


def _letters(syllable: str, *, first: bool) -> str:
    found = _SYLLABLE.fullmatch(syllable)
    initial, final = (found[1], found[2]) if found else (None, syllable)
    if initial in (None, "y") or syllable == "wu":
        letters = "A" if first else ""
    elif initial == "h" and final.startswith("ua"):
        letters = "B"
    else:
        letters = _INITIALS[initial or ""]
    if initial in ("g", "k") and final.startswith("ua"):
        letters += "B"
    return letters + "A" + ("N" if final.endswith(("n", "ng")) else "")
