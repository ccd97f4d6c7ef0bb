"""Who calls: from the certificate of a connection to the caller it names.

A handshake proves that a certificate was issued under a root and was good when the
connection began. Connections stay open for minutes, so everything that can change is
asked again at each call: is it expired, was it taken back, is its root still believed.
What cannot change is worked out once for each certificate.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

import grpc
from cryptography import x509

from screening.callers import CallerName
from screening.errors import NotIdentified
from screening.pki.naming import caller_of
from screening.pki.trust import Trust
from screening.server.log import KIND
from screening.server.peers import certificate_of

CERTIFICATES_MAX: Final = 10_000
"""Remembered at once; beyond them all are worked out again."""
_LOG = logging.getLogger(__name__)
_ANOTHER = "have another certificate issued, and connect with it"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was worked out of one certificate, believed as it was then."""

    caller: CallerName
    not_before: float
    not_after: float


class _Memory(NamedTuple):
    """What was worked out while *trust* was believed; nothing of it holds under another."""

    trust: Trust
    known: dict[bytes, _Known]


class Identities:
    """Tells callers by their certificates. May be asked by many threads.

    *trust* returns whom to believe now, *now* the seconds since 1970.
    """

    def __init__(
        self, trust_domain: str, trust: Callable[[], Trust], now: Callable[[], float]
    ) -> None:
        self._trust_domain = trust_domain
        self._trust = trust
        self._now = now
        self._memory = _Memory(trust(), {})

    def caller(self, context: grpc.ServicerContext) -> CallerName:
        """Return who calls, or raise `NotIdentified`: why not, in words safe to tell."""
        try:
            return self._caller(certificate_of(context))
        except NotIdentified as error:
            _LOG.warning(
                "a caller is not let in peer=%s reason=%s",
                context.peer(),
                error.reason,
                extra={KIND: "not let in"},
            )
            raise

    def _caller(self, pem: bytes | None) -> CallerName:
        if pem is None:
            raise NotIdentified(
                reason="the connection shows no certificate",
                cure="connect with the certificate of a caller",
            )
        memory = self._remembered()
        known = memory.known.get(pem) or self._learnt(memory, pem)
        now = self._now()
        if not known.not_before <= now < known.not_after:
            raise _out_of_time(known, now)
        return known.caller

    def _remembered(self) -> _Memory:
        memory, trust = self._memory, self._trust()
        if memory.trust is not trust or len(memory.known) >= CERTIFICATES_MAX:
            memory = self._memory = _Memory(trust, {})
        return memory

    def _learnt(self, memory: _Memory, pem: bytes) -> _Known:
        """Work out what *pem* is, and remember it; what is refused is not remembered."""
        certificate = _read(pem)
        if not memory.trust.includes_issuer_of(certificate):
            raise NotIdentified(
                reason="its certificate was issued by no authority that is believed here",
                cure=_ANOTHER,
            )
        caller = caller_of(certificate, self._trust_domain)
        if memory.trust.has_taken_back(certificate):
            raise NotIdentified(
                reason="its certificate was revoked", cure=_ANOTHER, caller=caller.uri
            )
        known = memory.known[pem] = _Known(
            caller=caller,
            not_before=certificate.not_valid_before_utc.timestamp(),
            not_after=certificate.not_valid_after_utc.timestamp(),
        )
        return known


def _read(pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:  # a handshake takes some that break the rules of their standard
        raise NotIdentified(
            reason="its certificate cannot be read", cure=_ANOTHER
        ) from None


def _out_of_time(known: _Known, now: float) -> NotIdentified:
    if now >= known.not_after:
        return NotIdentified(
            reason=f"its certificate expired on {_when(known.not_after)}",
            cure=_ANOTHER,
            caller=known.caller.uri,
        )
    return NotIdentified(
        reason=f"its certificate holds from {_when(known.not_before)} on, and the "
        f"service's clock says {_when(now)}",
        cure="wait, or have the clock set right",
        caller=known.caller.uri,
    )


def _when(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
