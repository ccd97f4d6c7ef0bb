from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, structs
from msgspec.structs import replace

from screening.errors import InvalidQuery, ServiceFailed
from screening.queries import (
    LOCAL,
    Advice,
    Answer,
    Asked,
    BatchItem,
    BatchScreening,
    DocumentQuery,
    Entry,
    Evidence,
    Explanation,
    FeedStatus,
    Hit,
    JournalStatus,
    Match,
    PersonQuery,
    Reading,
    Screening,
    Searched,
    Status,
    TokenMatch,
    TravellerQuery,
    VehicleQuery,
    ZoneQuery,
)
from screening.records import (
    Birth,
    Database,
    DocumentRecord,
    DocumentStatus,
    NameKind,
    Notice,
    NoticeState,
    PersonDocument,
    PersonName,
    PersonRecord,
    Record,
    VehicleRecord,
    VehicleStatus,
)
from screening.sight import EVERYTHING
from screening.standing import QuarantineStatus, QuotaStatus, RegisterStatus
from screening.translate import answers, questions, records, status, words
from screening.v1 import records_pb2, screening_pb2, status_pb2

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
GIVEN = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
MAYBE = st.none() | GIVEN
COUNT = st.integers(0, 2**63 - 1)
TIME = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 -- the strategy wants it naive
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001 -- the same
    timezones=st.just(UTC),
)


def _fields(kind: Any) -> list[tuple[str, object]]:  # noqa: ANN401 -- either
    """Return name and default of each field of a dataclass or a struct."""
    described = structs.fields(kind) if issubclass(kind, Struct) else fields(kind)
    return [(field.name, field.default) for field in described]


def texts(
    kind: type, /, **more: st.SearchStrategy[object]
) -> st.SearchStrategy[object]:
    """Build *kind* from text, absent where it may be absent."""
    plain = {
        name: MAYBE if default is None else TEXT
        for name, default in _fields(kind)
        if name not in more
    }
    return st.builds(kind, **plain, **more)


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return none of *strategy*, one or two."""
    return st.lists(strategy, max_size=2).map(tuple)


ASKED = texts(Asked, sight=st.just(EVERYTHING), caller=st.just(LOCAL))
DOCUMENT_QUERY = texts(
    DocumentQuery, entry=st.sampled_from(Entry), any_state=st.booleans()
)
VEHICLE_QUERY = texts(VehicleQuery)
YEAR = st.none() | st.integers(0, 9_999)
PERSON_RECORD = texts(
    PersonRecord,
    notice=st.sampled_from(Notice),
    names=some(texts(PersonName, kind=st.sampled_from(NameKind))),
    births=some(texts(Birth, from_year=YEAR, to_year=YEAR, about=st.booleans())),
    nationalities=some(TEXT),
    documents=some(texts(PersonDocument)),
    state=st.sampled_from(NoticeState),
)
RECORD = (
    texts(DocumentRecord, status=st.sampled_from(DocumentStatus))
    | texts(VehicleRecord, status=st.sampled_from(VehicleStatus))
    | PERSON_RECORD
)
PERSON_QUERY = texts(
    PersonQuery,
    name_truncated=st.booleans(),
    from_zone=st.booleans(),
    exclude_records=some(TEXT),
)
FIELDS_PERSON = texts(
    PersonQuery,
    full=GIVEN,
    name_truncated=st.just(False),  # noqa: FBT003  # a strategy's value
    from_zone=st.just(False),  # noqa: FBT003  # the same
    exclude_records=some(TEXT),
)
"""A person whom fields can name: what a zone alone can say is left out."""
EXPLANATION = texts(
    Explanation,
    kind=st.sampled_from(NameKind),
    tokens=some(texts(TokenMatch, similarity=st.floats(0, 1))),
    asked_alone=some(TEXT),
    held_alone=some(TEXT),
    evidence=some(texts(Evidence, weight=st.floats(-40, 40))),
)
SEARCHED = st.builds(
    Searched,
    feed=TEXT,
    database=st.sampled_from(Database),
    revision=COUNT,
    as_of=TIME,
    age_s=COUNT,
    stale=st.booleans(),
    degraded=TEXT,
)
HIT = st.builds(
    Hit,
    feed=TEXT,
    database=st.sampled_from(Database),
    match=st.sampled_from(Match),
    name=TEXT,
    record=RECORD,
    advice=st.builds(Advice, code=TEXT, text=TEXT),
    score=st.none() | st.floats(0, 1),
    changed_positions=st.lists(st.integers(1, 40), max_size=3).map(tuple),
    matched_on=TEXT,
    explanation=st.none() | EXPLANATION,
    answer=st.sampled_from(Answer),
    specimen=st.booleans(),
)
READING = st.builds(
    Reading,
    format=TEXT,
    fields=st.dictionaries(TEXT, TEXT, max_size=3),
    check_digits=st.dictionaries(TEXT, st.booleans(), max_size=3),
    name_truncated=st.booleans(),
    birth_date=MAYBE,
    expiry_date=MAYBE,
    warnings=st.lists(TEXT, max_size=2).map(tuple),
)
SCREENING = st.builds(
    Screening,
    answer=st.sampled_from(Answer),
    hits=st.lists(HIT, max_size=2).map(tuple),
    searched=st.lists(SEARCHED, max_size=2).map(tuple),
    cut=st.booleans(),
    gaps=st.lists(TEXT, max_size=2).map(tuple),
    reading=st.none() | READING,
    duration_us=COUNT,
    notes=st.lists(TEXT, max_size=2).map(tuple),
    excluded=st.integers(0, 50),
)
ITEM = st.builds(
    BatchItem, index=st.integers(0, 9_999), error=GIVEN, error_field=TEXT
) | st.builds(BatchItem, index=st.integers(0, 9_999), screening=SCREENING)
FEED_STATUS = st.builds(
    FeedStatus,
    feed=TEXT,
    database=st.sampled_from(Database),
    generation=TEXT,
    revision=COUNT,
    as_of=TIME,
    age_s=COUNT,
    stale=st.booleans(),
    records=COUNT,
    fresh_for_hours=st.none() | st.floats(0, 1e6),
    publisher=MAYBE,
    vouched=st.booleans(),
    degraded=TEXT,
    previous=MAYBE,
    changes=COUNT,
)
JOURNAL_STATUS = st.builds(
    JournalStatus,
    sealed_to=TEXT,
    signed_by=TEXT,
    broken=st.booleans(),
    unflushed_s=st.floats(0, 1e6),
    unsigned_s=st.none() | st.floats(0, 1e6),
)
QUOTA_STATUS = st.builds(
    QuotaStatus, caller=TEXT, asked=COUNT, questions_per_minute=COUNT
)
QUARANTINE_STATUS = st.builds(
    QuarantineStatus, feed=MAYBE, owner=MAYBE, status=MAYBE, reason=TEXT, since=TEXT
)
STATUS = st.builds(
    Status,
    feeds=st.lists(FEED_STATUS, max_size=2).map(tuple),
    problems=st.lists(TEXT, max_size=2).map(tuple),
    version=TEXT,
    started_at=st.none() | TIME,
    workers=st.integers(0, 64),
    journal=st.none() | JOURNAL_STATUS,
    certificate_ends=st.none() | TIME,
    register=st.none() | texts(RegisterStatus, callers=st.integers(0, 1 << 31)),
    quotas=st.lists(QUOTA_STATUS, max_size=2).map(tuple),
    quarantine=st.lists(QUARANTINE_STATUS, max_size=2).map(tuple),
    writer=TEXT,
)


@given(ASKED)
def test_who_asks_survives_the_wire(asked: Asked) -> None:
    """Who asks arrives as it was given."""
    sent = questions.asked_to_wire(asked).SerializeToString()

    assert questions.asked_from_wire(records_pb2.Asked.FromString(sent)) == asked


@given(DOCUMENT_QUERY)
def test_a_question_about_a_document_survives_the_wire(query: DocumentQuery) -> None:
    """Every field of a question about a document arrives."""
    sent = questions.document_to_wire(query).SerializeToString()
    received = screening_pb2.DocumentQuery.FromString(sent)

    assert questions.document_from_wire(received) == query


@given(VEHICLE_QUERY)
def test_a_question_about_a_vehicle_survives_the_wire(query: VehicleQuery) -> None:
    """Every field of a question about a vehicle arrives."""
    sent = questions.vehicle_to_wire(query).SerializeToString()
    received = screening_pb2.VehicleQuery.FromString(sent)

    assert questions.vehicle_from_wire(received) == query


@given(PERSON_QUERY)
def test_a_question_about_a_person_survives_the_wire(query: PersonQuery) -> None:
    """Every field of a question about a person arrives."""
    sent = questions.person_to_wire(query).SerializeToString()
    received = screening_pb2.PersonQuery.FromString(sent)

    assert questions.person_from_wire(received) == query


@given(st.none() | DOCUMENT_QUERY, FIELDS_PERSON)
def test_a_traveller_by_fields_survives_the_wire(
    document: DocumentQuery | None, person: PersonQuery
) -> None:
    """Document, person or both; the exclusions travel beside the fields."""
    query = TravellerQuery(document=document, person=person)
    sent = questions.traveller_item_to_wire(query).SerializeToString()
    item = screening_pb2.TravellerItem.FromString(sent)
    received = questions.person_of_fields(item.fields, item.exclude_records)

    assert received == person
    assert item.fields.HasField("document") == (document is not None)
    if document is not None:
        assert questions.document_from_wire(item.fields.document) == document


def test_fields_without_a_name_keep_what_they_say() -> None:
    """A birth date alone names nobody, and arrives all the same."""
    fields = screening_pb2.TravellerFields(birth_date="1974-08-12")

    assert questions.person_of_fields(fields) == PersonQuery(birth_date="1974-08-12")


@given(texts(ZoneQuery, lines=some(TEXT), exclude_records=some(TEXT)))
def test_a_traveller_by_zone_survives_the_wire(query: ZoneQuery) -> None:
    """Lines, serial and exclusions of one item arrive."""
    sent = questions.traveller_item_to_wire(query).SerializeToString()
    item = screening_pb2.TravellerItem.FromString(sent)

    assert tuple(item.mrz.lines) == query.lines
    assert item.book_serial == (query.book_serial or "")
    assert tuple(item.exclude_records) == query.exclude_records


@given(st.lists(TEXT, min_size=1, max_size=3))
def test_mrz_lines_of_a_batch_item_survive_the_wire(lines: list[str]) -> None:
    """The lines of an item arrive as they were read."""
    sent = questions.item_to_wire(lines).SerializeToString()

    assert list(screening_pb2.BatchItem.FromString(sent).mrz.lines) == lines


@given(RECORD)
def test_a_record_survives_the_wire(record: Record) -> None:
    """Every field of a record arrives, and what is absent stays absent."""
    sent = records.record_to_wire(record).SerializeToString()

    assert records.record_from_wire(records_pb2.Record.FromString(sent)) == record


@given(SCREENING, SCREENING, st.lists(SEARCHED, min_size=1, max_size=2).map(tuple))
def test_an_answer_keeps_nothing_of_the_one_before(
    before: Screening, after: Screening, searched: tuple[Searched, ...]
) -> None:
    """Answers that name the same feeds share what is sent of them, and nothing else."""
    before, after = (replace(each, searched=searched) for each in (before, after))
    received: list[Screening] = []
    for screening in (before, after, before):
        message = records_pb2.Screening()
        answers.fill_screening(message, screening)
        received.append(answers.screening_from_wire(message))

    assert received == [before, after, before]


@given(SCREENING)
def test_an_answer_survives_the_wire(screening: Screening) -> None:
    """Every field of an answer arrives."""
    message = records_pb2.Screening()
    answers.fill_screening(message, screening)
    sent = message.SerializeToString()
    received = records_pb2.Screening.FromString(sent)

    assert answers.screening_from_wire(received) == screening


@given(st.lists(ITEM, max_size=3), st.lists(SEARCHED, max_size=2), COUNT)
def test_the_answer_to_a_batch_survives_the_wire(
    items: list[BatchItem], searched: list[Searched], duration_us: int
) -> None:
    """Findings keep index, verdict, hits and errors; what was searched is said once."""
    message = screening_pb2.BatchScreenDocumentsResponse(
        findings=map(answers.finding_to_wire, items),
        asked=len(items),
        gaps=["feed lost not served"],
        duration_us=duration_us,
    )
    for feed in searched:
        answers.add_searched(message.searched.add(), feed)
    sent = message.SerializeToString()
    received = answers.batch_from_wire(type(message).FromString(sent))

    assert received == BatchScreening(
        items=tuple(_as_sent(item, tuple(searched)) for item in items),
        searched=tuple(searched),
        asked=len(items),
        gaps=("feed lost not served",),
        duration_us=duration_us,
    )


def _as_sent(item: BatchItem, searched: tuple[Searched, ...]) -> BatchItem:
    """Return *item* as a sparse answer tells it: what all items share is not repeated."""
    if item.screening is None:
        return item
    shared = replace(item.screening, searched=searched, reading=None, duration_us=0)
    return replace(item, screening=shared)


@given(STATUS)
def test_a_status_survives_the_wire(held: Status) -> None:
    """Every field of a status arrives."""
    sent = status.status_to_wire(held).SerializeToString()

    assert (
        status.status_from_wire(status_pb2.GetStatusResponse.FromString(sent)) == held
    )


@pytest.mark.parametrize(
    ("table", "kind", "numbers"),
    [
        (words.ANSWERS, Answer, records_pb2.Answer),
        (words.MATCHES, Match, records_pb2.Match),
        (words.DATABASES, Database, records_pb2.Database),
        (words.DOCUMENT_STATUSES, DocumentStatus, records_pb2.DocumentStatus),
        (words.VEHICLE_STATUSES, VehicleStatus, records_pb2.VehicleStatus),
        (words.NOTICES, Notice, records_pb2.Notice),
        (words.NOTICE_STATES, NoticeState, records_pb2.NoticeState),
        (words.NAME_KINDS, NameKind, records_pb2.NameKind),
        (questions.ENTRIES, Entry, screening_pb2.Entry),
    ],
)
def test_every_word_has_its_number(
    table: dict[StrEnum, int], kind: type[StrEnum], numbers: type[records_pb2.Answer]
) -> None:
    """The tables of words are total, both ways, but for the wire's UNSPECIFIED."""
    assert set(table) == set(kind)
    assert {0, *table.values()} == set(numbers.values())


def test_a_word_of_a_newer_service_is_not_guessed() -> None:
    """An answer this version does not know is an error, never "no record"."""
    with pytest.raises(ServiceFailed, match="does not know"):
        answers.screening_from_wire(
            records_pb2.Screening(answer=records_pb2.Answer.ValueType(9))
        )


def test_a_record_of_a_newer_service_is_not_guessed() -> None:
    """A record of an unknown kind is an error."""
    with pytest.raises(ServiceFailed, match="does not know"):
        records.record_from_wire(records_pb2.Record())


def test_an_unknown_way_of_entry_is_a_bad_question() -> None:
    """A number whose origin is not understood is not looked up as if it were read."""
    with pytest.raises(InvalidQuery) as caught:
        questions.document_from_wire(
            screening_pb2.DocumentQuery(entry=screening_pb2.Entry.ValueType(9))
        )

    assert caught.value.field == "entry"
