"""From what is known of a traveller to what is looked up: a document, a person, or both."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from screening.engine.asked import read, typed
from screening.engine.asked_person import (
    Person,
    check_person,
    read_person,
    typed_person,
)
from screening.engine.passes import Part
from screening.errors import InvalidQuery, LimitExceeded
from screening.index.document_search import Search
from screening.index.lookup import NOTHING, Looked, Sees, find_documents, sees_all
from screening.normalize.mrz import read_mrz
from screening.policy.hits import HITS_MAX
from screening.policy.thresholds import Thresholds
from screening.queries import Reading, TravellerQuery, ZoneQuery
from screening.records import Database
from screening.storage.view import View

if TYPE_CHECKING:
    from screening.index.persons.lookup import Candidate


class Traveller(Struct, frozen=True):
    """A traveller made comparable, and what is to be said of the question."""

    document: Search | None
    person: Person | None
    gaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reading: Reading | None = None

    def question(self) -> dict[str, object]:
        """Return what is asked, for the journal."""
        asked: dict[str, object] = {}
        if self.document is not None:
            asked["document"] = self.document.question()
        if self.person is not None:
            asked["person"] = self.person.question
        return asked


def read_traveller(zone: ZoneQuery, now: datetime, *, with_person: bool) -> Traveller:
    """Return what the zone asks; without the person, where none could be searched.

    Raises `UnreadableMrz`, and as `asked.read` does.
    """
    reading = read_mrz(zone.lines, today=now.date())
    document = read(reading, zone.book_serial)
    if not with_person:
        return Traveller(document, None, reading=reading)
    person, gaps, notes = read_person(reading, zone.exclude_records)
    return Traveller(document, person, gaps, notes, reading)


def typed_traveller(
    query: TravellerQuery, now: datetime, *, with_person: bool
) -> Traveller:
    """Return *query* made comparable; without the person, where none could be searched.

    A field at fault is named below its part.
    """
    if query.document is None and query.person is None:
        raise InvalidQuery(
            field="traveller",
            reason="names neither a document nor a person",
            cure="give the document the traveller shows, a name, or both",
        )
    document = person = None
    part = "document"
    try:
        if query.document is not None:
            document = typed(query.document)
        part = "person"
        if query.person is not None and with_person:
            person = typed_person(query.person, now)
        elif query.person is not None:
            check_person(query.person, now)
    except (InvalidQuery, LimitExceeded) as error:
        error.field = f"{part}.{error.field}"
        raise
    return Traveller(document, person)


def document_part(search: Search) -> Part:
    """Return what is asked of the feeds of documents."""
    return Part(
        Database.DOCUMENTS,
        lambda view, day, sees: find_documents(view, search, today=day, sees=sees),
    )


def person_part(
    traveller: Traveller, thresholds: Thresholds, *, is_beside: bool = False
) -> Part:
    """Return what is asked of the feeds of persons: each is looked at once."""
    person = traveller.person

    def look(view: View, day: str, sees: Sees) -> Looked:
        named = named_in(view, person, today=day, least=thresholds.possible)
        return persons_in(
            view, traveller, named, today=day, maximum=HITS_MAX, sees=sees
        )

    return Part(
        Database.PERSONS,
        look,
        is_beside,
        thresholds,
        person.excluded if person else frozenset(),
    )


def persons_in(  # noqa: PLR0913 -- what a question about a person is bounded by
    view: View,
    traveller: Traveller,
    named: Sequence["Candidate"],
    *,
    today: str,
    maximum: int,
    sees: Sees = sees_all,
) -> Looked:
    """Return what *view* holds of a traveller: by documents tied to persons, and those *named*."""
    # Their compiled loops take a second to come: only who holds persons waits for them.
    from screening.index.persons.lookup import find_persons  # noqa: PLC0415
    from screening.index.persons.tied import find_tied  # noqa: PLC0415

    looked, person = NOTHING, traveller.person
    if traveller.document is not None:
        looked = find_tied(view, traveller.document, today=today, sees=sees)
    if person is None:
        return looked
    maximum += len(person.excluded)
    found = find_persons(view, person.search, named, maximum=maximum, sees=sees)
    return looked.and_also(found)


def named_in(
    view: View, person: Person | None, *, today: str, least: float
) -> list["Candidate"]:
    """Return whom the name of *person* leads to; nobody where there is no name."""
    if person is None:
        return []
    from screening.index.persons.lookup import candidates  # noqa: PLC0415 -- as above

    return candidates(view, person.search, today=today, least=least)
