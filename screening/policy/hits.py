"""From records found to hits shown: name, advice, order, verdict."""

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from screening.index import documents, vehicles
from screening.index.document_search import Verdict
from screening.index.keys import record_name
from screening.index.lookup import Found
from screening.index.persons import filing as persons
from screening.policy.advice import advice
from screening.policy.handling import is_handled, is_specimen
from screening.policy.thresholds import Thresholds
from screening.queries import Answer, Hit, Match
from screening.records import (
    Database,
    DocumentRecord,
    Handling,
    NoticeState,
    PersonRecord,
    Record,
    VehicleRecord,
)

HITS_MAX = 20
"""Records shown for one question; that there are more is said (law 10)."""
BATCH_HITS_MAX = 5
"""Records shown for one item of a batch: 10,000 items of 5 records, each with remarks of
500 letters of one byte, are 51 MiB, and a client takes 64 MiB."""
_CLOSENESS = {match: place for place, match in enumerate(Match)}
_POSSIBLE_ONLY = (Match.POSSIBLE_MISREAD, Match.STATE_UNKNOWN)
_PLAIN = Thresholds()
_DATABASE = {
    DocumentRecord: Database.DOCUMENTS,
    VehicleRecord: Database.VEHICLES,
    PersonRecord: Database.PERSONS,
}


def hits_of(
    feed: str, found: Iterable[Found], thresholds: Thresholds = _PLAIN
) -> list[Hit]:
    """Return what was found in *feed* as it is shown: each person once.

    Whoever was found by a document and by name is shown by the closer of the two, with
    the explanation of the name.
    """
    shown: list[Hit] = []
    persons_at: dict[str, int] = {}
    for each in found:
        hit = hit_of(feed, each, thresholds)
        if hit.database is Database.PERSONS:
            at = persons_at.setdefault(hit.name, len(shown))
            if at < len(shown):
                shown[at] = _both(shown[at], hit)
                continue
        shown.append(hit)
    return shown


def left_out(
    feed: str, found: Sequence[Found], excluded: Collection[str]
) -> tuple[Sequence[Found], int]:
    """Return *found* without records *excluded* by their public name, and how many.

    Only what matches by name is left out: a document that is tied to somebody who was
    taken for a namesake is news.
    """
    if not excluded:
        return found, 0
    kept, left, shown = [], set(), set()
    for each in found:
        name = name_of(feed, each.record)
        if each.verdict.match is Match.NAME and name in excluded:
            left.add(name)
        else:
            kept.append(each)
            shown.add(name)
    return kept, len(left - shown)


def hit_of(feed: str, found: Found, thresholds: Thresholds = _PLAIN) -> Hit:
    """Return a record found in *feed* as it is shown."""
    record, verdict = found
    answer = _answer(record, verdict, thresholds)
    return Hit(
        feed=feed,
        database=_DATABASE[type(record)],
        match=verdict.match,
        name=name_of(feed, record),
        record=record,
        advice=advice(verdict.match, record, answer),
        score=verdict.score,
        changed_positions=verdict.changed_positions,
        matched_on=verdict.matched_on,
        explanation=verdict.explanation,
        answer=answer,
        specimen=is_specimen(record),
    )


def name_of(feed: str, record: Record) -> str:
    """Return the public name of *record* in *feed*."""
    match record:
        case DocumentRecord():
            parts: tuple[str, ...] = documents.name_parts(record)
        case VehicleRecord():
            parts = vehicles.name_parts(record)
        case PersonRecord():
            parts = persons.name_parts(record)
    return record_name(feed, _DATABASE[type(record)], *parts)


def _answer(record: Record, verdict: Verdict, thresholds: Thresholds) -> Answer:
    """Return what one record makes of an answer; a doubted notice never makes a hit."""
    if verdict.match in _POSSIBLE_ONLY:
        return Answer.POSSIBLE
    if isinstance(record, PersonRecord) and record.state is not NoticeState.VALID:
        return Answer.POSSIBLE
    if is_handled(record, Handling.UNDER_REVIEW):
        return Answer.POSSIBLE
    if verdict.score is not None and verdict.score < thresholds.hit:
        return Answer.POSSIBLE
    return Answer.HIT


def _both(one: Hit, other: Hit) -> Hit:
    """Return one hit for a person found in two ways."""
    first, second = sorted((one, other), key=nearness)
    if first.explanation is not None:
        return first
    return replace(first, score=second.score, explanation=second.explanation)


def nearness(hit: Hit) -> tuple[bool, int, float]:
    """Return what hits are ordered by: hits first, the closest first, then by score."""
    return hit.answer is not Answer.HIT, _CLOSENESS[hit.match], -(hit.score or 0.0)


def closest(hits: Iterable[Hit], maximum: int = HITS_MAX) -> tuple[Hit, ...]:
    """Return the closest *maximum* of *hits*, closest first, feeds in their order."""
    return tuple(sorted(hits, key=nearness)[:maximum])


def answer_of(hits: Collection[Hit]) -> Answer:
    """Return the verdict over *hits*: possible matches alone make no hit."""
    if not hits:
        return Answer.NO_RECORD
    if any(hit.answer is Answer.HIT for hit in hits):
        return Answer.HIT
    return Answer.POSSIBLE
