"""How a record is handled, by what its owner said of it: read, not decided."""

from screening.normalize.states import issuing_state
from screening.records import DocumentRecord, Handling, Record

SPECIMEN_STATE = "UTO"
"""Utopia issues specimens only (Doc 9303-3 section 5, part D)."""


def is_handled(record: Record, how: Handling) -> bool:
    """Return whether the owner of *record* asks to have it handled like that."""
    return record.handling is not None and how in record.handling.split()


def is_specimen(record: Record) -> bool:
    """Return whether *record* is for tests: it says so, or Utopia is its issuer.

    What is no document has no issuer: there Utopia is the owner.
    """
    of = record.issuing_state if isinstance(record, DocumentRecord) else record.owner
    return issuing_state(of) == SPECIMEN_STATE or is_handled(record, Handling.SPECIMEN)
