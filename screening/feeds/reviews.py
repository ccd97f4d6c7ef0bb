"""Review dates: what is past them is withdrawn, and owners are told six months ahead.

A record past its review date is not answered any more, whether it is withdrawn or not; so
nothing hangs on when this is done. A clock that runs years ahead must not empty a feed:
where most of it would go, nothing does, and that is said.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from screening.index.held_records import beyond, held_records
from screening.index.lookup import is_past_review
from screening.normalize.states import issuing_state
from screening.ownership import Due, Reviews
from screening.policy.hits import name_of
from screening.records import DocumentRecord, Record
from screening.storage.generation import Generation

AHEAD = timedelta(days=183)
"""RPD: the source is asked six months before a record goes."""
DUE_MAX = 1_000
"""Named to one owner; beyond them they are counted."""
KEYS_AT_ONCE = 20_000
"""Looked at in one snapshot of the table: a longer one would keep old pages from use."""
FEW = 100
"""So many may go whatever their share is."""
REASON = "review date passed"


@dataclass(slots=True)
class _OfOwner:
    count: int = 0
    due: list[Due] = field(default_factory=list)


@dataclass(slots=True)
class Looked:
    """What one look through a feed has found."""

    past: list[Record] = field(default_factory=list)
    by_owner: dict[str, _OfOwner] = field(default_factory=lambda: defaultdict(_OfOwner))

    def reviews(self, owner: str) -> Reviews:
        """Return what *owner* is told; the time is filled in when it is written."""
        found = self.by_owner[owner]
        due = sorted(found.due, key=lambda each: each.review_date)
        return Reviews(count=found.count, due=tuple(due))

    def is_too_much(self, records: int) -> bool:
        """Whether more is past its date than one believes of a feed of so many."""
        return len(self.past) > max(FEW, records // 2)


def looked_through(
    generation: Generation, today: date, *, goes_on: Callable[[], bool]
) -> Looked | None:
    """Look at the review dates of all that *generation* holds; None when stopped."""
    looked = Looked()
    for record in _dated(generation, goes_on):
        if not goes_on():
            return None
        _sort_in(looked, generation.feed, record, today)
    return looked if goes_on() else None


def _dated(generation: Generation, goes_on: Callable[[], bool]) -> Iterator[Record]:
    """Yield all records with a review date, from many short snapshots."""
    start: bytes | None = b""
    while start is not None and goes_on():
        with generation.view() as view:
            keys = islice(held_records(view, start=start, dated=True), KEYS_AT_ONCE)
            some = list(keys)
        yield from (
            each.record for each in some if each.record and each.record.review_date
        )
        start = beyond(some[-1].place) if len(some) == KEYS_AT_ONCE else None


def _sort_in(looked: Looked, feed: str, record: Record, today: date) -> None:
    until = record.review_date or ""
    if is_past_review(record, today.isoformat()):
        looked.past.append(record)
    elif until <= (today + AHEAD).isoformat():
        owner = looked.by_owner[issuing_state(record.owner)]
        owner.count += 1
        if len(owner.due) < DUE_MAX:
            owner.due.append(Due(name_of(feed, record), until))


def withdrawals_of(records: Sequence[Record]) -> list[bytes]:
    """Return the rows that withdraw *records*."""
    return [
        json.dumps({"op": "withdraw", **_naming(each)}).encode() for each in records
    ]


def _naming(record: Record) -> dict[str, str]:
    named = {"record_id": record.record_id, "owner": record.owner}
    if isinstance(record, DocumentRecord):
        named["issuing_state"] = record.issuing_state
        named["document_number"] = record.document_number
    return named
