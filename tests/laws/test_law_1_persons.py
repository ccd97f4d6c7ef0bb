"""Law 1, for persons: whoever is listed is found by each name, as it was filed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.index.persons.names_index import NamesIndex
from screening.index.persons.question import person_search
from screening.index.persons.weights import bits_of
from screening.opening import open_engine
from screening.policy.thresholds import USUAL
from screening.queries import DocumentQuery, PersonQuery
from screening.records import Database, NoticeState, PersonName, PersonRecord
from tests.holding import hold
from tests.index.persons.listed import ALL, DAY, segment
from tests.laws import people
from tests.world import NOW

LEAST = bits_of(USUAL.person.possible)
Named = dict[tuple[str, str], PersonRecord]


def named(records: list[PersonRecord]) -> Named:
    """Return *records* by name: the last of a name counts."""
    return {(record.owner, record.record_id): record for record in records}


def is_answered(record: PersonRecord) -> bool:
    is_valid = record.state in (NoticeState.VALID, NoticeState.UNDER_REVIEW)
    return is_valid and (record.review_date or "9") >= NOW.date().isoformat()


def question(record: PersonRecord, name: PersonName) -> PersonQuery:
    """Return the question about *record* that its own list would ask."""
    days = [birth.date for birth in record.births if birth.date]
    return PersonQuery(
        full=name.full,
        primary=name.primary,
        secondary=name.secondary,
        birth_date=days[0] if days else None,
    )


def is_dated(query: PersonQuery) -> bool:
    """Whether a day is asked about that is one: a 1 January stands for a year."""
    day = query.birth_date or ""
    return len(day) == 10 and not day.endswith("01-01")


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(people.persons, min_size=1, max_size=7), st.integers(0, 7))
def test_everybody_is_found_by_each_name(
    records: list[PersonRecord], split: int
) -> None:
    """With the day of birth it is answered; without, it is compared; drafts never are."""
    index = NamesIndex([segment(records[:split]), segment(records[split:])])
    for record in named(records).values():
        name_of = f"{record.owner}\x1f{record.record_id}".encode()
        for name in record.names:
            query = question(record, name)
            least = LEAST if is_dated(query) else ALL
            found = index.candidates(person_search(query), today=DAY, least=least)

            assert (name_of in [each.name for each in found]) is is_answered(record)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(people.persons, min_size=1, max_size=5))
def test_everybody_is_shown_by_each_name_and_each_document(
    records: list[PersonRecord],
) -> None:
    """Through table, filter, segment and engine: as a checkpoint asks."""
    held = named(records)
    with TemporaryDirectory() as name:
        data = Path(name)
        hold(data, records, feed=people.FEED, database=Database.PERSONS)
        with open_engine(data, now=lambda: NOW) as engine:
            for record in filter(is_answered, held.values()):
                for each in record.names:
                    query = question(record, each)
                    shown = [hit.record for hit in engine.screen_person(query).hits]

                    assert record in shown or not is_dated(query)
                for document in record.documents:
                    asked = DocumentQuery(
                        document_number=document.number,
                        issuing_state=document.issuing_state or "USA",
                    )

                    assert record in [
                        hit.record for hit in engine.screen_document(asked).hits
                    ]
