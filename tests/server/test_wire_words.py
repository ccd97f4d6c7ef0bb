"""What leaves the process speaks of no place on the server and repeats no exception."""

from pathlib import Path
from typing import Any

import grpc
import pytest

from screening import errors
from screening.server import status_table
from screening.v1 import (
    record_pb2,
    record_pb2_grpc,
    screening_pb2,
    screening_pb2_grpc,
    status_pb2,
    status_pb2_grpc,
)
from tests.server.service import FEED, channel_to, publish, served, served_recording
from tests.world import ERIKSSON_TD3, stolen_passport

MARK = "secret-place"
PLACE = Path(f"/{MARK}/feeds/lost/gen-000001")
DOCUMENT = screening_pb2.DocumentQuery(document_number="L898902C3", issuing_state="UTO")
MRZ = screening_pb2.Mrz(lines=ERIKSSON_TD3)
NAME = f"feeds/{FEED}/documents/L898902C3.UTO.UTO.UTO-1"


@pytest.mark.parametrize(
    "error",
    [
        errors.NoFeedLoaded(database="documents", problems=(f"feed lost: {PLACE}",)),
        errors.CannotRead(reason=f"{PLACE}: no memory"),
        errors.NotRecorded(reason=f"{PLACE}: read-only"),
        errors.Unreachable(address=MARK, reason=MARK),
        errors.FeedRefused(file=PLACE, reason=MARK, cure=MARK),
        errors.RevisionGap(file=PLACE, base=1, held=2),
        errors.AnotherWriter(feed="lost", holder=MARK),
        errors.Damaged(path=PLACE, reason=MARK),
        errors.DamagedFilter(path=PLACE, reason=MARK),
        errors.DamagedTable(path=PLACE, reason=MARK),
        errors.DamagedManifest(path=PLACE, reason=MARK),
        errors.DamagedJournal(path=PLACE, reason=MARK, position=7),
        errors.DiskFull(path=PLACE),
        errors.AddressRefused(address=MARK, reason=MARK, cure=MARK),
        errors.Misused(MARK),
        errors.ScreeningError(MARK),
        OSError(28, "no space", str(PLACE)),
        RuntimeError(MARK),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_error_speaks_of_places(error: Exception) -> None:
    """Neither its text nor its facts, by call or over a lane."""
    what = status_table.told(error)
    ending = status_table.status(error)
    sent = [ending.details, *(value for _, value in ending.trailing_metadata)]

    assert what.message
    assert MARK not in f"{what}"
    assert not any(MARK in f"{each!r}" for each in sent)


def test_a_database_that_is_not_served_is_named() -> None:
    """The fixed words are put around the facts that are safe."""
    what = status_table.told(errors.NoFeedLoaded(database="vehicles"))

    assert "database vehicles is served" in what.message
    assert what.facts == {"database": "vehicles"}


def said(channel: grpc.Channel) -> str:
    """Return everything a service says, asked in every way there is."""
    screening = screening_pb2_grpc.ScreeningServiceStub(channel)
    records = record_pb2_grpc.RecordServiceStub(channel)
    status = status_pb2_grpc.StatusServiceStub(channel)
    lane = screening.OpenLane(
        iter([screening_pb2.OpenLaneRequest(document=DOCUMENT)]), timeout=10.0
    )
    asked: list[tuple[Any, Any]] = [
        (
            screening.ScreenDocument,
            screening_pb2.ScreenDocumentRequest(document=DOCUMENT),
        ),
        (
            screening.ScreenTraveller,
            screening_pb2.ScreenTravellerRequest(mrz=MRZ),
        ),
        (
            screening.BatchScreenDocuments,
            screening_pb2.BatchScreenDocumentsRequest(
                items=[screening_pb2.BatchItem(mrz=MRZ)]
            ),
        ),
        (records.GetRecord, record_pb2.GetRecordRequest(name=NAME)),
        (status.GetStatus, status_pb2.GetStatusRequest()),
    ]
    return "".join([*(_said(*each) for each in asked), *map(str, lane)])


def _said(call: Any, request: Any) -> str:  # noqa: ANN401 -- any method, its request
    try:
        return str(call(request, timeout=10.0))
    except grpc.RpcError as error:
        ending: Any = error
        return f"{ending.code()} {ending.details()} {ending.trailing_metadata()}"


def test_nothing_said_about_damage_speaks_of_places(tmp_path: Path) -> None:
    """A feed that cannot be served is told in every answer, without its path."""
    data = tmp_path / MARK
    generation = publish(data, stolen_passport())
    (data / "feeds" / FEED / generation / "manifest.json").write_text("damaged")
    with served(data) as app, channel_to(app) as channel:
        all_of_it = said(channel)

    assert FEED in all_of_it
    assert "NO_FEED_LOADED" in all_of_it
    assert MARK not in all_of_it


@pytest.mark.parametrize(
    "error",
    [
        errors.NotRecorded(reason=MARK),
        errors.DiskFull(path=PLACE),
        OSError(5, "failed", str(PLACE)),
    ],
    ids=lambda error: type(error).__name__,
)
def test_nothing_said_about_the_journal_speaks_of_places(
    tmp_path: Path, error: Exception
) -> None:
    """What keeps a question from being recorded is told to the operator alone."""
    data = tmp_path / MARK
    publish(data, stolen_passport())

    def fail(**_facts: object) -> None:
        raise error

    with served_recording(data, fail) as app, channel_to(app) as channel:
        all_of_it = said(channel)

    assert FEED in all_of_it
    assert "ANSWER" not in all_of_it
    assert MARK not in all_of_it
