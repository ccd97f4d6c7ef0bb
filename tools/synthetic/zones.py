"""Machine readable zones, written: how passports, cards and visas print a traveller.

Names are transliterated and cut as Doc 9303-3 section 4.6 and -4 section 4.2.3 say;
there are four ways of cutting, and States use them all.
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from screening.normalize.check_digits import check_digit

NAME_WIDTHS: Final[Mapping[str, int]] = {
    "TD3": 39,
    "TD2": 31,
    "TD1": 30,
    "MRV-A": 39,
    "MRV-B": 31,
}
"""Formats of zones, and how many characters each has for a name."""
_WRITTEN: Final = str.maketrans(
    {
        "Ä": "AE",
        "Å": "AA",
        "Æ": "AE",
        "Đ": "D",
        "Ð": "D",
        "Ł": "L",
        "Ö": "OE",
        "Ø": "OE",
        "Œ": "OE",
        "Þ": "TH",
        "Ü": "UE",
    }
)
"""Of Doc 9303-3 section 6, what is more than a letter without its mark."""
_TWO_LINES: Final = {"TD3": 44, "TD2": 36, "MRV-A": 44, "MRV-B": 36}
_EXPIRY: Final = "340529"
_LEFT_FOR_GIVEN: Final = 3
"""Two fillers and a letter: of a given name one letter at least is printed."""
_PART_LETTERS: Final = 4
"""Of each part, where all are cut to the same length."""


def printed(text: str) -> str:
    """Return a name as zones print it: A to Z, and blanks between its parts.

    >>> printed("O'Connor-Müller"), printed("Đặng Văn Lâm"), printed("Łukasz, Jr.")
    ('OCONNOR MUELLER', 'DANG VAN LAM', 'LUKASZ JR')
    """
    whole = unicodedata.normalize("NFC", text.upper().replace("ẞ", "SS"))
    plain = unicodedata.normalize("NFKD", whole.translate(_WRITTEN))
    kept = (" " if c in "-‐–,./" else c for c in plain)  # noqa: RUF001  # dashes
    letters = "".join(c for c in kept if c == " " or ("A" <= c <= "Z"))
    return " ".join(letters.split())


def name_field(primary: str, secondary: str, width: int, *, cut: str = "end") -> str:
    """Return the name field of a zone; *cut* is one of `CUTS`, for what is too long.

    >>> name_field("ERIKSSON", "ANNA MARIA", 30)
    'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'
    >>> for cut in CUTS: print(name_field("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG "
    ...                                   "KRASUANG", 39, cut=cut))
    NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K
    NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K
    NILAVADHANANANDA<<CHAYAP<DEJTHA<KRASUAN
    NILAVADHANANANDA<<CHAY<DEJT<KRAS<<<<<<<
    >>> name_field("Papandropoulous-Wolfeschlegelstein", "Jonathon", 31)
    'PAPANDROPOULOUS<WOLFESCHLEGE<<J'
    """
    family, given = printed(primary).split(), printed(secondary).split()
    whole = _joined(family, given)
    if given and len("<".join(family)) > width - _LEFT_FOR_GIVEN:
        begun = "<".join(family)[: width - _LEFT_FOR_GIVEN]
        whole = f"{begun}<<{given[0][0]}"
    elif len(whole) > width:
        whole = CUTS[cut](family, given, width)[:width]
    return whole.ljust(width, "<")


def zone(  # noqa: PLR0913  # a zone has so many fields
    kind: str,
    name: str,
    *,
    number: str,
    birth: str,
    sex: str,
    nationality: str,
) -> tuple[str, ...]:
    """Return the lines of a zone of *kind* (`NAME_WIDTHS`), every check digit right.

    *name* is its name field, *birth* YYMMDD, *number* of at most nine characters.

    >>> for line in zone("TD3", name_field("Eriksson", "Anna Maria", 39),
    ...     number="L898902C3", birth="740812", sex="F", nationality="UTO"): print(line)
    P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
    L898902C36UTO7408122F3405293<<<<<<<<<<<<<<08
    """
    state, number = nationality.ljust(3, "<"), number.ljust(9, "<")
    numbered = number + check_digit(number)
    born = birth + check_digit(birth)
    until = _EXPIRY + check_digit(_EXPIRY)
    if kind == "TD1":
        first = f"I<{state}{numbered}".ljust(30, "<")
        second = f"{born}{sex}{until}{state}".ljust(29, "<")
        all_of_it = first[5:] + born + until + second[18:]
        return first, second + check_digit(all_of_it), name
    width = _TWO_LINES[kind]
    second = f"{numbered}{state}{born}{sex}{until}"
    if kind.startswith("MRV"):
        return f"V<{state}{name}", second.ljust(width, "<")
    optional = "<" * 14 + "0" if kind == "TD3" else "<" * 7
    composite = check_digit(numbered + born + until + optional)
    return f"{kind_letter(kind)}<{state}{name}", second + optional + composite


def kind_letter(kind: str) -> str:
    """Return the first letter of the document code of zones of *kind*.

    >>> kind_letter("TD3"), kind_letter("TD1"), kind_letter("MRV-B")
    ('P', 'I', 'V')
    """
    return "P" if kind == "TD3" else "V" if kind.startswith("MRV") else "I"


def _joined(family: list[str], given: list[str]) -> str:
    return "<".join(family) + ("<<" + "<".join(given) if given else "")


def _at_the_end(family: list[str], given: list[str], _: int) -> str:
    """Leave out what comes last."""
    return _joined(family, given)


def _to_initials(family: list[str], given: list[str], width: int) -> str:
    """Write given names as initials, from the last one on, until all fits."""
    shown = list(given)
    for at in range(len(shown) - 1, -1, -1):
        if len(_joined(family, shown)) <= width:
            break
        shown[at] = shown[at][:1]
    return _joined(family, shown)


def _shorter(family: list[str], given: list[str], width: int) -> str:
    """Take letters from the longest given name, one by one, until all fits."""
    shown = list(given)
    while len(_joined(family, shown)) > width and any(len(p) > 1 for p in shown):
        longest = max(range(len(shown)), key=lambda at: len(shown[at]))
        shown[longest] = shown[longest][:-1]
    return _joined(family, shown)


def _to_one_length(family: list[str], given: list[str], _: int) -> str:
    """Leave as many letters of each given name."""
    return _joined(family, [part[:_PART_LETTERS] for part in given])


CUTS: Final[Mapping[str, Callable[[list[str], list[str], int], str]]] = {
    "end": _at_the_end,
    "initials": _to_initials,
    "shorter": _shorter,
    "one length": _to_one_length,
}
"""Ways of cutting a name that is too long. What is left and does not fit is cut off."""
