"""Config: every bound of the service, checked where it is made.

Bounds carry their unit. A bound that is never reached costs nothing; one that is
reached says so in an error that names it (law 10).
"""

import math
from dataclasses import dataclass, fields
from pathlib import Path

from screening.errors import Misused
from screening.ownership import OwnerRights
from screening.policy.thresholds import USUAL, DoorThresholds
from screening.tls import ServiceTls

MIB = 1 << 20
PORT_MAX = 65_535
_CALLS_WAITING_MIN = 3
"""gRPC's core itself lets that many wait."""
_MAY_BE_ZERO = ("port", "unary_queue_max", "grace_s")
"""Any free port; no queue; no grace. Zero of anything else would serve nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How one service runs. Raises `Misused` for a bound that cannot be one."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 50051
    workers: int = 1
    metrics: tuple[str, int] | None = None
    """Host, of this machine alone, and port to tell metrics at; None: nowhere."""
    json_log: bool = False
    """Whether log lines are JSON objects, for machines."""
    tls: ServiceTls | None = None
    """None: this machine alone may ask, and callers are not told apart."""

    message_bytes_max: int = MIB
    """A request larger than this is refused before it is parsed."""
    metadata_bytes_max: int = 8 << 10
    batch_items_max: int = 10_000
    batch_travellers_max: int = 2_000
    """Travellers are looked up by name, which takes a hundred times as long."""
    answer_bytes_max: int = 64 << 20
    """Of a passenger list: hits beyond it are left out, and it is said."""
    text_chars_max: int = 256
    """Of any text field of a question but names, which have a bound of their own; the
    MRZ may hold three lines of this."""
    register: Path | None = None
    """The register of callers; without one nobody is let in who shows a certificate."""
    changes_max: int = 1_000
    """Changes that an owner may send together."""
    records_page_max: int = 1_000
    """Records of an owner in one page."""
    writer: bool = False
    """Whether a writer process is kept, for what owners send and for review dates."""
    pilot_owner: OwnerRights | None = None
    """Who every caller is taken for that sends changes: for pilots on loopback, where
    nobody has a certificate. Needs a writer."""
    thresholds: DoorThresholds = USUAL
    """From which score on persons are answered, and from which as hits."""

    worker_memory_max: int = 2 << 30
    """Bytes of memory of its own, mapped files not counted; a worker with more is replaced.
    Floods of the kinds known made one take 200 MB at the most."""
    unary_threads: int = 4
    """Questions answered at once by a worker; 2 to 8 were found equally quick."""
    unary_queue_max: int = 512
    """Questions waiting beyond those; one more is refused at once."""
    calls_waiting_max: int = 128
    """Calls of a method that may wait to be taken in: each waits for those before it, 0.2 ms
    for each. Beyond them gRPC's core cancels at once."""
    calls_waiting_overloaded_max: int = 28
    """The same while more come than can be answered."""
    lanes_max: int = 1_000
    """Lanes open at once on a worker; idle ones keep a thread and no processor."""
    streams_per_connection_max: int = 64
    """Calls open at once on a connection, lanes among them; more wait at the client. Fewer
    than a burst has more room than an overload: no connection alone is one."""
    deadline_max_s: float = 30.0
    """A batch gets no more than this, whatever its caller's deadline; a question is the
    work of microseconds, and gets its caller's."""

    handshake_timeout_s: float = 5.0
    request_timeout_s: float = 5.0
    """A call whose request has not come by then is cancelled."""
    connection_idle_max_s: float = 900.0
    connections_max: int = 4_096
    """Open at once on a worker; one more is closed at once."""
    connection_age_max_s: float = 300.0
    """A connection is told to go then, and its next call takes another: so calls spread
    over workers anew, and a handshake asks again who is there."""
    connection_age_grace_s: float = 60.0
    """What is still under way on it gets this long; an open lane is then opened anew."""
    callers_interval_s: float = 1.0
    """How often a worker looks for new certificates, and for callers who are out."""
    poll_interval_s: float = 0.25
    """How often a worker looks for new generations."""
    grace_s: float = 5.0
    """How long a stopping worker lets questions finish."""

    def __post_init__(self) -> None:
        """Look at every number, so that a service starts with bounds that hold."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                _check(field.name, value)
        few, many = self.calls_waiting_overloaded_max, self.calls_waiting_max
        if not _CALLS_WAITING_MIN <= few <= many:
            raise Misused(
                f"calls_waiting_overloaded_max is {few}; at least {_CALLS_WAITING_MIN}, and "
                f"at most calls_waiting_max ({many})"
            )
        if self.port > PORT_MAX:
            raise Misused(f"port is {self.port}, and the last is {PORT_MAX}")
        if self.pilot_owner is not None and not self.writer:
            raise Misused("pilot_owner needs a writer, and there is none")


def _check(name: str, value: float) -> None:
    if not math.isfinite(value) or value < 0:
        raise Misused(f"{name} is {value}, and bounds nothing")
    if value == 0 and name not in _MAY_BE_ZERO:
        raise Misused(f"{name} is 0, and nobody could be served")
