"""Persons at the doors, over real gRPC: what is answered, what is refused, by which field."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest

from screening.client import ScreeningClient
from screening.queries import (
    Answer,
    DocumentQuery,
    Match,
    PersonQuery,
    TravellerQuery,
    ZoneQuery,
)
from screening.server.app import App
from screening.v1 import (
    record_pb2,
    record_pb2_grpc,
    records_pb2,
    screening_pb2,
    screening_pb2_grpc,
)
from tests.server.service import PERSON_FEED, channel_to, publish, served
from tests.server.test_services import refusal
from tests.world import ERIKSSON_TD1, ERIKSSON_TD3, listed_person, stolen_passport

RECORD = f"feeds/{PERSON_FEED}/persons/UTO.UTO-P1"
NAME = "Anna Maria Eriksson"
BORN = "1974-08-12"
LATER = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
TOO_LONG = ("INVALID_ARGUMENT", "LIMIT_EXCEEDED")
INVALID = ("INVALID_ARGUMENT", "INVALID_QUERY")
NAMELESS = (ERIKSSON_TD1[0], ERIKSSON_TD1[1], "<" * 30)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a stolen passport, and its holder on a notice."""
    folder = tmp_path_factory.mktemp("persons")
    publish(folder, stolen_passport())
    publish(folder, listed_person(), revision=5)
    return folder


@pytest.fixture
def stub(app: App) -> Iterator[screening_pb2_grpc.ScreeningServiceStub]:
    """The screening service."""
    with channel_to(app) as channel:
        yield screening_pb2_grpc.ScreeningServiceStub(channel)


def person(**fields: Any) -> screening_pb2.PersonQuery:  # noqa: ANN401  # any field
    """Return a question about the listed person, with *fields* changed."""
    return screening_pb2.PersonQuery(**{"full_name": NAME} | fields)


def asked(**fields: Any) -> screening_pb2.ScreenPersonRequest:  # noqa: ANN401
    """Return the request that asks it."""
    return screening_pb2.ScreenPersonRequest(person=person(**fields))


def test_a_person_is_a_hit_with_its_explanation(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """Record, score, explanation and advice come over the wire."""
    screening = stub.ScreenPerson(asked(birth_date=BORN)).screening
    (hit,) = screening.hits

    assert screening.answer == records_pb2.ANSWER_HIT
    assert (hit.match, hit.name) == (records_pb2.MATCH_NAME, RECORD)
    assert hit.answer == records_pb2.ANSWER_HIT
    assert hit.record.person.notice == records_pb2.NOTICE_BLUE
    assert hit.record.person.names[0].primary == "Eriksson"
    assert hit.explanation.tokens
    assert {one.about for one in hit.explanation.evidence} == {"name", "birth_date"}
    assert hit.HasField("score")
    assert hit.advice.code == "RECORD_DISCREETLY"
    assert [each.database for each in screening.searched] == [
        records_pb2.DATABASE_PERSONS
    ]


def test_a_zone_finds_document_and_holder_in_one_call(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """One call, one answer, and no gap."""
    request = screening_pb2.ScreenTravellerRequest(
        mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3)
    )
    screening = stub.ScreenTraveller(request).screening

    assert [hit.match for hit in screening.hits] == [
        records_pb2.MATCH_EXACT,
        records_pb2.MATCH_NAME,
    ]
    assert not screening.gaps


def test_a_record_is_shown_in_full(app: App) -> None:
    """The public name of a person leads to the whole record."""
    with channel_to(app) as channel:
        response = record_pb2_grpc.RecordServiceStub(channel).GetRecord(
            record_pb2.GetRecordRequest(name=RECORD)
        )

    assert response.record.person.record_id == "UTO-P1"
    assert response.searched.feed == PERSON_FEED
    assert response.searched.revision == 5


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"full_name": ""}, (*INVALID, "person.full_name")),
        ({"full_name": "\U0001f600"}, (*INVALID, "person.full_name")),
        ({"full_name": "A\x07B"}, (*INVALID, "person.full_name")),
        ({"full_name": "\u200f\u200e"}, (*INVALID, "person.full_name")),
        ({"full_name": "A" * 5_000}, (*TOO_LONG, "person.full_name")),
        ({"primary_identifier": "A"}, (*INVALID, "person.full_name")),
        (
            {"full_name": "", "primary_identifier": "A" * 301},
            (*TOO_LONG, "person.primary_identifier"),
        ),
        (
            {"full_name": "", "secondary_identifier": "\x00"},
            (*INVALID, "person.secondary_identifier"),
        ),
        ({"birth_date": "0000"}, (*INVALID, "person.birth_date")),
        ({"birth_date": "1974-02-30"}, (*INVALID, "person.birth_date")),
        ({"birth_date": LATER}, (*INVALID, "person.birth_date")),
        ({"birth_date": "9" * 5_000}, (*INVALID, "person.birth_date")),
        ({"nationality": "Utopian"}, (*INVALID, "person.nationality")),
        ({"sex": "W"}, (*INVALID, "person.sex")),
        ({"birth_place": "Z" * 201}, (*TOO_LONG, "person.birth_place")),
        ({"exclude_records": ["x"]}, (*INVALID, "person.exclude_records")),
        (
            {"exclude_records": [RECORD] * 51},
            (*TOO_LONG, "person.exclude_records"),
        ),
    ],
    ids=str,
)
def test_a_bad_person_is_refused_by_field(
    stub: screening_pb2_grpc.ScreeningServiceStub,
    fields: dict[str, Any],
    expected: tuple[str, str, str],
) -> None:
    """INVALID_ARGUMENT, the field as the request names it; never "no record"."""
    assert refusal(stub.ScreenPerson, asked(**fields)) == expected


def test_a_missing_person_is_refused(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """A request without a question is a mistake."""
    request = screening_pb2.ScreenPersonRequest()

    assert refusal(stub.ScreenPerson, request) == (*INVALID, "person")


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (
            screening_pb2.ScreenTravellerRequest(
                fields=screening_pb2.TravellerFields(full_name="A" * 301)
            ),
            "fields.full_name",
        ),
        (
            screening_pb2.ScreenTravellerRequest(
                fields=screening_pb2.TravellerFields(
                    primary_identifier="ERIKSSON", birth_date="0000"
                )
            ),
            "fields.birth_date",
        ),
        (
            screening_pb2.ScreenTravellerRequest(
                fields=screening_pb2.TravellerFields(primary_identifier="ERIKSSON"),
                exclude_records=["nobody"],
            ),
            "exclude_records",
        ),
        (
            screening_pb2.ScreenTravellerRequest(
                fields=screening_pb2.TravellerFields(primary_identifier="ERIKSSON"),
                book_serial="B1",
            ),
            "book_serial",
        ),
        (
            screening_pb2.ScreenTravellerRequest(
                mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3),
                exclude_records=[RECORD] * 51,
            ),
            "exclude_records",
        ),
    ],
    ids=str,
)
def test_a_bad_traveller_is_refused_by_field(
    stub: screening_pb2_grpc.ScreeningServiceStub,
    request_: screening_pb2.ScreenTravellerRequest,
    field: str,
) -> None:
    """As the request names it, and what lies beside zone and fields, too."""
    code, _, violated = refusal(stub.ScreenTraveller, request_)

    assert (code, violated) == ("INVALID_ARGUMENT", field)


def item(**fields: Any) -> screening_pb2.TravellerItem:  # noqa: ANN401  # any field
    return screening_pb2.TravellerItem(**fields)


def test_a_passenger_list_is_ranked_and_sparse(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """The closest first, errors last by index, each by its place in the request."""
    fields = screening_pb2.TravellerFields
    items = [
        item(),
        item(fields=fields(full_name="Ottokar Quastenflosser")),
        item(fields=fields(full_name=NAME, birth_date=BORN)),
        item(mrz=screening_pb2.Mrz(lines=["no zone"])),
        item(fields=fields(full_name=NAME), exclude_records=[RECORD]),
        item(mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3)),
        item(fields=fields(full_name="A\x00B")),
        item(mrz=screening_pb2.Mrz(lines=NAMELESS)),
        item(fields=fields(birth_date=BORN)),
        item(fields=fields(document=screening_pb2.DocumentQuery())),
    ]
    response = stub.BatchScreenTravellers(
        screening_pb2.BatchScreenTravellersRequest(items=items)
    )

    assert [(each.index, each.error_field) for each in response.findings] == [
        (5, ""),
        (2, ""),
        (4, ""),
        (7, ""),
        (0, "items[0].item"),
        (3, "items[3].mrz"),
        (6, "items[6].fields.full_name"),
        (8, "items[8].fields"),
        (9, "items[9].fields.document.document_number"),
    ]
    assert response.findings[2].excluded == 1
    assert response.findings[3].gaps[0].startswith("persons: the zone holds no name")
    assert response.asked == len(items)
    assert {each.feed for each in response.searched} == {"utopia-lost", PERSON_FEED}


def test_a_passenger_list_has_its_bounds(data: Path) -> None:
    """Too many are refused as a whole, none is a mistake, and time is kept (law 10)."""
    request = screening_pb2.BatchScreenTravellersRequest
    one = item(mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3))
    with (
        served(data, batch_travellers_max=3, deadline_max_s=0.001) as app,
        channel_to(app) as channel,
    ):
        ask = screening_pb2_grpc.ScreeningServiceStub(channel).BatchScreenTravellers
        beyond = refusal(ask, request(items=[one] * 4))
        empty = refusal(ask, request())
        late = refusal(ask, request(items=[one] * 3))

    assert beyond == (*TOO_LONG, "items")
    assert empty == (*INVALID, "items")
    assert late == ("DEADLINE_EXCEEDED", "OUT_OF_TIME", "")


def test_an_answer_does_not_outgrow_what_a_client_takes(data: Path) -> None:
    """Beyond the bound findings keep their verdict, lose their records, and say so."""
    one = item(mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3))
    request = screening_pb2.BatchScreenTravellersRequest(items=[one] * 20)
    with served(data, answer_bytes_max=20_000) as app, channel_to(app) as channel:
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        response = stub.BatchScreenTravellers(request)
    shown = [len(each.hits) for each in response.findings]

    assert response.ByteSize() < 22_000
    assert {each.answer for each in response.findings} == {records_pb2.ANSWER_HIT}
    assert shown == sorted(shown, reverse=True)
    assert (shown[0], shown[-1]) == (2, 0)
    assert [each.cut for each in response.findings] == [not hits for hits in shown]


def test_persons_are_asked_about_over_a_lane(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """A person, a traveller by fields, a zone; what is misplaced is refused by field."""
    ask = screening_pb2.OpenLaneRequest
    traveller = screening_pb2.TravellerFields(full_name=NAME, birth_date=BORN)
    questions = [
        ask(person=person(birth_date=BORN)),
        ask(fields=traveller),
        ask(mrz=screening_pb2.Mrz(lines=ERIKSSON_TD1), exclude_records=[RECORD]),
        ask(person=person(), exclude_records=[RECORD]),
        ask(person=person(sex="W")),
        ask(fields=screening_pb2.TravellerFields()),
    ]
    responses = list(stub.OpenLane(iter(questions), timeout=10.0))

    assert [each.screening.answer for each in responses[:2]] == [
        records_pb2.ANSWER_HIT
    ] * 2
    assert responses[2].screening.excluded == 1
    assert [each.error.field for each in responses[3:]] == [
        "exclude_records",
        "person.sex",
        "fields",
    ]


def test_the_client_speaks_our_words(client: ScreeningClient) -> None:
    """Person, traveller, zone and list, unary and over a lane, with exclusions."""
    query = PersonQuery(full=NAME, birth_date=BORN)
    both = TravellerQuery(
        document=DocumentQuery(document_number="T22000129", issuing_state="UTO"),
        person=PersonQuery(full=NAME, exclude_records=(RECORD,)),
    )
    zone = ZoneQuery(lines=ERIKSSON_TD1, exclude_records=(RECORD,))
    listed = client.screen_travellers([both, zone])
    with client.lane() as lane:
        over_lane = [lane.screen_person(query), lane.screen_traveller(both)]
    alone = [client.screen_person(query), client.screen_traveller(both)]

    assert [s.answer for s in alone] == [Answer.HIT, Answer.HIT]
    assert [s.hits for s in over_lane] == [s.hits for s in alone]
    assert [hit.match for hit in alone[1].hits] == [Match.EXACT]
    assert alone[0].hits[0].record == listed_person()
    assert [(i.index, i.screening and i.screening.excluded) for i in listed.items] == [
        (0, 0),
        (1, 1),
    ]
    assert client.get_record(RECORD)[0] == listed_person()
    assert client.screen_mrz(ERIKSSON_TD1, exclude_records=[RECORD]).excluded == 1


def test_without_persons_a_name_is_not_answered(tmp_path: Path) -> None:
    """No feed of persons: FAILED_PRECONDITION for a person, a gap for a traveller."""
    publish(tmp_path, stolen_passport())
    with served(tmp_path) as app, channel_to(app) as channel:
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        alone = refusal(stub.ScreenPerson, asked())
        zone = stub.ScreenTraveller(
            screening_pb2.ScreenTravellerRequest(
                mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3)
            )
        )

    assert alone == ("FAILED_PRECONDITION", "NO_FEED_LOADED", "")
    assert zone.screening.gaps == ["persons: no feed of this database is loaded here"]


def test_no_error_repeats_what_was_asked(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """No name, no birth date, in code, text or details (law 12)."""
    mark = "QZJXW"
    for fields in (
        {"full_name": f"{mark}\x00"},
        {"full_name": mark * 100},
        {"full_name": NAME, "birth_date": mark},
        {"full_name": NAME, "nationality": mark},
        {"full_name": NAME, "sex": mark},
        {"full_name": NAME, "birth_place": mark * 100},
        {"full_name": NAME, "exclude_records": [mark]},
    ):
        with pytest.raises(grpc.RpcError) as caught:
            stub.ScreenPerson(asked(**fields))
        call: Any = caught.value
        told = f"{call.details()} {call.trailing_metadata()}"

        assert call.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert mark not in told
