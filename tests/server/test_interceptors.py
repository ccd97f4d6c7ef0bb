from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest

from screening.callers import CallerName
from screening.config import Config
from screening.engine import utc_now
from screening.server import pools
from screening.server.admission import CallerOf, Doorkeeper, admitted_to, nobody
from screening.server.interceptors import Gate
from screening.server.patience import Patience
from screening.server.refusals import Refusals
from screening.server.rules import RULES, Rule
from screening.v1 import status_pb2, status_pb2_grpc
from tests.certificates import harbour
from tests.server.service import Anybody

GET_STATUS = "/screening.v1.StatusService/GetStatus"


class Status(status_pb2_grpc.StatusServiceServicer):
    """Answers with nothing, and notes who asked."""

    def __init__(self) -> None:
        self.callers: list[CallerName | None] = []

    def GetStatus(  # noqa: N802 -- named by the proto
        self, request: status_pb2.GetStatusRequest, context: grpc.ServicerContext
    ) -> status_pb2.GetStatusResponse:
        """Answer."""
        del request
        self.callers.append(admitted_to(context).caller)
        return status_pb2.GetStatusResponse()


@contextmanager
def behind_gate(
    rules: Mapping[str, Rule], caller_of: CallerOf = nobody
) -> Iterator[tuple[Status, status_pb2_grpc.StatusServiceStub]]:
    """Yield a servicer behind a gate with *rules*, and a stub before it."""
    servicer = Status()
    with (
        pools.opened(Config(data=Path())) as threads,
        Refusals() as refusals,
    ):
        doorkeeper = Doorkeeper(Anybody(), caller_of, utc_now)
        gate = Gate(threads, refusals, Patience(5.0), doorkeeper, rules)
        server = grpc.server(refusals, interceptors=[gate])
        status_pb2_grpc.add_StatusServiceServicer_to_server(servicer, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield servicer, status_pb2_grpc.StatusServiceStub(channel)
        server.stop(None).wait()


def test_a_method_with_a_rule_is_let_in() -> None:
    """What the table allows is answered."""
    with behind_gate({GET_STATUS: RULES[GET_STATUS]}) as (servicer, stub):
        stub.GetStatus(status_pb2.GetStatusRequest(), timeout=5.0)

    assert servicer.callers == [None]


def test_a_method_without_a_rule_is_refused_to_everybody() -> None:
    """Closed by default: what nobody thought of is not served (law 9)."""
    with behind_gate({}) as (servicer, stub):
        with pytest.raises(grpc.RpcError) as caught:
            stub.GetStatus(status_pb2.GetStatusRequest(), timeout=5.0)
        error: Any = caught.value

    assert error.code() is grpc.StatusCode.PERMISSION_DENIED
    assert servicer.callers == []


def test_a_method_knows_who_calls() -> None:
    """The caller is kept with the context, as whoever can tell has told it."""
    with behind_gate(RULES, lambda _: harbour()) as (servicer, stub):
        stub.GetStatus(status_pb2.GetStatusRequest(), timeout=5.0)

    assert servicer.callers == [harbour()]
