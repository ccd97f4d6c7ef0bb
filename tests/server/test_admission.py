"""Callers and methods: who stays, and who does not."""

from typing import Any, cast

import grpc
import pytest

from screening.callers import CallerName
from screening.errors import NotAllowed, NotIdentified
from screening.server.admission import Admission
from tests.certificates import harbour


class Open:
    """A call that stays open, as far as an admission sees it."""

    def __init__(self) -> None:
        self.is_cancelled = False

    def peer(self) -> str:
        """Return where it comes from."""
        return "ipv4:127.0.0.1:1"

    def cancel(self) -> None:
        """End it."""
        self.is_cancelled = True


def context_of(call: Open) -> grpc.ServicerContext:
    """Return *call* as gRPC would hand it over."""
    return cast("grpc.ServicerContext", call)


@pytest.mark.parametrize(
    "error",
    [
        NotIdentified(reason="it expired", cure="have another"),
        ValueError("whatever"),
    ],
)
def test_who_cannot_be_told_does_not_stay(error: Exception) -> None:
    """Nor does anybody who cannot be asked for, for whatever reason."""
    gone, stays, over = Open(), Open(), Open()

    def identify(context: Any) -> CallerName:  # noqa: ANN401 -- an `Open`
        if context is not stays:
            raise error
        return harbour()

    admission = Admission(identify)
    for call in (gone, stays, over):
        admission.begin(context_of(call), "/a/b")
    admission.end(context_of(over))
    admission.sweep()

    assert (gone.is_cancelled, stays.is_cancelled, over.is_cancelled) == (
        True,
        False,
        False,
    )


def test_who_may_no_longer_call_does_not_stay() -> None:
    """A caller that is struck off is out of what it has open."""
    may = ["/a/b"]

    def allow(caller: CallerName | None, method: str) -> None:
        del caller
        if method not in may:
            raise NotAllowed(method=method)

    call = Open()
    admission = Admission(allow=allow)
    with admission.open(context_of(call), "/a/b"):
        admission.sweep()
        stayed = not call.is_cancelled
        may.clear()
        admission.sweep()

    assert stayed
    assert call.is_cancelled
