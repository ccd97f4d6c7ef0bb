"""Frames of HTTP/2 on a plain socket: for peers that do what no client of gRPC would."""

import socket
from contextlib import suppress

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS_KIND, PING_KIND, GOAWAY, CONTINUATION = (
    0,
    1,
    3,
    4,
    6,
    7,
    9,
)
END_STREAM, END_HEADERS = 1, 4
CANCEL = (8).to_bytes(4, "big")


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """Return one frame (RFC 9113, section 4.1)."""
    length = len(payload).to_bytes(3, "big")
    return length + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


SETTINGS = frame(SETTINGS_KIND, 0, 0)
PING = frame(PING_KIND, 0, 0, bytes(8))


def headers_of_call(path: str) -> bytes:
    """Return the headers that call *path*, none of which is to be remembered."""
    pairs = {
        ":method": "POST",
        ":scheme": "http",
        ":path": path,
        ":authority": "localhost",
        "content-type": "application/grpc",
        "te": "trailers",
    }
    return b"".join(header(name, value) for name, value in pairs.items())


def header(name: str, value: str) -> bytes:
    """Return one header, not to be remembered (RFC 7541, section 6.2.2); both are short."""
    return b"\0" + b"".join(
        bytes([len(text)]) + text.encode() for text in (name, value)
    )


def message(content: bytes) -> bytes:
    """Return a message of gRPC, not compressed."""
    return b"\0" + len(content).to_bytes(4, "big") + content


def frames_until_closed(
    peer: socket.socket, *, enough: tuple[int, int] | None = None
) -> list[int]:
    """Return the types of all frames that *peer* gets before it is closed.

    Or until it got *enough*: a type, and how many of it.
    """
    received = bytearray()
    with suppress(ConnectionResetError):
        while chunk := peer.recv(4_096):
            received += chunk
            if enough and _kinds(received).count(enough[0]) >= enough[1]:
                break
    return _kinds(received)


def _kinds(received: bytes | bytearray) -> list[int]:
    """Return the type of each frame in *received*."""
    kinds, at = [], 0
    while len(received) - at >= 9:
        kinds.append(received[at + 3])
        at += 9 + int.from_bytes(received[at : at + 3], "big")
    return kinds
