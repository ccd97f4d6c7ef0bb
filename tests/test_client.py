import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import grpc
import pytest

from screening.client import ScreeningClient
from screening.errors import (
    BUSY_RETRY_S,
    Busy,
    InvalidQuery,
    LimitExceeded,
    Misused,
    NoFeedLoaded,
    NoSuchRecord,
    OutOfTime,
    ScreeningError,
    ServiceFailed,
    Unreachable,
    UnreadableMrz,
)
from screening.queries import Answer, Asked, DocumentQuery, VehicleQuery
from screening.records import Database, DocumentRecord
from tests.server.service import (
    ROOT,
    Held,
    publish,
    served,
    served_recording,
    service,
    wait_until,
)
from tests.world import (
    ERIKSSON_TD1,
    ERIKSSON_TD3,
    stolen_car,
    stolen_passport,
    stolen_series,
)

LISTED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
NOT_LISTED = DocumentQuery(document_number="X1234567", issuing_state="UTO")
TAKES_A_THREAD = DocumentQuery(
    document_number="X1234567", issuing_state="UTO", book_serial="X7654321"
)
"""What memory settles is answered where it arrives; a serial is looked up as well."""
BLANKS = stolen_series("B0001000", "B0001999")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a stolen passport, stolen blanks and a stolen car."""
    folder = tmp_path_factory.mktemp("data")
    publish(folder, stolen_passport(), BLANKS, revision=42)
    publish(folder, stolen_car(), revision=7)
    return folder


@pytest.fixture
def client(data: Path) -> Iterator[ScreeningClient]:
    """A client of a service in this process."""
    with served(data, batch_items_max=100) as app, client_of(app.port) as client:
        yield client


def client_of(port: int, *, timeout_s: float = 10.0) -> ScreeningClient:
    """Return a client of the service on *port*."""
    return ScreeningClient(f"127.0.0.1:{port}", timeout_s=timeout_s)


def test_a_document_is_screened(client: ScreeningClient) -> None:
    """A hit comes back in our words, record and all."""
    screening = client.screen_document(LISTED)

    assert screening.answer is Answer.HIT
    assert screening.hits[0].record == stolen_passport()
    assert screening.searched[0].revision == 42


def test_a_vehicle_is_screened(client: ScreeningClient) -> None:
    """A vehicle is found by one of its marks."""
    screening = client.screen_vehicle(VehicleQuery(vin="1M8GDM9AXKP042788"))

    assert screening.hits[0].record == stolen_car()


def test_a_zone_is_screened(client: ScreeningClient) -> None:
    """Lines come back read and screened."""
    screening = client.screen_mrz(ERIKSSON_TD3)

    assert screening.answer is Answer.HIT
    assert screening.reading is not None
    assert screening.reading.fields["document_number"] == "L898902C3"


def test_a_batch_is_screened(client: ScreeningClient) -> None:
    """Items with something to say come back by index."""
    bad = DocumentQuery(document_number="-", issuing_state="UTO")
    batch = client.screen_batch([NOT_LISTED, LISTED, ERIKSSON_TD3, bad])

    assert [item.index for item in batch.items] == [1, 2, 3]
    assert batch.items[0].screening is not None
    assert batch.items[0].screening.answer is Answer.HIT
    assert batch.items[2].error
    assert batch.asked == 4


def test_a_record_is_fetched_by_its_name(client: ScreeningClient) -> None:
    """The name of a hit leads to its record."""
    (hit,) = client.screen_document(LISTED).hits
    record, searched = client.get_record(hit.name)

    assert record == hit.record
    assert searched.feed == hit.feed


def test_the_status_is_told(client: ScreeningClient) -> None:
    """Feeds, version and start come back in our words."""
    status = client.status()

    assert {feed.database for feed in status.feeds} == {
        Database.DOCUMENTS,
        Database.VEHICLES,
    }
    assert status.version
    assert status.started_at is not None


def test_errors_come_back_as_they_were_raised(client: ScreeningClient) -> None:
    """What the service finds fault with is raised here, facts and all."""
    with pytest.raises(InvalidQuery) as invalid:
        client.screen_document(DocumentQuery(document_number="", issuing_state="UTO"))
    with pytest.raises(UnreadableMrz) as unreadable:
        client.screen_mrz(["no", "zone"])
    with pytest.raises(LimitExceeded) as limit:
        client.screen_batch([NOT_LISTED] * 101)
    with pytest.raises(NoSuchRecord):
        client.get_record("no/such/record")

    assert invalid.value.field == "document.document_number"
    assert (invalid.value.reason, invalid.value.cure) == (
        "is missing",
        "it is required",
    )
    assert unreadable.value.field == "mrz"
    assert (limit.value.actual, limit.value.maximum) == (101, 100)


def test_no_feed_is_an_error_here_too(tmp_path: Path) -> None:
    """Nothing loaded is never an empty answer (law 3)."""
    with served(tmp_path) as app, client_of(app.port) as client:
        with pytest.raises(NoFeedLoaded) as caught:
            client.screen_document(LISTED)

        assert caught.value.database == "documents"


def test_who_asks_is_told_with_every_call(data: Path) -> None:
    """The client's Asked is the default, a call's own goes first."""
    asked: list[Any] = []

    def remember(**facts: Any) -> None:  # noqa: ANN401 -- a recorder's facts
        asked.append(facts["asked"])

    gate, officer = Asked(checkpoint="gate 7"), Asked(request_id="q1")
    with (
        served_recording(data, remember) as app,
        ScreeningClient(f"127.0.0.1:{app.port}", asked=gate) as client,
    ):
        client.screen_document(LISTED)
        client.screen_document(LISTED, officer)
        with client.lane() as lane:
            lane.screen_document(LISTED)

    assert asked == [gate, officer, gate]


def test_a_service_that_does_not_answer_in_time(data: Path) -> None:
    """Every call has a deadline; over a lane every question has."""
    held = Held()
    with (
        served_recording(data, held) as app,
        client_of(app.port, timeout_s=0.3) as client,
    ):
        with pytest.raises(OutOfTime):
            client.screen_document(LISTED)
        with client.lane() as lane, pytest.raises(OutOfTime):
            lane.screen_document(LISTED)
        held.release()


def test_a_service_that_has_no_time_to_refuse_cancels(data: Path) -> None:
    """What gRPC's core turns away is asked again, and then told for what it was."""
    held = Held()
    with (
        served_recording(
            data, held, calls_waiting_max=3, calls_waiting_overloaded_max=3
        ) as app,
        client_of(app.port) as client,
        ThreadPoolExecutor(20) as threads,
    ):
        asked = [threads.submit(client.screen_document, NOT_LISTED) for _ in range(20)]
        wait_until(lambda: sum(each.done() for each in asked) >= 15)
        refused = [each.exception() for each in asked if each.done()]
        held.release()

    assert {type(error) for error in refused} == {Unreachable}
    assert {"has more than it can do" in str(error) for error in refused} == {True}


def test_lanes_leave_room_for_more_and_for_questions(data: Path) -> None:
    """A connection has a bounded number of calls open, and lanes stay: there are more."""
    with served(data) as app, client_of(app.port) as client, ExitStack() as lanes:
        opened = [lanes.enter_context(client.lane()) for _ in range(70)]
        over_lanes = {lane.screen_document(NOT_LISTED).answer for lane in opened}
        answer = client.screen_document(NOT_LISTED).answer
        with client_of(app.port) as other:
            others = other.screen_document(NOT_LISTED).answer

    assert over_lanes == {answer} == {others} == {Answer.NO_RECORD}


def test_a_busy_service_says_so(data: Path) -> None:
    """More than may wait is refused, and that is told apart from failure."""
    held = Held()
    with (
        served_recording(data, held, unary_threads=1, unary_queue_max=0) as app,
        client_of(app.port) as client,
        ThreadPoolExecutor(1) as threads,
    ):
        first = threads.submit(client.screen_document, TAKES_A_THREAD)
        wait_until(lambda: held.asked)
        with pytest.raises(Busy) as caught:
            client.screen_document(TAKES_A_THREAD)
        held.release()

        assert first.result().answer is Answer.NO_RECORD
        assert caught.value.maximum == 1
        assert caught.value.retry_after_s == BUSY_RETRY_S


def test_nobody_there_is_told_in_words() -> None:
    """A wrong address is not a hang and not a traceback of gRPC's."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with client_of(port, timeout_s=0.5) as client:
            with pytest.raises((Unreachable, OutOfTime)) as caught:
                client.status()
            with client.lane() as lane, pytest.raises((Unreachable, OutOfTime)):
                lane.screen_document(LISTED)

    assert isinstance(caught.value, ScreeningError)


def test_a_service_that_is_no_screening_service() -> None:
    """Another gRPC service behind the address is told as such."""
    with ThreadPoolExecutor(1) as pool:
        server = grpc.server(pool)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        with client_of(port) as client, pytest.raises(ServiceFailed) as caught:
            client.status()
        server.stop(None).wait()

    assert "UNIMPLEMENTED" in str(caught.value)


def test_a_lane_asks_question_after_question(client: ScreeningClient) -> None:
    """Documents, vehicles and zones go over one lane, and errors leave it open."""
    bad = DocumentQuery(document_number="-", issuing_state="UTO")
    with client.lane() as lane:
        answers = [
            lane.screen_document(NOT_LISTED).answer,
            lane.screen_document(LISTED).answer,
            lane.screen_vehicle(
                VehicleQuery(plate="UT123AB", plate_state="UTO")
            ).answer,
        ]
        with pytest.raises(InvalidQuery) as caught:
            lane.screen_document(bad)
        with pytest.raises(UnreadableMrz):
            lane.screen_mrz(["no", "zone"])
        answers.append(lane.screen_mrz(ERIKSSON_TD3).answer)

    assert answers == [Answer.NO_RECORD, Answer.HIT, Answer.HIT, Answer.HIT]
    assert caught.value.field == "document.document_number"


def test_a_zone_over_a_lane_carries_the_number_of_the_book(
    client: ScreeningClient,
) -> None:
    """A stolen blank is found by its own number over a lane as by a call."""
    with client.lane() as lane:
        without = lane.screen_mrz(ERIKSSON_TD1)
        (hit,) = lane.screen_mrz(ERIKSSON_TD1, book_serial="B0001500").hits

    assert without.answer is Answer.NO_RECORD
    assert hit.matched_on == "book_serial"


def test_a_lane_may_be_shared_by_threads(client: ScreeningClient) -> None:
    """Each thread gets the answer to its own question."""
    queries = [LISTED, NOT_LISTED] * 50
    with client.lane() as lane, ThreadPoolExecutor(8) as threads:
        answers = [each.answer for each in threads.map(lane.screen_document, queries)]

    assert answers == [Answer.HIT, Answer.NO_RECORD] * 50


def test_a_lane_goes_on_after_a_question_that_was_too_slow(data: Path) -> None:
    """One timeout ends its own question only; the next is answered, by its own answer."""
    held = Held()
    with (
        served_recording(data, held) as app,
        client_of(app.port, timeout_s=0.3) as client,
        client.lane() as lane,
    ):
        for _ in range(2):
            with pytest.raises(OutOfTime):
                lane.screen_document(LISTED)
        held.release()

        assert lane.screen_document(NOT_LISTED).answer is Answer.NO_RECORD
        assert lane.screen_document(LISTED).answer is Answer.HIT


def test_a_lane_that_was_refused_is_opened_by_the_next_question(data: Path) -> None:
    """Busy is for now: once there is room the same lane is answered."""
    with (
        served(data, lanes_max=1) as app,
        client_of(app.port) as client,
        ExitStack() as room,
    ):
        first = room.enter_context(client.lane())
        first.screen_document(LISTED)
        second = room.enter_context(client.lane())
        with pytest.raises(Busy):
            second.screen_document(LISTED)
        first.close()

        def is_answered() -> bool:
            with suppress(Busy):
                return second.screen_document(LISTED).answer is Answer.HIT
            return False

        wait_until(is_answered)


def test_a_lane_is_open_only_inside_with(client: ScreeningClient) -> None:
    """A lane that was not opened, or was closed, says so."""
    lane = client.lane()
    with pytest.raises(Misused):
        lane.screen_document(LISTED)
    with lane:
        lane.screen_document(LISTED)
    with pytest.raises(Misused):
        lane.screen_document(LISTED)


def test_lanes_leave_no_thread_behind(client: ScreeningClient) -> None:
    """Opening and closing lanes costs nothing that stays."""
    client.status()
    before = threading.active_count()
    for _ in range(20):
        with client.lane() as lane:
            lane.screen_document(NOT_LISTED)

    wait_until(lambda: _lane_threads() == 0)
    assert threading.active_count() < before + 20


def _lane_threads() -> int:
    return sum(thread.name == "lane watch" for thread in threading.enumerate())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_lane_opens_itself_again_after_a_restart(
    data: Path, tmp_path: Path, number: signal.Signals
) -> None:
    """A worker that is replaced between two questions is not noticed by the gate."""
    with (
        service(data, tmp_path) as running,
        ScreeningClient(running.address, timeout_s=10.0) as client,
        client.lane() as lane,
    ):
        before = lane.screen_document(LISTED).answer
        (worker,) = running.workers()
        os.kill(worker, number)
        running.wait_for_ready(2)
        after = lane.screen_document(LISTED).answer

    assert before is after is Answer.HIT


def test_the_client_loads_neither_server_nor_polars() -> None:
    """A gate's program stays small: what it imports is words, gRPC and the wire."""
    code = (
        "import json, sys, screening.client\n"
        "print(json.dumps([name for name in sys.modules]))\n"
    )
    listed = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    loaded = set(json.loads(listed.stdout))

    assert "screening.client" in loaded
    assert not loaded & {"screening.server", "screening.engine", "polars", "lmdb"}


def test_the_record_of_a_hit_is_of_its_database(client: ScreeningClient) -> None:
    """Documents come back as documents, vehicles as vehicles."""
    (hit,) = client.screen_document(LISTED).hits

    assert hit.database is Database.DOCUMENTS
    assert isinstance(hit.record, DocumentRecord)
