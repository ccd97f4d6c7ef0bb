"""Who was let in to one call, and who was not: decided at the gate, by one doorkeeper.

Who was let in is kept with the call's context. Who was not is remembered; on the way of those
who are let in nothing is done for that.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, cast

import grpc

from screening.access.admission import Admitted
from screening.access.refusals import Refusal, Refusals, Remember, forgotten
from screening.callers import CallerName
from screening.errors import Misused, NotIdentified, NotPermitted, QuotaExceeded
from screening.queries import LOCAL
from screening.server.status_table import TABLE
from screening.standing import QuotaStatus, RegisterStatus

_ADMITTED = "screening_admitted"
CallerOf = Callable[[grpc.ServicerContext], CallerName | None]
"""Reads the caller's name from a call, None where nobody is told apart."""


class Access(Protocol):
    """Decides who is let in: `access` has those who do."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What an operator should look at."""

    @property
    def register(self) -> RegisterStatus | None:
        """Which register of callers holds; None where they are not told apart."""

    @property
    def quotas(self) -> tuple[QuotaStatus, ...]:
        """Who asked of late, and how much of its quota that was."""

    def admit(self, caller: CallerName | None, method: str, now: datetime) -> Admitted:
        """Return *caller* as it is let in to *method* at *now*, or raise why not."""


class Doorkeeper:
    """Asks who calls, has it decided, and keeps the decision with the call.

    *remember* is told of those who are turned away.
    """

    def __init__(
        self,
        access: Access,
        caller_of: CallerOf,
        now: Callable[[], datetime],
        remember: Remember = forgotten,
    ) -> None:
        self._access = access
        self._caller_of = caller_of
        self._now = now
        self.refusals = Refusals(remember)
        """To be flushed now and again."""

    def let_in(self, context: grpc.ServicerContext, method: str) -> None:
        """Return when the caller of *context* may call *method* now, or raise why not."""
        admitted = self._access.admit(self._caller_of(context), method, self._now())
        setattr(context, _ADMITTED, admitted)

    def turn_away(
        self, context: grpc.ServicerContext, error: Exception, method: str
    ) -> None:
        """Have it remembered if *error* is for who the caller is; any other is not."""
        if not isinstance(error, NotIdentified | NotPermitted | QuotaExceeded):
            return
        refusal = Refusal(
            at=self._now(),
            caller=self._name(context, error),
            method=method,
            reason=TABLE[type(error)].reason,
            cause=getattr(error, "cause", "") or getattr(error, "reason", ""),
        )
        self.refusals.add(refusal)

    def _name(self, context: grpc.ServicerContext, error: Exception) -> str:
        """Return the URI of whom *error* is about, as far as anybody knows it."""
        admitted: Admitted | None = getattr(context, _ADMITTED, None)
        if admitted is not None:
            return admitted.caller.uri if admitted.caller else LOCAL
        if isinstance(error, NotIdentified):
            return error.caller
        try:
            caller = self._caller_of(context)  # known, but not let in
        except NotIdentified as since:
            return since.caller
        return caller.uri if caller else LOCAL


def admitted_to(context: grpc.ServicerContext) -> Admitted:
    """Return who was let in to the call of *context*; nobody is no answer here."""
    admitted = getattr(context, _ADMITTED, None)
    if admitted is None:
        raise Misused("a call came by another way than the gate")
    return cast(Admitted, admitted)


def nobody(context: grpc.ServicerContext) -> None:
    """Return that the caller has no name: on a plain loopback port nobody has."""
    del context
