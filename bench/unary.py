"""`unary` and `lane`: one question a call, or over a lane, one by one and under load."""

from collections.abc import Iterator

from msgspec.structs import replace

from bench.asker.plans import BareOneByOne, Crowd, OneByOne, OpenLoop, Plan
from bench.figures import Line
from bench.ground import Budget, Ground
from bench.served import Doors, asker, doors, served
from bench.turns import LONG_ROUNDS, ROUNDS, in_turns, turn

RATES = (250, 500, 1_000, 1_500)
_RATES_SMALL = (250, 1_000)
_IN_FLIGHT = 16
_ONE_BY_ONE = (("", OneByOne), ("/bare", BareOneByOne))
"""Through grpcio's own client, as checkpoints ask, and from one that costs little."""


def unary(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask beside the empty handler: one by one, many at once, at times set before."""
    with doors(ground.data()) as to:
        for which, kind in _ONE_BY_ONE:
            plan: Plan = kind(address=to.ours.address)
            yield from _beside_empty(f"unary{which}", plan, to, ground, budget)
        plan = Crowd(address=to.ours.address, in_flight=_IN_FLIGHT)
        yield from _beside_empty("unary/throughput", plan, to, ground, budget)
        for rate in _RATES_SMALL if budget.small else RATES:
            plan = OpenLoop(address=to.ours.address, rate=rate)
            yield from _beside_empty(f"unary/open-{rate}", plan, to, ground, budget)


def _beside_empty(
    name: str, plan: Plan, to: Doors, ground: Ground, budget: Budget
) -> Iterator[Line]:
    rate = plan.rate if isinstance(plan, OpenLoop) else None
    ours, limit = in_turns(
        turn(to.asker, plan),
        turn(to.asker, replace(plan, address=to.empty, empty=True)),
        budget=budget,
        rounds=LONG_ROUNDS if rate else ROUNDS,
        may_fail=rate is not None,
    )
    yield ours.line(
        name,
        ground.records,
        rss_mib=to.ours.private_mib(),
        peer="empty",
        ratio=ours.p50_us / limit.p50_us,
        offered_per_s=rate,
    )
    yield limit.line(f"{name}:empty", ground.records, offered_per_s=rate)


def lane(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask over one lane, beside calls of their own."""
    with asker() as asking, served(ground.data()) as ours:
        for which, kind in _ONE_BY_ONE:
            over_lane, alone = in_turns(
                turn(asking, kind(address=ours.address, lane=True)),
                turn(asking, kind(address=ours.address)),
                budget=budget,
            )
            yield over_lane.line(
                f"lane{which}",
                ground.records,
                rss_mib=ours.private_mib(),
                peer="unary",
                ratio=over_lane.p50_us / alone.p50_us,
            )
            yield alone.line(f"lane{which}:unary", ground.records)
