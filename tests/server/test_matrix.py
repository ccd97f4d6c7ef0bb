"""Method x kind x purpose x certificate, over real TLS: each as is written down here (R18).

Generated from the descriptors of what is served. What is expected stands here by hand, apart
from the tables of the program: whoever changes those changes this.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from enum import StrEnum
from itertools import count, pairwise, product
from typing import Any, Final

import grpc
import pytest
from google.protobuf.message import Message
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2
from grpc_status import rpc_status

from screening.access.purposes import Purpose
from screening.callers import CallerKind
from screening.engine import utc_now
from screening.pki.authority import Authority, Issued
from screening.translate.questions import document_to_wire
from screening.v1 import record_pb2, records_pb2, screening_pb2, status_pb2
from tests.access.registers import ASKING, DOMAIN, Table, caller, table
from tests.certificates import Pki, channel_as
from tests.house.test_call_rules import BESIDE, OURS, WRITTEN_DOWN
from tests.server.owning import writing
from tests.server.secured import secured_by
from tests.server.service import FEED, publish
from tests.server.test_access import LISTED
from tests.world import ERIKSSON_TD3, listed_person, stolen_car, stolen_passport

Ending = tuple[str, str]
"""Code of a call, and its reason, or the cause where the register does not permit it."""

PURPOSES: Final = {
    CallerKind.CHECKPOINT: "BORDER_CHECK VISA_ISSUANCE TEST",
    CallerKind.SECOND_LINE: (
        "BORDER_CHECK VISA_ISSUANCE DOCUMENT_ISSUANCE INVESTIGATION TEST"
    ),
    CallerKind.CARRIER: "CARRIER_CHECK TEST",
    CallerKind.OWNER: "RECORD_UPKEEP TEST",
    CallerKind.OPERATOR: "TEST",
    CallerKind.AUDITOR: "AUDIT TEST",
    CallerKind.REPLICA: "TEST",
}
"""For what each kind may ask at all; all of it is registered here."""
GIVEN: Final = (*Purpose, "", "CURIOSITY")
"""Every purpose there is, none, and one that there is not."""
METHODS: Final = {
    f"/{service.full_name}/{method.name}": method
    for module in OURS + BESIDE
    for service in module.DESCRIPTOR.services_by_name.values()
    for method in service.methods
}
_REQUEST_IDS = count()


class Shown(StrEnum):
    """What a caller shows."""

    GOOD = "good"
    NONE = "none"
    WRONG_AUTHORITY = "of another authority, by a good name"
    EXPIRED = "expired"
    REVOKED = "revoked"
    OTHER_KIND = "of a kind that is registered under this name as another one"
    OTHER_OWNER = "of another State, which may write the feed, and not this record"
    OTHER_FEED = "of a caller that may search, or write, another feed alone"


OK: Final = ("OK", "")
NO_HANDSHAKE: Final = ("UNAVAILABLE", "")
BY_CERTIFICATE: Final[dict[Shown, Ending]] = {
    Shown.NONE: NO_HANDSHAKE,
    Shown.WRONG_AUTHORITY: NO_HANDSHAKE,
    Shown.EXPIRED: NO_HANDSHAKE,
    Shown.REVOKED: ("UNAUTHENTICATED", "NOT_IDENTIFIED"),
    Shown.OTHER_KIND: ("PERMISSION_DENIED", "NOT_REGISTERED"),
}
"""What lets nobody in, whatever is asked."""


def _document() -> screening_pb2.DocumentQuery:
    return document_to_wire(LISTED)


def _person() -> screening_pb2.PersonQuery:
    return screening_pb2.PersonQuery(full_name="Anna Maria Eriksson")


def _zone() -> screening_pb2.Mrz:
    return screening_pb2.Mrz(lines=ERIKSSON_TD3)


def _withdrawal() -> record_pb2.Change:
    return record_pb2.Change(
        withdraw=record_pb2.RecordKey(
            record_id="not-held",
            owner="UTO",
            issuing_state="UTO",
            document_number="X0000001",
        )
    )


Asked = records_pb2.Asked
REQUESTS: Final[dict[str, Callable[[Asked], Message]]] = {
    "/screening.v1.ScreeningService/ScreenDocument": lambda asked: (
        screening_pb2.ScreenDocumentRequest(asked=asked, document=_document())
    ),
    "/screening.v1.ScreeningService/ScreenVehicle": lambda asked: (
        screening_pb2.ScreenVehicleRequest(
            asked=asked, vehicle=screening_pb2.VehicleQuery(vin="1M8GDM9AXKP042788")
        )
    ),
    "/screening.v1.ScreeningService/ScreenPerson": lambda asked: (
        screening_pb2.ScreenPersonRequest(asked=asked, person=_person())
    ),
    "/screening.v1.ScreeningService/ScreenTraveller": lambda asked: (
        screening_pb2.ScreenTravellerRequest(asked=asked, mrz=_zone())
    ),
    "/screening.v1.ScreeningService/BatchScreenDocuments": lambda asked: (
        screening_pb2.BatchScreenDocumentsRequest(
            asked=asked, items=[screening_pb2.BatchItem(document=_document())]
        )
    ),
    "/screening.v1.ScreeningService/BatchScreenTravellers": lambda asked: (
        screening_pb2.BatchScreenTravellersRequest(
            asked=asked, items=[screening_pb2.TravellerItem(mrz=_zone())]
        )
    ),
    "/screening.v1.ScreeningService/OpenLane": lambda asked: (
        screening_pb2.OpenLaneRequest(asked=asked, document=_document())
    ),
    "/screening.v1.RecordService/GetRecord": lambda asked: record_pb2.GetRecordRequest(
        asked=asked, name=f"feeds/{FEED}/documents/L898902C3.UTO.UTO.UTO-1"
    ),
    "/screening.v1.RecordService/ApplyChanges": lambda asked: (
        record_pb2.ApplyChangesRequest(
            asked=asked,
            feed=FEED,
            request_id=f"r{next(_REQUEST_IDS)}",
            changes=[_withdrawal()],
        )
    ),
    "/screening.v1.RecordService/ListRecords": lambda asked: (
        record_pb2.ListRecordsRequest(asked=asked, feed=FEED)
    ),
    "/screening.v1.RecordService/GetQualityReport": lambda asked: (
        record_pb2.GetQualityReportRequest(asked=asked, feed=FEED)
    ),
    "/screening.v1.StatusService/GetStatus": lambda _: status_pb2.GetStatusRequest(),
    "/grpc.health.v1.Health/Check": lambda _: health_pb2.HealthCheckRequest(),
    "/grpc.health.v1.Health/List": lambda _: health_pb2.HealthListRequest(),
    "/grpc.health.v1.Health/Watch": lambda _: health_pb2.HealthCheckRequest(),
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": lambda _: (
        reflection_pb2.ServerReflectionRequest(list_services="")
    ),
}
"""A request of each method that is answered, if its caller may."""


def gives_purpose(method: str) -> bool:
    """Return whether requests of *method* say what for."""
    return "asked" in METHODS[method].input_type.fields_by_name


def expected(method: str, kind: CallerKind, purpose: str, shown: Shown) -> Ending:
    """Return how the call ends, as the issue has it."""
    if shown in BY_CERTIFICATE:
        return BY_CERTIFICATE[shown]
    if not method.startswith("/grpc.") and kind not in WRITTEN_DOWN[method].split():
        return "PERMISSION_DENIED", "KIND"
    if not gives_purpose(method):
        return OK
    return _by_purpose(kind, purpose) or _by_feed(method, kind, shown)


def _by_purpose(kind: CallerKind, purpose: str) -> Ending | None:
    if purpose not in tuple(Purpose):
        return "INVALID_ARGUMENT", "INVALID_QUERY"
    if purpose not in PURPOSES[kind].split():
        return "PERMISSION_DENIED", "PURPOSE"
    return None


def _by_feed(method: str, kind: CallerKind, shown: Shown) -> Ending:
    if shown is Shown.OTHER_FEED and kind is CallerKind.OWNER:
        return "PERMISSION_DENIED", "NOT_ITS_FEED"
    if shown is Shown.OTHER_FEED:
        return "FAILED_PRECONDITION", "NO_FEED_ALLOWED"
    if shown is Shown.OTHER_OWNER and method.endswith("/ApplyChanges"):
        return "PERMISSION_DENIED", "NOT_THE_OWNER"
    return OK


def ending(channel: grpc.Channel, method: str, request: Message) -> Ending:
    """Return how a call ends; one that goes on is left after its first answer."""
    stream: Any = channel.unary_stream(method)  # on the wire all kinds are the same
    call = stream(request.SerializeToString(), timeout=20.0)
    try:
        reply = next(call, b"")
    except grpc.RpcError:
        return call.code().name, _reason(call)
    call.cancel()
    if not method.endswith("/OpenLane"):
        return OK
    error = screening_pb2.OpenLaneResponse.FromString(reply).error
    names = {code.value[0]: code.name for code in grpc.StatusCode}
    return names[error.code], error.facts.get("cause", error.reason)


def _reason(call: Any) -> str:  # noqa: ANN401 -- a call that has failed
    status = rpc_status.from_call(call)
    info = error_details_pb2.ErrorInfo()
    for detail in status.details if status else ():
        detail.Unpack(info)
    return str(info.metadata.get("cause", info.reason))


class World:
    """A service with callers of every kind, and the certificates that they show."""

    def __init__(self, pki: Pki) -> None:
        self._pki = pki
        self._other = Authority.made(pki.folder / "other", DOMAIN, now=utc_now)
        self._revoked = {kind: pki.caller(caller(kind).uri) for kind in CallerKind}
        for issued in self._revoked.values():
            pki.authority.revoke(issued.serial)
        self.port = 0

    def shown(self, kind: CallerKind, shown: Shown) -> Issued | None:
        """Return the certificate that a caller of *kind* shows."""
        by = self._pki.caller
        good = caller(kind).uri
        begins, ends = timedelta(hours=-2), timedelta(seconds=-1)
        shows: dict[Shown, Callable[[], Issued | None]] = {
            Shown.GOOD: lambda: by(good),
            Shown.NONE: lambda: None,
            Shown.WRONG_AUTHORITY: lambda: self._other.issue_caller(caller(kind)),
            Shown.EXPIRED: lambda: self._pki.odd([good], begins=begins, ends=ends),
            Shown.REVOKED: lambda: self._revoked[kind],
            Shown.OTHER_KIND: lambda: by(caller(kind, f"not-{kind}").uri),
            Shown.OTHER_OWNER: lambda: by(caller(kind, state="ZEN").uri),
            Shown.OTHER_FEED: lambda: by(caller(kind, "elsewhere").uri),
        }
        return shows[shown]()

    def channel(self, kind: CallerKind, shown: Shown) -> Any:  # noqa: ANN401
        """Hold a channel of such a caller."""
        return channel_as(self.shown(kind, shown), self.port, self._pki.roots)


def registered() -> Iterator[Table]:
    """Yield the entries of all callers that are known."""
    until = utc_now() + timedelta(days=1)
    for kind, another in pairwise([*CallerKind, *CallerKind][: len(CallerKind) + 1]):
        may: dict[str, object] = {"until": until, "purposes": PURPOSES[kind].split()}
        if kind in ASKING:
            may["questions_per_minute"] = 1_000_000
        yield table(caller(kind), **may)
        yield table(caller(kind, state="ZEN"), **may)
        yield table(caller(kind, "elsewhere"), **may | _elsewhere(kind))
        yield table(caller(another, f"not-{kind}"), until=until)


def _elsewhere(kind: CallerKind) -> dict[str, object]:
    """Return what makes an entry of *kind* one for another feed."""
    if kind is CallerKind.OWNER:
        return {"writes": ["other-list"]}
    return {"feeds": ["other-list"]} if kind in ASKING else {}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service that all of the matrix is tried on."""
    folder = tmp_path_factory.mktemp("matrix")
    data = folder / "data"
    publish(data, stolen_passport())
    publish(data, stolen_car())
    publish(data, listed_person())
    pki = Pki(folder)
    made = World(pki)
    with (
        writing(data),
        secured_by(data, pki, *registered(), callers_interval_s=0.05) as app,
    ):
        made.port = app.port
        yield made


def test_every_method_is_in_the_matrix() -> None:
    """Whoever adds one says here how it is asked rightly, in its own words."""
    types = {name: method.input_type.full_name for name, method in METHODS.items()}

    assert {
        name: made(Asked()).DESCRIPTOR.full_name for name, made in REQUESTS.items()
    } == types


def _settled(channel: grpc.Channel, method: str, request: Message) -> Ending:
    """Return how a call ends; one that the sweep of open calls ended first is made anew."""
    for _ in range(20):
        found = ending(channel, method, request)
        if found[0] != "CANCELLED":
            break
    return found


@pytest.mark.parametrize("kind", CallerKind)
def test_each_call_ends_as_it_is_written_down(world: World, kind: CallerKind) -> None:
    """Every method, for every purpose, with every certificate of such a caller."""
    found: dict[tuple[str, str, str], Ending] = {}
    wanted: dict[tuple[str, str, str], Ending] = {}
    for shown in Shown:
        with world.channel(kind, shown) as channel:
            for method, purpose in product(METHODS, GIVEN):
                if purpose and not gives_purpose(method):
                    continue
                request = REQUESTS[method](Asked(purpose=purpose))
                key = (shown.name, method, purpose)
                found[key] = _settled(channel, method, request)
                wanted[key] = expected(method, kind, purpose, shown)

    assert found == wanted
