"""Birth dates, sexes and nationalities as others write them, in the words of a question.

What cannot be used is absent, which is no evidence either way.
"""

import re
from typing import Final

from screening.normalize.dates import is_partial_date
from screening.normalize.state_names import state_named
from screening.normalize.states import is_known, issuing_state

_DATE: Final = re.compile(r"([0-9]{4})-?([0-9]{2})?-?([0-9]{2})?")
_SEXES: Final = {"m": "M", "male": "M", "f": "F", "female": "F"}


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
    return issuing_state(said) if is_known(said) else state_named(said) or None
