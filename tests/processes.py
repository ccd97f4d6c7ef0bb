"""Other processes for tests: started, talked to over a pipe, killed without warning."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


@contextmanager
def running(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Hold a Python process that runs *code*; kill -9 it on leaving, if need be."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    """Return the next line that *process* says; waits for it."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def outcome(code: str, *arguments: object) -> str:
    """Run *code* to its end and return what it said, or how it ended if not well."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        return f"ended with {done.returncode}: {done.stderr[-2000:]}"
    return done.stdout.strip()
