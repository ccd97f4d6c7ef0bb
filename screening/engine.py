"""Answers questions from the generations being served.

A question goes through every feed of the database it concerns; an answer names each of
them, with revision and age. Nothing is answered that was not recorded first.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from time import perf_counter_ns
from typing import NamedTuple, Protocol

from screening.errors import DamagedTable, InvalidQuery, NoFeedLoaded, NoSuchRecord
from screening.index import documents, vehicles
from screening.index.batch import Batch
from screening.index.keys import FIELD, parsed_name
from screening.index.lookup import Looked, find_documents, find_named, find_vehicles
from screening.normalize.mrz import read_mrz
from screening.normalize.states import require_known
from screening.policy.ages import feed_status, searched_of
from screening.policy.hits import answer_of, closest, hit_of
from screening.queries import (
    Answer,
    Asked,
    BatchItem,
    BatchScreening,
    DocumentQuery,
    Entry,
    Hit,
    Reading,
    Screening,
    Searched,
    Status,
    VehicleQuery,
)
from screening.records import Database, Record
from screening.storage.catalog import Catalog
from screening.storage.state import State
from screening.storage.view import View

PERSONS_GAP = "persons: no feed of this database is loaded here"
NOBODY = Asked()
NO_HITS: tuple[Hit, ...] = ()
_DAMAGE_TRIES = 2


class Recorder(Protocol):
    """Remembers a question, or raises `NotRecorded` so that it is not answered."""

    def __call__(  # noqa: PLR0913  # what is remembered is one line of facts
        self,
        *,
        at: datetime,
        kind: str,
        question: object,
        asked: Asked,
        answer: Answer,
        searched: tuple[Searched, ...],
        names: tuple[str, ...],
        duration_us: int,
    ) -> None:
        """Remember one question; what names records is durable on return."""


class _Seen(NamedTuple):
    """What one pass through the feeds has found."""

    started: int
    at: datetime
    searched: tuple[Searched, ...]
    hits: list[Hit]
    cut: bool
    gaps: tuple[str, ...]


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
        self._day = (0, "")
        self._ages: dict[str, tuple[State, int, Searched]] = {}

    def screen_document(self, query: DocumentQuery, asked: Asked = NOBODY) -> Screening:
        """Return every record that answers *query*, and what was searched."""
        started = perf_counter_ns()
        search = typed(query)
        seen = self._documents(search, started)
        return self._answered("document", search.question(), asked, seen)

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
        search = documents.search(query_of(reading, book_serial))
        seen = self._documents(search, started)
        seen = seen._replace(gaps=(*seen.gaps, PERSONS_GAP))
        question = search.question()
        return self._answered("traveller", question, asked, seen, reading=reading)

    def screen_vehicle(self, query: VehicleQuery, asked: Asked = NOBODY) -> Screening:
        """Return every record that answers *query*, and what was searched."""
        started = perf_counter_ns()
        if query.plate:
            require_known(query.plate_state or "", field="plate_state")
        question = [k.decode().split(FIELD) for k in vehicles.search_keys(query)]
        seen = self._through(
            Database.VEHICLES,
            lambda view, day: find_vehicles(view, query, today=day),
            started,
        )
        return self._answered("vehicle", question, asked, seen)

    def screen_batch(
        self, items: Sequence[DocumentQuery | Sequence[str]], asked: Asked = NOBODY
    ) -> BatchScreening:
        """Screen a manifest: documents by their fields, or by the lines of their MRZ.

        The answer names the items that have something to say, by index; an item that
        cannot be looked up says why and does not stop the others.
        """
        started = perf_counter_ns()
        today = self._now().date()
        batch = Batch(len(items))
        for index, item in enumerate(items):
            try:
                batch.add(index, _search_of(item, today))
            except InvalidQuery as error:
                batch.refuse(index, error)
        seen = self._through(Database.DOCUMENTS, batch.look, started)
        return self._answered_batch(batch, asked, seen)

    def record(self, name: str, asked: Asked = NOBODY) -> tuple[Record, Searched]:
        """Return the record of that public name, and the feed it was found in.

        Raises `NoSuchRecord`, also for a record past its review date.
        """
        started = perf_counter_ns()
        feed, database, parts = parsed_name(name)
        served = {each.feed: each for each in self.catalog.serving(database)}
        if feed not in served:
            raise NoSuchRecord
        now, second, day = self._moment()
        with served[feed].view() as view:
            record = find_named(view, parts, today=day)
            searched = self._aged(view.state, now, second)
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

    def _documents(self, search: documents.Search, started: int) -> _Seen:
        return self._through(
            Database.DOCUMENTS,
            lambda view, day: find_documents(view, search, today=day),
            started,
        )

    def _through(
        self, database: Database, look: Callable[[View, str], Looked], started: int
    ) -> _Seen:
        """Look in every feed of *database*; a table found damaged is served no more."""
        for _ in range(_DAMAGE_TRIES):
            try:
                return self._once_through(database, look, started)
            except DamagedTable as damage:
                self._condemn(damage)
        return self._once_through(database, look, started)

    def _once_through(
        self, database: Database, look: Callable[[View, str], Looked], started: int
    ) -> _Seen:
        generations, gaps = self.catalog.look(database)
        if not generations:
            raise NoFeedLoaded(database=database, problems=gaps)
        now, second, day = self._moment()
        searched: list[Searched] = []
        hits: list[Hit] = []
        cut = False
        for generation in generations:
            with generation.view() as view:
                looked = look(view, day)
                searched.append(self._aged(view.state, now, second))
            if looked.found:
                hits += [hit_of(generation.feed, found) for found in looked.found]
                cut = cut or looked.cut
        return _Seen(started, now, tuple(searched), hits, cut, gaps)

    def _moment(self) -> tuple[datetime, int, str]:
        """Return the time, its second, and its day, which is spelt once a second."""
        now = self._now()
        second = int(now.timestamp())
        known, day = self._day
        if known != second:
            day = now.date().isoformat()
            self._day = (second, day)
        return now, second, day

    def _condemn(self, damage: DamagedTable) -> None:
        """Let every process serve the generation before the damaged one."""
        for generation in self.catalog.generations:
            if damage.path.startswith(f"{generation.folder}/"):
                generation.condemn(damage.reason)
        self.catalog.refresh()

    def _aged(self, state: State, now: datetime, second: int) -> Searched:
        """Return what an answer says of a feed searched; made anew once a second."""
        known = self._ages.get(state.feed)
        if known and known[0] is state and known[1] == second:
            return known[2]
        searched = searched_of(state, now, self.catalog.degraded(state.feed))
        self._ages[state.feed] = (state, second, searched)
        return searched

    def _answered(
        self,
        kind: str,
        question: object,
        asked: Asked,
        seen: _Seen,
        *,
        reading: Reading | None = None,
    ) -> Screening:
        """Record the answer, then return it."""
        answer, shown = Answer.NO_RECORD, NO_HITS
        if seen.hits:
            answer, shown = answer_of(seen.hits), closest(seen.hits)
        self._record(
            at=seen.at,
            kind=kind,
            question=question,
            asked=asked,
            answer=answer,
            searched=seen.searched,
            names=tuple([hit.name for hit in shown]),
            duration_us=_us_since(seen.started),
        )
        return Screening(
            answer=answer,
            hits=shown,
            searched=seen.searched,
            cut=seen.cut or len(shown) < len(seen.hits),
            gaps=seen.gaps,
            reading=reading,
            duration_us=_us_since(seen.started),
        )

    def _answered_batch(
        self, batch: Batch, asked: Asked, seen: _Seen
    ) -> BatchScreening:
        items = tuple(_batch_items(batch))
        shown = [hit for item in items if item.screening for hit in item.screening.hits]
        self._record(
            at=seen.at,
            kind="batch",
            question=batch.question(),
            asked=asked,
            answer=answer_of(shown),
            searched=seen.searched,
            names=tuple(hit.name for hit in shown),
            duration_us=_us_since(seen.started),
        )
        return BatchScreening(
            items=items,
            searched=seen.searched,
            asked=batch.asked,
            duration_us=_us_since(seen.started),
        )


def typed(query: DocumentQuery) -> documents.Search:
    """Return *query* made comparable; its State must be one that is known.

    Raises `InvalidQuery`.
    """
    require_known(query.issuing_state, field="issuing_state")
    return documents.search(query)


def _search_of(item: DocumentQuery | Sequence[str], today: date) -> documents.Search:
    if isinstance(item, DocumentQuery):
        return typed(item)
    return documents.search(query_of(read_mrz(item, today=today)))


def query_of(reading: Reading, book_serial: str | None = None) -> DocumentQuery:
    """Return the question that a machine readable zone asks."""
    failed = reading.check_digits.get("document_number") is False
    return DocumentQuery(
        document_number=reading.fields["document_number"],
        issuing_state=reading.fields["issuing_state"],
        document_type=reading.fields["document_code"],
        book_serial=book_serial,
        entry=Entry.DIGIT_FAILED if failed else Entry.READ,
    )


def _batch_items(batch: Batch) -> Iterator[BatchItem]:
    """Yield the items that have something to say, by index."""
    for index in sorted(batch.found.keys() | batch.refused.keys()):
        if error := batch.refused.get(index):
            at = getattr(error, "field", "")
            yield BatchItem(index=index, error=str(error), error_field=at)
            continue
        hits = [hit_of(feed, found) for feed, found in batch.found[index]]
        shown = closest(hits)
        screening = Screening(
            answer=answer_of(hits),
            hits=shown,
            searched=(),
            cut=index in batch.cut or len(shown) < len(hits),
        )
        yield BatchItem(index=index, screening=screening)


def _us_since(started: int) -> int:
    return (perf_counter_ns() - started) // 1000


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)
