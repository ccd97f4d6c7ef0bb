"""How a failed call becomes one of our errors: by the reason the service gives.

A service tells its reason in ErrorInfo (or LaneError). Where there is none, it was not
the service that spoke but gRPC: no connection, no time, a message too large.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.message import Message
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from screening import errors
from screening.v1 import screening_pb2


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a service says of an error."""

    message: str
    known: Mapping[str, str]
    at_fault: str = ""
    """The field at fault, by its path in the request."""

    @property
    def violation(self) -> tuple[str, str]:
        """What is wrong with the field, and the cure: "field: reason; cure"."""
        reason, _, cure = self.message.partition(": ")[2].partition("; ")
        return reason, cure

    def number(self, name: str) -> int:
        """Return the fact *name*, 0 where it is not told."""
        text = self.known.get(name, "")
        return int(text) if text.isdecimal() else 0

    @property
    def retry_after_s(self) -> float:
        """When to ask again; 0.0 where it is not told."""
        try:
            return float(self.known.get("retry_after_s", ""))
        except ValueError:
            return 0.0


def _invalid_query(facts: Facts) -> errors.ScreeningError:
    reason, cure = facts.violation
    return errors.InvalidQuery(field=facts.at_fault, reason=reason, cure=cure)


def _refused(
    kind: type[errors.ChangesRefused],
) -> Callable[[Facts], errors.ScreeningError]:
    def told(facts: Facts) -> errors.ScreeningError:
        reason, cure = facts.violation
        return kind(field=facts.at_fault, reason=reason, cure=cure)

    return told


def _unreadable_mrz(facts: Facts) -> errors.ScreeningError:
    reason, cure = facts.violation
    return errors.UnreadableMrz(
        line=facts.number("line"),
        column=facts.number("column"),
        reason=reason.partition(": ")[2],  # after the place, which is told apart
        cure=cure,
    )


def _limit_exceeded(facts: Facts) -> errors.ScreeningError:
    return errors.LimitExceeded(
        field=facts.known.get("field", facts.at_fault),
        actual=facts.number("actual"),
        maximum=facts.number("maximum"),
    )


def _service_failed(facts: Facts) -> errors.ScreeningError:
    return errors.ServiceFailed(
        reason=facts.message.removeprefix("the service could not answer: ")
    )


def _not_identified(facts: Facts) -> errors.ScreeningError:
    reason, cure = facts.violation
    return errors.NotIdentified(reason=reason, cure=cure)


def _not_permitted(facts: Facts) -> errors.ScreeningError:
    reason, cure = facts.violation
    return errors.NotPermitted(
        cause=facts.known.get("cause", ""), reason=reason, cure=cure
    )


def _quota_exceeded(facts: Facts) -> errors.ScreeningError:
    return errors.QuotaExceeded(
        maximum=facts.number("maximum"), retry_after_s=facts.retry_after_s
    )


def _busy(facts: Facts) -> errors.ScreeningError:
    return errors.Busy(
        what=facts.known.get("what", ""),
        maximum=facts.number("maximum"),
        retry_after_s=facts.retry_after_s or errors.BUSY_RETRY_S,
    )


REASONS: Mapping[str, Callable[[Facts], errors.ScreeningError]] = {
    "INVALID_QUERY": _invalid_query,
    "UNREADABLE_MRZ": _unreadable_mrz,
    "LIMIT_EXCEEDED": _limit_exceeded,
    "NO_FEED_LOADED": lambda facts: errors.NoFeedLoaded(
        database=facts.known.get("database", "asked for")
    ),
    "NO_FEED_ALLOWED": lambda facts: errors.NoFeedAllowed(
        database=facts.known.get("database", "asked for")
    ),
    "NOT_PERMITTED": _not_permitted,
    "QUOTA_EXCEEDED": _quota_exceeded,
    "NOT_IDENTIFIED": _not_identified,
    "NOT_A_CALLER": _not_identified,
    "CANNOT_READ": lambda _: errors.CannotRead(reason="its log says why"),
    "TOO_MANY_CANDIDATES": lambda facts: errors.TooManyCandidates(
        feed=facts.known.get("feed", ""), maximum=facts.number("maximum")
    ),
    "NOT_RECORDED": lambda _: errors.NotRecorded(reason="its log says why"),
    "NOT_WRITTEN": lambda facts: errors.NotWritten(
        reason=facts.known.get("reason", "its log says why")
    ),
    "CHANGES_REFUSED": _refused(errors.ChangesRefused),
    "NOT_THE_OWNER": _refused(errors.NotTheOwner),
    "NOT_ITS_FEED": _refused(errors.NotItsFeed),
    "REQUEST_REUSED": _refused(errors.RequestReused),
    "BUSY": _busy,
    "OUT_OF_TIME": lambda _: errors.OutOfTime(),
    "NO_SUCH_RECORD": lambda _: errors.NoSuchRecord(),
    "NOT_ALLOWED": lambda facts: errors.NotAllowed(
        method=facts.known.get("method", "this call")
    ),
    "COULD_NOT_LOOK": _service_failed,
    "UNREACHABLE": _service_failed,
    "UNDER_REPAIR": _service_failed,
    "DAMAGED": _service_failed,
    "DISK_FULL": _service_failed,
    "INTERNAL": _service_failed,
}
"""Every reason a service gives; one from a newer service is told in its own words."""


_CANCELLED = "it cancelled the call, because it stops or has more than it can do"


def failure(error: grpc.RpcError, *, address: str) -> errors.ScreeningError:
    """Return what *error*, the end of a call to *address*, means."""
    call: Any = error  # what the channel raises is a Call as well
    info = error_details_pb2.ErrorInfo()
    request = error_details_pb2.BadRequest()
    _unpack(call, info, request)
    message = call.details() or "no reason given"
    if info.reason:
        fields = [violation.field for violation in request.field_violations]
        return told(
            info.reason,
            Facts(
                message=message,
                at_fault=fields[0] if fields else "",
                known=info.metadata,
            ),
        )
    match call.code():
        case grpc.StatusCode.DEADLINE_EXCEEDED:
            return errors.OutOfTime()
        case grpc.StatusCode.CANCELLED:  # by the service: we cancel nothing but lanes
            return errors.Unreachable(address=address, reason=_CANCELLED)
        case grpc.StatusCode.UNAVAILABLE:
            return errors.Unreachable(address=address, reason=message)
        case code:
            return errors.ServiceFailed(reason=f"{code.name}: {message}")


def lane_failure(error: screening_pb2.LaneError) -> errors.ScreeningError:
    """Return what *error*, told instead of an answer, means."""
    return told(
        error.reason,
        Facts(message=error.message, at_fault=error.field, known=error.facts),
    )


def told(reason: str, facts: Facts) -> errors.ScreeningError:
    """Return the error that *reason* stands for."""
    return REASONS.get(reason, _service_failed)(facts)


def _unpack(error: grpc.Call, *wanted: Message) -> None:
    """Fill each of *wanted* from the details of *error*, where they hold it."""
    try:
        status = rpc_status.from_call(error)
    except ValueError:  # details that belong to another code: a proxy's, not ours
        return
    for detail in status.details if status else ():
        for message in wanted:
            detail.Unpack(message)
