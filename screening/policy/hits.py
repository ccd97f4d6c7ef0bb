"""From records found to hits shown: name, advice, order, verdict."""

from collections.abc import Collection, Iterable

from screening.index import documents, vehicles
from screening.index.keys import record_name
from screening.index.lookup import Found
from screening.policy.advice import advice
from screening.queries import Answer, Hit, Match
from screening.records import Database, DocumentRecord, Record

HITS_MAX = 20
"""Records shown for one question; that there are more is said (law 10)."""
BATCH_HITS_MAX = 5
"""Records shown for one item of a batch: 10,000 items of 5 records, each with remarks of
500 letters of one byte, are 51 MiB, and a client takes 64 MiB."""
_CLOSENESS = {match: place for place, match in enumerate(Match)}


def hit_of(feed: str, found: Found) -> Hit:
    """Return a record found in *feed* as it is shown."""
    record, verdict = found
    return Hit(
        feed=feed,
        database=_database(record),
        match=verdict.match,
        name=name_of(feed, record),
        record=record,
        advice=advice(verdict.match, record),
        changed_positions=verdict.changed_positions,
        matched_on=verdict.matched_on,
    )


def name_of(feed: str, record: Record) -> str:
    """Return the public name of *record* in *feed*."""
    if isinstance(record, DocumentRecord):
        return record_name(feed, Database.DOCUMENTS, *documents.name_parts(record))
    return record_name(feed, Database.VEHICLES, *vehicles.name_parts(record))


def _database(record: Record) -> Database:
    if isinstance(record, DocumentRecord):
        return Database.DOCUMENTS
    return Database.VEHICLES


def closest(hits: Iterable[Hit], maximum: int = HITS_MAX) -> tuple[Hit, ...]:
    """Return the closest *maximum* of *hits*, closest first, feeds in their order."""
    return tuple(sorted(hits, key=lambda hit: _CLOSENESS[hit.match])[:maximum])


def answer_of(hits: Collection[Hit]) -> Answer:
    """Return the verdict over *hits*: possible misreads alone make no hit."""
    if not hits:
        return Answer.NO_RECORD
    if all(hit.match is Match.POSSIBLE_MISREAD for hit in hits):
        return Answer.POSSIBLE
    return Answer.HIT
