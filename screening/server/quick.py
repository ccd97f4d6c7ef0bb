"""Tells the questions that memory alone settles: they are answered where they arrive.

Handing a question to a thread and the interpreter to that thread costs more than answering
nearly all there are: no feed holds anything like it, its filter says so, and nothing is
waited for. Those are answered on the thread that takes calls in. Measured on two cores: half
as many more questions a second, each in a fifth less time.

Whatever has to read a table, or wait until its entry is on disk, takes a thread. What is left
here is rare: a filter that is looked behind now and then, a revision that came meanwhile, a
journal that goes on in a new segment.
"""

from collections.abc import Callable, Mapping

from screening.engine import Engine
from screening.server.requests import Requests
from screening.v1 import screening_pb2

IsQuick = Callable[[bytes], bool]
"""Whether a request, as it came, is answered or refused without waiting for anything."""


def never(request: bytes) -> bool:
    """Return False: nothing is known of such a request."""
    del request
    return False


def quick_questions(engine: Engine, requests: Requests) -> Mapping[str, IsQuick]:
    """Return what tells quick requests, by the full name of their method."""

    def document(request: bytes) -> bool:
        try:
            message = screening_pb2.ScreenDocumentRequest.FromString(request)
            return engine.is_settled(requests.document(message.document, "document"))
        except Exception:  # noqa: BLE001 -- whatever is wrong, its handler tells
            return False

    return {"/screening.v1.ScreeningService/ScreenDocument": document}
