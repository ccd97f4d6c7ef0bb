"""What there is to be allowed, and to which kinds of callers: closed by default.

A method of the service asks for one permission (`server.rules`); a permission that is
not in the table here is nobody's. The register may allow a caller less than its kind
may, never more.
"""

from collections.abc import Mapping
from enum import StrEnum, auto
from typing import Final

from screening.access.purposes import Purpose
from screening.callers import CallerKind


class May(StrEnum):
    """What a caller must be allowed to do."""

    DOCUMENTS = auto()
    """Ask about documents by number, type and State: one, or a manifest."""
    QUESTIONS = auto()
    """Ask about travellers, persons and vehicles, as a checkpoint does."""
    RECORDS = auto()
    """See a record in full, by its name."""
    CHANGES = auto()
    """Write one's own records."""
    STATUS = auto()
    """See what is served and how old it is."""
    BASICS = auto()
    """See that the service is up, and how it is called."""


_AT_BORDERS: Final = frozenset({CallerKind.CHECKPOINT, CallerKind.SECOND_LINE})

KINDS: Final[Mapping[May, frozenset[CallerKind]]] = {
    May.DOCUMENTS: _AT_BORDERS | {CallerKind.CARRIER},
    May.QUESTIONS: _AT_BORDERS,
    May.RECORDS: frozenset({CallerKind.SECOND_LINE}),
    May.CHANGES: frozenset({CallerKind.OWNER}),
    May.STATUS: _AT_BORDERS
    | {CallerKind.OWNER, CallerKind.OPERATOR, CallerKind.REPLICA},
    May.BASICS: frozenset(CallerKind),
}
"""Which kinds of callers may at all."""

PURPOSES: Final[Mapping[CallerKind, frozenset[Purpose]]] = {
    CallerKind.CHECKPOINT: frozenset(
        {Purpose.BORDER_CHECK, Purpose.VISA_ISSUANCE, Purpose.TEST}
    ),
    CallerKind.SECOND_LINE: frozenset(
        {
            Purpose.BORDER_CHECK,
            Purpose.VISA_ISSUANCE,
            Purpose.DOCUMENT_ISSUANCE,
            Purpose.INVESTIGATION,
            Purpose.TEST,
        }
    ),
    CallerKind.CARRIER: frozenset({Purpose.CARRIER_CHECK, Purpose.TEST}),
    CallerKind.OWNER: frozenset({Purpose.RECORD_UPKEEP, Purpose.TEST}),
    CallerKind.OPERATOR: frozenset({Purpose.TEST}),
    CallerKind.AUDITOR: frozenset({Purpose.AUDIT, Purpose.TEST}),
    CallerKind.REPLICA: frozenset({Purpose.TEST}),
}
"""For what a kind of caller may ask at all."""


def permissions_of(kind: CallerKind) -> frozenset[May]:
    """Return all that callers of *kind* may be allowed.

    >>> sorted(map(str, permissions_of(CallerKind.CARRIER)))
    ['basics', 'documents']
    """
    return frozenset(may for may, kinds in KINDS.items() if kind in kinds)
