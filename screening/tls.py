"""Where what TLS needs is kept, at both ends: PEM files, read again as they change."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTls:
    """What a service shows, and whom it lets in."""

    certificate: Path
    """With what stands between it and its root, where there is anything."""
    key: Path
    client_roots: Path
    """The authorities that issue callers' certificates themselves."""
    revoked: Path | None = None
    """Their lists of certificates taken back; without one nobody's was."""
    trust_domain: str
    """Callers are of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTls:
    """What a client shows, and which services it believes."""

    certificate: Path
    """Names the caller."""
    key: Path
    roots: Path
    """The authorities that issue certificates of services."""
