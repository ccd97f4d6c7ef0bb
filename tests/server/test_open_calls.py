"""Calls that stay open: who stays, and who does not."""

from collections.abc import Callable
from typing import cast

import grpc
import pytest

from screening.errors import NotAllowed, NotIdentified
from screening.server.open_calls import OpenCalls


class Open:
    """A call that stays open, as far as these see it."""

    def __init__(self, *, is_over: bool = False) -> None:
        self._is_over = is_over
        self.is_cancelled = False
        self.end: Callable[[], object] = self.cancel

    def add_callback(self, callback: Callable[[], object]) -> bool:
        """Keep what is to be called when it is over; False where it is already."""
        self.end = callback
        return not self._is_over

    def cancel(self) -> None:
        """End it."""
        self.is_cancelled = True


def context_of(call: Open) -> grpc.ServicerContext:
    """Return *call* as gRPC would hand it over."""
    return cast("grpc.ServicerContext", call)


def everybody(context: grpc.ServicerContext) -> None:
    """Let everybody in."""
    del context


@pytest.mark.parametrize(
    "error",
    [
        NotIdentified(reason="it expired", cure="have another"),
        NotAllowed(method="/a/b"),
        ValueError("whatever"),
    ],
)
def test_who_would_not_be_let_in_does_not_stay(error: Exception) -> None:
    """Nor does anybody who cannot be asked for; all others do."""

    def nobody(context: grpc.ServicerContext) -> None:
        del context
        raise error

    calls, goes, stays = OpenCalls(), Open(), Open()
    calls.keep(context_of(goes), nobody)
    with calls.open(context_of(stays), everybody):
        calls.sweep()

    assert (goes.is_cancelled, stays.is_cancelled) == (True, False)


def test_who_was_let_in_is_asked_for_each_time() -> None:
    """A caller that is struck off is out of what it has open."""
    may = [True]

    def while_it_may(context: grpc.ServicerContext) -> None:
        del context
        if not may[0]:
            raise NotAllowed(method="/a/b")

    calls, call = OpenCalls(), Open()
    with calls.open(context_of(call), while_it_may):
        calls.sweep()
        stayed = not call.is_cancelled
        may[0] = False
        calls.sweep()

    assert stayed
    assert call.is_cancelled


def test_a_call_that_is_over_is_nobodys_business() -> None:
    """Left, told by gRPC to be over, or over before it was looked after."""

    def never(context: grpc.ServicerContext) -> None:
        del context
        raise AssertionError

    calls, left, ended, late = OpenCalls(), Open(), Open(), Open(is_over=True)
    with calls.open(context_of(left), never):
        pass
    calls.keep(context_of(ended), never)
    ended.end()
    calls.keep(context_of(late), never)
    calls.sweep()

    assert not any(call.is_cancelled for call in (left, ended, late))
