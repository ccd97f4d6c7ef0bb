"""Config: every bound of the service, read once, checked once.

Bounds carry their unit. A bound that is never reached costs nothing; one that is
reached says so in an error that names it (law 10).
"""

from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How one service runs."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 50051
    workers: int = 1

    message_bytes_max: int = MIB
    """A request larger than this is refused before it is parsed."""
    metadata_bytes_max: int = 8 << 10
    batch_items_max: int = 10_000
    text_chars_max: int = 256
    """Of any text field of a question; the MRZ may hold three lines of this."""

    unary_threads: int = 4
    """Questions answered at once by a worker; 2 to 8 were found equally quick."""
    unary_queue_max: int = 256
    """Questions waiting beyond those; one more is refused at once."""
    lanes_max: int = 1_000
    """Lanes open at once on a worker; idle ones keep a thread and no processor."""
    streams_per_connection_max: int = 1_024
    deadline_max_s: float = 30.0
    """A question without a deadline gets this one."""

    handshake_timeout_s: float = 5.0
    request_timeout_s: float = 5.0
    """A call whose request has not come by then is cancelled."""
    connection_idle_max_s: float = 900.0
    poll_interval_s: float = 0.25
    """How often a worker looks for new generations."""
    grace_s: float = 5.0
    """How long a stopping worker lets questions finish."""
