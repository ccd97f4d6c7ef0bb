"""What became of a record: who changed it, and who was shown it.

For whoever it is about, for its owner, and for who must answer them.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from screening.audit.entry import CHANGES
from screening.audit.history import Told
from screening.errors import Sealed
from screening.index.keys import parsed_name
from screening.normalize.documents import document_number
from screening.normalize.states import issuing_state
from screening.ownership import Sent
from screening.records import Database


class Change(NamedTuple):
    """A change of a record, as its owner sent it, and what became of it."""

    sent: Told
    how: str
    """put or withdraw."""
    place: int
    """In its submission, from 0."""
    became: Told | None = None
    """None where nobody came to say so: it may have been made."""
    answer: str = "SUBMITTED"
    """Of the change: APPLIED, REJECTED (others of its submission were made), REFUSED,
    UNKNOWN."""
    revision: int = 0
    """Of the feed, with it made."""

    def with_answer(self, became: Told, sent: Sent) -> "Change":
        """Return what *became* of it, an entry that holds *sent*."""
        if self.place in sent.rejected:
            return self._replace(became=became, answer="REJECTED")
        answer = became.what.core.answer
        return self._replace(became=became, answer=answer, revision=sent.revision)


class Traced(NamedTuple):
    """What a journal has of one record."""

    changed: list[Change]
    shown: list[Told]


def traced(entries: Iterable[Told], name: str) -> Traced:
    """Return what *entries* have of the record of that public name, by time.

    Raises `NoSuchRecord` for what is no name, and `Sealed` where records were shown or
    changed and it is not opened which.
    """
    feed, database, parts = parsed_name(name)
    changed: list[Change] = []
    shown: list[Told] = []
    awaited: dict[tuple[str, ...], range] = {}
    for entry in entries:
        core, matter = entry.what.core, entry.what.matter
        if not core.shown and core.kind != CHANGES:
            continue
        if matter is None:
            raise Sealed(key=entry.what.sealed_to)
        if name in matter.names:
            shown.append(entry)
        sent = _sent(matter.question) if core.kind == CHANGES else None
        if sent is None or sent.feed != feed or sent.owner not in parts[-2:-1]:
            continue
        submission = (entry.chain, core.caller, sent.request_id)
        if sent.changes:  # it came, maybe once more: what becomes of it follows
            begin = len(changed)
            changed += _changes_of(entry, sent, database, parts)
            awaited[submission] = range(begin, len(changed))
            continue
        for at in awaited.pop(submission, ()):
            changed[at] = changed[at].with_answer(entry, sent)
    changed.sort(key=lambda each: each.sent.what.core.at)
    shown.sort(key=lambda each: each.what.core.at)
    return Traced(changed, shown)


def _sent(question: object) -> Sent | None:
    """Return what was remembered of a submission; None as earlier versions did it."""
    try:
        return msgspec.convert(question, Sent)
    except msgspec.ValidationError:
        return None


def _changes_of(
    entry: Told, sent: Sent, database: str, parts: list[str]
) -> Iterator[Change]:
    """Yield the changes that *sent*, of *entry*, has of the record that *parts* name."""
    is_document = database == Database.DOCUMENTS
    for place, (how, record_id, number, state) in enumerate(sent.changes):
        named = [document_number(number), issuing_state(state)] if is_document else []
        if [*named, record_id] == [*parts[:-2], parts[-1]]:
            yield Change(entry, how, place)
