from google.protobuf.descriptor import FileDescriptor
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2

from screening.server.app import ASIDE, SERVICES
from screening.server.rules import RULES, May, Threads
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


def test_one_service_is_one_permission_but_where_records_are_seen_and_written() -> None:
    """An allow-list per service says it all; owners write where others only see."""
    permissions: dict[str, set[May]] = {}
    for name, rule in RULES.items():
        permissions.setdefault(name.split("/")[1], set()).add(rule.may)

    assert permissions.pop("screening.v1.RecordService") == {May.RECORDS, May.CHANGES}
    assert all(len(needed) == 1 for needed in permissions.values())


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
