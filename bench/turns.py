"""Plans carried out in turns, so that noise hits them alike, and what came of each."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec.structs import replace

from bench.asker.plans import Outcome, Plan
from bench.figures import Line, Peer
from bench.ground import Budget
from bench.latencies import Latencies
from bench.served import Asker

ROUNDS = 10
LONG_ROUNDS = 5
"""Where a round begins with opening many connections, which takes a while."""
_LATE_SHARE_WORTH_SAYING = 0.01
Turn = Callable[[float], Outcome]
"""Asks for so many seconds."""


@dataclass(slots=True)
class Told:
    """What came of one plan in all its turns."""

    latencies: Latencies = field(default_factory=Latencies)
    lane_latencies: Latencies = field(default_factory=Latencies)
    accepted: Latencies = field(default_factory=Latencies)
    refused: Latencies = field(default_factory=Latencies)
    """Of an open loop, those of calls that were answered, and of the others."""
    answers: int = 0
    failed: int = 0
    why: str = ""
    hits: int = 0
    seconds: float = 0.0
    processor_s: float = 0.0
    late: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Count one more turn."""
        self.latencies.merge(outcome.took)
        if outcome.lane_latencies:
            self.lane_latencies.merge(outcome.lanes_took)
        if outcome.accepted_latencies:
            self.accepted.merge(Latencies.decoded(outcome.accepted_latencies))
            self.refused.merge(Latencies.decoded(outcome.refused_latencies))
        self.answers += outcome.answers
        self.failed += outcome.failed
        self.why = self.why or outcome.why
        self.hits += outcome.hits
        self.seconds += outcome.seconds
        self.processor_s += outcome.processor_share * outcome.seconds
        self.late += outcome.late_share * outcome.answers

    @property
    def per_s(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    @property
    def p50_us(self) -> float:
        """The time within which half of the calls ended."""
        return self.latencies.percentile_us(50)

    def refuse_failures(self) -> None:
        """Raise `RuntimeError` if a call failed."""
        if self.failed:
            raise RuntimeError(
                f"{self.failed} of {self.answers} calls failed: {self.why}"
            )

    def line(  # noqa: PLR0913  # a line has so many columns
        self,
        workload: str,
        records: int,
        *,
        of: Latencies | None = None,
        items: int = 1,
        rss_mib: float | None = None,
        peer: Peer | None = None,
        ratio: float | None = None,
        offered_per_s: float | None = None,
    ) -> Line:
        """Return the line *workload*, and say aside what the asker took."""
        took = self.latencies if of is None else of
        self._say_aside(workload)
        return Line(
            workload,
            records,
            p50_us=took.percentile_us(50),
            p99_us=took.percentile_us(99),
            p999_us=took.percentile_us(99.9),
            per_s=items * len(took) / self.seconds,
            rss_mib=rss_mib,
            peer=peer,
            ratio=ratio,
            latencies=took,
            offered_per_s=offered_per_s,
        )

    def _say_aside(self, workload: str) -> None:
        if not self.processor_s:
            return  # asked by nobody of ours
        said = f"the asker took {self.processor_s / self.seconds:.0%} of a core"
        if self.late > self.answers * _LATE_SHARE_WORTH_SAYING:
            said += f", and {self.late / self.answers:.1%} left over 100 µs late"
        if self.failed:
            said += f"; {self.failed} of {self.answers} were refused or failed"
        print(f"{workload}: {said}", file=sys.stderr)


def in_turns(
    *turns: Turn, budget: Budget, rounds: int = ROUNDS, may_fail: bool = False
) -> list[Told]:
    """Give each of *turns* the budget's seconds, a part in every round.

    Raises `RuntimeError` if a call failed, unless it may.
    """
    if budget.small:
        rounds = 1
    told = [Told() for _ in turns]
    for _ in range(rounds):
        for turn, found in zip(turns, told, strict=True):
            found.add(turn(budget.seconds / rounds))
    if not may_fail:
        for found in told:
            found.refuse_failures()
    return told


def turn(asker: Asker, plan: Plan) -> Turn:
    """Return the turn in which *asker* carries *plan* out."""
    return lambda seconds: asker.ask(replace(plan, seconds=seconds))
