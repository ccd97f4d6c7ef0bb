"""From what was given to what is looked up."""

from collections.abc import Sequence
from datetime import date

from screening.index.document_search import Search, search
from screening.normalize.mrz import read_mrz
from screening.normalize.state_codes import CANONICAL
from screening.normalize.states import require_known
from screening.queries import DocumentQuery, Entry, Reading

_LETTERS_FOR_DIGITS = str.maketrans("0125678", "OIZSGTB")
"""A State field holds letters only (Doc 9303-3 section 4.4): a digit is a misread one."""


def typed(query: DocumentQuery) -> Search:
    """Return *query* made comparable; its State must be one that is known.

    Raises `InvalidQuery`.
    """
    if query.issuing_state not in CANONICAL:
        require_known(query.issuing_state, field="issuing_state")
    return search(query)


def read(reading: Reading, book_serial: str | None = None) -> Search:
    """Return what a machine readable zone asks, made comparable.

    A State nobody knows is looked up all the same. Raises `InvalidQuery` when there is
    no number or nothing that could be a State.
    """
    failed = reading.check_digits.get("document_number") is False
    state = reading.fields["issuing_state"].translate(_LETTERS_FOR_DIGITS)
    return search(
        DocumentQuery(
            document_number=reading.fields["document_number"],
            issuing_state=state,
            document_type=reading.fields["document_code"],
            book_serial=book_serial,
            entry=Entry.DIGIT_FAILED if failed else Entry.READ,
        )
    )


def either(item: DocumentQuery | Sequence[str], today: date) -> Search:
    """Return what an item of a batch asks: fields, or the lines of a zone."""
    if isinstance(item, DocumentQuery):
        return typed(item)
    return read(read_mrz(item, today=today))
