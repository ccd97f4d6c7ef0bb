"""What a caller is told of each error: one table, total, closed by default.

An error that is not in the table, whatever it is, becomes INTERNAL with an error id.
The id, the error's type and the place are logged; its text is not, and leaves the
process nowhere: it could hold a traveller's data. Errors that may speak of files have
words here: where things lie on a server is no caller's business.
"""

import logging
import traceback
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from screening import errors
from screening.server.log import KIND

DOMAIN = "screening"
"""Of every ErrorInfo."""

_LOG = logging.getLogger(__name__)
_DAMAGED = "the data served here is damaged; tell its operator"
_OPERATORS = "the service is being changed or repaired; tell its operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How one class of errors is told."""

    code: grpc.StatusCode
    reason: str
    """For machines, in ErrorInfo."""
    text: str = ""
    """For people, around the facts; empty: the error's own sentence, safe to show."""
    facts: tuple[str, ...] = ()
    """Attributes of the error that go into the metadata of ErrorInfo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a caller is told of one error."""

    code: grpc.StatusCode
    reason: str
    message: str
    field: str
    """The field at fault; empty where none is."""
    description: str
    """What is wrong with the field, and the cure."""
    facts: Mapping[str, str]
    retry_after_s: float = 0.0
    """When to ask again; 0 where the error does not say."""


_CODE = grpc.StatusCode
_FAILED = Row(code=_CODE.INTERNAL, reason="INTERNAL", text="the service failed")
_REPAIR = Row(code=_CODE.UNAVAILABLE, reason="UNDER_REPAIR", text=_OPERATORS)
_BROKEN = Row(code=_CODE.UNAVAILABLE, reason="DAMAGED", text=_DAMAGED)

TABLE: Mapping[type[errors.ScreeningError], Row] = {
    errors.ScreeningError: _FAILED,
    errors.InvalidQuery: Row(code=_CODE.INVALID_ARGUMENT, reason="INVALID_QUERY"),
    errors.UnreadableMrz: Row(
        code=_CODE.INVALID_ARGUMENT, reason="UNREADABLE_MRZ", facts=("line", "column")
    ),
    errors.LimitExceeded: Row(
        code=_CODE.INVALID_ARGUMENT,
        reason="LIMIT_EXCEEDED",
        facts=("field", "actual", "maximum"),
    ),
    errors.CouldNotLook: Row(code=_CODE.UNAVAILABLE, reason="COULD_NOT_LOOK"),
    errors.NoFeedLoaded: Row(
        code=_CODE.FAILED_PRECONDITION,
        reason="NO_FEED_LOADED",
        text="no feed of the database {database} is served here, so nothing was searched",
        facts=("database",),
    ),
    errors.NoFeedAllowed: Row(
        code=_CODE.FAILED_PRECONDITION, reason="NO_FEED_ALLOWED", facts=("database",)
    ),
    errors.CannotRead: Row(
        code=_CODE.UNAVAILABLE,
        reason="CANNOT_READ",
        text="a table cannot be read just now; ask again",
    ),
    errors.TooManyCandidates: Row(
        code=_CODE.FAILED_PRECONDITION,
        reason="TOO_MANY_CANDIDATES",
        facts=("feed", "maximum"),
    ),
    errors.NotRecorded: Row(
        code=_CODE.UNAVAILABLE,
        reason="NOT_RECORDED",
        text="the journal cannot be written, so there is no answer; tell the operator",
    ),
    errors.NotWritten: Row(  # not UNAVAILABLE: we have waited ourselves, to the end
        code=_CODE.ABORTED, reason="NOT_WRITTEN", facts=("reason",)
    ),
    errors.Busy: Row(
        code=_CODE.RESOURCE_EXHAUSTED,
        reason="BUSY",
        facts=("what", "maximum", "retry_after_s"),
    ),
    errors.OutOfTime: Row(code=_CODE.DEADLINE_EXCEEDED, reason="OUT_OF_TIME"),
    errors.Unreachable: Row(
        code=_CODE.UNAVAILABLE, reason="UNREACHABLE", text="a service is not reachable"
    ),
    errors.HandshakeFailed: Row(
        code=_CODE.UNAVAILABLE, reason="UNREACHABLE", text="a service is not reachable"
    ),
    errors.ServiceFailed: Row(code=_CODE.INTERNAL, reason="INTERNAL"),
    errors.NotIdentified: Row(code=_CODE.UNAUTHENTICATED, reason="NOT_IDENTIFIED"),
    errors.NotACaller: Row(code=_CODE.UNAUTHENTICATED, reason="NOT_A_CALLER"),
    errors.NotAllowed: Row(
        code=_CODE.PERMISSION_DENIED, reason="NOT_ALLOWED", facts=("method",)
    ),
    errors.NotPermitted: Row(
        code=_CODE.PERMISSION_DENIED, reason="NOT_PERMITTED", facts=("cause",)
    ),
    errors.QuotaExceeded: Row(
        code=_CODE.RESOURCE_EXHAUSTED,
        reason="QUOTA_EXCEEDED",
        facts=("maximum", "retry_after_s"),
    ),
    errors.RegisterRefused: _FAILED,
    errors.NoSuchRecord: Row(code=_CODE.NOT_FOUND, reason="NO_SUCH_RECORD"),
    errors.ChangesRefused: Row(code=_CODE.INVALID_ARGUMENT, reason="CHANGES_REFUSED"),
    errors.NotTheOwner: Row(code=_CODE.PERMISSION_DENIED, reason="NOT_THE_OWNER"),
    errors.NotItsFeed: Row(code=_CODE.PERMISSION_DENIED, reason="NOT_ITS_FEED"),
    errors.RequestReused: Row(code=_CODE.ALREADY_EXISTS, reason="REQUEST_REUSED"),
    errors.FeedRefused: _REPAIR,
    errors.RevisionGap: _REPAIR,
    errors.AnotherWriter: _REPAIR,
    errors.Damaged: _BROKEN,
    errors.DamagedFilter: _BROKEN,
    errors.DamagedTable: _BROKEN,
    errors.DamagedManifest: _BROKEN,
    errors.DamagedJournal: _BROKEN,
    errors.DiskFull: Row(
        code=_CODE.UNAVAILABLE,
        reason="DISK_FULL",
        text="no space is left on the service's disk; tell its operator",
    ),
    errors.KeyRefused: _FAILED,
    errors.Sealed: _FAILED,
    errors.AddressRefused: _FAILED,
    errors.CertificateRefused: _FAILED,
    errors.Misused: _FAILED,
}


def told(error: Exception) -> Told:
    """Return what a caller is told of *error*; an unknown one is logged by an id."""
    known = _known(error)
    row = TABLE[type(known)]
    if row.text:  # what callers are not told, operators are
        _LOG.error(
            "could not answer reason=%s error=%s",
            row.reason,
            known,
            extra={KIND: row.reason},
        )
    field, description = _violation(known)
    facts = {fact: str(getattr(known, fact)) for fact in row.facts}
    return Told(
        code=row.code,
        reason=row.reason,
        message=row.text.format_map(facts) if row.text else str(known),
        field=field,
        description=description,
        facts=facts,
        retry_after_s=getattr(known, "retry_after_s", 0.0),
    )


def status(error: Exception) -> grpc.Status:
    """Return what *error* ends a call with."""
    return ending(told(error))


def ending(what: Told) -> grpc.Status:
    """Return what a call ends with: code, text, ErrorInfo and what goes with it.

    That is BadRequest where a field is at fault, RetryInfo where asking again helps.
    """
    details: list[Message] = [
        error_details_pb2.ErrorInfo(
            reason=what.reason, domain=DOMAIN, metadata=what.facts
        )
    ]
    if what.field:
        violation = error_details_pb2.BadRequest.FieldViolation(
            field=what.field, description=what.description
        )
        details.append(error_details_pb2.BadRequest(field_violations=[violation]))
    if what.retry_after_s:
        delay = duration_pb2.Duration(nanos=int(what.retry_after_s % 1 * 1e9))
        delay.seconds = int(what.retry_after_s)
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))
    message = status_pb2.Status(
        code=what.code.value[0],
        message=what.message,
        details=map(_packed, details),
    )
    ended: grpc.Status = rpc_status.to_status(message)
    return ended


def _known(error: Exception) -> errors.ScreeningError:
    """Return *error*, or what stands for it where the table does not have its class."""
    if isinstance(error, errors.ScreeningError) and type(error) in TABLE:
        return error
    if isinstance(error, DecodeError):
        return errors.InvalidQuery(
            field="request",
            reason="the bytes are no message of this method",
            cure="build the client from the proto files of this version",
        )
    error_id = uuid.uuid4().hex[:12]
    _LOG.error(
        "unexpected error error_id=%s type=%s at=%s",
        error_id,
        type(error).__qualname__,
        _place(error),
    )
    return errors.ServiceFailed(reason=f"an unexpected error, error id {error_id}")


def _place(error: Exception) -> str:
    """Return where *error* came by, outermost first: files, lines, functions."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{at.filename}:{at.lineno}:{at.name}" for at in frames)


def _violation(error: errors.ScreeningError) -> tuple[str, str]:
    match error:
        case errors.InvalidQuery() | errors.ChangesRefused():
            return error.field, f"{error.reason}; {error.cure}"
        case errors.LimitExceeded():
            return (
                error.field,
                f"{error.actual} is more than the {error.maximum} allowed",
            )
        case _:
            return "", ""


def _packed(detail: Message) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(detail)
    return packed
