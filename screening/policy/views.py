"""What is told of an answer, by the line of who asked: a summary, all, or "refer".

The journal has the whole answer; what is told is cut down after that. Whoever is known by
name is told how long it took in whole milliseconds: a record that is not for the caller
costs some microseconds more than none, and those are not told.
"""

from collections.abc import Sequence
from dataclasses import replace as with_fields
from typing import Any

from msgspec.structs import replace

from screening.errors import TooManyCandidates
from screening.normalize.states import issuing_state
from screening.queries import (
    Answer,
    BatchItem,
    BatchScreening,
    Explanation,
    Hit,
    Screening,
    Searched,
    Status,
)
from screening.records import (
    LIMITS,
    DocumentRecord,
    PersonRecord,
    Record,
    VehicleRecord,
)
from screening.sight import EVERYTHING, Line, Sight

NOT_EVERYTHING = "not everything could be searched; ask the border authority"
_MS_US = 1_000
_NO_LIMITS: dict[str, Any] = dict.fromkeys(LIMITS)
_HIDDEN_EVIDENCE = "birth_place"


def shown(screening: Screening, sight: Sight) -> Screening:
    """Return what is told of *screening* to who has that *sight*."""
    if sight is EVERYTHING:
        return screening
    took_us = _whole_ms(screening.duration_us)
    match sight.line:
        case Line.SECOND:
            hits = tuple(_in_full(hit, sight) for hit in screening.hits)
            return replace(screening, hits=hits, duration_us=took_us)
        case Line.FIRST:
            hits = tuple(map(summary, screening.hits))
            return replace(screening, hits=hits, duration_us=took_us)
        case Line.CARRIER:
            return Screening(
                answer=_referred(screening),
                hits=(),
                searched=oldest(screening.searched),
                gaps=(NOT_EVERYTHING,) if screening.gaps else (),
                duration_us=took_us,
            )


def batch_shown(batch: BatchScreening, sight: Sight) -> BatchScreening:
    """Return what is told of *batch*: of each item what is told of one question."""
    if sight is EVERYTHING:
        return batch
    is_carrier = sight.line is Line.CARRIER
    return replace(
        batch,
        items=tuple(_item_shown(item, sight) for item in batch.items),
        searched=oldest(batch.searched) if is_carrier else batch.searched,
        gaps=(NOT_EVERYTHING,) if is_carrier and batch.gaps else batch.gaps,
        duration_us=_whole_ms(batch.duration_us),
    )


def within(status: Status, sight: Sight) -> Status:
    """Return of *status* the feeds that *sight* reaches; the rest is for operators."""
    is_whole = sight.databases is None and sight.feeds is None
    if is_whole:
        return status
    feeds = (f for f in status.feeds if sight.reaches(f.database, f.feed))
    return replace(
        status,
        feeds=tuple(feeds),
        problems=(),
        register=None,
        quotas=(),
        quarantine=(),
        writer="",
    )


def record_shown(record: Record, sight: Sight) -> Record:
    """Return *record* as who has that *sight* sees it.

    From whom it is hidden is told to nobody but its owner's State.
    """
    if sight.line is not Line.SECOND:
        return _summary(record)
    is_owners = not sight.state or issuing_state(record.owner) == sight.state
    if record.not_visible_to is None or is_owners:
        return record
    return with_fields(record, not_visible_to=None)


def summary(hit: Hit) -> Hit:
    """Return *hit* as the first line sees it: what it is, what to compare, what to do."""
    return replace(
        hit,
        record=_summary(hit.record),
        explanation=None if hit.explanation is None else _discreet(hit.explanation),
    )


def oldest(searched: Sequence[Searched]) -> tuple[Searched, ...]:
    """Return one line for all feeds of a database: the oldest data, and no feed's name."""
    by_database: dict[str, list[Searched]] = {}
    for each in searched:
        by_database.setdefault(each.database, []).append(each)
    return tuple(
        replace(
            max(feeds, key=lambda each: each.age_s),
            feed="",
            revision=0,
            stale=any(each.stale for each in feeds),
            degraded="",
        )
        for feeds in by_database.values()
    )


def failure_shown(error: TooManyCandidates, sight: Sight) -> TooManyCandidates:
    """Return what is told of *error*: to carriers no feed's name."""
    if sight.line is not Line.CARRIER:
        return error
    return TooManyCandidates(feed="", maximum=error.maximum)


def _item_shown(item: BatchItem, sight: Sight) -> BatchItem:
    if item.screening is None:
        is_ours = not item.error_field  # and no fault of the question
        if is_ours and sight.line is Line.CARRIER:
            return replace(item, error=NOT_EVERYTHING)
        return item
    told = shown(item.screening, sight)
    return replace(item, screening=replace(told, duration_us=0))


def _referred(screening: Screening) -> Answer:
    return Answer.REFER if screening.hits else Answer.NO_RECORD


def _in_full(hit: Hit, sight: Sight) -> Hit:
    record = record_shown(hit.record, sight)
    return hit if record is hit.record else replace(hit, record=record)


def _summary(record: Record) -> Record:
    match record:
        case DocumentRecord():
            return with_fields(
                record,
                status_place=None,
                date_of_issue=None,
                date_of_expiry=None,
                review_date=None,
                remarks=None,
                **_NO_LIMITS,
            )
        case VehicleRecord():
            return with_fields(
                record,
                status_place=None,
                review_date=None,
                remarks=None,
                **_NO_LIMITS,
            )
        case PersonRecord():
            return with_fields(
                record,
                birth_place=None,
                documents=(),
                purpose=None,
                review_date=None,
                remarks=None,
                **_NO_LIMITS,
            )


def _discreet(why: Explanation) -> Explanation:
    """Return *why* without what evidence would tell of fields that a summary leaves out."""
    return replace(
        why,
        evidence=tuple(
            replace(each, held="") if each.about == _HIDDEN_EVIDENCE else each
            for each in why.evidence
        ),
    )


def _whole_ms(took_us: int) -> int:
    """Return the microseconds of the milliseconds begun.

    >>> _whole_ms(1), _whole_ms(1_000), _whole_ms(1_001)
    (1000, 1000, 2000)
    """
    return -(-took_us // _MS_US) * _MS_US
