"""Withdraws what is past its review date, and writes down for owners what soon will be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from screening.feeds.in_place import InPlace
from screening.feeds.replay import RECEIPTS_KEPT
from screening.feeds.reviews import Looked, looked_through
from screening.storage import change_journal
from screening.storage.writer import keep

AT_ONCE = 1_000
"""Withdrawn in one revision: submissions come in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a look at review dates did."""

    withdrawn: int = 0
    refused: int = 0
    """Records past their date that were not withdrawn, because they were most of all."""
    due: int = 0
    """Records whose dates come within six months."""


def sweep(
    writing: InPlace,
    feed: str,
    *,
    now: Callable[[], datetime],
    goes_on: Callable[[], bool],
) -> Swept | None:
    """Look at the review dates of *feed* once; None when it was to stop.

    The feed is written to only in between, not while it is looked through. Raises what
    `InPlace.apply` does.
    """
    with writing.written(feed) as generation:
        records = generation.state.records
    looked = looked_through(generation, now().date(), goes_on=goes_on)
    if looked is None:
        return None
    withdrawn, refused = 0, len(looked.past)
    if not looked.is_too_much(records):
        withdrawn, refused = _withdrawn(writing, feed, looked, goes_on), 0
    _tell_owners(writing, feed, looked, now())
    due = sum(each.count for each in looked.by_owner.values())
    return Swept(withdrawn=withdrawn, refused=refused, due=due)


def _withdrawn(
    writing: InPlace, feed: str, looked: Looked, goes_on: Callable[[], bool]
) -> int:
    withdrawn = 0
    for first in range(0, len(looked.past), AT_ONCE):
        if goes_on():
            withdrawn += writing.withdraw_past(
                feed, looked.past[first : first + AT_ONCE]
            )
    return withdrawn


def _tell_owners(writing: InPlace, feed: str, looked: Looked, at: datetime) -> None:
    """Write down what each owner is told, and forget answers of long ago."""
    with writing.written(feed) as generation:
        with generation.view() as view:
            old = change_journal.forgotten(view, before=at - RECEIPTS_KEPT)
            told_before = change_journal.owners_told(view)
        pairs = dict(
            change_journal.reviews_pair(owner, replace(looked.reviews(owner), as_of=at))
            for owner in {*looked.by_owner, *told_before}
        )
        keep(generation, pairs, out=old)
