"""Kana: Japanese names by Hepburn, and foreign ones by what kana have to do to them.

Kana have one letter for l and r, and write an r behind a vowel as a long vowel or not at
all. A name with any of them has several readings, which differ in sound alone.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Final

from screening.normalize.persons.parts import SYLLABLES
from screening.normalize.persons.sounds import condensed
from screening.normalize.persons.words import Readings, Word

_VOWELS: Final = "aiueo"
_ROWS: Final = (
    ("", "アイウエオ"), ("k", "カキクケコ"), ("g", "ガギグゲゴ"), ("s", "サシスセソ"),
    ("z", "ザジズゼゾ"), ("t", "タチツテト"), ("d", "ダヂヅデド"), ("n", "ナニヌネノ"),
    ("h", "ハヒフヘホ"), ("b", "バビブベボ"), ("p", "パピプペポ"), ("m", "マミムメモ"),
    ("r", "ラリルレロ"), ("w", "ワヰ_ヱヲ"), ("v", "_____"), ("", "ァィゥェォ"),
)  # fmt: skip
_IRREGULAR: Final = {
    "シ": "shi", "ジ": "ji", "チ": "chi", "ヂ": "ji", "ツ": "tsu", "ヅ": "zu", "フ": "fu",
    "ヲ": "o", "ヰ": "i", "ヱ": "e", "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ャ": "ya",
    "ュ": "yu", "ョ": "yo", "ヴ": "vu", "ン": "n", "ヮ": "wa", "ヵ": "ka", "ヶ": "ke",
}  # fmt: skip
_SPELT: Final = {
    kana: consonant + vowel
    for consonant, row in _ROWS
    for kana, vowel in zip(row, _VOWELS, strict=True)
} | _IRREGULAR
_SMALL: Final = frozenset("ァィゥェォャュョヮ")
_DOUBLING, _LONG = "ッ", "ー"
_TO_KATAKANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_LONG_VOWEL: Final = re.compile("o[ou](?!e)|uu|aa")
_BEFORE_LIPS: Final = re.compile("n(?=[bmp])")

_DASH: Final = "-"
_SURE_R: Final = frozenset("トドブ")
_SURE_L: Final = "ス"
_UNSURE_MAX: Final = 3
_LETTERS: Final = str.maketrans("kgsztdnhbpmwvfjcaiueo", "KKSSTTNHBBMBBBSSAAAAA", "y*")


def read(word: str) -> Readings:
    """Return *word* by Hepburn, long vowels short, in the ways it can be heard.

    >>> read("さとう")[""], [way[0].sound for way in read("クラーク").values()]
    ((Word(text='sato', sound='ST', marks=128),), ['KRK', 'KRRK', 'KLK', 'KLRK'])
    """
    katakana = word.translate(_TO_KATAKANA)
    syllables = list(_syllables(katakana))
    text = _doubled("".join(syllables).replace(_DASH, ""))
    text = _BEFORE_LIPS.sub("m", _LONG_VOWEL.sub(lambda long: long[0][0], text))
    sounds = dict.fromkeys(_heard(katakana, syllables))
    return {
        f"heard-{at}" if at else "": (Word(text, heard, SYLLABLES),)
        for at, heard in enumerate(sounds)
    }


def _syllables(katakana: str) -> Iterator[str]:
    """Yield a spelling for each kana; a small one is spelt with the one before."""
    for at, kana in enumerate(katakana):
        following = katakana[at + 1 : at + 2]
        if kana == _DOUBLING:
            yield "*"
        elif kana == _LONG:
            yield _DASH
        elif kana in _SMALL and at:
            yield _SPELT[kana]
        else:
            spelt = _SPELT.get(kana, "")
            yield _shortened(spelt) if following in _SMALL else spelt


def _shortened(spelt: str) -> str:
    """Return the consonant that is left of a kana before a small one.

    >>> _shortened("ki"), _shortened("shi"), _shortened("u")
    ('k', 'sh', 'w')
    """
    if spelt == "u":
        return "w"
    if spelt in ("ku", "gu"):
        return spelt[0] + "w"
    return spelt[:-1]


def _doubled(text: str) -> str:
    text = re.sub(r"(sh|ch|j)y", r"\1", text)
    text = text.replace("*ch", "tch")
    return re.sub(r"\*+(.?)", r"\1\1", text)


def _heard(katakana: str, syllables: list[str]) -> Iterator[str]:
    """Yield the sounds it may have, the Japanese one first."""
    choices: list[tuple[str, ...]] = []
    for at, spelt in enumerate(syllables):
        before, last = katakana[at - 1 : at], at == len(syllables) - 1
        if spelt == _DASH:
            choices.append(_of_dash(before, last=last))
        elif spelt.startswith("r"):
            choices.append(_of_r(spelt, before, last=last))
        else:
            choices.append((_letters(spelt),))
    yield condensed("".join(each[0] for each in choices).replace("L", "R"))
    unsure = [at for at, each in enumerate(choices) if len(each) > 1][:_UNSURE_MAX]
    for picks in product(*(choices[at] for at in unsure)):
        chosen = dict(zip(unsure, picks, strict=True))
        yield condensed(
            "".join(chosen.get(at, each[0]) for at, each in enumerate(choices))
        )


def _of_r(spelt: str, before: str, *, last: bool) -> tuple[str, ...]:
    if before in _SURE_R:
        return ("RA",)
    if last and spelt == "ru":
        return ("LA", "RA")
    if before == _SURE_L:
        return ("LA",)
    return ("RA", "LA")


def _of_dash(before: str, *, last: bool) -> tuple[str, ...]:
    if _SPELT.get(before, "").endswith("a"):
        return ("R",) if last else ("A", "R")
    return ("A",)


def _letters(spelt: str) -> str:
    plain = spelt.replace("sh", "s").replace("ch", "c").replace("ts", "s")
    return plain.translate(_LETTERS)
