"""The limit: a grpcio server of the same shape whose handler does nothing.

    python -m bench.empty_server

Prints its port; ends when its standard input does.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

import grpc

from screening.v1 import screening_pb2

_ANSWER = screening_pb2.ScreenDocumentResponse()


def main() -> None:
    """Serve until standard input ends."""
    server = grpc.server(ThreadPoolExecutor(8))
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
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    sys.stdin.read()
    server.stop(0).wait()


if __name__ == "__main__":
    main()
