"""The command line as a user types it: a process, what it prints, how it ends."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "screening")
TIMEOUT_S = 60
_OURS = (
    *("SCREENING_DATA", "SCREENING_DEBUG", "SCREENING_CA"),
    *("SCREENING_CERTIFICATE", "SCREENING_KEY", "SCREENING_ROOTS"),
    "SCREENING_PURPOSE",
    *("NO_COLOR", "FORCE_COLOR", "COLUMNS"),
)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 -- whatever it printed
        """What was printed, which must be exactly one JSON value on one line."""
        assert self.out.count("\n") == 1
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a command: ours, without what a user may have set."""
    kept = {name: text for name, text in os.environ.items() if name not in _OURS}
    return kept | {"PYTHONPATH": str(ROOT)} | more


def screening(*words: str | Path, cwd: Path | None = None, **env: str) -> Ended:
    """Type `screening` and *words*, with *env* set."""
    done = subprocess.run(
        [*COMMAND, *map(str, words)],
        cwd=cwd,
        env=environment(**env),
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@contextmanager
def served(data: Path, *words: str, said: list[str] | None = None) -> Iterator[str]:
    """Type `screening serve`; yield the address that it says it listens on.

    What it said on standard error is in *said* when this is left.
    """
    with subprocess.Popen(
        [*COMMAND, "serve", "--data", str(data), "--listen", "127.0.0.1:0", *words],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as service:
        assert service.stdout is not None
        try:
            ready = service.stdout.readline()
            yield ready.split(" on ")[1].split()[0]
        finally:
            service.terminate()
            _, errors = service.communicate(timeout=TIMEOUT_S)
            if said is not None:
                said += errors.splitlines(keepends=True)
    assert service.returncode == 0
