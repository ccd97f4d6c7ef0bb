"""The machine readable zone, read: fields, dates, and what each check digit says.

A failed digit, an unknown State or an impossible date never stops a reading: books with
wrong digits are in use (Doc 9303-3 section 7), and a number that may be wrong can still
be looked up as what it may be. Only lines that are no zone are refused.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from screening.normalize.check_digits import digit_of, values
from screening.normalize.dates import mrz_birth_date, mrz_expiry_date
from screening.normalize.mrz_layouts import DOCUMENT_CODE, ISSUING_STATE, Layout
from screening.normalize.mrz_lines import read_zone
from screening.normalize.names import mrz_name
from screening.normalize.states import is_known
from screening.queries import Reading

_FIRST_LETTERS: Final = "PACIV"  # of document codes: Doc 9303-4, -5, -6 and -7
_SEXES: Final = "MFX<"  # X is for the page (Doc 9303-4), but met in zones too
_NO_CODE: Final = "the code is not one of Doc 9303-3 or ISO 3166"


def read_mrz(lines: str | Sequence[str], *, today: date) -> Reading:
    """Return what the zone in *lines* says, or raise UnreadableMrz if there is none.

    TD1, TD2, TD3, MRV-A and MRV-B are told by length and first letter; *lines* may be
    one string, with line breaks or without, or one string a line. *today* tells the
    century of dates: see `mrz_birth_date` and `mrz_expiry_date`.

    `optional_data` of a TD1 is that of its first line, then that of its second after a
    blank, each without the fillers at its end and without the rest of a long number.
    Only a digit that is `<` beside an empty field is taken as left out: for the personal
    number of a TD3, `<` has no entry and `0` is valid.

    >>> reading = read_mrz(
    ...     ["I<UTOD231458907<<<<<<<<<<<<<<<",
    ...      "7408122F1204159UTO<<<<<<<<<<<6",
    ...      "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"], today=date(2026, 11, 21))
    >>> reading.format, reading.fields["document_number"], reading.birth_date
    ('TD1', 'D23145890', '1974-08-12')
    >>> all(reading.check_digits.values())
    True
    """
    zone = read_zone(lines)
    text, layout = zone.text, zone.layout
    number, number_digit, optional_data = _number(text, layout)
    primary, secondary, truncated = mrz_name(text[layout.name])
    fields = {
        "document_code": text[DOCUMENT_CODE].replace("<", ""),
        "issuing_state": text[ISSUING_STATE].replace("<", ""),
        "document_number": number.replace("<", ""),
        "nationality": text[layout.nationality].replace("<", ""),
        "birth_date": text[layout.birth_date],
        "sex": text[layout.sex].replace("<", ""),
        "expiry_date": text[layout.expiry_date],
        "optional_data": optional_data,
        "primary_identifier": primary,
        "secondary_identifier": secondary,
    }
    birth, no_birth = _date("birth_date", fields, mrz_birth_date, today)
    expiry, no_expiry = _date("expiry_date", fields, mrz_expiry_date, today)
    return Reading(
        format=layout.format,
        fields=fields,
        check_digits=_check_digits(text, layout, number, number_digit),
        name_truncated=truncated,
        birth_date=birth,
        expiry_date=expiry,
        warnings=(*zone.warnings, *_doubts(text, layout), *no_birth, *no_expiry),
    )


def _number(text: str, layout: Layout) -> tuple[str, str, str]:
    """Return the number with its fillers, its check digit, and the optional data.

    A number of more than nine characters leaves `<` in the place of its digit, and goes
    on in the optional data: remainder, digit, `<` (Doc 9303-5 section 4.2.2, -6).
    """
    number = text[layout.document_number]
    digit = text[layout.document_number.stop]
    optional = text[layout.optional_data]
    if digit == "<" and layout.long_numbers and not number.endswith("<"):
        overflow, _, rest = optional.partition("<")
        if len(overflow) > 1:
            number, digit, optional = number + overflow[:-1], overflow[-1], rest
    optional = optional.rstrip("<")
    if layout.optional_data_2 is not None:
        second = text[layout.optional_data_2].rstrip("<")
        optional = f"{optional} {second}".strip(" ")
    return number, digit, optional


def _check_digits(
    text: str, layout: Layout, number: str, number_digit: str
) -> dict[str, bool]:
    """Return the verdict on each digit that the format carries and the issuer set."""
    judged = {}
    valued = values(text)
    if number_digit != "<" or number.strip("<"):
        place = layout.document_number
        is_long = len(number) > place.stop - place.start
        over = values(number) if is_long else valued[place]
        judged["document_number"] = number_digit == digit_of(over)
    for name, at, place in layout.digits:
        digit = text[at]
        if digit != "<" or text[place].strip("<"):
            judged[name] = digit == digit_of(valued[place])
    if layout.composite is not None:
        at, places = layout.composite
        over = b"".join([valued[place] for place in places])
        if text[at] != "<" or any(text[place].strip("<") for place in places):
            judged["composite"] = text[at] == digit_of(over)
    return judged


def _doubts(text: str, layout: Layout) -> Iterator[str]:
    """Yield what is odd about the zone and does not stop its reading; quote nothing."""
    if text[0] not in _FIRST_LETTERS:
        yield "document_code: its first letter is none of P, A, C, I and V"
    if not is_known(text[ISSUING_STATE]):
        yield f"issuing_state: {_NO_CODE}"
    if not is_known(text[layout.nationality]):
        yield f"nationality: {_NO_CODE}"
    if text[layout.sex] not in _SEXES:
        yield "sex: it is none of M, F, X and <"


def _date(
    field: str, fields: dict[str, str], read: Callable[..., str | None], today: date
) -> tuple[str | None, tuple[str, ...]]:
    """Return the ISO date of *field*, or None and a warning if there is no such day."""
    try:
        return read(fields[field], today=today), ()
    except ValueError as wrong:
        return None, (f"{field}: {wrong}",)
