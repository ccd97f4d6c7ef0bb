"""Other processes for tests: started, talked to over a pipe, killed without warning."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]


@contextmanager
def running(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Hold a Python process that runs *code*; kill -9 it and its forks on leaving."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    """Return the next line that *process* says; waits for it."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "it has ended"
    return line.strip()


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


_FORKING = """
import os
import sys
def say(line):
    os.write(1, f"{{line}}\\n".encode())  # whole: two processes share the pipe
{code}
say("ready")
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    say(f"pid {{child}}")
    os.waitpid(child, 0)
    say("\\ndead")
"""


def killed_often(
    code: str, *arguments: object, times: int, within_s: float, seed: int
) -> Iterator[list[str]]:
    """Run `work()` of *code* and kill -9 it, *times* times; yield what it said each time.

    It speaks with `say(line)`. It is killed at a random instant *within_s* after it first said something. Imports
    are paid for once: each `work` runs in a fork of a process that has nothing open.
    """
    random = Random(seed)  # noqa: S311  # instants to kill at, the same each run
    with running(_FORKING.format(code=code), *arguments) as parent:
        assert said(parent) == "ready"
        for _ in range(times):
            yield _killed_once(parent, random.uniform(0, within_s))


def _killed_once(parent: subprocess.Popen[str], after_s: float) -> list[str]:
    assert parent.stdin is not None
    parent.stdin.write("\n")
    parent.stdin.flush()
    heard, pid = list[str](), 0
    while not (pid and heard):
        line = said(parent)
        assert line not in ("", "dead"), f"it died by itself after {heard[-1:]}"
        if line.startswith("pid "):
            pid = int(line[4:])
        else:
            heard.append(line)
    time.sleep(after_s)  # the very point: an instant nobody chose
    os.kill(pid, signal.SIGKILL)
    while (line := said(parent)) != "dead":
        heard.append(line)
    return heard[:-1]  # what the kill tore, or nothing
