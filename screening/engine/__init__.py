"""Answers questions from the generations being served.

A question goes through every feed of the database it concerns; an answer names each of
them, with revision and age. Nothing is answered that was not recorded first.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from time import perf_counter_ns

from msgspec.structs import replace

from screening.engine.asked import read, typed
from screening.engine.manifest import Manifests
from screening.engine.passes import Passes, Seen
from screening.engine.recorder import Recorder
from screening.errors import NoFeedLoaded, NoSuchRecord
from screening.index import document_search, vehicles
from screening.index.batch import Manifest, always_in_time, manifest_of
from screening.index.keys import FIELD, parsed_name
from screening.index.lookup import find_documents, find_named, find_vehicles
from screening.normalize.mrz import read_mrz
from screening.normalize.states import require_known
from screening.normalize.vehicles import vin, vin_check_digit
from screening.policy.ages import feed_status
from screening.policy.hits import answer_of, closest
from screening.queries import (
    Answer,
    Asked,
    BatchScreening,
    DocumentQuery,
    Hit,
    Reading,
    Screening,
    Searched,
    Status,
    VehicleQuery,
)
from screening.records import Database, Record
from screening.storage.catalog import Catalog

PERSONS_GAP = "persons: no feed of this database is loaded here"
VIN_NOTE = (
    "vin: position 9 is not the North American check digit; "
    "elsewhere it need not be one"
)
NOBODY = Asked()
NO_HITS: tuple[Hit, ...] = ()
NO_NAMES: tuple[str, ...] = ()
NO_RECORD = (Answer.NO_RECORD, NO_HITS, NO_NAMES, False)
"""Answer, hits, their names and whether there are more: of nearly every question."""


class Engine:
    """Screens questions against everything a catalog serves. Safe in many threads.

    No hit means "not on file in data as of the times stated", never "could not look":
    that raises `InvalidQuery` or `CouldNotLook`.
    """

    def __init__(
        self, catalog: Catalog, *, record: Recorder, now: Callable[[], datetime]
    ) -> None:
        self.catalog = catalog
        self._record = record
        self._now = now
        self._passes = Passes(catalog, now=now)
        self._manifests = Manifests(self._passes, record=record, now=now)

    def screen_document(self, query: DocumentQuery, asked: Asked = NOBODY) -> Screening:
        """Return every record that answers *query*, and what was searched."""
        started = perf_counter_ns()
        search = typed(query)
        seen = self._documents(search)
        return self._answered(("document", search.question()), asked, seen, started)

    def screen_mrz(
        self,
        lines: str | Sequence[str],
        asked: Asked = NOBODY,
        *,
        book_serial: str | None = None,
    ) -> Screening:
        """Read a machine readable zone and screen the document it names.

        Raises `UnreadableMrz`. A failed check digit never blocks: the number is looked
        up as read, and its look-alikes after it.
        """
        started = perf_counter_ns()
        reading = read_mrz(lines, today=self._now().date())
        search = read(reading, book_serial)
        seen = self._documents(search)
        gaps = (*seen.gaps, PERSONS_GAP)
        seen = Seen(seen.at, seen.searched, gaps, seen.hits, seen.cut)
        question = ("traveller", search.question())
        return self._answered(question, asked, seen, started, reading=reading)

    def screen_vehicle(self, query: VehicleQuery, asked: Asked = NOBODY) -> Screening:
        """Return every record that answers *query*, and what was searched."""
        started = perf_counter_ns()
        if query.plate:
            require_known(query.plate_state or "", field="plate_state")
        question = [k.decode().split(FIELD) for k in vehicles.search_keys(query)]
        seen = self._passes.through(
            Database.VEHICLES, lambda view, day: find_vehicles(view, query, today=day)
        )
        answer = self._answered(("vehicle", question), asked, seen, started)
        notes = tuple(_unusual(query))
        return replace(answer, notes=notes) if notes else answer

    def screen_batch(
        self,
        items: Sequence[DocumentQuery | Sequence[str]],
        asked: Asked = NOBODY,
        *,
        in_time: Callable[[], None] = always_in_time,
    ) -> BatchScreening:
        """Screen a manifest: documents by their fields, or by the lines of their MRZ.

        The answer names the items that have something to say, by index; an item that
        cannot be looked up says why and does not stop the others. *in_time* is called
        now and then: what it raises ends the batch, and nothing of it is recorded.
        """
        return self.screen_manifest(manifest_of(items, in_time), asked, in_time=in_time)

    def screen_manifest(
        self,
        manifest: Manifest,
        asked: Asked = NOBODY,
        *,
        in_time: Callable[[], None] = always_in_time,
    ) -> BatchScreening:
        """Screen what is in columns already, as `screen_batch` does."""
        return self._manifests.screen(manifest, asked, in_time)

    def record(self, name: str, asked: Asked = NOBODY) -> tuple[Record, Searched]:
        """Return the record of that public name, and the feed it was found in.

        Raises `NoSuchRecord`, also for a record past its review date.
        """
        started = perf_counter_ns()
        feed, database, parts = parsed_name(name)
        served = {each.feed: each for each in self.catalog.serving(database)}
        if feed not in served:
            if gaps := [gap for gap in self.catalog.gaps if f" {feed} " in gap]:
                raise NoFeedLoaded(database=database, problems=gaps)
            raise NoSuchRecord
        now, second = self._passes.moment()
        with served[feed].view() as view:
            record = find_named(view, parts, today=second.day)
            searched = self._passes.aged(view.state, now, second)
        self._record(
            at=now,
            kind="record",
            question=name,
            asked=asked,
            answer=Answer.HIT if record else Answer.NO_RECORD,
            searched=(searched,),
            names=(name,) if record else (),
            duration_us=_us_since(started),
        )
        if record is None:
            raise NoSuchRecord
        return record, searched

    def status(self) -> Status:
        """Return what is served, and what an operator should look at."""
        now = self._now()
        feeds = [
            feed_status(generation, self.catalog, now)
            for generation in self.catalog.generations
        ]
        return Status(feeds=tuple(feeds), problems=self.catalog.problems)

    def _documents(self, search: document_search.Search) -> Seen:
        key = search.only_key()
        if key and (absent := self._passes.absent(key)):
            return absent
        return self._passes.through(
            Database.DOCUMENTS,
            lambda view, day: find_documents(view, search, today=day),
        )

    def _answered(
        self,
        question: tuple[str, object],
        asked: Asked,
        seen: Seen,
        started: int,
        *,
        reading: Reading | None = None,
    ) -> Screening:
        """Record the answer, then return it."""
        answer, shown, names, cut = NO_RECORD
        if seen.hits:
            answer, shown = answer_of(seen.hits), closest(seen.hits)
            names = tuple([hit.name for hit in shown])
            cut = seen.cut or len(shown) < len(seen.hits)
        self._record(
            at=seen.at,
            kind=question[0],
            question=question[1],
            asked=asked,
            answer=answer,
            searched=seen.searched,
            names=names,
            duration_us=(perf_counter_ns() - started) // 1000,
        )
        return Screening(
            answer=answer,
            hits=shown,
            searched=seen.searched,
            cut=cut,
            gaps=seen.gaps,
            reading=reading,
            duration_us=(perf_counter_ns() - started) // 1000,
        )


def _unusual(query: VehicleQuery) -> Iterator[str]:
    """Yield what is unusual about *query*: noted, and never held against it."""
    if query.vin and vin_check_digit(vin(query.vin)) is False:
        yield VIN_NOTE


def _us_since(started: int) -> int:
    return (perf_counter_ns() - started) // 1000


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)
