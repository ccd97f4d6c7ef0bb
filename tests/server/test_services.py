from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from screening.server.app import App
from screening.v1 import (
    record_pb2,
    record_pb2_grpc,
    records_pb2,
    screening_pb2,
    screening_pb2_grpc,
    status_pb2,
    status_pb2_grpc,
)
from tests.server.service import channel_to, served, served_recording
from tests.world import ERIKSSON_TD3

LISTED = {"document_number": "L898902C3", "issuing_state": "UTO"}
NOT_LISTED = {"document_number": "X1234567", "issuing_state": "UTO"}
NO_STATE = (ERIKSSON_TD3[0].replace("UTO", "<<<"), ERIKSSON_TD3[1])
NO_NUMBER = (ERIKSSON_TD3[0], f"{'<' * 9}0{ERIKSSON_TD3[1][10:]}")
"""Zones that can be read, and name nothing that could be looked up."""


@pytest.fixture
def channel(app: App) -> Iterator[grpc.Channel]:
    """A channel to the server."""
    with channel_to(app) as channel:
        yield channel


@pytest.fixture
def stub(channel: grpc.Channel) -> screening_pb2_grpc.ScreeningServiceStub:
    """The screening service."""
    return screening_pb2_grpc.ScreeningServiceStub(channel)


def document(**fields: Any) -> screening_pb2.DocumentQuery:  # noqa: ANN401
    """Return a question about the listed passport, with *fields* changed."""
    return screening_pb2.DocumentQuery(**LISTED | fields)


def traveller(**fields: Any) -> screening_pb2.ScreenTravellerRequest:  # noqa: ANN401
    """Return a question about a traveller, by fields."""
    return screening_pb2.ScreenTravellerRequest(
        fields=screening_pb2.TravellerFields(**{"document": document()} | fields)
    )


def refusal(call: Any, request: Any) -> tuple[str, str, str]:  # noqa: ANN401
    """Return code, reason and field of the error that *request* ends in."""
    with pytest.raises(grpc.RpcError) as caught:
        call(request, timeout=10.0)
    status = rpc_status.from_call(caught.value)
    assert status is not None
    info = error_details_pb2.ErrorInfo()
    bad = error_details_pb2.BadRequest()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(bad)
    fields = [violation.field for violation in bad.field_violations]
    return caught.value.code().name, info.reason, ",".join(fields)


def test_a_listed_document_is_a_hit(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """The record comes with its match, advice, name, and what was searched."""
    response = stub.ScreenDocument(
        screening_pb2.ScreenDocumentRequest(document=document())
    )
    (hit,) = response.screening.hits
    (searched,) = response.screening.searched

    assert response.screening.answer == records_pb2.ANSWER_HIT
    assert hit.match == records_pb2.MATCH_EXACT
    assert hit.record.document.status == records_pb2.DOCUMENT_STATUS_STOLEN
    assert hit.name
    assert hit.advice.code
    assert (searched.feed, searched.revision) == ("utopia-lost", 42)
    assert response.screening.duration_us > 0


def test_no_record_names_what_was_searched(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """An empty answer names feed, revision and age (law 3)."""
    response = stub.ScreenDocument(
        screening_pb2.ScreenDocumentRequest(document=document(**NOT_LISTED))
    )
    (searched,) = response.screening.searched

    assert response.screening.answer == records_pb2.ANSWER_NO_RECORD
    assert not response.screening.hits
    assert searched.database == records_pb2.DATABASE_DOCUMENTS
    assert searched.as_of.seconds > 0


def test_a_listed_vehicle_is_a_hit(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """A vehicle is found by its plate and State."""
    response = stub.ScreenVehicle(
        screening_pb2.ScreenVehicleRequest(
            vehicle=screening_pb2.VehicleQuery(plate="UT123AB", plate_state="UTO")
        )
    )

    assert response.screening.answer == records_pb2.ANSWER_HIT


def test_a_vin_whose_check_digit_does_not_hold_is_noted(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """It is looked up like any other: elsewhere position 9 need not be a digit."""

    def notes(vin: str) -> list[str]:
        vehicle = screening_pb2.VehicleQuery(vin=vin)
        request = screening_pb2.ScreenVehicleRequest(vehicle=vehicle)
        return list(stub.ScreenVehicle(request).screening.notes)

    assert notes("1M8GDM9AXKP042788") == []
    assert notes("S 1234") == []
    (note,) = notes("wvwzzz1jzxw000001")
    assert note.startswith("vin: position 9")


def test_a_zone_is_read_and_screened(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """A traveller's answer holds the reading, and the gap: persons are not searched."""
    response = stub.ScreenTraveller(
        screening_pb2.ScreenTravellerRequest(mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3))
    )

    assert response.screening.answer == records_pb2.ANSWER_HIT
    assert response.screening.reading.format == "TD3"
    assert response.screening.reading.check_digits["composite"]
    assert any(gap.startswith("persons:") for gap in response.screening.gaps)


def test_a_zone_in_one_string_is_the_same_zone(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """Readers that send all lines as one string are understood."""
    response = stub.ScreenTraveller(
        screening_pb2.ScreenTravellerRequest(
            mrz=screening_pb2.Mrz(lines=["\n".join(ERIKSSON_TD3)])
        )
    )

    assert response.screening.answer == records_pb2.ANSWER_HIT


def test_fields_of_a_traveller_are_screened(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """Without a zone the document's fields are looked up, and the gap is stated."""
    response = stub.ScreenTraveller(traveller(birth_date="1974-08", sex="F"))

    assert response.screening.answer == records_pb2.ANSWER_HIT
    assert any(gap.startswith("persons:") for gap in response.screening.gaps)


TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (screening_pb2.ScreenTravellerRequest(), "traveller"),
        (
            screening_pb2.ScreenTravellerRequest(mrz=screening_pb2.Mrz()),
            "mrz",
        ),
        (
            screening_pb2.ScreenTravellerRequest(
                mrz=screening_pb2.Mrz(lines=["no zone", "at all"])
            ),
            "mrz",
        ),
        (
            screening_pb2.ScreenTravellerRequest(
                fields=screening_pb2.TravellerFields(birth_date="1974-08-12")
            ),
            "fields",
        ),
        (traveller(birth_date="12.08.1974"), "fields.birth_date"),
        (traveller(birth_date="1974-02-30"), "fields.birth_date"),
        (traveller(birth_date=TOMORROW), "fields.birth_date"),
        (traveller(expiry_date="2034"), "fields.expiry_date"),
        (traveller(expiry_date="2999-01-01"), "fields.expiry_date"),
        (traveller(nationality="Utopian"), "fields.nationality"),
        (traveller(sex="W"), "fields.sex"),
        (traveller(primary_identifier="A\x00B"), "fields.primary_identifier"),
        (
            traveller(document=document(issuing_state="QZZ")),
            "fields.document.issuing_state",
        ),
        (
            traveller(document=document(document_number="---")),
            "fields.document.document_number",
        ),
    ],
    ids=str,
)
def test_a_bad_traveller_is_refused_by_field(
    stub: screening_pb2_grpc.ScreeningServiceStub,
    request_: screening_pb2.ScreenTravellerRequest,
    field: str,
) -> None:
    """What cannot be looked up is INVALID_ARGUMENT and names the field."""
    code, _, violated = refusal(stub.ScreenTraveller, request_)

    assert (code, violated) == ("INVALID_ARGUMENT", field)


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (screening_pb2.ScreenDocumentRequest(), "document"),
        (
            screening_pb2.ScreenDocumentRequest(document=screening_pb2.DocumentQuery()),
            "document.document_number",
        ),
        (
            screening_pb2.ScreenDocumentRequest(document=document(issuing_state="")),
            "document.issuing_state",
        ),
        (
            screening_pb2.ScreenDocumentRequest(document=document(issuing_state="QZZ")),
            "document.issuing_state",
        ),
        (
            screening_pb2.ScreenDocumentRequest(
                document=document(document_number="<<<")
            ),
            "document.document_number",
        ),
        (
            screening_pb2.ScreenDocumentRequest(
                document=document(document_number="9" * 41)
            ),
            "document.document_number",
        ),
        (
            screening_pb2.ScreenDocumentRequest(
                document=document(book_serial="9" * 41)
            ),
            "document.book_serial",
        ),
        (
            screening_pb2.ScreenDocumentRequest(
                document=document(document_type="\x07")
            ),
            "document.document_type",
        ),
        (
            screening_pb2.ScreenDocumentRequest(
                document=document(), asked=records_pb2.Asked(request_id="x" * 129)
            ),
            "asked.request_id",
        ),
        (
            screening_pb2.ScreenDocumentRequest(
                document=document(), asked=records_pb2.Asked(purpose="A\nB")
            ),
            "asked.purpose",
        ),
    ],
    ids=str,
)
def test_a_bad_document_is_refused_by_field(
    stub: screening_pb2_grpc.ScreeningServiceStub,
    request_: screening_pb2.ScreenDocumentRequest,
    field: str,
) -> None:
    """What cannot be looked up is INVALID_ARGUMENT and names the field."""
    code, _, violated = refusal(stub.ScreenDocument, request_)

    assert (code, violated) == ("INVALID_ARGUMENT", field)


@pytest.mark.parametrize(
    ("vehicle", "field"),
    [
        (None, "vehicle"),
        ({}, "vehicle"),
        ({"plate": "UT123AB"}, "vehicle.plate_state"),
        ({"plate": "UT123AB", "plate_state": "QZZ"}, "vehicle.plate_state"),
        ({"vin": "1" * 300}, "vehicle.vin"),
    ],
    ids=str,
)
def test_a_bad_vehicle_is_refused_by_field(
    stub: screening_pb2_grpc.ScreeningServiceStub,
    vehicle: dict[str, str] | None,
    field: str,
) -> None:
    """A vehicle needs a mark, and a plate its State."""
    request = screening_pb2.ScreenVehicleRequest(
        vehicle=None if vehicle is None else screening_pb2.VehicleQuery(**vehicle)
    )
    code, _, violated = refusal(stub.ScreenVehicle, request)

    assert (code, violated) == ("INVALID_ARGUMENT", field)


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        (NO_STATE, "mrz.issuing_state"),
        (NO_NUMBER, "mrz.document_number"),
        (("no zone",), "mrz"),
    ],
)
def test_a_zone_at_fault_is_named_as_the_request_has_it(
    stub: screening_pb2_grpc.ScreeningServiceStub, lines: tuple[str, ...], field: str
) -> None:
    """By call, over a lane and in a batch, what was read lies below the zone."""
    mrz = screening_pb2.Mrz(lines=lines)
    request = screening_pb2.ScreenTravellerRequest(mrz=mrz)
    (over_lane,) = stub.OpenLane(
        iter([screening_pb2.OpenLaneRequest(mrz=mrz)]), timeout=10.0
    )
    batch = stub.BatchScreenDocuments(
        screening_pb2.BatchScreenDocumentsRequest(
            items=[screening_pb2.BatchItem(mrz=mrz)]
        )
    )

    assert refusal(stub.ScreenTraveller, request)[2] == field
    assert over_lane.error.field == field
    assert batch.findings[0].error_field == f"items[0].{field}"


def test_a_serial_at_fault_is_named_as_the_request_has_it(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """The number of the book lies beside the zone, not in it."""
    request = screening_pb2.ScreenTravellerRequest(
        mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3), book_serial="---"
    )

    assert refusal(stub.ScreenTraveller, request)[2] == "book_serial"


def test_a_number_of_forty_characters_is_the_longest(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """As the protos and the feed contract say; one more is refused with both figures."""
    longest = screening_pb2.ScreenDocumentRequest(
        document=document(document_number="9" * 40, book_serial="8" * 40)
    )
    longer = screening_pb2.ScreenTravellerRequest(
        mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3), book_serial="8" * 41
    )

    assert not stub.ScreenDocument(longest).screening.hits
    assert refusal(stub.ScreenTraveller, longer) == (
        "INVALID_ARGUMENT",
        "LIMIT_EXCEEDED",
        "book_serial",
    )


def test_a_batch_is_answered_sparsely(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """Hits and unreadable items are named by index, the others not at all."""
    item = screening_pb2.BatchItem
    response = stub.BatchScreenDocuments(
        screening_pb2.BatchScreenDocumentsRequest(
            items=[
                item(document=document(**NOT_LISTED)),
                item(document=document(issuing_state="QZZ")),
                item(document=document()),
                item(mrz=screening_pb2.Mrz(lines=["no zone"])),
                item(mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3)),
                item(),
                item(document=document(document_number="--")),
            ]
        )
    )
    found = [(each.index, each.error_field) for each in response.findings]

    assert found == [
        (1, "items[1].document.issuing_state"),
        (2, ""),
        (3, "items[3].mrz"),
        (4, ""),
        (5, "items[5].item"),
        (6, "items[6].document.document_number"),
    ]
    assert all(bool(each.error) == bool(each.error_field) for each in response.findings)
    assert response.findings[1].hits[0].match == records_pb2.MATCH_EXACT
    assert response.asked == 7
    assert [each.revision for each in response.searched] == [42]


def test_a_batch_of_bad_items_only_still_says_what_was_searched(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """Nothing to look up is no reason to be silent about the data."""
    response = stub.BatchScreenDocuments(
        screening_pb2.BatchScreenDocumentsRequest(items=[screening_pb2.BatchItem()])
    )

    assert len(response.findings) == 1
    assert len(response.searched) == 1


def test_an_empty_batch_is_refused(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """A batch without items is a mistake, not an empty answer."""
    request = screening_pb2.BatchScreenDocumentsRequest()

    assert refusal(stub.BatchScreenDocuments, request) == (
        "INVALID_ARGUMENT",
        "INVALID_QUERY",
        "items",
    )


def test_a_batch_beyond_the_limit_is_refused(data: Path) -> None:
    """The limit is stated, and one item more is refused as a whole (law 10)."""
    items = [screening_pb2.BatchItem(document=document())] * 11
    with served(data, batch_items_max=10) as app, channel_to(app) as channel:
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        within = stub.BatchScreenDocuments(
            screening_pb2.BatchScreenDocumentsRequest(items=items[:10])
        )
        beyond = refusal(
            stub.BatchScreenDocuments,
            screening_pb2.BatchScreenDocumentsRequest(items=items),
        )

    assert within.asked == 10
    assert beyond == ("INVALID_ARGUMENT", "LIMIT_EXCEEDED", "items")


def test_a_batch_stops_when_its_time_is_up(data: Path) -> None:
    """A batch nobody waits for any more is not worked through, nor recorded."""
    asked: list[object] = []

    def remember(**facts: object) -> None:
        asked.append(facts)

    zone = screening_pb2.BatchItem(mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3))
    request = screening_pb2.BatchScreenDocumentsRequest(items=[zone] * 5_000)
    with (
        served_recording(data, remember, deadline_max_s=0.05) as app,
        channel_to(app) as channel,
    ):
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        told = refusal(stub.BatchScreenDocuments, request)

    assert told == ("DEADLINE_EXCEEDED", "OUT_OF_TIME", "")
    assert asked == []


def test_a_lane_answers_in_order_and_survives_bad_questions(
    stub: screening_pb2_grpc.ScreeningServiceStub,
) -> None:
    """Answers come in the order of questions; a bad one is answered with its error."""
    ask = screening_pb2.OpenLaneRequest
    who = [records_pb2.Asked(request_id=f"q{number}") for number in range(6)]
    questions = [
        ask(asked=who[0], document=document()),
        ask(asked=who[1], document=document(issuing_state="QZZ")),
        ask(asked=who[2]),
        ask(asked=who[3], mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3)),
        ask(asked=who[4], vehicle=screening_pb2.VehicleQuery(vin="1M8GDM9AXKP042788")),
        ask(asked=who[5], document=document(**NOT_LISTED), book_serial="L898902C3"),
    ]
    responses = list(stub.OpenLane(iter(questions), timeout=10.0))

    assert [each.request_id for each in responses] == [each.request_id for each in who]
    assert [each.WhichOneof("outcome") for each in responses] == [
        "screening",
        "error",
        "error",
        "screening",
        "screening",
        "error",
    ]
    assert responses[1].error.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert responses[1].error.reason == "INVALID_QUERY"
    assert responses[1].error.field == "document.issuing_state"
    assert responses[2].error.field == "question"
    assert responses[5].error.field == "book_serial"


def test_a_record_is_shown_by_its_name(
    stub: screening_pb2_grpc.ScreeningServiceStub, channel: grpc.Channel
) -> None:
    """The name in a hit leads to the record and what was searched for it."""
    records = record_pb2_grpc.RecordServiceStub(channel)
    screened = stub.ScreenDocument(
        screening_pb2.ScreenDocumentRequest(document=document())
    )
    (hit,) = screened.screening.hits
    response = records.GetRecord(record_pb2.GetRecordRequest(name=hit.name))

    assert response.record == hit.record
    assert response.searched.feed == hit.feed


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", ("INVALID_ARGUMENT", "INVALID_QUERY", "name")),
        ("x" * 1_025, ("INVALID_ARGUMENT", "LIMIT_EXCEEDED", "name")),
        ("no/such/record", ("NOT_FOUND", "NO_SUCH_RECORD", "")),
    ],
    ids=["empty", "long", "unknown"],
)
def test_a_name_that_leads_nowhere(
    channel: grpc.Channel, name: str, expected: tuple[str, str, str]
) -> None:
    """A missing name is the caller's mistake, an unknown one is NOT_FOUND."""
    records = record_pb2_grpc.RecordServiceStub(channel)
    request = record_pb2.GetRecordRequest(name=name)

    assert refusal(records.GetRecord, request) == expected


def test_the_status_tells_feeds_and_software(channel: grpc.Channel) -> None:
    """Revision, count and age of every feed, version and start of the worker."""
    stub = status_pb2_grpc.StatusServiceStub(channel)
    response = stub.GetStatus(status_pb2.GetStatusRequest())

    assert {(feed.feed, feed.revision) for feed in response.feeds} == {
        ("utopia-lost", 42),
        ("utopia-cars", 7),
    }
    assert response.version
    assert response.started_at.seconds > 0
    assert response.workers == 1


def test_without_a_feed_a_question_is_not_answered(tmp_path: Path) -> None:
    """Nothing loaded is FAILED_PRECONDITION, never "no record" (law 3)."""
    with served(tmp_path) as app, channel_to(app) as channel:
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        told = refusal(
            stub.ScreenDocument,
            screening_pb2.ScreenDocumentRequest(document=document()),
        )
        status = status_pb2_grpc.StatusServiceStub(channel).GetStatus(
            status_pb2.GetStatusRequest()
        )

    assert told == ("FAILED_PRECONDITION", "NO_FEED_LOADED", "")
    assert not status.feeds
