# ruff: noqa: RUF001, SIM905 - these letters are meant; tables read best as text
"""Names as the MRZ prints them: what Doc 9303-3 section 6 makes of letters, undone.

Latin letters may be followed by XX (table A: Ñ is N or NXX, Ü is UE, UXX or U). Arabic
may be written in a code of its own (table C), letter by letter, with X before most of
what Latin has no letter for: MXHMWD is محمود, EBDALRXHYM is عبدالرحيم.
"""

import re
from collections.abc import Sequence
from typing import Final

_DOUBLE_X: Final = re.compile("(?<=[nu])xx")

_CODE: Final = dict(
    entry.split()
    for entry in (
        "a ا|b ب|t ت|j ج|d د|r ر|z ز|s س|e ع|g غ|f ف|q ق|k ك|l ل|m م|n ن|h ه|w و|y ي|p پ"
        "|u ؤ|i إ|xe ء|xaa آ|xae أ|xi ئ|xta ة|xah ة|xth ث|xh ح|xkh خ|xdh ذ|xsh ش|xss ص"
        "|xdz ض|xtt ط|xzz ظ|xay ى|xxa ٱ|xxt ٹ|xrt ټ|xke ځ|xxh څ|xc چ|xxd ڈ|xdr ډ|xxr ڑ"
        "|xrr ړ|xrx ږ|xj ژ|xxs ښ|xkk ک|xxk ګ|xng ڭ|xgg گ|xnn ں|xxn ڼ|xdo ھ|xyh ۀ|xxg ہ"
        "|xge ۂ|xtg ۃ|xya ی|xxy ۍ|xyb ے|xbe ۓ"
    ).split("|")
)
_LETTER: Final = re.compile("|".join(sorted(_CODE, key=len, reverse=True)))
_NOT_IN_CODE: Final = frozenset("ov0123456789")
_LETTERS_MIN: Final = 3
_X_OF_CODE: Final = re.compile("x[hstdzkx]|xa[ahe]")
"""Where Latin names have an X, a vowel follows, or nothing."""
_VOWELS_MAX, _FEW_VOWELS_MAX, _GLIDES_MIN = 0.34, 0.12, 0.2
"""Names in the code have few of a, i, u, and many of e, w, y, which are consonants."""


def zone_words(words: Sequence[str]) -> list[str]:
    """Return *words* of a zone in lower case, XX behind a letter left out.

    >>> zone_words(["munxxoz", "guxxnter", "foxx"])
    ['munoz', 'gunter', 'foxx']
    """
    return [_DOUBLE_X.sub("", word) if "xx" in word else word for word in words]


def arabic_words(words: Sequence[str]) -> list[str]:
    """Return *words* in Arabic letters if they look to be in the code, else [].

    >>> arabic_words(["mxhmwd", "ebdalrxhym"]), arabic_words(["eriksson", "anna"])
    (['محمود', 'عبدالرحيم'], [])
    """
    whole = "".join(words)
    if len(whole) < _LETTERS_MIN or not _NOT_IN_CODE.isdisjoint(
        whole.replace("xdo", "")
    ):
        return []
    vowels = sum(whole.count(letter) for letter in "aiu") / len(whole)
    glides = sum(whole.count(letter) for letter in "ewy") / len(whole)
    if _X_OF_CODE.search(whole):
        if vowels > _VOWELS_MAX:
            return []
    elif vowels > _FEW_VOWELS_MAX or glides < _GLIDES_MIN:
        return []
    found = [_decoded(word) for word in words]
    return found if all(found) else []


def _decoded(word: str) -> str:
    """Return *word* in Arabic letters, "" where it is not in the code.

    A letter that is written twice is doubled in sound (shadda), but not at the start.
    """
    codes: list[str] = []
    at = 0
    while match := _LETTER.match(word, at):
        if len(codes) < 2 or match[0] != codes[-1]:  # noqa: PLR2004
            codes.append(match[0])
        at = match.end()
    return "".join(_CODE[code] for code in codes) if at == len(word) else ""
