"""The one place where a caller meets a method: who calls, and may they.

Asked at the start of each call, at each question over a lane, and now and again of every
call that stays open: whoever is revoked, expired or struck off is out within moments, and
not only where they knock again.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import grpc

from screening.callers import CallerName
from screening.errors import NotIdentified
from screening.server.log import KIND

_LOG = logging.getLogger(__name__)

Identify = Callable[[grpc.ServicerContext], CallerName | None]
Allow = Callable[[CallerName | None, str], None]


def nobody_in_particular(context: grpc.ServicerContext) -> None:
    """Tell no caller apart: without TLS this machine alone may ask, as whoever it is."""
    del context


def everything(caller: CallerName | None, method: str) -> None:
    """Allow every method to every caller that is known."""
    del caller, method


class Admission:
    """Lets callers in to methods.

    *identify* returns who calls or raises `NotIdentified`; *allow* raises `NotAllowed`
    where that caller may not call that method.
    """

    def __init__(
        self, identify: Identify = nobody_in_particular, allow: Allow = everything
    ) -> None:
        self._identify = identify
        self._allow = allow
        self._open: dict[grpc.ServicerContext, str] = {}

    def admit(self, context: grpc.ServicerContext, method: str) -> CallerName | None:
        """Return who calls *method*; raise where they are not known, or may not."""
        try:
            caller = self._identify(context)
        except NotIdentified as error:
            _LOG.warning(
                "a caller is not let in method=%s peer=%s reason=%s",
                method,
                context.peer(),
                error.reason,
                extra={KIND: "not let in"},
            )
            raise
        self._allow(caller, method)
        return caller

    def begin(self, context: grpc.ServicerContext, method: str) -> None:
        """Note that a call of *method* stays open until `end`."""
        self._open[context] = method

    def end(self, context: grpc.ServicerContext) -> None:
        """Note that the call is over."""
        self._open.pop(context, None)

    @contextmanager
    def open(self, context: grpc.ServicerContext, method: str) -> Iterator[None]:
        """Hold a call of *method* open."""
        self.begin(context, method)
        try:
            yield
        finally:
            self.end(context)

    def sweep(self) -> None:
        """End each open call whose caller would not be let in now."""
        for context, method in list(self._open.items()):
            try:
                self.admit(context, method)
            except Exception:  # noqa: BLE001 -- who cannot be asked for does not stay
                context.cancel()
