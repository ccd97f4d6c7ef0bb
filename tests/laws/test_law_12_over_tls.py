"""Law 12, at the door. A marker in every text of every question, in records and certificates.

A service in processes of its own, over TLS, with a register, a sealed journal and a writer:
the marker is in no error that it tells, in nothing that it logs, and nowhere in the clear.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import grpc
import pytest
from google.protobuf.message import Message

from screening.audit import journal_folder
from screening.audit.history import history
from screening.audit.sealing import Unsealing
from screening.callers import CallerKind, CallerName
from screening.engine import utc_now
from screening.server.rules import RULES
from screening.v1 import record_pb2, records_pb2, screening_pb2
from tests.access.registers import caller, table, written
from tests.audit.journals import keyed
from tests.certificates import HARBOUR, Pki, channel_as
from tests.server.service import Service, publish, service
from tests.world import ERIKSSON_TD3, listed_person, stolen_car, stolen_passport

MARKER = "QZJXW7"
TEXTS = (MARKER, f"{MARKER}\n", MARKER * 60)
"""As it may be looked up, with what may not be there, and longer than anything may be."""
GATE = caller(CallerKind.CHECKPOINT, "gate")
BUREAU = caller(CallerKind.SECOND_LINE, "bureau")
POLICE = caller(CallerKind.OWNER, "police")
FEW = caller(CallerKind.CHECKPOINT, "few")
HIDDEN = caller(CallerKind.CHECKPOINT, MARKER.lower())
OF_QUESTIONS, OF_RECORDS = (
    "/screening.v1.ScreeningService",
    "/screening.v1.RecordService",
)
BORDER = records_pb2.Asked(purpose="BORDER_CHECK", user="u")
UPKEEP = records_pb2.Asked(purpose="RECORD_UPKEEP", user="u")
DOCUMENT = screening_pb2.DocumentQuery(
    document_number="X1", issuing_state="UTO", document_type="P", book_serial="B1"
)
FIELDS = screening_pb2.TravellerFields(
    document=DOCUMENT,
    primary_identifier="a",
    secondary_identifier="b",
    birth_date="1974-08-12",
    nationality="UTO",
    sex="F",
    expiry_date="2030-01-01",
    birth_place="z",
)
ZONE = screening_pb2.Mrz(lines=ERIKSSON_TD3)
PERSON = f"feeds/utopia-noticed/persons/UTO.{MARKER}"
ASKED_BY_GATES: dict[str, list[Message]] = {
    f"{OF_QUESTIONS}/ScreenDocument": [
        screening_pb2.ScreenDocumentRequest(asked=BORDER, document=DOCUMENT)
    ],
    f"{OF_QUESTIONS}/ScreenVehicle": [
        screening_pb2.ScreenVehicleRequest(
            asked=BORDER,
            vehicle=screening_pb2.VehicleQuery(
                vin="1M8GDM9AXKP042788", plate="U1", plate_state="UTO"
            ),
        )
    ],
    f"{OF_QUESTIONS}/ScreenPerson": [
        screening_pb2.ScreenPersonRequest(
            asked=BORDER,
            person=screening_pb2.PersonQuery(
                full_name="Anna", birth_date="1974", nationality="UTO", birth_place="z"
            ),
        )
    ],
    f"{OF_QUESTIONS}/ScreenTraveller": [
        screening_pb2.ScreenTravellerRequest(
            asked=BORDER, mrz=ZONE, book_serial="B1", exclude_records=[PERSON]
        ),
        screening_pb2.ScreenTravellerRequest(asked=BORDER, fields=FIELDS),
    ],
    f"{OF_QUESTIONS}/BatchScreenDocuments": [
        screening_pb2.BatchScreenDocumentsRequest(
            asked=BORDER,
            items=[
                screening_pb2.BatchItem(document=DOCUMENT),
                screening_pb2.BatchItem(mrz=ZONE),
            ],
        )
    ],
    f"{OF_QUESTIONS}/BatchScreenTravellers": [
        screening_pb2.BatchScreenTravellersRequest(
            asked=BORDER,
            items=[
                screening_pb2.TravellerItem(mrz=ZONE, book_serial="B1"),
                screening_pb2.TravellerItem(fields=FIELDS),
            ],
        )
    ],
    f"{OF_QUESTIONS}/OpenLane": [
        screening_pb2.OpenLaneRequest(asked=BORDER, document=DOCUMENT),
        screening_pb2.OpenLaneRequest(asked=BORDER, mrz=ZONE, book_serial="B1"),
    ],
    f"{OF_RECORDS}/GetRecord": [
        record_pb2.GetRecordRequest(
            asked=BORDER, name="feeds/utopia-lost/documents/X1.UTO.UTO.1"
        )
    ],
}
ASKED_BY_OWNERS: dict[str, list[Message]] = {
    f"{OF_RECORDS}/ApplyChanges": [
        record_pb2.ApplyChangesRequest(
            asked=UPKEEP,
            feed="utopia-lost",
            request_id="r1",
            reason="none",
            changes=[
                record_pb2.Change(
                    withdraw=record_pb2.RecordKey(
                        record_id="1",
                        owner="UTO",
                        issuing_state="UTO",
                        document_number="X1",
                    )
                )
            ],
        )
    ],
    f"{OF_RECORDS}/ListRecords": [
        record_pb2.ListRecordsRequest(
            asked=UPKEEP,
            feed="utopia-lost",
            page_size=1,
            page_token="x",  # noqa: S106 -- a place in a list
        )
    ],
}


class Guarded(NamedTuple):
    """A service, its folder, who issues certificates, and who may open its journal."""

    running: Service
    data: Path
    pki: Pki
    unsealing: Unsealing

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.running.address.rpartition(":")[2])


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """Hold a service whose records, and whose register, have the marker in them."""
    folder = tmp_path_factory.mktemp("guarded")
    data, pki = folder / "data", Pki(folder)
    unsealing = keyed(data)
    person = listed_person(record_id=MARKER, birth_place=MARKER)
    named = replace(person.names[0], primary=MARKER)
    publish(data, stolen_passport(document_number=MARKER, record_id=MARKER))
    publish(data, stolen_car(plate=MARKER, engine_number=MARKER))
    publish(data, replace(person, names=(named, *person.names[1:])))
    file = folder / "callers.toml"
    until = utc_now() + timedelta(days=1)
    few = table(FEW, until=until, questions_per_minute=1, items_per_batch=1)
    file.write_bytes(
        written(
            [few, *(table(who, until=until) for who in (GATE, BUREAU, POLICE, HIDDEN))]
        )
    )
    bounds: dict[str, Any] = {"tls": pki.tls(), "register": file, "writer": True}
    with service(data, folder, **bounds) as running:
        running.wait_for_ready(1)
        yield Guarded(running, data, pki, unsealing)


def with_marker(message: Message, text: str) -> Iterator[Message]:
    """Yield copies of *message*, in each of which another text has become *text*."""
    for path in _texts(message):
        changed = type(message)()
        changed.CopyFrom(message)
        at: Any = changed
        for step in path[:-1]:
            at = at[step] if isinstance(step, int) else getattr(at, step)
        if isinstance(path[-1], int):
            at[path[-1]] = text
        else:
            setattr(at, path[-1], text)
        yield changed


def _texts(message: Any) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 -- any kind
    """Yield where texts stand in *message*; a purpose is a word of a list, and stays."""
    for field, value in message.ListFields():
        of_many = enumerate(value) if field.is_repeated else [(None, value)]
        for index, each in of_many:
            here = (field.name,) if index is None else (field.name, index)
            if isinstance(each, Message):
                yield from ((*here, *path) for path in _texts(each))
            elif isinstance(each, str) and field.name != "purpose":
                yield here


def told(channel: grpc.Channel, method: str, request: bytes) -> str:
    """Return all that a call tells when it fails; nothing when it is answered."""
    stream: Any = channel.stream_stream(method)
    call = stream(iter([request]), timeout=10.0)
    try:
        answers = b"".join(call)
    except grpc.RpcError:
        return f"{call.code()} {call.details()} {call.trailing_metadata()}"
    if not method.endswith("/OpenLane"):
        return ""
    return str(screening_pb2.OpenLaneResponse.FromString(answers).error)


def said_by(guarded: Guarded) -> bytes:
    """Return everything that is logged, or stands in the clear in the journal."""
    files = [each for each in journal_folder(guarded.data).rglob("*") if each.is_file()]
    return guarded.running.log.encode() + b"".join(map(Path.read_bytes, files))


def marked(said: str | bytes) -> bool:
    """Return whether the marker is in *said*, in whatever case."""
    return (
        MARKER.encode() in (said if isinstance(said, bytes) else said.encode()).upper()
    )


@pytest.mark.parametrize(
    ("who", "requests"),
    [(GATE, ASKED_BY_GATES), (BUREAU, ASKED_BY_GATES), (POLICE, ASKED_BY_OWNERS)],
    ids=["first line", "second line", "owner"],
)
def test_no_text_that_is_asked_comes_back(
    guarded: Guarded, who: CallerName, requests: dict[str, list[Message]]
) -> None:
    """In each text of each request, one by one: answered, or refused without it."""
    refusals = []
    shown = guarded.pki.caller(who.uri)
    with channel_as(shown, guarded.port, guarded.pki.roots) as channel:
        for method, messages in requests.items():
            for message in messages:
                for text in TEXTS:
                    refusals += [
                        told(channel, method, changed.SerializeToString())
                        for changed in with_marker(message, text)
                    ]

    assert sum(map(bool, refusals)) > len(refusals) / 4
    assert [each for each in refusals if marked(each)] == []
    assert not marked(said_by(guarded))


def test_what_was_asked_is_under_the_seal(guarded: Guarded) -> None:
    """The auditor reads the marker, and in the core of an entry there is none."""
    request = screening_pb2.ScreenDocumentRequest(
        asked=records_pb2.Asked(purpose="BORDER_CHECK", user=MARKER),
        document=screening_pb2.DocumentQuery(
            document_number=MARKER, issuing_state="UTO"
        ),
    )
    shown = guarded.pki.caller(GATE.uri)
    with channel_as(shown, guarded.port, guarded.pki.roots) as channel:
        told(channel, f"{OF_QUESTIONS}/ScreenDocument", request.SerializeToString())
    opened = [
        each.what
        for each in history(journal_folder(guarded.data), unsealing=guarded.unsealing)
    ]

    assert any(marked(str(each.matter)) for each in opened)
    assert not any(marked(str(each.core)) for each in opened)


def test_refusals_say_nothing_of_who_is_refused(guarded: Guarded) -> None:
    """Certificates with the marker in their names, callers unknown, over their quota."""
    pki, stranger = guarded.pki, GATE.uri + f"-{MARKER.lower()}"
    request = ASKED_BY_GATES[f"{OF_QUESTIONS}/ScreenDocument"][0].SerializeToString()
    shown = [
        pki.odd([HARBOUR, f"{HARBOUR}-{MARKER}"], common_name=MARKER),
        pki.odd([f"spiffe://{MARKER}.example/UTO/checkpoint/x"], common_name=MARKER),
        pki.odd([f"https://{MARKER}"], common_name=MARKER),
        pki.odd([], common_name=MARKER),
        pki.caller(stranger),
        pki.caller(FEW.uri),
    ]
    refusals = []
    for each in shown:
        with channel_as(each, guarded.port, pki.roots) as channel:
            for method in (*RULES, f"{OF_QUESTIONS}/{MARKER}"):
                refusals.append(told(channel, method, request))
                refusals.append(told(channel, method, MARKER.encode()))

    assert sum(map(bool, refusals)) > len(refusals) / 2
    assert [each for each in refusals if marked(each)] == []
    # Whom the authority knows is remembered by name, where it is turned away.
    assert not marked(said_by(guarded).replace(stranger.encode(), b""))
