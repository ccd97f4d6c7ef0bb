"""Who was turned away is in the journal: who, from what, and why; over real TLS."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest

from screening.access.refusals import ONE_BY_ONE_MAX
from screening.audit import journal_folder
from screening.audit.entry import REFUSAL, Core
from screening.audit.history import history
from screening.callers import CallerKind, CallerName
from screening.queries import LOCAL
from screening.server.services import OPEN_LANE
from screening.v1 import screening_pb2
from tests.access.registers import caller
from tests.audit.journals import keyed, wrong
from tests.certificates import HARBOUR, Pki, channel_as
from tests.server.secured import secured_by
from tests.server.service import channel_to, publish, served, wait_until
from tests.server.test_access import LISTED, entry, question
from tests.server.test_identity import came_of
from tests.world import stolen_passport

SCREEN_DOCUMENT = "/screening.v1.ScreeningService/ScreenDocument"
GET_RECORD = "/screening.v1.RecordService/GetRecord"
LIST_RECORDS = "/screening.v1.RecordService/ListRecords"
MARKER = "QXZJ7MARK"
GATE, STRANGER = caller(CallerKind.CHECKPOINT), caller(CallerKind.CHECKPOINT, "two")
Told = tuple[str, str, str, str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of this test's own, with a stolen passport."""
    publish(tmp_path / "data", stolen_passport())
    return tmp_path / "data"


@pytest.fixture
def pki(tmp_path: Path) -> Pki:
    """An authority of this test's own."""
    return Pki(tmp_path)


def refusals(data: Path) -> list[Core]:
    """Return every refusal that the journal of *data* remembers, in order."""
    cores = [told.what.core for told in history(journal_folder(data))]
    return [core for core in cores if core.kind == REFUSAL]


def told(data: Path) -> list[Told]:
    """Return of each refusal who was refused what, by which reason, and why."""
    return [
        (core.caller, core.method, core.answer, core.cause) for core in refusals(data)
    ]


def screen(channel: grpc.Channel, purpose: str = "BORDER_CHECK") -> Any:  # noqa: ANN401
    """Ask about the stolen passport."""
    call = channel.unary_unary(
        SCREEN_DOCUMENT,
        request_serializer=screening_pb2.ScreenDocumentRequest.SerializeToString,
        response_deserializer=screening_pb2.ScreenDocumentResponse.FromString,
    )
    return call(question(LISTED, purpose), timeout=10.0)


def turned_away(data: Path, pki: Pki, who: CallerName, ask: Callable[..., Any]) -> None:
    """Have *who* ask, with a certificate, a service that lets in the gate alone."""
    shown = pki.caller(who.uri)
    few = entry(GATE, questions_per_minute=3, items_per_batch=0)
    with (
        secured_by(data, pki, few) as app,
        channel_as(shown, app.port, pki.roots) as channel,
    ):
        try:
            ask(channel)
        except grpc.RpcError:
            return


def _over_a_lane(channel: grpc.Channel) -> None:
    request = screening_pb2.OpenLaneRequest(document=question(LISTED).document)
    request.asked.purpose = "INVESTIGATION"
    call: Any = channel.unary_stream(OPEN_LANE)
    list(call(request.SerializeToString(), timeout=10.0))


def _too_much(channel: grpc.Channel) -> None:
    for _ in range(4):
        screen(channel)


WHY: dict[str, tuple[CallerName, Callable[..., Any], Told]] = {
    "not registered": (
        STRANGER,
        screen,
        (STRANGER.uri, SCREEN_DOCUMENT, "NOT_PERMITTED", "NOT_REGISTERED"),
    ),
    "of another kind": (
        GATE,
        lambda channel: came_of(channel, GET_RECORD),
        (GATE.uri, GET_RECORD, "NOT_PERMITTED", "KIND"),
    ),
    "for another purpose": (
        GATE,
        lambda channel: screen(channel, "INVESTIGATION"),
        (GATE.uri, SCREEN_DOCUMENT, "NOT_PERMITTED", "PURPOSE"),
    ),
    "for another purpose, over a lane": (
        GATE,
        _over_a_lane,
        (GATE.uri, OPEN_LANE, "NOT_PERMITTED", "PURPOSE"),
    ),
    "too often": (GATE, _too_much, (GATE.uri, SCREEN_DOCUMENT, "QUOTA_EXCEEDED", "")),
}


@pytest.mark.parametrize("why", WHY)
def test_who_is_refused_is_remembered(data: Path, pki: Pki, why: str) -> None:
    """Once, by its certificate, with the method, and with what it was told."""
    who, ask, expected = WHY[why]
    turned_away(data, pki, who, ask)

    assert told(data) == [expected]


def test_a_revoked_caller_is_remembered_by_its_name(data: Path, pki: Pki) -> None:
    """Its certificate was good once, so it says who still calls."""
    shown = pki.caller()
    pki.authority.revoke(shown.serial)
    with (
        secured_by(data, pki, entry(GATE)) as app,
        channel_as(shown, app.port, pki.roots) as channel,
    ):
        came_of(channel, SCREEN_DOCUMENT)

    assert told(data) == [
        (HARBOUR, SCREEN_DOCUMENT, "NOT_IDENTIFIED", "its certificate was revoked")
    ]


def test_who_has_no_name_is_remembered_without(data: Path, pki: Pki) -> None:
    """What a certificate with two names claims is in no journal."""
    with (
        secured_by(data, pki, entry(GATE)) as app,
        channel_as(pki.odd([HARBOUR, HARBOUR]), app.port, pki.roots) as channel,
    ):
        came_of(channel, SCREEN_DOCUMENT)
    [(who, _, reason, cause)] = told(data)

    assert (who, reason) == ("", "NOT_A_CALLER")
    assert "holds 2 URIs" in cause


def test_on_loopback_too(data: Path) -> None:
    """Nobody is an owner there: the local caller was refused."""
    with served(data) as app, channel_to(app) as channel:
        came_of(channel, LIST_RECORDS)

    assert [each[:3] for each in told(data)] == [
        (LOCAL, LIST_RECORDS, "NOT_IDENTIFIED")
    ]


def test_a_flood_of_refusals_fills_no_journal(data: Path, pki: Pki) -> None:
    """Few a second by themselves, the others counted; and all of it within seconds."""
    many = 20 * ONE_BY_ONE_MAX
    shown = pki.caller(STRANGER.uri)
    with (
        secured_by(data, pki, entry(GATE), callers_interval_s=0.05) as app,
        channel_as(shown, app.port, pki.roots) as channel,
    ):
        for _ in range(many):
            came_of(channel, SCREEN_DOCUMENT)
        wait_until(lambda: _counted(data) == many)

    assert len(refusals(data)) < many


def _counted(data: Path) -> int:
    return sum(core.count for core in refusals(data))


def test_what_was_asked_is_in_no_refusal(data: Path, pki: Pki) -> None:
    """Nobody looked at it, and nothing of it is kept: not even who says that they ask."""
    request = question(LISTED, "INVESTIGATION")
    request.asked.user = request.asked.request_id = request.asked.checkpoint = MARKER
    request.document.document_number = MARKER

    def ask(channel: grpc.Channel) -> None:
        call: Any = channel.unary_unary(SCREEN_DOCUMENT)
        call(request.SerializeToString(), timeout=10.0)

    turned_away(data, pki, GATE, ask)
    files = [file for file in journal_folder(data).rglob("*") if file.is_file()]

    assert len(refusals(data)) == 1
    assert all(MARKER.encode() not in file.read_bytes() for file in files)


def test_a_mistake_is_no_refusal(data: Path, pki: Pki) -> None:
    """A purpose that is missing, or unknown, is told and not held against anybody."""
    turned_away(data, pki, GATE, lambda channel: screen(channel, ""))
    turned_away(data, pki, GATE, lambda channel: screen(channel, "CURIOSITY"))

    assert told(data) == []


def test_nothing_is_sealed_and_all_of_it_is_proved(data: Path, pki: Pki) -> None:
    """In a journal with keys: operators read it, and the chain holds it."""
    unsealing = keyed(data)
    turned_away(data, pki, STRANGER, screen)
    opened = list(history(journal_folder(data), unsealing=unsealing))

    assert opened[-1].what.matter is None
    assert opened[-1].what.core.cause == "NOT_REGISTERED"
    assert wrong(data) == []
