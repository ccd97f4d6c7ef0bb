"""Finds records in one view of a generation: keys, filter, table, match.

The way out for 99.99 % of questions is short: no key may be held, nothing else is done.
"""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple, TypeVar

from screening.errors import TooManyCandidates
from screening.index import documents, vehicles
from screening.index.codec import decode_document, decode_vehicle
from screening.index.documents import Search, Verdict
from screening.index.keys import TAIL, entry_key, tail
from screening.normalize.documents import document_number
from screening.queries import Entry, VehicleQuery
from screening.records import DocumentRecord, Record, VehicleRecord
from screening.storage.view import View

CANDIDATES_MAX = 1_000
"""Records compared under one key (law 10)."""


class Found(NamedTuple):
    """A record that answers, and how."""

    record: Record
    verdict: Verdict


class Looked(NamedTuple):
    """What one view holds of a question."""

    found: tuple[Found, ...]
    cut: bool = False
    """More records lie under a key than were compared."""


NOTHING = Looked(())
RecordT = TypeVar("RecordT", DocumentRecord, VehicleRecord)


def find_documents(view: View, asked: Search, *, today: str) -> Looked:
    """Return what *view* holds of a document; look-alikes only when nothing else is."""
    keys = [key for key in asked.keys() if view.may_hold(key)]  # noqa: SIM118  # no dict
    looked = _under_keys(view, keys, asked, today) if keys else NOTHING
    if view.has_series and (series := _in_series(view, asked, today)).found:
        looked = Looked((*looked.found, *series.found), looked.cut or series.cut)
    if looked.found or asked.entry is Entry.READ:
        return looked
    return _misread(view, asked, today)


def _under_keys(view: View, keys: Iterable[bytes], asked: Search, today: str) -> Looked:
    def verdict(record: DocumentRecord) -> Verdict | None:
        return documents.match(asked, record)

    return _matching(view, keys, decode_document, verdict, today)


def _in_series(view: View, asked: Search, today: str) -> Looked:
    found, cut = [], False
    for group, point in asked.series():
        pairs = view.series_holding(group, point, maximum=CANDIDATES_MAX + 1)
        if not pairs:
            continue
        cut = cut or len(pairs) > CANDIDATES_MAX
        for key, value in pairs[:CANDIDATES_MAX]:
            record = decode_document(key, value.partition(TAIL.encode())[2])
            verdict = documents.match(asked, record)
            if verdict and is_answered(record, today):
                found.append(Found(record, verdict))
    return _unless_hidden(view, found, cut=cut) if found or cut else NOTHING


def _misread(view: View, asked: Search, today: str) -> Looked:
    keys = (documents.filing_key(number, asked.state) for number in asked.misreads())
    return _under_keys(view, filter(view.may_hold, keys), asked, today)


def find_vehicles(view: View, query: VehicleQuery, *, today: str) -> Looked:
    """Return what *view* holds of a vehicle."""

    def verdict(record: VehicleRecord) -> Verdict | None:
        return vehicles.match(query, record)

    keys = filter(view.may_hold, vehicles.search_keys(query))
    return _matching(view, keys, decode_vehicle, verdict, today)


def _matching(
    view: View,
    keys: Iterable[bytes],
    decode: Callable[[bytes, bytes], RecordT],
    verdict: Callable[[RecordT], Verdict | None],
    today: str,
) -> Looked:
    """Decode and compare the records under *keys*, each record once.

    Raises `TooManyCandidates` when more lie under a key than may be compared and none
    of those compared answers.
    """
    found: dict[Record, Found] = {}
    cut = False
    for key in keys:
        pairs = view.under(key, maximum=CANDIDATES_MAX + 1)
        for entry, value in pairs[:CANDIDATES_MAX]:
            record = decode(entry, value)
            how = verdict(record)
            if how and is_answered(record, today):
                found.setdefault(record, Found(record, how))
        cut = cut or len(pairs) > CANDIDATES_MAX
    return _unless_hidden(view, found.values(), cut=cut)


def _unless_hidden(view: View, found: Collection[Found], *, cut: bool) -> Looked:
    """Return what was found, unless that is nothing because there was too much."""
    if cut and not found:
        raise TooManyCandidates(feed=view.state.feed, maximum=CANDIDATES_MAX)
    return Looked(tuple(found), cut)


def is_answered(record: Record, today: str) -> bool:
    """Whether *record* is not past its review date on *today* (ISO 8601).

    >>> from screening.records import VehicleRecord, VehicleStatus
    >>> def until(day: str) -> VehicleRecord:
    ...     return VehicleRecord(
    ...         record_id="1", owner="UTO", status=VehicleStatus.STOLEN, review_date=day
    ...     )
    >>> [is_answered(until(day), "2026-11-21") for day in ("2026-11-20", "2026-11")]
    [False, True]
    """
    until = record.review_date
    return until is None or until >= today[: len(until)]


def find_named(view: View, parts: list[str], *, today: str) -> Record | None:
    """Return the record that *parts* of a public name name, None when there is none."""
    if view.state.database == "vehicles":
        record = _named_vehicle(view, parts)
    else:
        record = _named_document(view, parts)
    return record if record and is_answered(record, today) else None


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
