"""A gRPC client that costs little: frames of HTTP/2 on a plain socket, and no thread.

Where a figure is the service's, the client must not be the limit: on the two cores of a
bench they share, a call through grpcio's own client took 650 µs of which 260 were the
client's. Here headers are made once, a question is one `send`, and an answer is looked
at only as far as its status. It speaks just what a grpcio server on loopback needs:
small questions, and windows so wide that they are never filled.
"""

import socket
import ssl
from collections.abc import Iterable, Iterator
from struct import Struct
from typing import NamedTuple, Self

from bench.asker.plans import Tls

TIMEOUT_S = 5

_DATA, _HEADERS, _RESET, _SETTINGS, _PING, _GO_AWAY, _WINDOW_UPDATE = (
    0,
    1,
    3,
    4,
    6,
    7,
    8,
)
_END_STREAM, _ACK, _END_HEADERS = 1, 1, 4
_FRAME_HEAD = Struct(">BHBBI")
"""Length in two parts, type, flags, stream."""
_MESSAGE_HEAD = Struct(">BI")
"""Not compressed, and how long it is."""
_WINDOW_MAX = (1 << 31) - 1
_WINDOW_AT_FIRST = (1 << 16) - 1
_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_POST, _HTTP, _HTTPS, _PATH = b"\x83", b"\x86", b"\x87", b"\x04"
"""As the static table of HPACK numbers them (RFC 7541, Appendix A)."""
_REMEMBER, _REMEMBERED, _DYNAMIC_TABLE = b"\x40", 0x80, 62
_TIMEOUT = b"\x00\x0cgrpc-timeout\x02%dS" % TIMEOUT_S
_OK = b"\x0bgrpc-status\x010"
"""In a block of headers without a dynamic table, which our settings forbid."""
_READ = 1 << 16


class CallFailed(Exception):
    """A call ended with another status than OK."""


class Answered(NamedTuple):
    """What came of one question."""

    stream: int
    ok: bool
    message: bytes
    """Of a call that failed, its last headers: they say why."""


class Connection:
    """One connection to *address*; not to be shared by threads."""

    def __init__(self, address: str, tls: Tls | None = None) -> None:
        host, _, port = address.rpartition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=TIMEOUT_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            self.socket = _context(tls).wrap_socket(self.socket, server_hostname=host)
        self._streams = -1
        self._unread = bytearray()
        self._coming: dict[int, bytearray] = {}
        self._lanes: set[int] = set()
        self._under_way: set[int] = set()
        scheme = _HTTP if tls is None else _HTTPS
        self._first, self._others = _header_blocks(address, scheme)
        self._settled = False
        self.socket.sendall(_opening())
        while not self._settled:
            self.answers()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def fileno(self) -> int:
        """Return the socket's descriptor, so that it can be waited for."""
        return self.socket.fileno()

    def ask(self, path: str, message: bytes) -> int:
        """Send a question as a call of its own; return the number of its stream."""
        stream = self._next_stream()
        question = _frame(_DATA, _END_STREAM, stream, _message(message))
        self.socket.sendall(self._opened(stream, path, _TIMEOUT) + question)
        return stream

    def open_lane(self, path: str) -> int:
        """Open a call over which questions follow one another; return its stream."""
        stream = self._next_stream()
        self._lanes.add(stream)
        self.socket.sendall(self._opened(stream, path))
        return stream

    def ask_over(self, lane: int, message: bytes) -> int:
        """Send a question over an open lane; return the lane."""
        self.socket.sendall(_frame(_DATA, 0, lane, _message(message)))
        return lane

    def asked(self, path: str, message: bytes) -> bytes:
        """Ask, wait for the answer and return it; a failed call raises `CallFailed`."""
        self.ask(path, message)
        return self.wait()

    def wait(self) -> bytes:
        """Wait for the answer to the only question under way, and return it."""
        while not (answers := self.answers()):
            pass
        (answered,) = answers
        if not answered.ok:
            raise CallFailed(answered.message)
        return answered.message

    def answers(self) -> list[Answered]:
        """Read what is there (wait for something) and return the answers in it.

        Raises `ConnectionError` when the service ends the connection.
        """
        read = self.socket.recv(_READ)
        if not read:
            raise ConnectionError("the service closed the connection")
        unread, head, at = self._unread, _FRAME_HEAD.size, 0
        unread += read
        found: list[Answered] = []
        while len(unread) - at >= head:
            high, low, kind, flags, stream = _FRAME_HEAD.unpack_from(unread, at)
            end = at + head + (high << 16 | low)
            if len(unread) < end:
                break
            payload = bytes(unread[at + head : end])
            found.extend(self._on_frame(kind, flags, stream, payload))
            at = end
        del unread[:at]
        return found

    def _on_frame(
        self, kind: int, flags: int, stream: int, payload: bytes
    ) -> Iterable[Answered]:
        if kind == _DATA:
            return self._on_data(stream, flags, payload)
        if kind == _HEADERS:
            ended = flags & _END_STREAM
            return (self._ended(stream, payload),) if ended else ()
        if kind == _RESET:  # a call refused before it was read is told so, then reset
            is_open = stream in self._under_way
            return (self._ended(stream, b"reset"),) if is_open else ()
        if kind == _GO_AWAY:
            raise ConnectionError("the service ends the connection")
        if kind in (_SETTINGS, _PING) and not flags & _ACK:
            said = payload if kind == _PING else b""
            self.socket.sendall(_frame(kind, _ACK, 0, said))
            self._settled = True
        return ()

    def _on_data(self, stream: int, flags: int, payload: bytes) -> Iterable[Answered]:
        coming = self._coming.setdefault(stream, bytearray())
        coming += payload
        if flags & _END_STREAM:  # without a status
            return (self._ended(stream, b"no status"),)
        return _whole_messages(stream, coming) if stream in self._lanes else ()

    def _ended(self, stream: int, headers: bytes) -> Answered:
        self._under_way.discard(stream)
        message = bytes(self._coming.pop(stream, b"")[_MESSAGE_HEAD.size :])
        ok = _OK in headers
        return Answered(stream, ok, message if ok else headers)

    def _next_stream(self) -> int:
        self._streams += 2
        self._under_way.add(self._streams)
        return self._streams

    def _opened(self, stream: int, path: str, more: bytes = b"") -> bytes:
        block = self._first if stream == 1 else self._others
        said = block + _PATH + _text(path.encode()) + more
        return _frame(_HEADERS, _END_HEADERS, stream, said)


def _whole_messages(stream: int, coming: bytearray) -> Iterator[Answered]:
    head = _MESSAGE_HEAD.size
    while len(coming) >= head:
        end = head + _MESSAGE_HEAD.unpack_from(coming)[1]
        if len(coming) < end:
            return
        message = bytes(coming[head:end])
        del coming[:end]
        yield Answered(stream, ok=True, message=message)


def _opening() -> bytes:
    """Return what a client says first: no dynamic table for you, and endless windows."""
    settings = Struct(">HIHI").pack(1, 0, 4, _WINDOW_MAX)
    widened = Struct(">I").pack(_WINDOW_MAX - _WINDOW_AT_FIRST)
    return (
        _PREFACE
        + _frame(_SETTINGS, 0, 0, settings)
        + _frame(_WINDOW_UPDATE, 0, 0, widened)
    )


def _context(tls: Tls) -> ssl.SSLContext:
    """Return what a handshake goes by: TLS 1.3, and both sides show a certificate."""
    context = ssl.create_default_context(cafile=tls.roots)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(tls.certificate, tls.key)
    context.set_alpn_protocols(["h2"])
    return context


def _header_blocks(authority: str, scheme: bytes) -> tuple[bytes, bytes]:
    """Return the headers of the first call, which are remembered, and of all others."""
    headers = (
        (b":authority", authority.encode()),
        (b"content-type", b"application/grpc"),
        (b"te", b"trailers"),
        (b"user-agent", b"bench"),
    )
    said = (_REMEMBER + _text(name) + _text(value) for name, value in headers)
    indexes = range(_DYNAMIC_TABLE + len(headers) - 1, _DYNAMIC_TABLE - 1, -1)
    remembered = bytes(_REMEMBERED | index for index in indexes)
    return _POST + scheme + b"".join(said), _POST + scheme + remembered


def _text(text: bytes) -> bytes:
    return bytes([len(text)]) + text


def _message(message: bytes) -> bytes:
    return _MESSAGE_HEAD.pack(0, len(message)) + message


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    size = len(payload)
    return _FRAME_HEAD.pack(size >> 16, size & 0xFFFF, kind, flags, stream) + payload
