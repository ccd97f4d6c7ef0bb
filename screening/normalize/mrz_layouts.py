"""Where the fields of each machine readable zone stand: the tables of Doc 9303.

Positions are written as the standard prints them, line, first, last, counted from 1;
in memory they are slices of all lines joined. The documents of one size differ in little:
TD1 is a card, TD2 and TD3 are pages of two lines, MRV-A and MRV-B are visas on them.
"""

from dataclasses import dataclass
from typing import Final

Digit = tuple[str, int, slice]
"""The check digit of a field: its name, its place, and the field it is computed over."""

Composite = tuple[int, tuple[slice, ...]]
"""The check digit over several fields with their digits: its place, and theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One format: the shape of its lines, the places of its fields and digits."""

    format: str
    width: int
    lines: int
    document_number: slice
    birth_date: slice
    sex: int
    expiry_date: slice
    nationality: slice
    optional_data: slice
    optional_data_2: slice | None = None
    name: slice
    name_line: int
    """The line, from 0, that ends with the name and so with fillers."""
    name_line_shortest: int
    """Characters of that line up to the first one of the name."""
    long_numbers: bool
    """A number of more than nine characters goes on in the optional data."""
    digits: tuple[Digit, ...]
    """All but that of the number, which moves when the number is long."""
    composite: Composite | None = None

    @property
    def length(self) -> int:
        """Characters of all lines together."""
        return self.width * self.lines


DOCUMENT_CODE: Final = slice(0, 2)
ISSUING_STATE: Final = slice(2, 5)
"""These two stand in the same place everywhere (Doc 9303-3 section 4.2)."""


def _at(width: int, line: int, first: int, last: int) -> slice:
    """Return positions *first* to *last* of *line*, counted from 1, as a slice."""
    start = (line - 1) * width
    return slice(start + first - 1, start + last)


def _two_lines(  # noqa: PLR0913 - one argument for each way in which the four differ
    format: str,  # noqa: A002 - the word of the feed contract
    *,
    width: int,
    optional_end: int,
    long_numbers: bool = False,
    more_digits: tuple[Digit, ...] = (),
    composite: Composite | None = None,
) -> Layout:
    """Return a layout of two lines: they agree up to position 28 of the second."""
    birth, expiry = _at(width, 2, 14, 19), _at(width, 2, 22, 27)
    return Layout(
        format=format,
        width=width,
        lines=2,
        name=_at(width, 1, 6, width),
        name_line=0,
        name_line_shortest=6,
        document_number=_at(width, 2, 1, 9),
        nationality=_at(width, 2, 11, 13),
        birth_date=birth,
        sex=width + 20,
        expiry_date=expiry,
        optional_data=_at(width, 2, 29, optional_end),
        long_numbers=long_numbers,
        digits=(
            ("birth_date", birth.stop, birth),
            ("expiry_date", expiry.stop, expiry),
            *more_digits,
        ),
        composite=composite,
    )


def _composite(width: int, last: int) -> Composite:
    """Return the composite digit of a passport or TD2: it stands behind *last*."""
    parts = ((1, 10), (14, 20), (22, last))
    return width + last, tuple(_at(width, 2, *part) for part in parts)


TD3: Final = _two_lines(
    "TD3",
    width=44,
    optional_end=42,
    more_digits=(("personal_number", 44 + 42, _at(44, 2, 29, 42)),),
    composite=_composite(width=44, last=43),
)
"""Passport page (Doc 9303-4 section 4.2): no number is longer than nine."""

TD2: Final = _two_lines(
    "TD2",
    width=36,
    optional_end=35,
    long_numbers=True,
    composite=_composite(width=36, last=35),
)
"""Larger card, and the single-sheet emergency document (Doc 9303-6 section 4.2, -8)."""

MRV_A: Final = _two_lines("MRV-A", width=44, optional_end=44)
"""Visa on a full page (Doc 9303-7 section 4): no composite, no personal number digit."""

MRV_B: Final = _two_lines("MRV-B", width=36, optional_end=36)
"""Smaller visa (Doc 9303-7 section 5); its digits are those of MRV-A."""

TD1: Final = Layout(
    format="TD1",
    width=30,
    lines=3,
    document_number=_at(30, 1, 6, 14),
    optional_data=_at(30, 1, 16, 30),
    birth_date=_at(30, 2, 1, 6),
    sex=30 + 7,
    expiry_date=_at(30, 2, 9, 14),
    nationality=_at(30, 2, 16, 18),
    optional_data_2=_at(30, 2, 19, 29),
    name=_at(30, 3, 1, 30),
    name_line=2,
    name_line_shortest=1,
    long_numbers=True,
    digits=(
        ("birth_date", 30 + 6, _at(30, 2, 1, 6)),
        ("expiry_date", 30 + 14, _at(30, 2, 9, 14)),
    ),
    composite=(
        30 + 29,
        (_at(30, 1, 6, 30), _at(30, 2, 1, 7), _at(30, 2, 9, 15), _at(30, 2, 19, 29)),
    ),
)
"""Card of credit card size (Doc 9303-5 section 4.2); its name is under no digit."""

BY_LENGTH: Final = {layout.length: layout for layout in (TD3, TD2, TD1)}
"""Characters of the whole zone -> its layout; the first letter of visas tells them."""

VISAS_BY_LENGTH: Final = BY_LENGTH | {
    layout.length: layout for layout in (MRV_A, MRV_B)
}
"""The same where the first letter is V. No visa has the size of a TD1."""
