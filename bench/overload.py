"""`overload`: at 70 % of what the service can do, and at twice as much, at set times.

What it can do is measured first, with many questions under way. Beyond it, what cannot be
answered soon is to be refused at once, and what is answered is to be as quick as before.
"""

from collections.abc import Iterator

from bench.asker.plans import Crowd, OpenLoop
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.served import asker, served
from bench.turns import LONG_ROUNDS, in_turns, turn

_IN_FLIGHT = 16
_SHARES = (0.7, 2.0)
"""Of capacity, asked in turns."""


def overload(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask as much as can be answered, then less, then more."""
    with asker() as asking, served(ground.data()) as ours:
        crowd = Crowd(address=ours.address, in_flight=_IN_FLIGHT)
        (capacity,) = in_turns(turn(asking, crowd), budget=budget, rounds=1)
        yield capacity.line("overload/capacity", ground.records)
        rates = [share * capacity.per_s for share in _SHARES]
        plans = [OpenLoop(address=ours.address, rate=rate) for rate in rates]
        told = in_turns(
            *(turn(asking, plan) for plan in plans),
            budget=budget,
            rounds=LONG_ROUNDS,
            may_fail=True,
        )
        memory_mib = ours.private_mib()
    for share, rate, found in zip(_SHARES, rates, told, strict=True):
        name = f"overload/{share:.0%}".removesuffix("%")
        yield found.line(
            name,
            ground.records,
            of=found.accepted,
            rss_mib=memory_mib,
            offered_per_s=rate,
        )
        if len(found.refused):
            yield timed_line(f"{name}-refused", ground.records, found.refused)
