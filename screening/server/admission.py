"""Who was let in to one call: decided at the gate, kept with the call's context."""

from collections.abc import Callable
from typing import cast

import grpc

from screening.callers import CallerName
from screening.errors import Misused

_CALLER = "screening_caller"
_NOT_ASKED = object()
CallerOf = Callable[[grpc.ServicerContext], CallerName | None]
"""Reads the caller's name from a call, None where nobody is told apart."""


class Doorkeeper:
    """Asks who calls, and keeps the answer with the call.

    The one place where a caller meets a method: who may call what is decided here.
    """

    def __init__(self, caller_of: CallerOf) -> None:
        self._caller_of = caller_of

    def let_in(self, context: grpc.ServicerContext, method: str) -> None:
        """Return when the caller of *context* may call *method* now, or raise why not."""
        del method  # everybody who is known may call everything
        setattr(context, _CALLER, self._caller_of(context))


def let_in_as(context: grpc.ServicerContext) -> CallerName | None:
    """Return who was let in to the call of *context*; None where nobody is told apart."""
    caller = getattr(context, _CALLER, _NOT_ASKED)
    if caller is _NOT_ASKED:
        raise Misused("a call came by another way than the gate")
    return cast("CallerName | None", caller)


def nobody(context: grpc.ServicerContext) -> None:
    """Return that the caller has no name: on a plain loopback port nobody has."""
    del context
