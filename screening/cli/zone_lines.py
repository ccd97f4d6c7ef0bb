"""Puts lines of machine readable zones together: two of 44 or 36, three of 30.

A line that went missing must not shift all those after it into zones that were never
printed: each would be looked up under a wrong number, and not found. So an empty line
ends a zone, and the line with the dates must be the second.
"""

import re
from collections.abc import Iterable, Iterator

LINES_OF_WIDTH = {44: 2, 36: 2, 30: 3}
_WHOLE_WIDTHS = (72, 88, 90)
_LINE = re.compile(r"[A-Z0-9<]+")
_DATES = {  # where the second line has digits, and the lines around it have none
    44: (slice(13, 19), slice(21, 27)),  # birth, expiry: Doc 9303-4 and -7
    36: (slice(13, 19), slice(21, 27)),  # Doc 9303-6 and -7
    30: (slice(5),),  # birth: Doc 9303-5; the first line has its codes there
}
_DATE_DIGITS_MIN = 2
"""Fewer than there are: dates may be unknown in part, or misread."""

Zone = tuple[int, tuple[str, ...], str]
"""The line it begins at, from 1; its lines; why they are no zone, "" if they are."""


def is_zone_line(line: str) -> bool:
    """Return whether *line* could be one of a zone, or a whole one."""
    text = line.strip().upper()
    widths = (*LINES_OF_WIDTH, *_WHOLE_WIDTHS)
    return len(text) in widths and _LINE.fullmatch(text) is not None


def zones(lines: Iterable[str]) -> Iterator[Zone]:
    """Yield the zones of *lines*, and what is none, in order.

    >>> list(zones(["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", ""]))
    [(1, (), 'lines of the zone are missing after this one')]
    """
    held: list[str] = []
    begun_at = 0
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if held and not _goes_on(held, text):
            yield begun_at, (), "lines of the zone are missing after this one"
            held = []
        if not text:
            continue
        if not held:
            begun_at = number
            if wrong := _no_beginning(text):
                yield number, (), wrong
                continue
        held.append(text)
        if len(held) == LINES_OF_WIDTH.get(len(text), 1):
            yield begun_at, tuple(held), ""
            held = []
    if held:
        yield begun_at, (), "lines of the zone are missing after this one"


def _goes_on(held: list[str], text: str) -> bool:
    """Return whether *text* can be the next line of the zone begun by *held*."""
    is_next_second = len(held) == 1
    return len(text) == len(held[0]) and _has_dates(text) == is_next_second


def _no_beginning(text: str) -> str:
    """Return why *text* cannot begin a zone, "" if it can."""
    if not is_zone_line(text):
        return "no line of a zone: 44, 36 or 30 characters A-Z, 0-9 and <"
    if len(text) in LINES_OF_WIDTH and _has_dates(text):
        return "the line before this one is missing"
    return ""


def _has_dates(text: str) -> bool:
    places = _DATES.get(len(text), ())
    digits = sum(char.isdigit() for place in places for char in text[place])
    return digits >= _DATE_DIGITS_MIN
