"""`secured`: what TLS, authorisation, policy and recording cost, against the plain door.

Three services over the same feeds, asked in turns the same questions, purpose included: one
plain; one with TLS and a register; and one whose journal is sealed and signed as well.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count

from msgspec.structs import replace

from bench.asker.plans import BareOneByOne, Batches, OneByOne, Outcome, Plan
from bench.figures import Line
from bench.ground import Budget, Ground
from bench.guarded import CALLERS, PURPOSE, Guard, own_folder
from bench.served import Asker, Service, asker, served
from bench.turns import Turn, in_turns

_ITEMS = 1_000
_PLANS: dict[str, Plan] = {
    "": OneByOne(address="", purpose=PURPOSE),
    "/bare": BareOneByOne(address="", purpose=PURPOSE),
    f"/batch-{_ITEMS}": Batches(address="", items=_ITEMS, purpose=PURPOSE),
}
"""By what is added to the name; who asks whom is filled in."""


def secured(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask all three: as a checkpoint, from a client that costs little, in batches."""
    with asker() as asking, _doors(ground) as (guard, services):
        for which, plan in _PLANS.items():
            turns = [
                _turn(asking, plan, service, guard if name else None)
                for name, service in services.items()
            ]
            plain, *others = in_turns(*turns, budget=budget)
            items = _ITEMS if isinstance(plan, Batches) else 1
            for name, told in zip(list(services)[1:], others, strict=True):
                workload = f"secured/{name}{which}"
                more_us = told.p50_us - plain.p50_us
                print(f"{workload}: {more_us:+.0f} µs at p50", file=sys.stderr)
                yield told.line(
                    workload,
                    ground.records,
                    items=items,
                    rss_mib=services[name].private_mib(),
                    peer="plain",
                    ratio=told.p50_us / plain.p50_us,
                )
                yield plain.line(f"{workload}:plain", ground.records, items=items)


@contextmanager
def _doors(ground: Ground) -> Iterator[tuple[Guard, dict[str, Service]]]:
    """Hold the services, the plain one first, each with a folder of its own."""
    with ground.scratch() as folder, ExitStack() as leaving:
        guard = Guard(folder)
        data = ground.data()
        services = {
            "": served(own_folder(data, folder / "plain")),
            "known": served(own_folder(data, folder / "known"), *guard.options),
            "all": served(
                own_folder(data, folder / "all", sealed=True), *guard.options
            ),
        }
        yield (
            guard,
            {name: leaving.enter_context(each) for name, each in services.items()},
        )


def _turn(asking: Asker, plan: Plan, service: Service, guard: Guard | None) -> Turn:
    """Return the turn in which *plan* is carried out, by another caller each time."""
    addressed = replace(plan, address=service.address)
    numbers = count()

    def ask(seconds: float) -> Outcome:
        shown = guard.shown(next(numbers) % CALLERS) if guard else None
        return asking.ask(replace(addressed, seconds=seconds, tls=shown))

    return ask
