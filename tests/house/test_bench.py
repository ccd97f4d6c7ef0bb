"""The bench suite runs, so that it cannot rot. No figure is judged here."""

import json
import subprocess
import sys
from pathlib import Path

from bench.figures import COLUMNS
from bench.workloads import WORKLOADS

ROOT = Path(__file__).parents[2]


def test_every_workload_prints_its_line() -> None:
    """A small run of the whole suite: one JSON object a workload, always the same keys."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "bench",
            "--records",
            "2000",
            "--seconds",
            "0.2",
            "--json",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {name_of(line) for line in lines} == {*WORKLOADS}
    assert all(tuple(line) == COLUMNS for line in lines)


def name_of(line: dict[str, object]) -> str:
    """Return the workload a line is of: variants and peers are named after it."""
    return str(line["workload"]).partition(":")[0].partition("/")[0]
