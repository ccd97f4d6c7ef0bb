"""Builds real feeds on disk from records, the short way, for tests of what is above."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from screening.index import documents, vehicles
from screening.index.keys import tail
from screening.index.persons import filing as persons
from screening.policy.hits import name_of
from screening.records import (
    Database,
    DocumentRecord,
    PersonRecord,
    Record,
    VehicleRecord,
)
from screening.storage.builder import Source
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter import hashes
from screening.storage.segments import Arrays
from screening.storage.state import State
from screening.storage.writer import Applied, Replacement, apply
from tests.storage.plain import add_entries
from tests.world import NOW


def hold(  # noqa: PLR0913  # what a feed says of itself
    data: Path,
    records: Iterable[Record],
    *,
    feed: str = "lost",
    database: Database = Database.DOCUMENTS,
    revision: int = 1,
    as_of: datetime = NOW,
    fresh_for_hours: float | None = 48,
    publisher: str | None = None,
) -> str:
    """Publish a generation of *records*; the last record of a name counts."""
    folder = FeedFolder(data, feed)
    records = list(records)
    entries, intervals, names = _filed(records)
    with folder.lock(), folder.builder() as builder:
        keys = sorted(entries)
        add_entries(builder, [(key, entries[key]) for key in keys])
        builder.add_intervals(list(intervals.items()))
        builder.add_names(list(names.items()))
        filed = [*keys, *intervals]
        if segment := _segment(records):
            builder.add_segment(segment)
        builder.add_filter_keys(hashes(key.partition(b"\x1e")[0] for key in filed))
        state = State(
            feed=feed,
            database=database,
            uid="",
            revision=revision,
            as_of=as_of.isoformat(),
            records=len({name_of(feed, record) for record in records}),
            filter_file="",
            fresh_for_hours=fresh_for_hours,
            publisher=publisher,
            vouched=True,
        )
        name = builder.seal(state, source=Source())
        folder.publish(name)
    return name


_Pairs = dict[bytes, bytes]


def _filed(records: Iterable[Record]) -> tuple[_Pairs, _Pairs, _Pairs]:
    entries: _Pairs = {}
    intervals: _Pairs = {}
    names: _Pairs = {}
    for record in records:
        if isinstance(record, VehicleRecord):
            entries.update(vehicles.entries(record))
            name = tail(*vehicles.name_parts(record)).encode()
            names[name] = b"\x1e".join(vehicles.filing_keys(record))
        elif isinstance(record, PersonRecord):
            entries.update(persons.entries(record))
            name = tail(*persons.name_parts(record)).encode()
            names[name] = b"\x1e".join(persons.filing_keys(record))
        elif record.number_to is None:
            entries.update(documents.entries(record))
        else:
            intervals.update([documents.interval(record)])
    return entries, intervals, names


def _segment(records: Iterable[Record]) -> Arrays | None:
    """Return the names of the persons among *records*, None where there are none."""
    listed = [record for record in records if isinstance(record, PersonRecord)]
    if not listed:
        return None
    # Its compiled loops take a second to come: only tests of persons wait for them.
    from screening.index.persons.segments import SegmentBuilder  # noqa: PLC0415

    builder = SegmentBuilder()
    for record in listed:
        builder.add(record)
    return builder.arrays()


def change(  # noqa: PLR0913  # what a delta is, each part by its name
    data: Path,
    replacements: Iterable[Replacement],
    *,
    revision: int,
    feed: str = "lost",
    as_of: datetime = NOW,
    persons_put: Iterable[PersonRecord] = (),
) -> Applied:
    """Apply *replacements* to the generation being served."""
    folder = FeedFolder(data, feed)
    with folder.lock():
        return apply(
            folder,
            replacements,
            revision=revision,
            as_of=as_of.isoformat(),
            segment=_segment(persons_put),
        )


def put(record: Record) -> Replacement:
    """Return the change that files *record*."""
    match record:
        case DocumentRecord():
            return documents.replacement(record)
        case VehicleRecord():
            return vehicles.replacement(record)
        case PersonRecord():
            return persons.replacement(record)


def withdraw(record: Record) -> Replacement:
    """Return the change that takes *record* out."""
    if isinstance(record, DocumentRecord):
        number, state, owner, record_id = documents.name_parts(record)
        return documents.withdrawal(
            number=number, state=state, owner=owner, record_id=record_id
        )
    if isinstance(record, PersonRecord):
        return persons.withdrawal(owner=record.owner, record_id=record.record_id)
    return vehicles.withdrawal(owner=record.owner, record_id=record.record_id)
