"""Plays the sessions of a document: fenced `console` blocks, typed into one shell."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "127.0.0.1:50051"
"""What documents say; a free port takes its place."""
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_END = "\x1e"
_TIMEOUT_S = 100


def commands(text: str) -> list[tuple[str, str]]:
    """Return each command of *text*, and what is shown below it."""
    found = []
    for block in _BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown))
    return found


def played(typed: list[str], folder: Path) -> list[str]:
    """Return what each of *typed* prints, on both its outputs, in *folder*."""
    (folder / "tools").symlink_to(ROOT / "tools")
    _shim(folder / "bin" / "screening", f'exec "{sys.executable}" -m screening "$@"')
    _shim(folder / "bin" / "python", f'exec "{sys.executable}" "$@"')
    port = _free_port()
    script = "".join(map(_line, typed)) + "kill %1; wait\n"
    kept = {name: text for name, text in os.environ.items() if name != "SCREENING_DATA"}
    done = subprocess.run(
        ["bash", "-c", script.replace(ADDRESS, f"127.0.0.1:{port}")],
        cwd=folder,
        env=kept
        | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    printed = done.stdout.replace(f"127.0.0.1:{port}", ADDRESS)
    return printed.split(_END)[: len(typed)]


def _line(command: str) -> str:
    """Return shell for *command*, its output ended by a sign and its exit code kept."""
    if command.endswith("&"):
        served = command.removesuffix("&") + f"--listen {ADDRESS} 2>served.log"
        command = (
            f"{served} >served & until [ -s served ]; do sleep .05; done; cat served"
        )
    return f"{command}\ncode=$?; printf '\\x1e'; (exit $code)\n"


def _shim(path: Path, line: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    path.chmod(0o755)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
