"""Births as people write them down: `1958 - 1964`, "born in 1965 in …", "DOB: 11 Apr. 1963"."""

import re
from collections.abc import Iterator

from screening.feeds.person_rows import BirthRow
from screening.normalize.dates import is_partial_date

_TEXT_CHARS_MAX = 20_000
"""Of a text, so much is looked through."""
_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_MONTH = r"(?P<month>[A-Z][a-z]{2,8})\.?"
_DAY = rf"(?:(?:(?P<day>\d{{1,2}})\s*)?{_MONTH}\s*)?(?P<year>\d{{4}})(?!\d)"
_SAID = re.compile(
    rf"\b(?:born(?:\s+(?:in|on|c\.|circa))?(?:\s+[A-Z]\w+\s+on)?|D(?:P?OB)\s*[-:]?)\s+{_DAY}"
)
_ALONE = re.compile(_DAY)
_RANGE = re.compile(r"(\d{4})\s*(?:-|\u2013|to)\s*(\d{4})")


def birth_of(text: str, *, about: bool = False) -> BirthRow | None:
    """Return the birth that *text*, which should be one, says; None where it says none.

    >>> birth_of("1969-01-01").date, birth_of("Nov. 1973").date, birth_of("null")
    ('1969-01-01', '1973-11', None)
    >>> birth_of("1958 - 1964").from_year, birth_of("1958 - 1964").to_year
    (1958, 1964)
    """
    plain = " ".join(text.split())
    if years := _RANGE.fullmatch(plain):
        first, last = sorted(map(int, years.groups()))
        return BirthRow(from_year=first, to_year=last, about=about or None)
    found = _ALONE.fullmatch(plain)
    date = _date(found) if found else plain
    if not is_partial_date(date):
        return None
    return BirthRow(date=date, about=about or None)


def births_in(text: str) -> Iterator[BirthRow]:
    """Yield the births that *text* speaks of.

    >>> [b.date for b in births_in("DOB: 11 Apr. 1963. POB: X; born in 1965 in Kandahar")]
    ['1963-04-11', '1965']
    >>> list(births_in("issued in 1993"))
    []
    """
    for found in _SAID.finditer(text[:_TEXT_CHARS_MAX]):
        date = _date(found)
        if is_partial_date(date):
            yield BirthRow(date=date)


def _date(found: re.Match[str]) -> str:
    """Return the ISO date of day, month and year, as much as there is of it."""
    year, month, day = found["year"], found["month"], found["day"]
    if not month:
        return year
    number = _month(month)
    if not number:
        return year
    return f"{year}-{number}-{int(day):02}" if day else f"{year}-{number}"


def _month(name: str) -> str:
    """Return the number of a month by its first three letters, "" if it is none.

    >>> _month("Sept"), _month("Ramadan")
    ('09', '')
    """
    begin = name[:3].lower()
    return f"{_MONTHS.index(begin) + 1:02}" if begin in _MONTHS else ""
