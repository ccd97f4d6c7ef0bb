"""Birth dates, sexes and nationalities as others write them, in the words of a question.

What cannot be used is absent, which is no evidence either way.
"""

import re
from functools import cache
from typing import Final

from screening.normalize.dates import is_partial_date
from screening.normalize.state_codes import NAMES
from screening.normalize.states import is_known, issuing_state

_DATE: Final = re.compile(r"([0-9]{4})-?([0-9]{2})?-?([0-9]{2})?")
_SEXES: Final = {"m": "M", "male": "M", "f": "F", "female": "F"}
_ASIDE: Final = re.compile(r" *[(\[].*|, .*| of Great Britain.*| of America.*|[*]$")
"""What the names of States have behind them in the code table, and nobody says."""
_SAID: Final = {
    "brunei": "BRN",
    "czech republic": "CZE",
    "democratic republic of the congo": "COD",
    "east timor": "TLS",
    "ivory coast": "CIV",
    "laos": "LAO",
    "north korea": "PRK",
    "russia": "RUS",
    "south korea": "KOR",
    "syria": "SYR",
    "vietnam": "VNM",
}
"""Names that are said more often than the official ones."""


def usable_date(text: str) -> str | None:
    """Return as much of a date as there is in the calendar, None where not even a year.

    >>> [usable_date(text) for text in ("19571126", "1862-01-81", "1630-00-07", "?")]
    ['1957-11-26', '1862-01', '1630', None]
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    parts = [part for part in found.groups() if part]
    for known in range(len(parts), 0, -1):
        if is_partial_date(date := "-".join(parts[:known])):
            return date
    return None


def sex(text: str) -> str | None:
    """Return M or F, None for whatever else is said.

    >>> sex("female"), sex("M"), sex("other")
    ('F', 'M', None)
    """
    return _SEXES.get(text.strip().lower())


def state(text: str) -> str | None:
    """Return the code of a State given by its code or its English name.

    >>> state("Viet Nam"), state("Vietnam"), state("vnm"), state("Atlantis")
    ('VNM', 'VNM', 'VNM', None)
    """
    said = text.strip()
    if is_known(said):
        return issuing_state(said)
    return _SAID.get(said.lower()) or _named().get(said.lower())


@cache
def _named() -> dict[str, str]:
    """Return code by name, for names that one State alone has."""
    codes: dict[str, set[str]] = {}
    for code, name in NAMES.items():
        for each in {name, _ASIDE.sub("", name)}:
            codes.setdefault(each.lower(), set()).add(issuing_state(code))
    return {name: min(found) for name, found in codes.items() if len(found) == 1}
