"""What an officer is told to do about a hit, by what it is.

After Doc 9303-2 section 6.4: nobody is presumed guilty, a record is confirmed with
issuer and reporter before anything is decided, a listing alone is no ground to refuse
entry or exit, and a document that was kept goes back to its issuer. Revoked or invalid
is not theft, and is not spoken of as such.
"""

from screening.policy.handling import is_handled
from screening.policy.person_advice import person_advice
from screening.queries import Advice, Answer, Match
from screening.records import (
    DocumentRecord,
    DocumentStatus,
    Handling,
    PersonRecord,
    Record,
)

_CONFIRM = (
    "Treat the holder as acting in good faith until shown otherwise. "
    "Confirm the record with the issuing State and with the State that reported it "
    "before you decide anything; do not refuse entry or exit on the list alone."
)
_RETURN = "A document that is kept goes back to its issuer, with a report."

_BY_STATUS = {
    DocumentStatus.STOLEN: Advice(
        code="CONFIRM_WITH_ISSUER",
        text=f"Reported stolen. {_CONFIRM} Ask whether the holder is the rightful one "
        f"and found it again; compare face and chip. {_RETURN}",
    ),
    DocumentStatus.LOST: Advice(
        code="CONFIRM_WITH_ISSUER",
        text=f"Reported lost. {_CONFIRM} It may be the rightful holder, who found it "
        f"again: that is no offence. Compare face and chip. {_RETURN}",
    ),
    DocumentStatus.STOLEN_BLANK: Advice(
        code="EXAMINE_STOLEN_BLANK",
        text="Stolen before it was issued to anybody: whoever is named in it was not "
        f"entered by the issuer. Examine how it was personalised. {_CONFIRM} {_RETURN}",
    ),
    DocumentStatus.REVOKED: Advice(
        code="CONFIRM_WITH_ISSUER",
        text=f"Withdrawn by its issuer; this is not a theft. {_CONFIRM} {_RETURN}",
    ),
    DocumentStatus.INVALID: Advice(
        code="CONFIRM_WITH_ISSUER",
        text=f"Declared invalid by its issuer; this is not a theft. {_CONFIRM} {_RETURN}",
    ),
    DocumentStatus.COUNTERFEIT: Advice(
        code="EXAMINE_COUNTERFEIT",
        text="A forgery with this number is known; a genuine one may exist. Examine the "
        f"document. {_CONFIRM} {_RETURN}",
    ),
}
_VEHICLE = Advice(
    code="CONFIRM_WITH_OWNER",
    text="Compare the marks on the vehicle with each other: plates and numbers are "
    "copied. Treat the driver as acting in good faith until shown otherwise, and "
    "confirm the record with the bureau that filed it before you decide anything.",
)
_MISREAD = Advice(
    code="READ_AGAIN",
    text="A number that looks like this one is listed; nothing is known about this "
    "very document. Read it again, or compare the marked characters by eye, and ask "
    "again with the right number.",
)
_TRUNCATED = Advice(
    code="COMPARE_FULL_NUMBER",
    text="One of the two numbers stops after nine characters. Compare the full number "
    "printed in the document with the record before anything else. " + _CONFIRM,
)
_DOUBTED = Advice(
    code="DO_NOT_ACT",
    text="This record is being reviewed, and may be withdrawn. Do not act on it: treat "
    "the traveller as any other, and contact the bureau that filed the record.",
)
_DISCREET = Advice(
    code="RECORD_DISCREETLY",
    text="Its owner asks that nobody notices. Do not hold anybody or anything on this: "
    "note place, time, companions and route without telling, let the traveller go on, "
    "and report to the bureau that filed the record.",
)
_STATE_UNKNOWN = Advice(
    code="COMPARE_DOCUMENT",
    text="A document of this number is listed; many States use the same numbers. Compare "
    "State, kind and holder with the record before anything else, and ask again with the "
    "issuing State.",
)
_NUMBER_ALONE = {
    Match.TRUNCATED_NUMBER: _TRUNCATED,
    Match.STATE_UNKNOWN: _STATE_UNKNOWN,
}
_TYPE_DIFFERS = (
    "The record is about another kind of document with this number: compare. "
)


def advice(match: Match, record: Record, answer: Answer = Answer.HIT) -> Advice:
    """Return what to do about *record*, which matched as *match* and makes *answer*."""
    if match is Match.POSSIBLE_MISREAD:
        return _MISREAD
    return _by_handling(record) or _by_kind(match, record, answer)


def _by_handling(record: Record) -> Advice | None:
    """Return what its owner asks for, whatever the record is about."""
    if is_handled(record, Handling.UNDER_REVIEW):
        return _DOUBTED
    return _DISCREET if is_handled(record, Handling.DISCREET) else None


def _by_kind(match: Match, record: Record, answer: Answer) -> Advice:
    if isinstance(record, PersonRecord):
        return person_advice(match, record, answer)
    if match in _NUMBER_ALONE:
        return _NUMBER_ALONE[match]
    if not isinstance(record, DocumentRecord):
        return _VEHICLE
    found = _BY_STATUS[record.status]
    if match is Match.TYPE_DIFFERS:
        return Advice(code=found.code, text=_TYPE_DIFFERS + found.text)
    return found
