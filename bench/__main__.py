"""python -m bench [WORKLOAD…] [--records N] [--seconds S] [--json]."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from bench import in_process, over_grpc
from bench.figures import Line, heading
from bench.ground import Ground, laid
from bench.workloads import WORKLOADS
from screening.opening import open_engine


def main() -> int:
    """Run the workloads named, all if none is, and print a line each."""
    options = _options()
    wanted = options.workload or list(WORKLOADS)
    if unknown := [name for name in wanted if name not in WORKLOADS]:
        print(f"no workload {unknown[0]}; there are: {', '.join(WORKLOADS)}")
        return 2
    if not options.json:
        print(f"{datetime.now(UTC):%Y-%m-%d}, {options.records:,} records")
        print(heading())
    with laid(options.records) as ground:
        for line in _lines(ground, wanted, options.seconds):
            print(line.as_json() if options.json else line.as_text(), flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="\n".join(f"{name:15} {does}" for name, does in WORKLOADS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("workload", nargs="*", help="all of them if none is named")
    parser.add_argument("--records", type=int, default=2_000_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="a workload")
    parser.add_argument("--json", action="store_true", help="one object a line")
    return parser.parse_args()


def _lines(ground: Ground, wanted: list[str], seconds: float) -> Iterator[Line]:
    if "load" in wanted:
        rate = ground.documents.rows_per_s
        yield Line(workload="load", records=ground.records, per_s=rate)
    yield from _in_process(ground, wanted, seconds)
    if {"unary", "lane"} & set(wanted):
        yield from _over_grpc(ground, wanted, seconds)


def _in_process(ground: Ground, wanted: list[str], seconds: float) -> Iterator[Line]:
    with open_engine(ground.data) as engine:
        for name, ask in in_process.questions(engine).items():
            if name in wanted:
                took = in_process.timed(ask, seconds)
                answers = in_process.BATCH if name == "batch" else 1
                yield Line(
                    workload=name,
                    records=ground.records,
                    p50_us=took.p50_us,
                    p99_us=took.p99_us,
                    p999_us=took.p999_us,
                    per_s=answers * 1e6 / took.mean_us,
                )


def _over_grpc(ground: Ground, wanted: list[str], seconds: float) -> Iterator[Line]:
    took = over_grpc.measured(ground.data, seconds)
    for name, peer in (("empty", None), ("unary", "empty"), ("lane", "unary")):
        if name == "empty" or name in wanted:
            yield Line(
                workload=name,
                records=ground.records,
                p50_us=took[name].p50_us,
                p99_us=took[name].p99_us,
                p999_us=took[name].p999_us,
                per_s=1e6 / took[name].mean_us,
                peer=peer,
                ratio=took[name].p50_us / took[peer].p50_us if peer else None,
            )


if __name__ == "__main__":
    sys.exit(main())
