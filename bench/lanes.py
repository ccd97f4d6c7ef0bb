"""`lanes`: many gates keep a lane open, few of them ask, and others ask beside them."""

from collections.abc import Iterator

from msgspec.structs import replace

from bench.asker.plans import OpenLoop
from bench.figures import Line
from bench.ground import Budget, Ground
from bench.served import asker, served
from bench.turns import LONG_ROUNDS, in_turns, turn

OPEN, ASKING = 500, 20
_PER_S = 400
"""Over all lanes that ask: twenty a second each, far more than a gate has travellers."""
_UNARY_PER_S = 100


def lanes(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask over 20 lanes of 500 and over 20 that are alone, in turns."""
    with asker() as asking, served(ground.data()) as ours:
        crowded = OpenLoop(
            address=ours.address,
            rate=_UNARY_PER_S,
            lane_rate=_PER_S,
            lanes=OPEN,
            asking=ASKING,
        )
        among, alone = in_turns(
            turn(asking, crowded),
            turn(asking, replace(crowded, lanes=ASKING)),
            budget=budget,
            rounds=LONG_ROUNDS,
        )
        rss_mib = ours.private_mib()
    for name, told, took in (
        ("lanes", among, among.lane_latencies),
        ("lanes/alone", alone, alone.lane_latencies),
        ("lanes/unary-beside", among, among.latencies),
        ("lanes/unary-beside-alone", alone, alone.latencies),
    ):
        yield told.line(
            name,
            ground.records,
            of=took,
            rss_mib=rss_mib if told is among else None,
        )
