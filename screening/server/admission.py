"""Who was let in to one call: decided at the gate, kept with the call's context."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, cast

import grpc

from screening.access.admission import Admitted
from screening.callers import CallerName
from screening.errors import Misused
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
    """Asks who calls, has it decided, and keeps the decision with the call."""

    def __init__(
        self, access: Access, caller_of: CallerOf, now: Callable[[], datetime]
    ) -> None:
        self._access = access
        self._caller_of = caller_of
        self._now = now

    def let_in(self, context: grpc.ServicerContext, method: str) -> None:
        """Return when the caller of *context* may call *method* now, or raise why not."""
        admitted = self._access.admit(self._caller_of(context), method, self._now())
        setattr(context, _ADMITTED, admitted)


def admitted_to(context: grpc.ServicerContext) -> Admitted:
    """Return who was let in to the call of *context*; nobody is no answer here."""
    admitted = getattr(context, _ADMITTED, None)
    if admitted is None:
        raise Misused("a call came by another way than the gate")
    return cast(Admitted, admitted)


def nobody(context: grpc.ServicerContext) -> None:
    """Return that the caller has no name: on a plain loopback port nobody has."""
    del context
