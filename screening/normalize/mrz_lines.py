"""From lines as read or typed to the characters of one zone, and its layout.

A reader's output passes at once. Typing gets the benefit of every doubt that has one
answer only: lower case, blanks, guillemets for fillers, fillers left out at the end of a
line. What is still no zone is refused with line and column, and without quoting it.
"""

import re
import string
from collections.abc import Sequence
from typing import Final, NamedTuple

from screening.errors import UnreadableMrz
from screening.normalize.mrz_layouts import BY_LENGTH, VISAS_BY_LENGTH, Layout

CHARACTERS_MAX: Final = 1_000
"""Of all lines together: far more than the 90 of a zone, however widely it is typed."""

LINES_MAX: Final = 16
"""Strings given, empty ones too."""

_CLEAN: Final = re.compile(
    r"[A-Z0-9<]{44}\n?[A-Z0-9<]{44}"
    r"|[A-Z0-9<]{36}\n?[A-Z0-9<]{36}"
    r"|[A-Z0-9<]{30}\n?[A-Z0-9<]{30}\n?[A-Z0-9<]{30}"
)
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")

_GUILLEMET: Final = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
_FULL_WIDTH: Final = 0xFEE0  # how far U+FF21 is from A, and its kin from theirs
_PRINTED: Final = string.ascii_uppercase + string.digits + "<"
_AS_PRINTED: Final = str.maketrans(
    dict(zip(string.ascii_lowercase, string.ascii_uppercase, strict=True))
    | {chr(ord(char) + _FULL_WIDTH): char for char in _PRINTED}
    | {"\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}": "<"}
    | dict.fromkeys("\t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}", " ")
)
"""Character for character, so that columns stay what they were."""

_NEVER_IN_A_ZONE: Final = re.compile(f"[^A-Z0-9< {_GUILLEMET}]")

_WIDTHS: Final = {1: (72, 88, 90), 2: (36, 44), 3: (30,)}
"""Lines given -> the lengths that they can have."""

_CURE: Final = (
    "give the lines as printed: two of 36 or 44 characters, three of 30, "
    "or all of them as one of 72, 88 or 90"
)


class Zone(NamedTuple):
    """All characters of a zone in one string, how they are laid out, what was mended."""

    text: str
    layout: Layout
    warnings: tuple[str, ...] = ()


def read_zone(lines: str | Sequence[str]) -> Zone:
    """Return the zone that *lines* hold; raise UnreadableMrz where they hold none.

    *lines* is one string, with or without line breaks, or one string a line. Line and
    column of an error are those of the text given, empty lines and blanks counted.
    """
    text = lines if isinstance(lines, str) else _joined(lines)
    if _CLEAN.fullmatch(text):
        return _zone(text.replace("\n", ""))
    if len(text) > CHARACTERS_MAX:
        raise _too_long()
    rows = _rows(text)
    return _as_typed(rows) or _with_missing_fillers(rows)


def _joined(lines: Sequence[str]) -> str:
    if len(lines) > LINES_MAX:
        raise _too_many(len(lines))
    if sum(map(len, lines)) > CHARACTERS_MAX:
        raise _too_long()
    return "\n".join(lines)


def _zone(text: str) -> Zone:
    by_length = VISAS_BY_LENGTH if text[0] == "V" else BY_LENGTH
    layout = by_length[len(text)]
    # Nearly every zone has digits there: only of the others more has to be asked.
    if not text[layout.birth_date].isdigit() and _out_of_order(text, layout):
        raise _wrong_order()
    return Zone(text, layout)


def _out_of_order(text: str, layout: Layout) -> bool:
    """Whether another line than the second has all digits of both dates, and it none.

    Read as they stand, such lines would be looked up under a number nobody printed.
    """
    if any(map(str.isdigit, text[layout.birth_date])):
        return False
    begins = range(0, len(text), layout.width)
    return any(_has_dates(text[at : at + layout.width], layout) for at in begins)


def _has_dates(line: str, layout: Layout) -> bool:
    """Whether *line* has digits only where the second line has its dates."""
    places = (layout.birth_date, layout.expiry_date)
    return all(
        line[place.start - layout.width : place.stop - layout.width].isdigit()
        for place in places
    )


def _rows(text: str) -> dict[int, str]:
    """Return the lines of *text* that hold something, by their number from 1."""
    rows = {}
    for number, row in enumerate(_LINE_BREAK.split(text), 1):
        rows[number] = row.translate(_AS_PRINTED)
        if found := _NEVER_IN_A_ZONE.search(rows[number]):
            column = found.start()
            raise UnreadableMrz(
                line=number,
                column=column + 1,
                reason=f"a character that an MRZ cannot hold (U+{ord(row[column]):04X})",
                cure="put the letter, digit or < that is printed there",
            )
    rows = {number: row for number, row in rows.items() if row.strip()}
    if not rows:
        raise _no_zone("nothing is in them")
    if len(rows) > max(_WIDTHS):
        raise _too_many(len(rows))
    return rows


def _as_typed(rows: dict[int, str]) -> Zone | None:
    """Return the zone if *rows* have the right lengths once blanks are left out.

    A guillemet stands for one filler, or for the two that it resembles: for whichever
    makes the lengths right.
    """
    solid = "\n".join(row.replace(" ", "") for row in rows.values())
    for fillers in ("<", "<<"):
        text = solid.replace(_GUILLEMET, fillers)
        if _CLEAN.fullmatch(text):
            return _zone(text.replace("\n", ""))
    return None


def _with_missing_fillers(rows: dict[int, str]) -> Zone:
    """Return the zone whose name line lacks fillers at its end, all else being right.

    No other line is lengthened: in a line of numbers what is missing may be anything.
    """
    by_length = VISAS_BY_LENGTH if _is_visa(rows) else BY_LENGTH
    for layout in by_length.values():
        full = _lengthened(list(rows.values()), layout)
        if full:
            number = list(rows)[layout.name_line]
            return Zone(full, layout, (f"line {number}: it lacked fillers at its end",))
    raise _wrong_length(rows)


def _is_visa(rows: dict[int, str]) -> bool:
    return next(iter(rows.values())).lstrip().startswith("V")


def _lengthened(rows: list[str], layout: Layout) -> str:
    """Return *rows* in one, the name's filled up; "" if they do not fit *layout*.

    Where a row shows no filler, blanks in it may be fillers as an optical reader gives
    them: to drop those of a name line would move the issuing State.
    """
    if len(rows) != layout.lines:
        return ""
    full = []
    for at, row in enumerate(rows):
        solid = _solid(row)
        spaced = solid if "<" in solid else row.strip().replace(" ", "<")
        if at == layout.name_line:
            if not layout.name_line_shortest <= len(spaced) <= layout.width:
                return ""
            full.append(spaced.ljust(layout.width, "<"))
        else:
            full.append(solid if len(solid) == layout.width else spaced)
    return "".join(full) if all(len(row) == layout.width for row in full) else ""


def _solid(row: str) -> str:
    return row.replace(" ", "").replace(_GUILLEMET, "<")


def _wrong_length(rows: dict[int, str]) -> UnreadableMrz:
    """Return the error that names the last line which cannot be a line of a zone.

    The last, because the first of two may have lacked fillers only.
    """
    if _begins_with_dates([_solid(row) for row in rows.values()]):
        return _wrong_order()
    lengths = {number: len(_solid(row)) for number, row in rows.items()}
    known = _WIDTHS[len(rows)]
    wrong = [number for number, length in lengths.items() if length not in known]
    number = wrong[-1] if wrong else max(rows)
    return UnreadableMrz(
        line=number,
        column=0,
        reason=f"its length in characters is {lengths[number]}, not "
        + " or ".join(map(str, known)),
        cure=_CURE,
    )


def _begins_with_dates(rows: list[str]) -> bool:
    """Whether the first of *rows* is a second line, and a line comes after it."""
    layouts = [
        layout
        for layout in BY_LENGTH.values()
        if (layout.lines, layout.width) == (len(rows), len(rows[0]))
    ]
    return any(_has_dates(rows[0], layout) for layout in layouts)


def _wrong_order() -> UnreadableMrz:
    return _no_zone("they seem to be in the wrong order: the dates are in the second")


def _too_many(count: int) -> UnreadableMrz:
    return _no_zone(f"{count} are given, and no zone has more than {max(_WIDTHS)}")


def _too_long() -> UnreadableMrz:
    return _no_zone(f"more than {CHARACTERS_MAX} characters")


def _no_zone(reason: str) -> UnreadableMrz:
    return UnreadableMrz(line=0, column=0, reason=reason, cure=_CURE)
