"""Made-up stolen and lost documents.

Shares follow what is published: lost to stolen about four to one (US State Department,
FY 2011), revoked and invalid fewer, stolen blanks few. Some numbers are typed the way
people type them. Dates do not depend on the day of the run.
"""

import numpy as np

from tools.synthetic.cells import (
    Cells,
    Flags,
    Integers,
    beside,
    digits,
    numbered,
    same,
    table,
    where,
)
from tools.synthetic.draws import (
    DAYS,
    TEN_YEARS,
    drawn,
    partial_dates,
    random_reports,
)
from tools.synthetic.numbers import STATES, random_numbers, random_states

COLUMNS = (
    "record_id",
    "owner",
    "issuing_state",
    "document_type",
    "document_number",
    "number_to",
    "status",
    "status_date",
    "status_place",
    "date_of_issue",
    "date_of_expiry",
    "review_date",
    "remarks",
)
Specimen = dict[str, str]
SPECIMENS: tuple[Specimen, ...] = (
    {
        "record_id": "UTO-SPECIMEN-1",
        "owner": "UTO",
        "issuing_state": "UTO",
        "document_type": "passport",
        "document_number": "L898902C3",
        "status": "stolen",
        "status_date": "2024-08-12",
        "status_place": "UTO",
        "remarks": "ICAO specimen",
    },
    {
        "record_id": "UTO-SPECIMEN-2",
        "owner": "UTO",
        "issuing_state": "UTO",
        "document_type": "identity_card",
        "document_number": "AB2134567890",
        "status": "lost",
        "status_date": "2024-08",
        "remarks": "a number longer than nine",
    },
    {
        "record_id": "UTO-SPECIMEN-3",
        "owner": "UTO",
        "issuing_state": "UTO",
        "document_type": "passport",
        "document_number": "X0001000",
        "number_to": "X0001999",
        "status": "stolen_blank",
        "status_date": "2024",
        "status_place": "UTO",
        "remarks": "a series of a thousand blanks",
    },
)
_STATUSES = {
    "lost": 708,
    "stolen": 177,
    "revoked": 60,
    "invalid": 45,
    "stolen_blank": 10,
}
_TYPES = {
    "passport": 640,
    "identity_card": 200,
    "P": 60,
    "visa": 30,
    "residence_permit": 30,
    "travel_document": 20,
    "PD": 8,
    "ID": 8,
    "seaman_book": 3,
    "other": 1,
}
_REMARKS = (
    "reported at the counter",
    "taken from a vehicle",
    "lost in transit",
    "reported by post",
    "found and destroyed",
)
_SERIES_LENGTH_DIGITS = 3
_TYPED_SHARE = 0.03
_LOWER, _BLANK, _HYPHEN = range(3)
_WITH_DATES, _WITH_PLACE, _WITH_REVIEW, _WITH_REMARKS = 0.8, 0.6, 0.5, 0.05


def document_columns(
    rng: np.random.Generator, first: int, rows: int, *, series: Flags
) -> dict[str, Cells]:
    """Return *rows* records, numbered from *first*; where flagged, series of blanks."""
    states = random_states(rng, rows)
    state = table(STATES)[states]
    number, number_to = _numbers(rng, states, series)
    status = drawn(rng, _STATUSES, rows)
    blank = table(["stolen_blank"])
    status[series] = 0
    status[series, : blank.shape[1]] = blank
    reported = random_reports(rng, rows)
    issued = reported - rng.integers(1, TEN_YEARS, rows)
    personal = ~series & (rng.random(rows) < _WITH_DATES)
    return {
        "record_id": beside(state, same("-", rows), numbered(first, rows)),
        "owner": state,
        "issuing_state": state,
        "document_type": drawn(rng, _TYPES, rows),
        "document_number": number,
        "number_to": number_to,
        "status": status,
        "status_date": partial_dates(rng, reported),
        "status_place": where(
            rng.random(rows) < _WITH_PLACE, table(STATES)[random_states(rng, rows)]
        ),
        "date_of_issue": where(personal, DAYS[np.maximum(issued, 0)]),
        "date_of_expiry": where(personal, DAYS[np.maximum(issued, 0) + TEN_YEARS]),
        "review_date": where(
            rng.random(rows) < _WITH_REVIEW, DAYS[reported + TEN_YEARS]
        ),
        "remarks": where(
            rng.random(rows) < _WITH_REMARKS,
            table(_REMARKS)[rng.integers(0, len(_REMARKS), rows)],
        ),
    }


def _numbers(
    rng: np.random.Generator, states: Integers, series: Flags
) -> tuple[Cells, Cells]:
    """Return numbers, and the last numbers of series."""
    number = random_numbers(rng, states)
    rows, width = number.shape
    serials = int(series.sum())
    letters = rng.integers(ord("A"), ord("Z") + 1, (serials, 1)).astype(np.uint8)
    stem = beside(letters, digits(rng.integers(0, 10_000, serials), 4))
    tail = width - stem.shape[1] - _SERIES_LENGTH_DIGITS
    padding = np.zeros((serials, tail), np.uint8)
    number[series] = beside(stem, same("000", serials), padding)
    number_to = np.zeros_like(number)
    number_to[series] = beside(stem, same("999", serials), padding)
    return _typed(rng, number, typed=~series & (rng.random(rows) < _TYPED_SHARE)), (
        number_to
    )


def _typed(rng: np.random.Generator, number: Cells, *, typed: Flags) -> Cells:
    """Return numbers as people type them: lower case, a blank or a hyphen inside."""
    rows, width = number.shape
    how = rng.integers(0, 3, rows)
    letters = (number >= ord("A")) & (number <= ord("Z"))
    lower = (typed & (how == _LOWER))[:, None] & letters
    number = np.where(lower, number | 0x20, number).astype(np.uint8)
    wide = np.zeros((rows, width + 1), np.uint8)
    wide[:, :2], wide[:, 3:] = number[:, :2], number[:, 2:]
    wide[typed & (how == _BLANK), 2] = ord(" ")
    wide[typed & (how == _HYPHEN), 2] = ord("-")
    return wide
