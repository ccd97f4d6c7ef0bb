"""Answers questions from the generations being served.

A question goes through every feed of the database it concerns; an answer names each of
them, with revision and age. Nothing is answered that was not recorded first.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from time import perf_counter_ns

from msgspec import structs
from msgspec.structs import replace

from screening.access.refusals import Remember, forgotten
from screening.engine.asked import typed
from screening.engine.asked_number import ANY_STATE_NOTE, any_state
from screening.engine.asked_person import typed_person
from screening.engine.asked_traveller import (
    Traveller,
    document_part,
    person_part,
    read_traveller,
    typed_traveller,
)
from screening.engine.filter_uses import FilterUses
from screening.engine.manifest import Manifests
from screening.engine.owned import Owned
from screening.engine.passes import Part, Passes, Seen
from screening.engine.readiness import Readiness
from screening.engine.recorder import Recorder
from screening.engine.scope import Scope, Scopes
from screening.engine.telling import Telling, us_since
from screening.engine.travellers import TravellerItem, Travellers
from screening.errors import CannotRead, NoFeedAllowed, NoFeedLoaded, NoSuchRecord
from screening.index import document_search, vehicles
from screening.index.batch import Manifest, always_in_time, manifest_of
from screening.index.keys import FIELD, parsed_name
from screening.index.lookup import find_named, find_vehicles
from screening.normalize.states import require_known
from screening.normalize.vehicles import vin, vin_check_digit
from screening.policy.ages import feed_status
from screening.policy.handling import is_specimen
from screening.policy.thresholds import USUAL, DoorThresholds
from screening.policy.views import record_shown
from screening.policy.visibility import is_frozen
from screening.queries import (
    Answer,
    Asked,
    BatchScreening,
    DocumentQuery,
    Door,
    JournalStatus,
    PersonQuery,
    Screening,
    Searched,
    Status,
    TravellerQuery,
    VehicleQuery,
    ZoneQuery,
)
from screening.records import Database, Record
from screening.sight import Sight
from screening.standing import QuarantineStatus
from screening.storage.catalog import Catalog
from screening.storage.quarantine import Quarantine, Rule

VIN_NOTE = (
    "vin: position 9 is not the North American check digit; "
    "elsewhere it need not be one"
)
NO_DOCUMENT = "documents: no document was given, so none was looked up"
NO_NAME = "persons: no name was given, so nobody was looked up by name"
NOBODY = Asked()


class Engine:
    """Screens questions against everything a catalog serves. Safe in many threads.

    No hit means "not on file in data as of the times stated", never "could not look":
    that raises `InvalidQuery` or `CouldNotLook`. *problems* are what else an operator should
    look at, *journal* how it is kept; *refused* remembers callers that were turned away at a
    door.
    """

    def __init__(  # noqa: PLR0913 -- what it answers from, and what is told beside
        self,
        catalog: Catalog,
        *,
        record: Recorder,
        now: Callable[[], datetime],
        thresholds: DoorThresholds = USUAL,
        problems: Callable[[], tuple[str, ...]] = tuple,
        refused: Remember = forgotten,
        journal: Callable[[], JournalStatus | None] = lambda: None,
    ) -> None:
        self.catalog = catalog
        self.refused = refused
        self._problems = problems
        self._journal = journal
        self.filter_uses = FilterUses(catalog)
        self._thresholds = thresholds
        self._record = record
        telling = Telling(record)
        self._answered = telling.answered
        self._now = now
        self.owned = Owned(catalog, record=record, now=now)
        self._readiness = Readiness(catalog)
        self._quarantine = Quarantine(catalog.data)
        self._scopes = Scopes(catalog, self._quarantine)
        self._passes = Passes(catalog, self._scopes, now=now)
        self._manifests = Manifests(self._passes, telling=telling, now=now)
        self._travellers = Travellers(
            self._passes,
            telling=telling,
            now=now,
            thresholds=self._thresholds.at(Door.MANIFEST),
        )

    def screen_document(self, query: DocumentQuery, asked: Asked = NOBODY) -> Screening:
        """Return every record that answers *query*, and what was searched.

        Persons to whom the document is tied, where feeds of persons are held, too.
        """
        started = perf_counter_ns()
        if query.any_state:
            return self._number(query, asked, started)
        search = typed(query)
        seen = self._documents(search, asked.sight)
        return self._answered(("document", search.question()), asked, seen, started)

    def is_settled(self, query: DocumentQuery) -> bool:
        """Return whether the filters alone settle *query*: nothing is held that is like it.

        Nothing is settled while something is wrong, as with a journal that cannot be
        written. No feed is counted as searched. Raises `InvalidQuery`.
        """
        if query.any_state or self._problems():
            return False
        key = typed(query).only_key()
        return key is not None and self._passes.is_settled(key)

    def screen_person(
        self, query: PersonQuery, asked: Asked = NOBODY, *, door: Door = Door.PERSON
    ) -> Screening:
        """Return every person whose name answers *query* well enough for that *door*."""
        started = perf_counter_ns()
        _require_persons(self._scopes.of(asked.sight))
        person = typed_person(query, self._now())
        seen = self._passes.through(
            person_part(Traveller(None, person), self._thresholds.at(door)),
            sight=asked.sight,
        )
        return self._answered(("person", person.question), asked, seen, started)

    def screen_mrz(
        self,
        lines: str | Sequence[str],
        asked: Asked = NOBODY,
        *,
        book_serial: str | None = None,
        exclude_records: Sequence[str] = (),
    ) -> Screening:
        """Read a machine readable zone and screen the document and person it names.

        Raises `UnreadableMrz`. A failed check digit never blocks: the number is looked
        up as read, and its look-alikes after it.
        """
        started = perf_counter_ns()
        zone = ZoneQuery(
            lines=(lines,) if isinstance(lines, str) else tuple(lines),
            book_serial=book_serial,
            exclude_records=tuple(exclude_records),
        )
        scope = self._scopes.of(asked.sight)
        traveller = read_traveller(
            zone, self._now(), with_person=_serves_persons(scope)
        )
        return self._screened(traveller, asked, started, scope)

    def screen_traveller(
        self, query: TravellerQuery, asked: Asked = NOBODY
    ) -> Screening:
        """Screen what is known of a traveller: a document, a person, or both."""
        started = perf_counter_ns()
        scope = self._scopes.of(asked.sight)
        traveller = typed_traveller(
            query, self._now(), with_person=_serves_persons(scope)
        )
        return self._screened(traveller, asked, started, scope)

    def screen_vehicle(self, query: VehicleQuery, asked: Asked = NOBODY) -> Screening:
        """Return every record that answers *query*, and what was searched."""
        started = perf_counter_ns()
        if query.plate:
            require_known(query.plate_state or "", field="plate_state")
        question = [k.decode().split(FIELD) for k in vehicles.search_keys(query)]
        seen = self._passes.through(
            Part(
                Database.VEHICLES,
                lambda view, day, sees: find_vehicles(
                    view, query, today=day, sees=sees
                ),
            ),
            sight=asked.sight,
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

    def screen_travellers(
        self,
        items: Sequence[TravellerItem],
        asked: Asked = NOBODY,
        *,
        in_time: Callable[[], None] = always_in_time,
    ) -> BatchScreening:
        """Screen a passenger list: documents, persons, documents tied to persons.

        The answer names the items that have something to say, the closest first; an
        item that cannot be looked up says why and does not stop the others. *in_time*
        is called now and then, as in `screen_batch`.
        """
        scope = self._scopes.of(asked.sight)
        return self._travellers.screen(
            items, asked, in_time, with_persons=_serves_persons(scope)
        )

    def record(self, name: str, asked: Asked = NOBODY) -> tuple[Record, Searched]:
        """Return the record of that public name, and the feed it was found in.

        Raises `NoSuchRecord`, also for a record past its review date, and one that is
        not seen; `NoFeedAllowed` for a feed that may not be searched, held or not.
        """
        started = perf_counter_ns()
        feed, database, parts = parsed_name(name)
        scope = self._scopes.of(asked.sight)
        if not asked.sight.reaches(database, feed):
            raise NoFeedAllowed(database=database)
        served = {each.feed: each for each in scope.serving(database)}
        if feed not in served:
            if gaps := [gap for gap in scope.gaps(database) if f" {feed} " in gap]:
                frozen = is_frozen(feed, scope.rules)
                raise NoFeedLoaded(database=database, problems=gaps, frozen=frozen)
            raise NoSuchRecord
        now, second = self._passes.moment()
        with served[feed].view() as view:
            sees = scope.sees(feed)
            record = find_named(view, parts, today=second.day, sees=sees)
            searched = self._passes.aged(view.state, now, second)
        self._record(
            at=now,
            kind="record",
            question=name,
            asked=asked,
            answer=Answer.HIT if record else Answer.NO_RECORD,
            searched=(searched,),
            names=(name,) if record else (),
            duration_us=us_since(started),
            specimens=int(record is not None and is_specimen(record)),
        )
        if record is None:
            raise NoSuchRecord
        return record_shown(record, asked.sight), searched

    def refresh(self) -> None:
        """Serve what is new in the data folder, and make it ready to be asked."""
        self._quarantine.refresh()
        self.catalog.refresh()
        self._readiness.make_ready(self._now())

    def status(self) -> Status:
        """Return what is served, and what an operator should look at."""
        now = self._now()
        feeds = [
            feed_status(generation, self.catalog, now)
            for generation in self.catalog.generations
        ]
        held = (*self.catalog.problems, self._quarantine.problem, *self._problems())
        said = filter(None, held)
        return Status(
            feeds=tuple(feeds),
            problems=tuple(said),
            journal=self._journal(),
            quarantine=tuple(map(_held_by, self._quarantine.rules)),
        )

    @property
    def held_back(self) -> int:
        """Records in quarantine that questions met, and that were passed over."""
        return self._scopes.held_back

    def _number(self, query: DocumentQuery, asked: Asked, started: int) -> Screening:
        """Look a number up under every State."""
        number = any_state(query)
        seen = self._passes.through(
            Part(Database.DOCUMENTS, number.look),
            Part(Database.PERSONS, number.look_for_holders, is_beside=True),
            sight=asked.sight,
        )
        question = ("document", number.question())
        answer = self._answered(question, asked, seen, started)
        return replace(answer, notes=(ANY_STATE_NOTE,))

    def _documents(self, search: document_search.Search, sight: Sight) -> Seen:
        key = search.only_key()
        if key and (absent := self._passes.absent(key, sight)):
            return absent
        thresholds = self._thresholds.at(Door.TRAVELLER)
        tied = person_part(Traveller(search, None), thresholds, is_beside=True)
        return self._passes.through(document_part(search), tied, sight=sight)

    def _screened(
        self, traveller: Traveller, asked: Asked, started: int, scope: Scope
    ) -> Screening:
        """Look a traveller up in all that is in *scope*; say what could not be."""
        document, person = traveller.document, traveller.person
        gaps, notes = traveller.gaps, traveller.notes
        if person is not None:
            thresholds = self._thresholds.at(Door.TRAVELLER)
            by_document = [document_part(document)] if document else []
            seen = self._passes.through(
                *by_document, person_part(traveller, thresholds), sight=asked.sight
            )
        elif document is not None:
            seen = self._documents(document, asked.sight)
        else:
            _require_persons(scope)
            raise CannotRead(reason="the first feed of persons has just come")
        if not _serves_persons(scope):
            gaps = (*gaps, scope.gap_of(Database.PERSONS))
        elif document is None or (person is None and not gaps):
            notes = (*notes, NO_DOCUMENT if document is None else NO_NAME)
        answer = self._answered(
            ("traveller", traveller.question()), asked, seen, started, gaps=gaps
        )
        return replace(answer, reading=traveller.reading, notes=notes)


def _serves_persons(scope: Scope) -> bool:
    return bool(scope.serving(Database.PERSONS))


def _require_persons(scope: Scope) -> None:
    if not _serves_persons(scope):
        raise scope.nothing_of(Database.PERSONS)


def _unusual(query: VehicleQuery) -> Iterator[str]:
    """Yield what is unusual about *query*: noted, and never held against it."""
    if query.vin and vin_check_digit(vin(query.vin)) is False:
        yield VIN_NOTE


def _held_by(rule: Rule) -> QuarantineStatus:
    return QuarantineStatus(**structs.asdict(rule))


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)
