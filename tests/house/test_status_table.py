import ast
import inspect
import logging
import re
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2

from screening import errors
from screening.client.failures import REASONS, Facts, told
from screening.server import status_table
from screening.server.status_table import TABLE

GIVEN: dict[str, Any] = {
    "field": "document.document_number",
    "reason": "no letter or digit in it",
    "cure": "give the number as printed",
    "line": 2,
    "column": 14,
    "actual": 10_001,
    "maximum": 10_000,
    "database": "documents",
    "feed": "utopia-lost",
    "what": "questions",
    "method": "/screening.v1.ScreeningService/ScreenDocument",
    "address": "127.0.0.1:50051",
    "file": "feed.csv",
    "base": 3,
    "held": 5,
    "holder": "process 1",
    "path": Path("secret-place"),
    "subject": Path("secret-place"),
    "position": 7,
    "cause": "PURPOSE",
    "retry_after_s": 2.5,
    "faults": ["caller 1: until: is over; give a later one"],
    "key": "87501f0a3ead983e",
}


def every_class() -> list[type[errors.ScreeningError]]:
    """Return every class of errors.py."""
    found = [
        thing
        for thing in vars(errors).values()
        if inspect.isclass(thing) and issubclass(thing, errors.ScreeningError)
    ]
    source = ast.parse(Path(errors.__file__).read_text())
    assert len(found) == sum(isinstance(node, ast.ClassDef) for node in source.body)
    return found


def example(kind: type[errors.ScreeningError]) -> errors.ScreeningError:
    """Return an error of *kind*."""
    try:
        names = inspect.signature(kind).parameters
    except ValueError:  # it adds nothing to Exception
        return kind("it is wrong")
    return kind(**{name: GIVEN[name] for name in names if name in GIVEN})


def details(ending: grpc.Status) -> status_pb2.Status:
    """Return the google.rpc.Status that travels with *ending*."""
    (packed,) = [
        value
        for key, value in ending.trailing_metadata
        if key == "grpc-status-details-bin"
    ]
    message: status_pb2.Status = status_pb2.Status.FromString(packed)
    return message


def unpacked(status: status_pb2.Status, kind: type[Message]) -> Any:  # noqa: ANN401
    """Return the one detail of *kind* in *status*."""
    (found,) = [each for each in status.details if each.Is(kind.DESCRIPTOR)]
    message = kind()
    found.Unpack(message)
    return message


def test_every_error_has_a_row_and_every_row_an_error() -> None:
    """The table is total: an error added without a row fails here (law 9)."""
    assert set(TABLE) == set(every_class())


def test_reasons_are_words_for_machines() -> None:
    """Reasons are UPPER_SNAKE and at most 63 long (AIP-193), and never OK."""
    for row in TABLE.values():
        assert re.fullmatch(r"[A-Z][A-Z0-9_]{1,61}[A-Z0-9]", row.reason)
        assert row.code is not grpc.StatusCode.OK


@pytest.mark.parametrize("kind", every_class(), ids=lambda kind: kind.__name__)
def test_every_error_is_told_with_error_info(
    kind: type[errors.ScreeningError],
) -> None:
    """Whatever ends a call carries code, reason and domain."""
    ending = status_table.status(example(kind))
    told_status = details(ending)
    info = unpacked(told_status, error_details_pb2.ErrorInfo)

    assert ending.code is TABLE[kind].code
    assert told_status.code == TABLE[kind].code.value[0]
    assert (info.reason, info.domain) == (TABLE[kind].reason, "screening")


@pytest.mark.parametrize(
    "kind", [errors.InvalidQuery, errors.UnreadableMrz, errors.LimitExceeded]
)
def test_a_bad_question_names_the_field_and_the_cure(
    kind: type[errors.ScreeningError],
) -> None:
    """What the caller can mend is told as a field violation with its description."""
    error = example(kind)
    request = unpacked(
        details(status_table.status(error)), error_details_pb2.BadRequest
    )
    (violation,) = request.field_violations

    assert violation.field == vars(error)["field"]
    assert violation.description in str(error)


@pytest.mark.parametrize(
    "kind",
    [
        errors.DamagedTable,
        errors.FeedRefused,
        errors.DiskFull,
        errors.CertificateRefused,
    ],
)
def test_places_on_disk_are_not_told(kind: type[errors.ScreeningError]) -> None:
    """A caller is not told of files; the log is."""
    ending = status_table.status(example(kind))

    assert "secret-place" not in ending.details
    assert "feed.csv" not in ending.details


def test_an_unexpected_error_is_told_by_an_id_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its text, which may hold a traveller's data, is neither told nor logged (law 12)."""
    with caplog.at_level(logging.ERROR), pytest.raises(ValueError, match="L898902C3"):
        _raise_with("L898902C3")
    ending = status_table.status(_caught("L898902C3"))
    error_id = ending.details.rpartition(" ")[2]

    assert ending.code is grpc.StatusCode.INTERNAL
    assert "L898902C3" not in ending.details
    assert "L898902C3" not in caplog.text
    assert f"error_id={error_id} type=ValueError at=" in caplog.text
    assert "_raise_with" in caplog.text


def _raise_with(text: str) -> None:
    raise ValueError(text)


def _caught(text: str) -> Exception:
    try:
        _raise_with(text)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_class_outside_the_tree_is_internal() -> None:
    """Closed by default: a class without a row is not told in its own words."""

    class Surprise(errors.ScreeningError):
        pass

    ending = status_table.status(Surprise("L898902C3"))

    assert ending.code is grpc.StatusCode.INTERNAL
    assert "L898902C3" not in ending.details


def test_bytes_that_are_no_message_are_the_callers_error() -> None:
    """A request that cannot be parsed is INVALID_ARGUMENT, not INTERNAL."""
    ending = status_table.status(DecodeError("whatever"))

    assert ending.code is grpc.StatusCode.INVALID_ARGUMENT


def test_the_client_knows_every_reason() -> None:
    """What a service tells, its client turns back into an error of ours."""
    assert set(REASONS) == {row.reason for row in TABLE.values()}


@pytest.mark.parametrize(
    "kind",
    [
        errors.InvalidQuery,
        errors.UnreadableMrz,
        errors.LimitExceeded,
        errors.NoFeedLoaded,
        errors.TooManyCandidates,
        errors.Busy,
        errors.OutOfTime,
        errors.ServiceFailed,
        errors.NotAllowed,
        errors.NotPermitted,
        errors.QuotaExceeded,
        errors.NoFeedAllowed,
        errors.NoSuchRecord,
    ],
)
def test_an_error_survives_the_wire(kind: type[errors.ScreeningError]) -> None:
    """The client raises what the service raised, with the same facts and text."""
    error = example(kind)
    what = status_table.told(error)
    received = told(
        what.reason,
        Facts(message=what.message, at_fault=what.field, known=what.facts),
    )

    assert type(received) is kind
    assert vars(received) == vars(error)
    assert str(received) == str(error)
