"""python -m bench [WORKLOAD…] [--records N] [--seconds S] [--json] [--plot DIR]."""

import argparse
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Line, heading
from bench.ground import SMALL, Budget, laid
from bench.workloads import WORKLOADS

_RECORDS_MIN = 1_000
"""Of fewer, nothing of a tenth of the size can be made."""


def main(arguments: list[str] | None = None) -> int:
    """Run the workloads named, all if none is, and print a line or more of each."""
    options = _options(arguments)
    wanted = options.workload or list(WORKLOADS)
    if unknown := [name for name in wanted if name not in WORKLOADS]:
        known = ", ".join(WORKLOADS)
        print(f"no workload {unknown[0]}; there are: {known}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and stop what was started
    lines = _run(options, wanted)
    if options.plot:
        from bench import plots

        plots.draw(lines, options.plot)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="\n".join(
            f"{each.name:15} {each.says}" for each in WORKLOADS.values()
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("workload", nargs="*", help="all of them if none is named")
    add("--records", type=int, default=2_000_000, help="documents (%(default)s)")
    add("--seconds", type=float, default=5.0, help="a workload (%(default)s)")
    add("--json", action="store_true", help="one object a line")
    add("--plot", type=Path, metavar="DIR", help="draw the figures there, as PNG")
    add("--ground", type=Path, metavar="DIR", help="keep feeds and data for other runs")
    options = parser.parse_args(arguments)
    if options.records < _RECORDS_MIN:
        parser.error(f"--records {options.records}: from {_RECORDS_MIN:,}")
    return options


def _run(options: argparse.Namespace, wanted: list[str]) -> list[Line]:
    """Print the lines as they come; return them all."""
    if not options.json:
        print(f"{datetime.now(UTC):%Y-%m-%d}, {options.records:,} records")
        print(heading())
    budget = Budget(options.seconds, small=options.records < SMALL)
    lines = []
    with laid(options.records, options.ground) as ground:
        for name in wanted:
            for line in WORKLOADS[name].run(ground, budget):
                print(line.as_json() if options.json else line.as_text(), flush=True)
                lines.append(line)
    return lines


if __name__ == "__main__":
    sys.exit(main())
