"""Dates in three characters and words in one: what makes a record small on disk.

A date is year, month and day in one number, written in base 64 of URL-safe letters;
month and day are 0 where they are not known. Years 1600 to 2229 fit.
"""

from collections.abc import Mapping
from functools import lru_cache

from screening.records import DocumentStatus, VehicleStatus

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
NO_DATE = "~~~"
FIRST_YEAR = 1600
_MONTHS, _DAYS = 13, 32
_FULL_DATE_CHARS = 10


def _letters(words: type[DocumentStatus | VehicleStatus]) -> dict[str, str]:
    """Give each word a letter by its place; new words go to the end of their list."""
    return {str(word): ALPHABET[i] for i, word in enumerate(words)}


LETTER_OF_DOCUMENT_STATUS: Mapping[str, str] = _letters(DocumentStatus)
DOCUMENT_STATUS_OF_LETTER = {
    letter: DocumentStatus(word) for word, letter in LETTER_OF_DOCUMENT_STATUS.items()
}
LETTER_OF_VEHICLE_STATUS: Mapping[str, str] = _letters(VehicleStatus)
VEHICLE_STATUS_OF_LETTER = {
    letter: VehicleStatus(word) for word, letter in LETTER_OF_VEHICLE_STATUS.items()
}
LETTER_OF_TYPE: Mapping[str, str] = {
    "passport": "p",
    "identity_card": "i",
    "visa": "v",
    "residence_permit": "r",
    "travel_document": "t",
    "seaman_book": "s",
    "other": "o",
}
TYPE_OF_LETTER = {letter: word for word, letter in LETTER_OF_TYPE.items()}
OTHER_TYPE_LETTER = "-"
"""Any other text, such as an MRZ document code: it is kept as given."""


@lru_cache(maxsize=200_000)
def pack_date(text: str | None) -> str:
    """Return an ISO 8601 date, partial or not, in three characters.

    >>> pack_date("2024-01-31"), pack_date("2024"), pack_date(None)
    ('rE_', 'rEA', '~~~')
    """
    if text is None:
        return NO_DATE
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    number = ((year - FIRST_YEAR) * _MONTHS + month) * _DAYS + day
    return ALPHABET[number >> 12] + ALPHABET[number >> 6 & 63] + ALPHABET[number & 63]


@lru_cache(maxsize=200_000)
def unpack_date(packed: str) -> str | None:
    """Return the date that `pack_date` packed.

    >>> unpack_date("rE_"), unpack_date("rEA"), unpack_date("~~~")
    ('2024-01-31', '2024', None)
    """
    if packed == NO_DATE:
        return None
    high, middle, low = map(ALPHABET.index, packed)
    months, day = divmod(high << 12 | middle << 6 | low, _DAYS)
    year, month = divmod(months, _MONTHS)
    full = f"{year + FIRST_YEAR:04d}-{month:02d}-{day:02d}"
    return full[: _FULL_DATE_CHARS if day else 7 if month else 4]
