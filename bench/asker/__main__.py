"""Does as it is told: `python -m bench.asker`; see `plans` for what is said."""

import sys

import msgspec

from bench.asker import batches, closed_loop, open_loop
from bench.asker.plans import (
    BareOneByOne,
    Batches,
    Crowd,
    OneByOne,
    OpenLoop,
    Outcome,
)

AnyPlan = OneByOne | BareOneByOne | Crowd | OpenLoop | Batches


def main() -> None:
    """Carry out plan after plan until standard input ends."""
    read = msgspec.json.Decoder(AnyPlan).decode
    for line in iter(sys.stdin.buffer.readline, b""):
        outcome = _carried_out(read(line))
        sys.stdout.buffer.write(msgspec.json.encode(outcome) + b"\n")
        sys.stdout.flush()


def _carried_out(plan: AnyPlan) -> Outcome:
    match plan:
        case OpenLoop():
            return open_loop.run(plan)
        case Batches():
            return batches.run(plan)
        case Crowd():
            return closed_loop.run_crowd(plan)
        case BareOneByOne():
            return closed_loop.run_bare(plan)
        case OneByOne():
            return closed_loop.run(plan)


if __name__ == "__main__":
    main()
