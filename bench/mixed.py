"""`mixed`: what the world asks, one hit in 15,500 questions."""

from collections.abc import Iterator
from itertools import cycle

from bench.asked import absent_documents
from bench.asker.plans import OpenLoop
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.served import asker, served
from bench.timing import timed
from bench.turns import in_turns, turn
from screening.opening import open_engine
from screening.queries import DocumentQuery

HIT_EVERY = 15_500
"""INTERPOL, 2023: about so many searches for one hit."""
_PER_S = 250
_LISTED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")


def mixed(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask in process, one by one; then over gRPC, at times set before."""
    queries = cycle([_LISTED, *absent_documents(HIT_EVERY - 1)])
    with open_engine(ground.data()) as engine:
        took = timed(lambda: engine.screen_document(next(queries)), budget.seconds)
    yield timed_line("mixed", ground.records, took)
    with asker() as asking, served(ground.data()) as ours:
        plan = OpenLoop(address=ours.address, rate=_PER_S, hit_every=HIT_EVERY)
        (told,) = in_turns(turn(asking, plan), budget=budget, rounds=1)
        yield told.line(
            f"mixed/open-{_PER_S}",
            ground.records,
            rss_mib=ours.private_mib(),
            offered_per_s=_PER_S,
        )
