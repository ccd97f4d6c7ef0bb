"""Where a client keeps what it shows and believes: certificate, key, roots of services."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTls:
    """Where what a client needs for TLS is kept: PEM files, read again as they change."""

    certificate: Path
    """Names the caller."""
    key: Path
    roots: Path
    """The authorities that issue certificates of services."""
