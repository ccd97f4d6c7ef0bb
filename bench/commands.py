"""Commands run as an operator would, in processes of their own, and what they took.

    python -m bench.commands COMMAND…

runs a command and says on standard error what it took. It stands between the suite and
what is measured because the kernel counts the memory of whoever starts a process as the
process's own until it has become another program: this one has next to none.
"""

import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a command printed and took."""

    stdout: str
    seconds: float
    rss_mib: float
    """The most memory that it, or any one of its children, had resident."""


def screening(*arguments: str) -> list[str]:
    """Return the command line of `screening` with *arguments*."""
    return [sys.executable, "-m", "screening", *arguments]


def spent(command: list[str]) -> Spent:
    """Run *command* to its end; raise `RuntimeError` with what it said if it failed."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.commands", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
    took = json.loads(done.stderr.splitlines()[-1])
    return Spent(stdout=done.stdout, **took)


def main(command: list[str]) -> int:
    """Run *command*; print what it took as the last line of standard error."""
    started = perf_counter()
    done = subprocess.run(command, check=False)
    seconds = perf_counter() - started
    peak_kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    took = {"seconds": seconds, "rss_mib": peak_kib / 1024}
    print(json.dumps(took), file=sys.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
