"""Callers of a register over real gRPC: who is let in, what each may see, and how much."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from screening.callers import CallerKind, CallerName
from screening.client.failures import failure
from screening.engine import utc_now
from screening.errors import QuotaExceeded
from screening.queries import DocumentQuery
from screening.server.rules import RULES
from screening.translate.questions import document_to_wire
from screening.v1 import (
    record_pb2,
    records_pb2,
    screening_pb2,
    screening_pb2_grpc,
    status_pb2,
    status_pb2_grpc,
)
from tests.access.registers import caller, table, written
from tests.holding import hold
from tests.house.test_call_rules import WRITTEN_DOWN
from tests.server.callers import by, served_to
from tests.server.clocks import Clock
from tests.server.service import channel_to, publish
from tests.world import ERIKSSON_TD3, listed_person, stolen_car, stolen_passport

GATE = caller(CallerKind.CHECKPOINT)
BUREAU = caller(CallerKind.SECOND_LINE)
AIRLINE = caller(CallerKind.CARRIER)
TIMEOUT_S = 10.0
FOREVER = utc_now() + timedelta(days=365)
LISTED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
ABSENT = DocumentQuery(document_number="L898902C4", issuing_state="UTO")
DOCUMENT = "/screening.v1.ScreeningService/ScreenDocument"
CODE = grpc.StatusCode


def entry(who: CallerName, **keys: object) -> dict[str, object]:
    """Return the table of *who*, in force for long."""
    return table(who, until=FOREVER, **keys)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two feeds of documents, one of vehicles and one of persons."""
    folder = tmp_path / "data"
    publish(folder, stolen_passport(remarks="seen in Zenith", status_place="UTO"))
    hold(folder, [stolen_passport(record_id="UTO-9")], feed="secret-list")
    publish(folder, stolen_car())
    publish(folder, listed_person())
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "callers.toml"


def question(query: DocumentQuery, purpose: str = "BORDER_CHECK") -> Any:  # noqa: ANN401
    """Return *query* as it goes over the wire."""
    return screening_pb2.ScreenDocumentRequest(
        asked=records_pb2.Asked(purpose=purpose), document=document_to_wire(query)
    )


def asked(
    channel: grpc.Channel,
    who: CallerName,
    query: DocumentQuery = LISTED,
    purpose: str = "BORDER_CHECK",
) -> records_pb2.Screening:
    """Return what *who* is answered."""
    stub = screening_pb2_grpc.ScreeningServiceStub(channel)
    request = question(query, purpose)
    answer: records_pb2.Screening = stub.ScreenDocument(
        request, metadata=by(who), timeout=TIMEOUT_S
    ).screening
    return answer


def refusal(call: Any) -> tuple[grpc.StatusCode, str]:  # noqa: ANN401 -- any call
    """Return code and reason of a call that fails."""
    with pytest.raises(grpc.RpcError) as caught:
        call()
    error: Any = caught.value
    info = detail(error, error_details_pb2.ErrorInfo)
    return error.code(), info.metadata.get("cause", info.reason)


def detail(error: Any, kind: Any) -> Any:  # noqa: ANN401 -- any detail of any error
    """Return the detail of that *kind*."""
    status = rpc_status.from_call(error)
    assert status is not None
    (packed,) = [each for each in status.details if each.Is(kind.DESCRIPTOR)]
    message = kind()
    packed.Unpack(message)
    return message


def test_every_method_lets_in_whom_the_table_names(data: Path, file: Path) -> None:
    """Each served method, each kind of caller, over gRPC: let in, or refused with a cause."""
    kinds = [entry(caller(kind)) for kind in CallerKind]
    found, expected = {}, {}
    with served_to(data, file, *kinds) as (app, _), channel_to(app) as channel:
        for (method, rule), kind in product(RULES.items(), CallerKind):
            del rule
            call: Any = channel.stream_stream(method)
            metadata = by(caller(kind))
            try:
                replies = call(iter([b""]), metadata=metadata, timeout=TIMEOUT_S)
                next(replies, None)
                replies.cancel()
                found[method, kind] = True
            except grpc.RpcError as error:
                problem: Any = error
                found[method, kind] = problem.code() is not CODE.PERMISSION_DENIED
            expected[method, kind] = (
                method.startswith("/grpc.") or kind in WRITTEN_DOWN[method].split()
            )

    assert found == expected


def test_nobody_and_strangers_are_refused(data: Path, file: Path) -> None:
    """Without a name, and by a name that the register does not have."""
    with served_to(data, file, entry(GATE)) as (app, _), channel_to(app) as channel:
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        nameless = refusal(lambda: stub.ScreenDocument(question(LISTED), timeout=10))
        stranger = refusal(lambda: asked(channel, BUREAU))

    assert nameless == (CODE.UNAUTHENTICATED, "NOT_IDENTIFIED")
    assert stranger == (CODE.PERMISSION_DENIED, "NOT_REGISTERED")


def test_a_clock_set_back_makes_no_entry_good_again(data: Path, file: Path) -> None:
    """Whose entry ended is out until the register is renewed, whatever the clock shows."""
    clock = Clock()
    ending = table(GATE, until=clock() + timedelta(days=1))
    with (
        served_to(data, file, ending, now=clock) as (app, _),
        channel_to(app) as channel,
    ):
        before = asked(channel, GATE)
        clock.ahead = timedelta(days=2)
        after = refusal(lambda: asked(channel, GATE))
        clock.ahead = timedelta()
        set_back = refusal(lambda: asked(channel, GATE))

    assert before.hits
    assert after == set_back == (CODE.PERMISSION_DENIED, "EXPIRED")


def test_a_purpose_is_required_and_checked(data: Path, file: Path) -> None:
    """Missing or unknown is the caller's mistake, another's purpose is not permitted."""
    with served_to(data, file, entry(GATE)) as (app, _), channel_to(app) as channel:
        missing = refusal(lambda: asked(channel, GATE, purpose=""))
        unknown = refusal(lambda: asked(channel, GATE, purpose="CURIOSITY"))
        anothers = refusal(lambda: asked(channel, GATE, purpose="INVESTIGATION"))

    assert missing == unknown == (CODE.INVALID_ARGUMENT, "INVALID_QUERY")
    assert anothers == (CODE.PERMISSION_DENIED, "PURPOSE")


def test_an_answer_names_only_the_feeds_that_may_be_searched(
    data: Path, file: Path
) -> None:
    """The others are neither searched nor told of; for nobody else anything changes."""
    narrow = entry(GATE, feeds=["utopia-lost"], databases=["documents"])
    with (
        served_to(data, file, narrow, entry(BUREAU)) as (app, _),
        channel_to(app) as channel,
    ):
        gate = [asked(channel, GATE, query) for query in (LISTED, ABSENT)]
        bureau = [asked(channel, BUREAU, query) for query in (LISTED, ABSENT)]

    assert [{s.feed for s in each.searched} for each in gate] == [{"utopia-lost"}] * 2
    assert [len(each.hits) for each in gate + bureau] == [1, 0, 2, 0]
    assert all("secret" not in str(each) for each in gate)
    assert {s.feed for s in bureau[0].searched} == {
        *("utopia-lost", "secret-list", "utopia-noticed")
    }


def test_where_no_feed_is_allowed_nothing_is_answered(data: Path, file: Path) -> None:
    """Never zero hits (law 3): an error that says whose business it is."""
    elsewhere = entry(GATE, feeds=["not-held"])
    persons = entry(BUREAU, databases=["persons"])  # looked at beside documents only
    with (
        served_to(data, file, elsewhere, persons) as (app, _),
        channel_to(app) as channel,
    ):
        refused = [
            refusal(lambda who=who: asked(channel, who)) for who in (GATE, BUREAU)
        ]

    assert refused == [(CODE.FAILED_PRECONDITION, "NO_FEED_ALLOWED")] * 2


def test_a_database_that_may_not_be_searched_is_a_stated_gap(
    data: Path, file: Path
) -> None:
    """A traveller is looked up in documents alone, and the answer says so."""
    narrow = entry(GATE, databases=["documents"])
    request = screening_pb2.ScreenTravellerRequest(
        asked=records_pb2.Asked(purpose="BORDER_CHECK"),
        fields=screening_pb2.TravellerFields(
            document=document_to_wire(LISTED), full_name="Anna Maria Eriksson"
        ),
    )
    with served_to(data, file, narrow) as (app, _), channel_to(app) as channel:
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        answer = stub.ScreenTraveller(
            request, metadata=by(GATE), timeout=TIMEOUT_S
        ).screening

    assert [gap for gap in answer.gaps if gap.startswith("persons: ")] == [
        "persons: no feed of this database may be searched by this caller"
    ]
    assert {hit.database for hit in answer.hits} == {records_pb2.DATABASE_DOCUMENTS}


def test_each_line_is_told_what_it_is_for(data: Path, file: Path) -> None:
    """The first line a summary, the second line all, a carrier "refer" and an age."""
    who = (GATE, BUREAU, AIRLINE)
    with (
        served_to(data, file, *map(entry, who)) as (app, _),
        channel_to(app) as channel,
    ):
        first, second = asked(channel, GATE), asked(channel, BUREAU)
        carrier = asked(channel, AIRLINE, purpose="CARRIER_CHECK")
        clear = asked(channel, AIRLINE, ABSENT, purpose="CARRIER_CHECK")

    assert first.hits[0].record.document.status == records_pb2.DOCUMENT_STATUS_STOLEN
    assert first.hits[0].advice == second.hits[0].advice
    assert not first.hits[0].record.document.remarks
    assert "seen in Zenith" in {hit.record.document.remarks for hit in second.hits}
    assert carrier.answer == records_pb2.ANSWER_REFER
    assert clear.answer == records_pb2.ANSWER_NO_RECORD
    for told in (carrier, clear):
        assert not told.hits
        assert {field.name for field, _ in told.ListFields()} == {
            *("answer", "searched", "duration_us")
        }
        assert {s.feed for s in told.searched} == {""}
        assert all(word not in str(told) for word in ("utopia", "secret", "UTO-1"))


def test_a_carrier_gives_no_names(data: Path, file: Path) -> None:
    """A manifest of documents is answered sparsely; a zone, which has a name, is not."""
    batch = screening_pb2.BatchScreenDocumentsRequest(
        asked=records_pb2.Asked(purpose="CARRIER_CHECK"),
        items=[
            screening_pb2.BatchItem(document=document_to_wire(ABSENT)),
            screening_pb2.BatchItem(document=document_to_wire(LISTED)),
            screening_pb2.BatchItem(mrz=screening_pb2.Mrz(lines=ERIKSSON_TD3)),
        ],
    )
    with served_to(data, file, entry(AIRLINE)) as (app, _), channel_to(app) as channel:
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        answer = stub.BatchScreenDocuments(
            batch, metadata=by(AIRLINE), timeout=TIMEOUT_S
        )

    refer, bad = answer.findings
    assert (refer.index, refer.answer) == (1, records_pb2.ANSWER_REFER)
    assert not refer.hits
    assert (bad.index, bad.error_field) == (2, "items[2].mrz")
    assert "a carrier asks about documents alone" in bad.error
    assert {s.feed for s in answer.searched} == {""}


def test_a_number_alone_is_for_the_second_line(data: Path, file: Path) -> None:
    """And for nobody else: many States use the same numbers."""
    alone = DocumentQuery(document_number="L898902C3", issuing_state="", any_state=True)
    batch = screening_pb2.BatchScreenDocumentsRequest(
        asked=records_pb2.Asked(purpose="BORDER_CHECK"),
        items=[screening_pb2.BatchItem(document=document_to_wire(alone))],
    )
    with (
        served_to(data, file, entry(GATE), entry(BUREAU)) as (app, _),
        channel_to(app) as channel,
    ):
        answer = asked(channel, BUREAU, alone)
        refused = refusal(lambda: asked(channel, GATE, alone))
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        listed = stub.BatchScreenDocuments(
            batch, metadata=by(BUREAU), timeout=TIMEOUT_S
        )

    assert answer.answer == records_pb2.ANSWER_POSSIBLE
    assert len(answer.hits) == 2
    assert refused == (CODE.PERMISSION_DENIED, "LINE")
    assert [item.error_field for item in listed.findings] == [
        "items[0].document.any_state"
    ]


def test_detail_is_for_the_second_line_and_its_feeds(data: Path, file: Path) -> None:
    """By name, where the feed may be searched; another's is told from no record by nobody."""
    narrow = entry(BUREAU, feeds=["utopia-lost"])
    with served_to(data, file, narrow) as (app, _), channel_to(app) as channel:
        get = channel.unary_unary(
            "/screening.v1.RecordService/GetRecord",
            request_serializer=record_pb2.GetRecordRequest.SerializeToString,
            response_deserializer=record_pb2.GetRecordResponse.FromString,
        )

        def fetched(feed: str) -> Any:  # noqa: ANN401 -- the answer
            return get(
                record_pb2.GetRecordRequest(
                    asked=records_pb2.Asked(purpose="INVESTIGATION"),
                    name=f"feeds/{feed}/documents/L898902C3.UTO.UTO.UTO-1",
                ),
                metadata=by(BUREAU),
                timeout=TIMEOUT_S,
            )

        own = fetched("utopia-lost")
        others = [refusal(lambda f=f: fetched(f)) for f in ("secret-list", "no-such")]

    assert own.record.document.remarks == "seen in Zenith"
    assert others == [(CODE.FAILED_PRECONDITION, "NO_FEED_ALLOWED")] * 2


def test_more_than_the_quota_is_refused_with_a_hint(data: Path, file: Path) -> None:
    """At once, RESOURCE_EXHAUSTED, and RetryInfo says when; on a lane the lane stays."""
    few = entry(GATE, questions_per_minute=5, items_per_batch=0)
    with served_to(data, file, few) as (app, _), channel_to(app) as channel:
        for _ in range(5):
            asked(channel, GATE)
        with pytest.raises(grpc.RpcError) as caught:
            asked(channel, GATE)
        lane_request = screening_pb2.OpenLaneRequest(
            asked=records_pb2.Asked(purpose="BORDER_CHECK"),
            document=document_to_wire(LISTED),
        )
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        lane = stub.OpenLane(
            iter([lane_request] * 2), metadata=by(GATE), timeout=TIMEOUT_S
        )
        over_lane = [reply.error.reason for reply in lane]
    error: Any = caught.value
    hint = detail(error, error_details_pb2.RetryInfo).retry_delay
    received = failure(error, address="here")

    assert error.code() is CODE.RESOURCE_EXHAUSTED
    assert 0 < hint.seconds + hint.nanos / 1e9 <= 120
    assert isinstance(received, QuotaExceeded)
    assert 0 < received.retry_after_s <= 120
    assert over_lane == ["QUOTA_EXCEEDED"] * 2


def test_who_is_taken_out_of_the_register_gets_no_further_answer(
    data: Path, file: Path
) -> None:
    """Also over a lane that is open: the next question ends it."""
    request = screening_pb2.OpenLaneRequest(
        asked=records_pb2.Asked(purpose="BORDER_CHECK"),
        document=document_to_wire(LISTED),
    )
    taken_out = threading.Event()

    def questions() -> Iterator[screening_pb2.OpenLaneRequest]:
        yield request
        assert taken_out.wait(TIMEOUT_S)
        yield request

    with (
        served_to(data, file, entry(GATE)) as (app, access),
        channel_to(app) as channel,
    ):
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        lane = stub.OpenLane(questions(), metadata=by(GATE), timeout=TIMEOUT_S)
        first = next(lane)
        file.write_bytes(written([entry(BUREAU)]))
        access.refresh()
        access.refresh()
        taken_out.set()
        ended = refusal(lambda: [*lane])
        other = asked(channel, BUREAU)

    assert first.screening.hits
    assert ended == (CODE.PERMISSION_DENIED, "NOT_REGISTERED")
    assert other.hits


def test_status_shows_what_may_be_seen(data: Path, file: Path) -> None:
    """A gate its own feeds, an operator all of them and what is wrong with the register."""
    operator = caller(CallerKind.OPERATOR)
    narrow = entry(GATE, feeds=["utopia-lost"])
    with (
        served_to(data, file, narrow, entry(operator)) as (app, access),
        channel_to(app) as channel,
    ):
        file.write_bytes(b"nonsense")
        access.refresh()
        access.refresh()
        asked(channel, GATE)
        stub = status_pb2_grpc.StatusServiceStub(channel)
        request = status_pb2.GetStatusRequest()
        gate = stub.GetStatus(request, metadata=by(GATE), timeout=TIMEOUT_S)
        all_of_it = stub.GetStatus(request, metadata=by(operator), timeout=TIMEOUT_S)

    assert [feed.feed for feed in gate.feeds] == ["utopia-lost"]
    assert list(gate.problems) == []
    assert len(all_of_it.feeds) == 4
    assert ["callers.toml" in problem for problem in all_of_it.problems] == [True]
    assert (all_of_it.register.callers, len(all_of_it.register.digest)) == (2, 64)
    assert "callers.toml" in all_of_it.register.problem
    assert [(each.caller, each.asked) for each in all_of_it.quotas] == [(GATE.uri, 1)]
    assert not gate.HasField("register")
    assert not gate.quotas
    assert not gate.writer
