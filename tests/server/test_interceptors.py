from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest

from screening.access.admission import Loopback
from screening.config import Config
from screening.engine import utc_now
from screening.server import pools
from screening.server.admission import Doorkeeper, nobody
from screening.server.interceptors import Gate
from screening.server.patience import Patience
from screening.server.rules import RULES, Rule
from screening.v1 import status_pb2, status_pb2_grpc

GET_STATUS = "/screening.v1.StatusService/GetStatus"


class Status(status_pb2_grpc.StatusServiceServicer):
    """Answers with nothing, and counts."""

    def __init__(self) -> None:
        self.asked = 0

    def GetStatus(  # noqa: N802 -- named by the proto
        self, request: status_pb2.GetStatusRequest, context: grpc.ServicerContext
    ) -> status_pb2.GetStatusResponse:
        """Answer."""
        del request, context
        self.asked += 1
        return status_pb2.GetStatusResponse()


@contextmanager
def behind_gate(
    rules: dict[str, Rule],
) -> Iterator[tuple[Status, status_pb2_grpc.StatusServiceStub]]:
    """Yield a servicer behind a gate with *rules*, and a stub before it."""
    servicer = Status()
    with (
        pools.opened(Config(data=Path())) as threads,
        ThreadPoolExecutor(1) as refusals,
    ):
        doorkeeper = Doorkeeper(Loopback(), nobody, utc_now)
        server = grpc.server(
            refusals,
            interceptors=[Gate(threads, refusals, Patience(5.0), doorkeeper, rules)],
        )
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

    assert servicer.asked == 1


def test_a_method_without_a_rule_is_refused_to_everybody() -> None:
    """Closed by default: what nobody thought of is not served (law 9)."""
    with behind_gate({}) as (servicer, stub):
        with pytest.raises(grpc.RpcError) as caught:
            stub.GetStatus(status_pb2.GetStatusRequest(), timeout=5.0)
        error: Any = caught.value

    assert error.code() is grpc.StatusCode.PERMISSION_DENIED
    assert servicer.asked == 0
