"""`batch` and `workers`: many documents in one call."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from time import perf_counter_ns

from bench.asked import absent_documents
from bench.asker.plans import Batches, Outcome
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.latencies import Latencies
from bench.peers import RECORDS_MAX, Absent, name_absent, redis
from bench.served import asker, served
from bench.timing import timed
from bench.turns import Turn, in_turns, turn
from screening.opening import open_engine

SIZES = (100, 1_000, 10_000)
WORKERS = (1, 2)
_CONNECTIONS = 2
"""To each worker, so that the next batch is there when one is answered."""


def batch(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask one worker about manifests, beside MGET of as many keys from Redis."""
    with ExitStack() as leaving:
        mget = _mget(ground, leaving)
        asking = leaving.enter_context(asker())
        ours = leaving.enter_context(served(ground.data()))
        for items in SIZES:
            turns = [turn(asking, Batches(address=ours.address, items=items))]
            if mget is not None:
                turns.append(mget(items))
            told, *theirs = in_turns(*turns, budget=budget)
            name = f"batch/{items}"
            yield told.line(
                name,
                ground.records,
                items=items,
                rss_mib=ours.private_mib(),
                peer="mget" if theirs else None,
                ratio=told.per_s / theirs[0].per_s if theirs else None,
            )
            for peer in theirs:
                yield peer.line(f"{name}:mget", ground.records, items=items)
    yield _in_process(ground, budget)


def _in_process(ground: Ground, budget: Budget) -> Line:
    """Ask the engine in this process: what is left of a batch without its transport."""
    items = 1_000
    manifest = absent_documents(items)
    with open_engine(ground.data()) as engine:
        took = timed(lambda: engine.screen_batch(manifest), budget.seconds)
    return timed_line("batch/in-process", ground.records, took, answers=items)


def _mget(ground: Ground, leaving: ExitStack) -> Callable[[int], Turn] | None:
    """Return how to ask Redis about so many documents at once, None if it is absent."""
    feed = ground.feed(records=min(ground.records, RECORDS_MAX))
    try:
        client = leaving.enter_context(redis.holding(feed))
    except Absent as absent:
        return name_absent("redis", str(absent))

    def turn_of(items: int) -> Turn:
        keys = [
            redis.key(each.document_number, each.issuing_state)
            for each in absent_documents(items)
        ]

        def ask(seconds: float) -> Outcome:
            taken: list[int] = []
            started = now = perf_counter_ns()
            while now < started + seconds * 1e9:
                client.mget(keys)
                taken.append(-now + (now := perf_counter_ns()))
            return Outcome(
                latencies=Latencies.of_ns(taken).encoded(),
                answers=len(taken),
                seconds=(now - started) / 1e9,
            )

        return ask

    return turn_of


def workers(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask one worker and two about batches of 10,000, each kept busy all the time."""
    data = ground.data()
    items = SIZES[0] if budget.small else SIZES[-1]
    with ExitStack() as leaving:
        asking = leaving.enter_context(asker())
        services = [leaving.enter_context(served(data, workers=n)) for n in WORKERS]
        turns = [
            turn(
                asking,
                Batches(
                    address=service.address,
                    items=items,
                    workers=count,
                    connections=_CONNECTIONS,
                ),
            )
            for count, service in zip(WORKERS, services, strict=True)
        ]
        told = in_turns(*turns, budget=budget)
        for count, service, found in zip(WORKERS, services, told, strict=True):
            yield found.line(
                f"workers/{count}",
                ground.records,
                items=items,
                rss_mib=service.private_mib(),
            )
