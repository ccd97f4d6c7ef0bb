"""The limit: a grpcio server of the same shape whose handler does nothing.

    python -m bench.empty_server

It has the options and the threads of our own. Prints its address; ends on SIGTERM.
"""

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc

from screening.config import Config
from screening.server.app import options
from screening.v1 import screening_pb2

_ANSWER = screening_pb2.ScreenDocumentResponse()


def main() -> None:
    """Serve until told to end."""
    config = Config(data=Path())
    server = grpc.server(
        ThreadPoolExecutor(config.unary_threads), options=options(config)
    )
    empty = grpc.unary_unary_rpc_method_handler(
        lambda _request, _context: _ANSWER,
        request_deserializer=screening_pb2.ScreenDocumentRequest.FromString,
        response_serializer=screening_pb2.ScreenDocumentResponse.SerializeToString,
    )
    server.add_generic_rpc_handlers(
        (
            grpc.method_handlers_generic_handler(
                "screening.v1.ScreeningService", {"ScreenDocument": empty}
            ),
        )
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(f"127.0.0.1:{port}", flush=True)
    signal.signal(signal.SIGTERM, lambda _number, _frame: server.stop(0))
    server.wait_for_termination()


if __name__ == "__main__":
    main()
