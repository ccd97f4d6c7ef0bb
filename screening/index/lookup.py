"""Finds records in one view of a generation: keys, filter, table, match.

The way out for 99.99 % of questions is short: no key may be held, nothing else is done.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from screening.errors import TooManyCandidates
from screening.index import document_search, documents, vehicles
from screening.index.codec import decode_document, decode_vehicle
from screening.index.document_search import Search, Verdict
from screening.index.documents import series_of
from screening.index.keys import FIELD, TAIL, entry_key, tail
from screening.index.persons import filing as persons
from screening.index.persons.codec import decode_person
from screening.normalize.documents import document_number
from screening.queries import Entry, VehicleQuery
from screening.records import (
    Database,
    DocumentRecord,
    NoticeState,
    PersonRecord,
    Record,
    VehicleRecord,
)
from screening.storage.view import Held, View

_FIELD = FIELD.encode()
CANDIDATES_MAX = 1_000
"""Records compared under one key (law 10)."""
_NEVER_ANSWERED = (NoticeState.DRAFT, NoticeState.CANCELLED)


class Found(NamedTuple):
    """A record that answers, and how."""

    record: Record
    verdict: Verdict


class Looked(NamedTuple):
    """What one view holds of a question."""

    found: tuple[Found, ...]
    cut: bool = False
    """More records lie under a key than were compared."""

    def and_also(self, other: "Looked") -> "Looked":
        """Return what either found."""
        if other is NOTHING:
            return self
        return Looked((*self.found, *other.found), self.cut or other.cut)


NOTHING = Looked(())
Sees = Callable[[Record], bool]
"""Whether a record is answered to whoever asks."""
RecordT = TypeVar("RecordT", DocumentRecord, VehicleRecord)


def sees_all(record: Record) -> bool:
    """Return True: nothing is hidden from who asks."""
    del record
    return True


def surely_absent(held: Held, key: bytes) -> bool:
    """Return True only when *held* has no document under *key*, and no series with it.

    The short way for nearly every question, 1 µs a feed: no view, no table. What is not
    denied here is looked for with `find_documents`.
    """
    return held.denies(key) and not _may_be_in_series(held, key)


def denied(held: Held, key: bytes) -> bool:
    """Return whether *held* denies a document under *key*, without looking it up.

    As `surely_absent`, but that nothing is counted, and no filter is looked behind.
    """
    return not held.may_hold(key) and not _may_be_in_series(held, key)


def _may_be_in_series(held: Held, key: bytes) -> bool:
    series = held.intervals
    if not series.groups:
        return False
    group = series_of(key)
    return group in series.groups and series.hold(group, key.partition(_FIELD)[0])


def find_documents(
    view: View, asked: Search, *, today: str, sees: Sees = sees_all
) -> Looked:
    """Return what *view* holds of a document; look-alikes only when nothing else is."""
    answers = answering(today, sees)
    keys = [key for key in asked.keys() if view.may_hold(key)]  # noqa: SIM118  # no dict
    looked = _under_keys(view, keys, asked, answers) if keys else NOTHING
    if view.has_series:
        looked = looked.and_also(_in_series(view, asked.series(), asked, answers))
    if asked.entry is not Entry.READ and not looked.found:
        looked = looked.and_also(_misread(view, asked, answers))
    return looked if looked is NOTHING else _unless_hidden(view, looked)


def _under_keys(
    view: View, keys: Iterable[bytes], asked: Search, answers: Sees
) -> Looked:
    """Compare the entries under *keys*, and longer numbers that a cut one may stand for."""

    def verdict(record: DocumentRecord) -> Verdict | None:
        return document_search.match(asked, record)

    scans = [(key, False) for key in keys]
    scans += [(key, True) for key, _ in scans if key == asked.alias_key()]
    return _matching(view, scans, decode_document, verdict, answers)


def _in_series(
    view: View, series: Iterable[tuple[bytes, bytes]], asked: Search, answers: Sees
) -> Looked:
    """Compare the series that hold each point; each record once, whatever led to it."""
    found: dict[Record, Found] = {}
    cut = False
    for group, point in series:
        pairs = view.series_holding(group, point, maximum=CANDIDATES_MAX + 1)
        if not pairs:
            continue
        cut = cut or len(pairs) > CANDIDATES_MAX
        for key, value in pairs[:CANDIDATES_MAX]:
            record = decode_document(key, value.partition(TAIL.encode())[2])
            verdict = document_search.match(asked, record)
            if verdict and answers(record):
                found.setdefault(record, Found(record, verdict))
    return Looked(tuple(found.values()), cut) if found or cut else NOTHING


def _misread(view: View, asked: Search, answers: Sees) -> Looked:
    """Look for what the number may be a misreading of: single documents, and series."""
    variants = asked.misreads()
    keys = (documents.filing_key(number, asked.state) for number in variants)
    looked = _under_keys(view, filter(view.may_hold, keys), asked, answers)
    if not view.has_series:
        return looked
    series = [(documents.series_key(n, asked.state), n.encode()) for n in variants]
    return looked.and_also(_in_series(view, series, asked, answers))


def find_vehicles(
    view: View, query: VehicleQuery, *, today: str, sees: Sees = sees_all
) -> Looked:
    """Return what *view* holds of a vehicle."""

    def verdict(record: VehicleRecord) -> Verdict | None:
        return vehicles.match(query, record)

    keys = [(k, False) for k in vehicles.search_keys(query) if view.may_hold(k)]
    answers = answering(today, sees)
    return _unless_hidden(view, _matching(view, keys, decode_vehicle, verdict, answers))


def _matching(
    view: View,
    scans: Sequence[tuple[bytes, bool]],
    decode: Callable[[bytes, bytes], RecordT],
    verdict: Callable[[RecordT], Verdict | None],
    answers: Sees,
) -> Looked:
    """Decode and compare the records under each key, or its aliases; each record once."""
    found: dict[Record, Found] = {}
    cut = False
    empty = {key: True for key, _ in scans}
    for key, aliases in scans:
        pairs = view.under(key, maximum=CANDIDATES_MAX + 1, aliases=aliases)
        empty[key] = empty[key] and not pairs
        for entry, value in pairs[:CANDIDATES_MAX]:
            record = decode(entry, value)
            how = verdict(record)
            if how and answers(record):
                found.setdefault(record, Found(record, how))
        cut = cut or len(pairs) > CANDIDATES_MAX
    view.passed_in_vain(sum(empty.values()))
    return Looked(tuple(found.values()), cut)


def _unless_hidden(view: View, looked: Looked) -> Looked:
    """Return what was found.

    Raises `TooManyCandidates` when that is nothing because there was too much.
    """
    if looked.cut and not looked.found:
        raise TooManyCandidates(feed=view.state.feed, maximum=CANDIDATES_MAX)
    return looked


def answering(today: str, sees: Sees) -> Sees:
    """Return which records are answered on *today* among those that are seen."""
    return lambda record: is_answered(record, today) and sees(record)


def is_answered(record: Record, today: str) -> bool:
    """Whether *record* is in force, and not past its review date on *today* (ISO 8601).

    >>> from screening.records import VehicleRecord, VehicleStatus
    >>> def until(day: str) -> VehicleRecord:
    ...     return VehicleRecord(
    ...         record_id="1", owner="UTO", status=VehicleStatus.STOLEN, review_date=day
    ...     )
    >>> [is_answered(until(day), "2026-11-21") for day in ("2026-11-20", "2026-11")]
    [False, True]
    """
    if isinstance(record, PersonRecord) and record.state in _NEVER_ANSWERED:
        return False
    return not is_past_review(record, today)


def is_past_review(record: Record, today: str) -> bool:
    """Whether *record* has a review date, and it is over on *today* (ISO 8601)."""
    until = record.review_date
    return until is not None and until < today[: len(until)]


def find_named(
    view: View, parts: list[str], *, today: str, sees: Sees = sees_all
) -> Record | None:
    """Return the record that *parts* of a public name name, None when there is none."""
    record = named(view, parts)
    return record if record and answering(today, sees)(record) else None


def named(view: View, parts: list[str]) -> Record | None:
    """Return the record that *parts* name, answered or not, None when there is none."""
    return _NAMED[view.state.database](view, parts)


def _named_document(view: View, parts: list[str]) -> Record | None:
    if len(parts) != len(documents.NAME_PARTS) or not document_number(parts[0]):
        return None
    keys, series = documents.keys_of_name(*parts)
    if (value := view.entry(keys[0])) is not None:
        return decode_document(keys[0], value)
    if (value := view.interval(series)) is not None:
        return decode_document(series, value.partition(TAIL.encode())[2])
    return None


def _named_vehicle(view: View, parts: list[str]) -> Record | None:
    if len(parts) != len(vehicles.NAME_PARTS):
        return None
    of = tail(*parts)
    for filing in view.filed_under(of.encode()):
        key = entry_key(filing, of)
        if (value := view.entry(key)) is not None:
            return decode_vehicle(key, value)
    return None


def _named_person(view: View, parts: list[str]) -> Record | None:
    if len(parts) != len(persons.NAME_PARTS):
        return None
    value = view.entry(persons.record_key(tail(*parts)))
    return None if value is None else decode_person(value)


_NAMED: Mapping[str, Callable[[View, list[str]], Record | None]] = {
    Database.DOCUMENTS: _named_document,
    Database.VEHICLES: _named_vehicle,
    Database.PERSONS: _named_person,
}
