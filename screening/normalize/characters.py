"""Characters that stand for the same thing, whatever keyboard they came from.

Numbers and plates are typed on Cyrillic and Greek keyboards, pasted in full width and
printed with Arabic digits. Capitals that look exactly alike become Latin; digits of
every script become 0-9.
"""

import re
import unicodedata
from typing import Final

_CYRILLIC: Final = str.maketrans(
    # A  Ve  Ie  Dze I  Je  Ka  Em  En  O   Er  Es  Te  U   Ha
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425",
    "ABESIJKMHOPCTYX",
)
_GREEK: Final = str.maketrans(
    # Alpha Beta Epsilon Zeta Eta Iota Kappa Mu Nu Omicron Rho Tau Upsilon Chi
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "ABEZHIKMNOPTYX",
)
LOOK_ALIKES: Final = {**_CYRILLIC, **_GREEK}
"""Cyrillic and Greek capitals -> the Latin capital that looks exactly like them.

The letters that plates are made of where Latin is not the alphabet of the country, and
the three further Cyrillic ones of the kind (U+0405, U+0406, U+0408).
"""

_NOT_ALPHANUMERIC: Final = re.compile(r"[^A-Z0-9]")


def is_canonical_ascii(text: str) -> bool:
    """Return whether *text* is A-Z and 0-9 only, and not empty: nothing is left to do.

    >>> is_canonical_ascii("L898902C3"), is_canonical_ascii("l898902c3")
    (True, False)
    """
    return text.isascii() and text.isalnum() and (text.isupper() or text.isdecimal())


def letters_and_digits(text: str) -> str:
    """Return the letters and digits of *text*, upper case, look-alikes made Latin.

    Compatibility forms are resolved (NFKC); letters of other alphabets stay; marks,
    blanks and all else go. What comes back comes back unchanged when given again.

    >>> letters_and_digits("w-\N{LATIN SMALL LETTER U WITH DIAERESIS} 12.3")
    'WÜ123'
    """
    if is_canonical_ascii(text):
        return text
    if text.isascii():
        return _NOT_ALPHANUMERIC.sub("", text.upper())
    # What was apart may compose once a separator between is gone: until nothing moves.
    while (folded := _folded(text)) != text:
        text = folded
    return text


def _folded(text: str) -> str:
    capitals = unicodedata.normalize("NFKC", text).upper().translate(LOOK_ALIKES)
    return "".join(_digit(char) for char in capitals if char.isalnum())


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)
