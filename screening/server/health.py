"""Health as load balancers and `grpc_health_probe` ask for it: by service, and "" for all.

A worker is SERVING when it can take questions, whatever its data's age: how old the data
is stands in every answer, and in the status.
"""

import grpc
from grpc_health.v1 import health, health_pb2


class Health(health.HealthServicer):  # type: ignore[misc]  # it comes without types
    """The health of each service of this worker."""

    def __init__(self, services: list[str]) -> None:
        super().__init__()
        self._names = ["", *services]
        for name in self._names:
            self.set(name, health_pb2.HealthCheckResponse.SERVING)

    def List(  # noqa: N802 -- named by the proto
        self, request: health_pb2.HealthListRequest, context: grpc.ServicerContext
    ) -> health_pb2.HealthListResponse:
        """Return the health of every service."""
        del request
        response = health_pb2.HealthListResponse()
        for name in self._names:
            one = health_pb2.HealthCheckRequest(service=name)
            response.statuses[name].CopyFrom(self.Check(one, context))
        return response
