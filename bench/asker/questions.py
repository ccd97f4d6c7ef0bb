"""Questions as bytes, made before anything is measured; answers, read afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bench.asked import absent_documents
from screening.queries import DocumentQuery
from screening.translate.questions import document_to_wire
from screening.v1 import records_pb2, screening_pb2, status_pb2

SCREEN_DOCUMENT = "/screening.v1.ScreeningService/ScreenDocument"
BATCH_SCREEN_DOCUMENTS = "/screening.v1.ScreeningService/BatchScreenDocuments"
OPEN_LANE = "/screening.v1.ScreeningService/OpenLane"
GET_STATUS = "/screening.v1.StatusService/GetStatus"
FEED = "bench-documents"
_DISTINCT = 9_973
_LISTED_AT = 100
"""Early in the ring, so that a short run meets it too."""
_LISTED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")


@dataclass(frozen=True, slots=True)
class Ring:
    """Questions that are asked over and over, in their order."""

    unary: list[bytes]
    lane: list[bytes]
    listed: int | None
    """Which of them is about a listed document."""


@dataclass(frozen=True, slots=True)
class Read:
    """What an answer says."""

    is_hit: bool
    is_miss: bool
    revision: int
    """Of the feed of documents."""


NOTHING = Read(is_hit=False, is_miss=False, revision=0)


@cache
def ring(*, hit_every: int = 0, purpose: str = "") -> Ring:
    """Return questions about absent documents; one in *hit_every* is about a listed one."""
    why = records_pb2.Asked(purpose=purpose) if purpose else None
    queries = absent_documents(hit_every or _DISTINCT)
    if hit_every:
        queries[_LISTED_AT] = _LISTED
    asked = [document_to_wire(query) for query in queries]
    return Ring(
        unary=_all(
            screening_pb2.ScreenDocumentRequest(document=d, asked=why) for d in asked
        ),
        lane=_all(screening_pb2.OpenLaneRequest(document=d, asked=why) for d in asked),
        listed=_LISTED_AT if hit_every else None,
    )


@cache
def batch(items: int, *, purpose: str = "") -> bytes:
    """Return a manifest of *items* documents nobody listed."""
    wanted = map(document_to_wire, absent_documents(items))
    return screening_pb2.BatchScreenDocumentsRequest(
        items=[screening_pb2.BatchItem(document=document) for document in wanted],
        asked=records_pb2.Asked(purpose=purpose) if purpose else None,
    ).SerializeToString()


def read(message: bytes, *, lane: bool) -> Read:
    """Return what the answer to a question of a ring says."""
    kind = (
        screening_pb2.OpenLaneResponse if lane else screening_pb2.ScreenDocumentResponse
    )
    screening = kind.FromString(message).screening
    revisions = [each.revision for each in screening.searched if each.feed == FEED]
    return Read(
        is_hit=screening.answer == records_pb2.ANSWER_HIT,
        is_miss=screening.answer == records_pb2.ANSWER_NO_RECORD,
        revision=max(revisions, default=0),
    )


def batch_answered(message: bytes, items: int) -> bool:
    """Return whether a batch of a ring was answered: no finding, nothing left out."""
    answer = screening_pb2.BatchScreenDocumentsResponse.FromString(message)
    return answer.asked == items and not answer.findings and not answer.gaps


def worker_of(status: bytes) -> int:
    """Return what tells the worker that answered GetStatus from the others."""
    return status_pb2.GetStatusResponse.FromString(status).started_at.ToNanoseconds()


def _all(
    messages: Iterable[
        screening_pb2.ScreenDocumentRequest | screening_pb2.OpenLaneRequest
    ],
) -> list[bytes]:
    return [message.SerializeToString() for message in messages]
