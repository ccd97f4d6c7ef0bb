"""`travellers` and `manifest-300`: documents and persons from one zone, and from a list."""

from collections.abc import Iterator

from msgspec.structs import replace

from bench.asker.plans import BareOneByOne, Batches, OneByOne, Plan
from bench.figures import Line
from bench.ground import Budget, Ground
from bench.persons_ground import persons_data, persons_of
from bench.served import asker, doors, served
from bench.turns import in_turns, turn

PASSENGERS = 300
_ONE_BY_ONE: tuple[tuple[str, type[OneByOne]], ...] = (
    ("", OneByOne),
    ("/bare", BareOneByOne),
)


def travellers(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about travellers by their zones, one by one, beside the empty handler."""
    count = persons_of(ground)
    with doors(persons_data(ground)) as to:
        for which, kind in _ONE_BY_ONE:
            plan: Plan = kind(address=to.ours.address, about="travellers")
            ours, limit = in_turns(
                turn(to.asker, plan),
                turn(to.asker, replace(plan, address=to.empty, empty=True)),
                budget=budget,
            )
            name = f"travellers{which}"
            yield ours.line(
                name,
                count,
                rss_mib=to.ours.private_mib(),
                peer="empty",
                ratio=ours.p50_us / limit.p50_us,
            )
            yield limit.line(f"{name}:empty", count)


def manifest_300(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about a passenger list in one call, over and over."""
    with asker() as asking, served(persons_data(ground)) as ours:
        plan = Batches(address=ours.address, items=PASSENGERS, about="travellers")
        (told,) = in_turns(turn(asking, plan), budget=budget)
        yield told.line(
            "manifest-300",
            persons_of(ground),
            items=PASSENGERS,
            rss_mib=ours.private_mib(),
        )
