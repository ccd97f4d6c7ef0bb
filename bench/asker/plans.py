"""What an asker is told to do, and what it tells: one line of JSON each way."""

from typing import Literal

from msgspec import Struct

from bench.latencies import Latencies


class Tls(Struct, frozen=True, kw_only=True):
    """The files by which who asks is known, and knows the service."""

    certificate: str
    key: str
    roots: str


class Plan(Struct, frozen=True, kw_only=True, tag=True):
    """How to ask the service at `address`."""

    address: str
    tls: Tls | None = None
    purpose: str = ""
    """Why is asked: services with a register want to know."""
    seconds: float = 0.0
    empty: bool = False
    """It is the empty handler: its answers are counted, not read."""


About = Literal["documents", "travellers"]
"""What is asked about; travellers by their zones."""


class OneByOne(Plan, frozen=True, kw_only=True):
    """Ask, wait for the answer, ask again."""

    lane: bool = False
    """Over a lane, not in calls of their own: about documents only."""
    about: About = "documents"


class BareOneByOne(OneByOne, frozen=True, kw_only=True):
    """The same from a client that costs little."""


class Crowd(Plan, frozen=True, kw_only=True):
    """Keep so many questions under way, from a client that costs little."""

    in_flight: int


class OpenLoop(Plan, frozen=True, kw_only=True):
    """Ask at times that were set before, whatever has come back.

    `rate` a second in calls of their own, and `lane_rate` over the first `asking` of
    `lanes` that are open.
    """

    rate: float = 0.0
    lane_rate: float = 0.0
    lanes: int = 0
    asking: int = 0
    workers: int = 1
    """How many there are to be asked, each as often as the others."""
    hit_every: int = 0
    """One question in so many is about a listed document; 0 is none."""
    until_told: bool = False
    """Go on after `seconds` until a line comes."""


class Batches(Plan, frozen=True, kw_only=True):
    """Ask batch after batch over each of some connections to each worker."""

    items: int
    about: About = "documents"
    workers: int = 1
    connections: int = 1
    """To each worker."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of a plan."""

    latencies: str
    """As `Latencies.encoded` says it; of an open loop, from the time that was set."""
    lane_latencies: str = ""
    """Of questions over lanes, where there were others too."""
    answers: int
    failed: int = 0
    why: str = ""
    """What the first call that failed was told, as bytes are written."""
    hits: int = 0
    accepted_latencies: str = ""
    """Of an open loop, those of calls that were answered, and of the others; from when
    they left: an asker that cannot keep up is no fault of the service."""
    refused_latencies: str = ""
    seconds: float
    processor_share: float = 0.0
    """Of one core, which the asker itself took."""
    late_share: float = 0.0
    """Of questions that were sent more than 100 µs after the time that was set."""
    late_p99_us: float = 0.0
    shown: tuple[tuple[int, int], ...] = ()
    """Revisions of the documents, and when (monotonic ns) all workers had shown each."""

    @property
    def took(self) -> Latencies:
        """How long calls took."""
        return Latencies.decoded(self.latencies)

    @property
    def lanes_took(self) -> Latencies:
        """How long questions over lanes took."""
        return Latencies.decoded(self.lane_latencies)
