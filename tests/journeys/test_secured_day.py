"""A day with certificates: who may ask, who may write, who is out, and what is remembered.

Public doors only: the command line and gRPC, real processes, real TLS.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)

from screening.client import ScreeningClient
from screening.errors import NotIdentified
from screening.queries import Answer, Asked, DocumentQuery
from screening.tls import ClientTls
from tests.cli.feeds import STOLEN, delivered, write_rows
from tests.cli.secured import AIRLINE, FEED, GATE, POLICE, Station, entry
from tests.cli.shell import Ended, screening
from tests.server.service import wait_until

REPORTED = DocumentQuery(document_number="UTOPIA001", issuing_state="UTO")
RECORD = f"feeds/{FEED}/documents/UTOPIA001.UTO.UTO.UTO-7"
REPORT = {
    "op": "put",
    "record_id": "UTO-7",
    "owner": "UTO",
    "issuing_state": "UTO",
    "document_type": "passport",
    "document_number": "UTOPIA001",
    "status": "stolen",
}
FOUND = {
    "op": "withdraw",
    "record_id": "UTO-7",
    "owner": "UTO",
    "issuing_state": "UTO",
    "document_number": "UTOPIA001",
}
DESK = "UTO/checkpoint/desk-1"
SERVICE = "screening.v1.ScreeningService"


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Station:
    """A gate, a desk without reflection, an airline and the police; an auditor's keys."""
    station = Station(tmp_path_factory.mktemp("day"))
    lost = delivered(station.folder / "lost.csv", [STOLEN])
    assert screening("load", lost, "--data", station.data).code == 0
    auditor = station.folder / "auditor"
    assert screening("audit", "keys", "--out", auditor).code == 0
    taken = ("--data", station.data, "--auditor", auditor / "auditor.pub")
    assert screening("audit", "keys", *taken).code == 0
    station.made(GATE, DESK, AIRLINE, POLICE)
    station.registers(
        entry(GATE, purposes=["BORDER_CHECK"]),
        entry(DESK, purposes=["BORDER_CHECK"], services=["documents"]),
        entry(AIRLINE, purposes=["CARRIER_CHECK"]),
        entry(POLICE, writes=[FEED], purposes=["RECORD_UPKEEP"]),
    )
    return station


def answer(address: str, tls: ClientTls, purpose: str = "BORDER_CHECK") -> Answer:
    """Return what whoever shows *tls* is answered about the passport of the day."""
    asked = Asked(purpose=purpose, request_id="a day")
    with ScreeningClient(address, timeout_s=10.0, tls=tls, asked=asked) as client:
        return client.screen_document(REPORTED).answer


def audit(station: Station, command: str, *words: str | Path) -> Ended:
    """Type a command of `audit` about the data of *station*."""
    return screening("audit", command, *words, "--data", station.data)


def told(station: Station, *words: str | Path) -> list[dict[str, Any]]:
    """Return what `audit export` prints."""
    return [
        json.loads(line) for line in audit(station, "export", *words).out.splitlines()
    ]


def test_a_day_with_certificates(station: Station, tmp_path: Path) -> None:
    """Reported, hit, withdrawn, not hit; the airline learns less; the revoked gate is out."""
    gate, airline = station.tls(GATE), station.tls(AIRLINE)
    came = []
    with station.served("--workers", "2") as address:
        to = ("--server", address, "--feed", FEED)
        came.append(answer(address, gate))
        for change in (REPORT, FOUND):
            file = write_rows(tmp_path / f"{change['op']}.csv", [change])
            assert screening("submit", file, *to, **station.shown(POLICE)).code == 0
            came.append(answer(address, gate))
            came.append(answer(address, airline, "CARRIER_CHECK"))
        station.pki("revoke", GATE)
        wait_until(lambda: _is_out(address, gate))
        still_in = answer(address, airline, "CARRIER_CHECK")

    assert came == [
        *(Answer.NO_RECORD, Answer.HIT, Answer.REFER),
        *(Answer.NO_RECORD, Answer.NO_RECORD),
    ]
    assert still_in is Answer.NO_RECORD
    _is_remembered(station)
    _is_proved(station, tmp_path)


def _is_out(address: str, tls: ClientTls) -> bool:
    try:
        answer(address, tls)
    except NotIdentified:
        return True
    return False


def _is_remembered(station: Station) -> None:
    """Who asked, who wrote and who was refused; what about, by the auditor's key alone."""
    key = ("--key", station.folder / "auditor" / "auditor.key")
    traced = audit(station, "trace", RECORD, *key, "--json").json
    trace, changed = traced["shown"], traced["changed"]
    opened, cores = told(station, *key), told(station)
    sent = [each for each in opened if each["kind"] == "changes"]
    refused = [each for each in cores if each["kind"] == "refusal"]

    assert {each["caller"].partition("example/")[2] for each in trace} == {
        GATE,
        AIRLINE,
    }
    assert [(each["change"], each["answer"]) for each in changed] == [
        *(("put", "APPLIED"), ("withdraw", "APPLIED")),
    ]
    assert {each["caller"] for each in changed} == {each["caller"] for each in sent}
    assert {each["question"]["feed"] for each in sent} == {FEED}
    assert [each["answer"] for each in sent] == ["SUBMITTED", "APPLIED"] * 2
    assert {each["caller"].partition("example/")[2] for each in sent} == {POLICE}
    assert refused
    assert {each["cause"] for each in refused} == {"its certificate was revoked"}
    assert "UTOPIA001" not in json.dumps(cores)
    assert "UTOPIA001" in json.dumps(opened)


def _is_proved(station: Station, tmp_path: Path) -> None:
    """The journal is sound; a copy in which a hit was hidden is not, and it is named."""
    copy = Station(tmp_path / "copy")
    shutil.copytree(station.data, copy.data)
    for segment in copy.data.glob("journal/chain-*/*.journal"):
        content = segment.read_bytes()
        segment.write_bytes(content.replace(b'"answer":"HIT"', b'"answer":"NIL"'))
    sound, tampered = audit(station, "verify"), audit(copy, "verify")

    assert (sound.code, tampered.code) == (0, 1)
    assert "it was altered" in tampered.out


@pytest.fixture
def served(station: Station) -> Iterator[str]:
    """Return where the service of the station listens."""
    with station.served() as address:
        yield address


def secure_channel(address: str, tls: ClientTls) -> grpc.Channel:
    """Return a channel of whoever shows *tls*."""
    files = (tls.roots, tls.key, tls.certificate)
    credentials = grpc.ssl_channel_credentials(*(each.read_bytes() for each in files))
    return grpc.secure_channel(address, credentials)


def test_a_client_that_knows_no_proto_finds_its_way(
    served: str, station: Station
) -> None:
    """As grpcurl does: services listed, messages described, a question asked."""
    with secure_channel(served, station.tls(DESK)) as channel:
        code = _code_of(
            lambda: ProtoReflectionDescriptorDatabase(channel).get_services()
        )
    with secure_channel(served, station.tls(AIRLINE)) as channel:
        known = ProtoReflectionDescriptorDatabase(channel)
        services = set(known.get_services())
        method: Any = (
            DescriptorPool(known)
            .FindServiceByName(SERVICE)
            .FindMethodByName("ScreenDocument")
        )
        asking, answering = map(
            GetMessageClass, (method.input_type, method.output_type)
        )
        request: Any = asking()
        request.asked.purpose = "CARRIER_CHECK"
        request.document.document_number = STOLEN["document_number"]
        request.document.issuing_state = "UTO"
        call = channel.unary_unary(
            f"/{SERVICE}/ScreenDocument",
            request_serializer=asking.SerializeToString,
            response_deserializer=answering.FromString,
        )
        response: Any = call(request, timeout=10.0)

    assert code is grpc.StatusCode.PERMISSION_DENIED
    assert {SERVICE, "screening.v1.RecordService", "grpc.health.v1.Health"} <= services
    answers = response.screening.DESCRIPTOR.fields_by_name["answer"].enum_type
    assert answers.values_by_number[response.screening.answer].name == "ANSWER_REFER"


def _code_of(call: Callable[[], object]) -> grpc.StatusCode:
    with pytest.raises(grpc.RpcError) as caught:
        call()
    error: Any = caught.value
    code: grpc.StatusCode = error.code()
    return code
