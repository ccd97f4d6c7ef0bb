"""Finds the holders of documents: valid ones, tied to a person that is noticed (TDAWN).

A document's key is the same as in a feed of documents, so the filter settles nearly every
question; one more key, the number without a State, finds those whose State nobody said.
"""

from collections.abc import Iterator

from screening.index.document_search import NUMBER, Search, Verdict
from screening.index.documents import filing_key
from screening.index.keys import FIELD, TAIL
from screening.index.lookup import (
    CANDIDATES_MAX,
    NOTHING,
    Found,
    Looked,
    Sees,
    answering,
    sees_all,
)
from screening.index.persons.named import person_named
from screening.normalize.documents import NUMBER_ALIAS_LENGTH, document_number
from screening.normalize.states import issuing_state
from screening.queries import Entry, Match
from screening.records import PersonDocument, PersonRecord
from screening.storage.view import Held, View

_FIELD = FIELD.encode()
_SEPARATOR = TAIL.encode()


def surely_untied(held: Held, key: bytes) -> bool:
    """Return True only when *held* ties no document under *key*, or its bare number."""
    return held.denies(key) and held.denies(key.partition(_FIELD)[0] + _FIELD)


def find_tied(
    view: View, asked: Search, *, today: str, sees: Sees = sees_all
) -> Looked:
    """Return the persons to whom the document is tied; look-alikes only if none is."""
    answers = answering(today, sees)
    looked = _under(view, asked, list(_keys(asked)), answers)
    if asked.entry is not Entry.READ and not looked.found:
        variants = (filing_key(n, asked.state) for n in asked.misreads())
        looked = _under(view, asked, list(variants), answers)
    return looked


def _keys(asked: Search) -> Iterator[bytes]:
    for number in (asked.number, asked.number[:NUMBER_ALIAS_LENGTH]):
        yield filing_key(number, asked.state)
        yield filing_key(number, "")


def _under(view: View, asked: Search, keys: list[bytes], answers: Sees) -> Looked:
    found: dict[str, Found] = {}
    cut = False
    for key in filter(view.may_hold, dict.fromkeys(keys)):
        pairs = view.under(key, maximum=CANDIDATES_MAX + 1)
        view.passed_in_vain(not pairs)
        cut = cut or len(pairs) > CANDIDATES_MAX
        for entry, _ in pairs[:CANDIDATES_MAX]:
            of = entry.partition(_SEPARATOR)[2].decode()
            record = None if of in found else person_named(view, of)
            if record is None or not answers(record):
                continue
            if verdict := match(asked, record):
                found[of] = Found(record, verdict)
    return Looked(tuple(found.values()), cut) if found or cut else NOTHING


def match(asked: Search, record: PersonRecord) -> Verdict | None:
    """Return how a document of *record* answers *asked*: the closest one counts."""
    verdicts = [_match(asked, document) for document in record.documents]
    found = [verdict for verdict in verdicts if verdict is not None]
    return min(found, key=lambda each: _CLOSENESS[each.match]) if found else None


_CLOSENESS = {match: place for place, match in enumerate(Match)}


def _match(asked: Search, document: PersonDocument) -> Verdict | None:
    state = issuing_state(document.issuing_state or "")
    if state and state != asked.state:
        return None
    number = document_number(document.number)
    if number == asked.number:
        return Verdict(Match.EXACT if state else Match.STATE_UNKNOWN, NUMBER)
    short, long = sorted((number, asked.number), key=len)
    if len(short) == NUMBER_ALIAS_LENGTH < len(long) and long.startswith(short):
        cut = Match.TRUNCATED_NUMBER if state else Match.STATE_UNKNOWN
        return Verdict(cut, NUMBER)
    changed = asked.misreads().get(number)
    return Verdict(Match.POSSIBLE_MISREAD, NUMBER, changed) if changed else None
