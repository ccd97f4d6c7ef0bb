"""Commands shown as they are typed, with what they print; and what of it went wrong."""

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOP_TIMEOUT_S = 20.0
NO_RECORD, HIT, POSSIBLE = 0, 3, 4
"""Exit codes of `check`."""


class Showing:
    """One run of a demo, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wrong: list[str] = []
        """What did not end as it should."""
        self._exported: dict[str, str] = {}

    def say(self, line: str) -> None:
        """Say what comes next."""
        print(f"\n# {line}", flush=True)

    def export(self, **variables: str) -> None:
        """Set *variables* for all that is typed from now on; an empty one is unset."""
        self._exported |= variables
        given = [
            f"{name}={shlex.quote(text)}" for name, text in variables.items() if text
        ]
        gone = [name for name, text in variables.items() if not text]
        for verb, words in (("export", given), ("unset", gone)):
            if words:
                print(f"\n$ {' '.join((verb, *words))}", flush=True)

    def command(self, code: int, *words: str, shows: str = "", hides: str = "") -> None:
        """Type `screening` and *words*; it must end with *code* and show *shows*.

        What it *hides* must not be in what it prints.
        """
        print(f"\n$ {shlex.join(('screening', *words))}", flush=True)
        ended = self.run("-m", "screening", *words)
        print(ended.stdout, end="", flush=True)
        print(f"[exit code {ended.returncode}]", flush=True)
        if ended.returncode != code:
            self.wrong.append(f"{words[0]} ended with {ended.returncode}, not {code}")
        elif shows not in ended.stdout:
            self.wrong.append(f"{words[0]} did not show {shows!r}")
        elif hides and hides in ended.stdout:
            self.wrong.append(f"{words[0]} showed {hides!r}")

    def tool(self, name: str, *words: str) -> None:
        """Type a program of `tools`, which must end well."""
        print(f"\n$ python tools/{name} {shlex.join(words)}", flush=True)
        ended = self.run(str(ROOT / "tools" / name), *words)
        print(ended.stdout, end="", flush=True)
        if ended.returncode:
            self.wrong.append(f"{name} failed")

    def shell(self, line: str, *, shows: str = "") -> None:
        """Type *line* into a shell; it must show *shows*."""
        print(f"\n$ {line}", flush=True)
        command = f'screening() {{ "{sys.executable}" -m screening "$@"; }}; {line}'
        ended = self._run(["bash", "-c", command])
        print(ended.stdout, end="", flush=True)
        if shows not in ended.stdout:
            self.wrong.append(f"{line.split(maxsplit=1)[0]} did not show {shows!r}")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run Python with *words*, and say nothing of it."""
        return self._run([sys.executable, *words])

    @contextlib.contextmanager
    def served(self, *words: str) -> Iterator[str]:
        """Type `screening serve` and *words*; yield the address, "" when it did not start."""
        print(f"\n$ {shlex.join(('screening', 'serve', *words))} &", flush=True)
        log = self.folder / "service.log"
        with log.open("w") as lines:
            service = subprocess.Popen(
                [sys.executable, "-m", "screening", "serve", *words],
                cwd=self.folder,
                env=self._environment(),
                stdout=subprocess.PIPE,
                stderr=lines,
                text=True,
            )
        try:
            assert service.stdout is not None  # noqa: S101 -- it is a pipe
            ready = service.stdout.readline()
            print(ready, end="", flush=True)
            if not ready:
                self.wrong.append(f"the service did not start: {log.read_text()}")
            yield ready.split(" on ")[-1].split()[0] if ready else ""
        finally:
            self._stop(service)

    def _stop(self, service: subprocess.Popen[str]) -> None:
        service.terminate()
        try:
            service.communicate(timeout=STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            service.kill()
            service.communicate()
        if service.returncode:
            self.wrong.append(f"the service ended with {service.returncode}")

    def _run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        """Return an environment in which `python -m screening` is this very folder's."""
        kept = {
            name: text
            for name, text in os.environ.items()
            if not name.startswith("SCREENING_")
        }
        found = kept | {"PYTHONPATH": str(ROOT)} | self._exported
        if sys.stdout.isatty():  # the commands themselves print into a pipe
            width = str(shutil.get_terminal_size()[0])
            found |= {"FORCE_COLOR": "1", "COLUMNS": width}
        return found


def verdict(showing: Showing, took_s: float) -> int:
    """Say how a demo went that took so long; return its exit code."""
    for line in showing.wrong:
        print(f"NOT AS IT SHOULD BE: {line}")
    print(f"\ndemo {'failed' if showing.wrong else 'done'} in {took_s:.0f} s")
    return 1 if showing.wrong else 0
