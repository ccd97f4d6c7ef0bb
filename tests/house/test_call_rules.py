from google.protobuf.descriptor import FileDescriptor
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2

from screening.access.permissions import KINDS, May
from screening.callers import CallerKind
from screening.server.app import ASIDE, SERVICES
from screening.server.rules import RULES, Threads
from screening.v1 import record_pb2, records_pb2, screening_pb2, status_pb2
from tools.generate_protos import protos

OURS = (record_pb2, records_pb2, screening_pb2, status_pb2)
BESIDE = (health_pb2, reflection_pb2)


def methods(file: FileDescriptor) -> set[str]:
    """Return the full name of every method of *file*, as a call gives it."""
    return {
        f"/{service.full_name}/{method.name}"
        for service in file.services_by_name.values()
        for method in service.methods
    }


def test_every_proto_is_looked_at() -> None:
    """The walk below covers every proto file there is."""
    assert {f"{path.stem}_pb2" for path in protos()} == {
        module.__name__.rpartition(".")[2] for module in OURS
    }


def test_every_method_has_a_rule_and_every_rule_a_method() -> None:
    """The table of rules is total, health and reflection included (law 9)."""
    served = {name for module in OURS + BESIDE for name in methods(module.DESCRIPTOR)}

    assert set(RULES) == served


def test_every_service_of_the_protos_is_served() -> None:
    """No service is described and then forgotten at the door."""
    described = {
        service.full_name
        for module in OURS + BESIDE
        for service in module.DESCRIPTOR.services_by_name.values()
    }

    assert {*SERVICES, *ASIDE} == described


WRITTEN_DOWN = {
    "/screening.v1.ScreeningService/ScreenDocument": "checkpoint second-line carrier",
    "/screening.v1.ScreeningService/ScreenVehicle": "checkpoint second-line",
    "/screening.v1.ScreeningService/ScreenPerson": "checkpoint second-line",
    "/screening.v1.ScreeningService/ScreenTraveller": "checkpoint second-line",
    "/screening.v1.ScreeningService/BatchScreenDocuments": (
        "checkpoint second-line carrier"
    ),
    "/screening.v1.ScreeningService/BatchScreenTravellers": "checkpoint second-line",
    "/screening.v1.ScreeningService/OpenLane": "checkpoint second-line",
    "/screening.v1.RecordService/GetRecord": "second-line",
    "/screening.v1.RecordService/ApplyChanges": "owner",
    "/screening.v1.RecordService/ListRecords": "owner",
    "/screening.v1.RecordService/GetQualityReport": "owner",
    "/screening.v1.StatusService/GetStatus": (
        "checkpoint second-line owner operator replica"
    ),
}
"""Who may call what, once more and by hand: whoever changes the tables changes this."""


def test_every_method_is_for_the_kinds_written_down() -> None:
    """Health and reflection are for every kind that is registered, the others are not."""
    allowed = {name: " ".join(sorted(KINDS[rule.may])) for name, rule in RULES.items()}
    basics = {name for name, rule in RULES.items() if rule.may is May.BASICS}

    assert {name: allowed[name] for name in RULES.keys() - basics} == {
        name: " ".join(sorted(kinds.split())) for name, kinds in WRITTEN_DOWN.items()
    }
    assert basics == {n for n in RULES if n.startswith("/grpc.")}
    assert all(KINDS[May.BASICS] == set(CallerKind) for _ in basics)


def test_every_permission_says_whose_it_is() -> None:
    """The table of kinds is total: a permission that is added has to be given."""
    assert set(KINDS) == set(May)


def test_streams_do_not_share_threads_with_questions() -> None:
    """What may last keeps no gate waiting: it runs on threads of its own."""
    lasting = {
        f"/{service.full_name}/{method.name}"
        for module in OURS + BESIDE
        for service in module.DESCRIPTOR.services_by_name.values()
        for method in service.methods
        if method.client_streaming or method.server_streaming
    }

    assert lasting
    assert all(RULES[name].threads is not Threads.QUESTIONS for name in lasting)
