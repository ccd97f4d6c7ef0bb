"""The limit: a grpcio server of the same shape whose handler does nothing.

    python -m bench.empty_server

It has the options and the threads of our own. Prints its address; ends on SIGTERM.
"""

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
from google.protobuf.message import Message

from screening.config import Config
from screening.server.app import options
from screening.v1 import screening_pb2

_METHODS = {
    "ScreenDocument": (
        screening_pb2.ScreenDocumentRequest,
        screening_pb2.ScreenDocumentResponse,
    ),
    "ScreenTraveller": (
        screening_pb2.ScreenTravellerRequest,
        screening_pb2.ScreenTravellerResponse,
    ),
}


def main() -> None:
    """Serve until told to end."""
    config = Config(data=Path())
    server = grpc.server(
        ThreadPoolExecutor(config.unary_threads),
        options=options(config, pending_max=config.calls_waiting_max),
    )
    empty = {
        name: _empty(request, response)
        for name, (request, response) in _METHODS.items()
    }
    service = "screening.v1.ScreeningService"
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(service, empty),)
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(f"127.0.0.1:{port}", flush=True)
    signal.signal(signal.SIGTERM, lambda _number, _frame: server.stop(0))
    server.wait_for_termination()


def _empty(
    request: type[Message], response: type[Message]
) -> "grpc.RpcMethodHandler[Message, Message]":
    answer = response()
    return grpc.unary_unary_rpc_method_handler(
        lambda _request, _context: answer,
        request_deserializer=request.FromString,
        response_serializer=response.SerializeToString,
    )


if __name__ == "__main__":
    main()
