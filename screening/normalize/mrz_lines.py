"""From lines as read or typed to the characters of one zone, and its layout.

A reader's output passes at once. Typing gets the benefit of every doubt that has one
answer only: lower case, blanks, guillemets for fillers, fillers left out at the end of a
line. What is still no zone is refused with line and column, and without quoting it.
"""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Zone:
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
        raise _no_zone(f"{len(lines)} are too many")
    if sum(map(len, lines)) > CHARACTERS_MAX:
        raise _too_long()
    return "\n".join(lines)


def _zone(text: str, warnings: tuple[str, ...] = ()) -> Zone:
    by_length = VISAS_BY_LENGTH if text[0] == "V" else BY_LENGTH
    return Zone(text, by_length[len(text)], warnings)


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
        raise _no_zone(f"{len(rows)} of them hold something, which is too many")
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
    solid = [_without_blanks(row) for row in rows.values()]
    by_length = VISAS_BY_LENGTH if solid[0].startswith("V") else BY_LENGTH
    for layout in by_length.values():
        if len(solid) == layout.lines:
            at = layout.name_line
            named = _blanks_as_fillers(list(rows.values())[at])
            full = [*solid[:at], named.ljust(layout.width, "<"), *solid[at + 1 :]]
            if len(named) >= layout.name_line_shortest and all(
                len(row) == layout.width for row in full
            ):
                warning = f"line {list(rows)[at]}: fillers were missing at its end"
                return _zone("".join(full), (warning,))
    raise _wrong_length(dict(zip(rows, solid, strict=True)))


def _without_blanks(row: str) -> str:
    return row.replace(" ", "").replace(_GUILLEMET, "<")


def _blanks_as_fillers(row: str) -> str:
    """Return *row* with its blanks read as fillers if it shows no filler else.

    Optical readers do so; dropping these blanks would move the issuing State.
    """
    solid = _without_blanks(row)
    return solid if "<" in solid else row.strip().replace(" ", "<")


def _wrong_length(solid: dict[int, str]) -> UnreadableMrz:
    """Return the error that names the first line which cannot be a line of a zone."""
    widths = _WIDTHS[len(solid)]
    wrong = [number for number, row in solid.items() if len(row) not in widths]
    number = wrong[-1] if wrong else max(solid)
    known = " or ".join(map(str, widths))
    return UnreadableMrz(
        line=number,
        column=0,
        reason=f"it has {len(solid[number])} characters, and not {known}",
        cure=_CURE,
    )


def _too_long() -> UnreadableMrz:
    return _no_zone(f"more than {CHARACTERS_MAX} characters")


def _no_zone(reason: str) -> UnreadableMrz:
    return UnreadableMrz(line=0, column=0, reason=reason, cure=_CURE)
