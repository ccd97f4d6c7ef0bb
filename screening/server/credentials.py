"""What a server shows and believes in handshakes, kept in step with its files.

A file that is bad is not used: it is said in the log, and the last good one goes on. Who
begins with bad files does not begin.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from screening.errors import CertificateRefused
from screening.pki.pairs import Pair
from screening.pki.rotating import Rotating
from screening.pki.trust import Trust
from screening.tls import ServiceTls

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the clock of an authority may be ahead of ours."""
SOON = timedelta(days=1)
"""A certificate that ends sooner is somebody's business, who is told once."""

_LOG = logging.getLogger(__name__)


class Credentials:
    """The pair a server shows, and whom it believes, as its files say now.

    *now* returns the seconds since 1970. Raises `CertificateRefused` where a file is bad.
    """

    def __init__(self, tls: ServiceTls, now: Callable[[], float]) -> None:
        self._tls = tls
        self._now = now
        self._pair = Rotating([tls.certificate, tls.key], self._read_pair)
        believed = [tls.client_roots, *([tls.revoked] if tls.revoked else [])]
        self._trust = Rotating(believed, self._read_trust)
        self._warned_of: Pair | None = None

    @property
    def pair(self) -> Pair:
        """What to show now."""
        return self._pair.value

    @property
    def trust(self) -> Trust:
        """Whom to believe now."""
        return self._trust.value

    def refresh(self) -> None:
        """Look whether files have changed, and whether one should soon."""
        self._pair.refresh()
        self._trust.refresh()
        if self._warned_of is not self.pair and self._ends_soon():
            self._warned_of = self.pair
            _LOG.error(
                "the service's certificate ends soon: issue another not_after=%s",
                f"{self.pair.not_after:%Y-%m-%dT%H:%M:%SZ}",
            )

    def _ends_soon(self) -> bool:
        return self.pair.not_after - self._time() < SOON

    def _read_pair(self, held: Pair | None) -> Pair:
        del held
        return Pair.read(self._tls.certificate, self._tls.key, now=self._time())

    def _read_trust(self, held: Trust | None) -> Trust:
        revoked = self._tls.revoked
        trust = Trust.read(self._tls.client_roots, revoked)
        if revoked is None:
            return trust
        if held is not None:
            trust.refuse_older(held, revoked)
        if trust.as_of is not None and trust.as_of > self._time() + CLOCKS_DIFFER:
            raise CertificateRefused(
                subject=revoked,
                reason=f"was signed on {trust.as_of:%Y-%m-%d %H:%M} UTC, which this "
                f"machine's clock has not reached ({self._time():%Y-%m-%d %H:%M} UTC)",
                cure="set the clock: certificates that expired would hold again",
            )
        return trust

    def _time(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)
