"""A call as a method of ours sees it: gRPC's context, and who calls.

The gate makes one for each call that it lets in. Methods ask `caller_of(context)`.
"""

from typing import Any, cast

import grpc

from screening.callers import CallerName


class _Call:
    """Everything gRPC's context is, and the caller beside it."""

    __slots__ = ("_context", "caller")

    def __init__(
        self, context: grpc.ServicerContext, caller: CallerName | None
    ) -> None:
        self._context = context
        self.caller = caller

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- whatever gRPC has there
        return getattr(self._context, name)


def called_by(
    caller: CallerName | None, context: grpc.ServicerContext
) -> grpc.ServicerContext:
    """Return *context* with its *caller* beside it."""
    return cast("grpc.ServicerContext", _Call(context, caller))


def caller_of(context: grpc.ServicerContext) -> CallerName | None:
    """Return who calls; None where nobody is told apart: plain, from this machine.

    Any other context than one from the gate is a mistake, and raises `AttributeError`.
    """
    caller: CallerName | None = cast("_Call", context).caller
    return caller
