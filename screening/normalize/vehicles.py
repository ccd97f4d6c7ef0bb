"""Vehicle marks, made comparable: VIN, number plate, engine number.

A VIN is repaired where a letter cannot be right, and its check digit is told but never
held against it: outside North America position 9 is often no check digit at all.
"""

import re
from typing import Final

from screening.normalize.characters import letters_and_digits
from screening.normalize.documents import document_number

_NEVER_IN_A_VIN: Final = str.maketrans("IOQ", "100")
_VIN: Final = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_VALUES: Final = {
    char: value
    for chars, values in (
        ("0123456789", range(10)),
        ("ABCDEFGH", range(1, 9)),
        ("JKLMN", range(1, 6)),
        ("PR", (7, 9)),
        ("STUVWXYZ", range(2, 10)),
    )
    for char, value in zip(chars, values, strict=True)
}


def vin(text: str) -> str:
    """Return the vehicle identification number that is compared, "" if none is left.

    I, O and Q never occur in one (ISO 3779), so they are read as 1, 0 and 0. Shorter
    numbers, from before 1981 or of machinery, are taken as they are.

    >>> vin(" 1m8gdm9a-xkpO42788 "), vin("S 1234")
    ('1M8GDM9AXKP042788', 'S1234')
    """
    return document_number(text).translate(_NEVER_IN_A_VIN)


def vin_check_digit(vin: str) -> bool | None:
    """Return whether position 9 of *vin* is its check digit, None if it can have none.

    Sum of value times weight, modulo 11, X for 10 (49 CFR 565.15). Only North America
    demands it, so False is worth a note, never a refusal. None where *vin* has not 17
    characters or one that no VIN has.

    >>> vin_check_digit("1M8GDM9AXKP042788"), vin_check_digit("WVWZZZ1JZXW000001")
    (True, False)
    >>> vin_check_digit("S1234") is None
    True
    """
    if not _VIN.fullmatch(vin):
        return None
    values = map(_VIN_VALUES.__getitem__, vin)
    total = sum(a * b for a, b in zip(values, _VIN_WEIGHTS, strict=True))
    return vin[8] == "0123456789X"[total % 11]


def plate(text: str) -> str:
    """Return the number plate that is compared, "" if nothing is left.

    Letters that Latin does not have stay, because they tell plates apart.

    >>> plate("ab-123.cd"), plate("w-\N{LATIN SMALL LETTER U WITH DIAERESIS} 12")
    ('AB123CD', 'WÜ12')
    """
    return letters_and_digits(text)


def engine_number(text: str) -> str:
    """Return the engine number that is compared, "" if nothing is left.

    >>> engine_number("*om 602-912*")
    'OM602912'
    """
    return letters_and_digits(text)
