"""What is left of a name when only its consonants are heard, and those not closely.

The same name comes as Yusuf, Youssef, Iosif, يوسف and יוסף: vowels differ, consonants
hardly do. Letters that scripts take for one another share a letter of the key: b and v
(Hebrew, Spanish, Hangul), p and f (Hebrew, Hangul), l and r are kept apart.
"""

import re
from typing import Final

_SPELLINGS: Final = {
    "tsch": "S", "schtsch": "S", "shch": "S", "sch": "S", "tch": "S", "tsh": "S",
    "dsch": "S", "dzh": "S", "dj": "S", "dz": "S", "cz": "S", "sz": "S", "ch": "S",
    "sh": "S", "zh": "S", "ts": "S", "tz": "S", "cs": "S", "zs": "S", "th": "T",
    "dh": "T", "ph": "P", "kh": "K", "gh": "K", "ck": "K", "cq": "K", "qu": "K",
    "x": "KS", "ce": "S", "ci": "S", "cy": "S", "wh": "B",
}  # fmt: skip
_SPELLING: Final = re.compile("|".join(sorted(_SPELLINGS, key=len, reverse=True)))
_LETTERS: Final = str.maketrans(
    "bvwpfckqgtdszjlrmn", "BBBPPKKKKTTSSSLRMN", "aeiouyh0123456789"
)
_DOUBLED: Final = re.compile(r"(.)\1+")


def sound(text: str) -> str:
    """Return the consonants of *text*, a-z, as they sound; "" if it has none.

    A vowel is heard where the name begins with it.

    >>> sound("mohammed"), sound("muhammad"), sound("ahmed"), sound("o")
    ('MMT', 'MMT', 'AMT', 'A')
    """
    heard = _SPELLING.sub(lambda found: _SPELLINGS[found[0]], text)
    heard = _DOUBLED.sub(r"\1", heard.translate(_LETTERS))
    return "A" + heard if text[:1] in "aeiouy" and text else heard
