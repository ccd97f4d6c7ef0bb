"""The units of systemd: what they say is known to systemd, and to our programs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from screening.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "tools" / "systemd").iterdir())
OPTION = re.compile(r"(?<=\s)--[a-z-]+")
HARDENED = (
    *("NoNewPrivileges=true", "ProtectSystem=strict", "CapabilityBoundingSet="),
    *("ProtectHome=true", "PrivateTmp=true", "PrivateDevices=true", "LimitCORE=0"),
    *("RestrictNamespaces=true", "SystemCallFilter=@system-service", "UMask=0077"),
)


def started(unit: Path) -> str:
    """Return the command that *unit* starts."""
    text = unit.read_text(encoding="utf-8").replace("\\\n", " ")
    found = re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)
    assert found
    return found[1]


def test_the_service_is_started_with_options_that_there_are() -> None:
    """Each is one of `screening serve`."""
    command = started(ROOT / "tools" / "systemd" / "screening.service")
    serve: object = get_command(app).commands["serve"]  # type: ignore[attr-defined]  # a group
    known = {option for param in serve.params for option in param.opts}  # type: ignore[attr-defined]  # a command

    assert " serve " in command
    assert set(OPTION.findall(command)) <= known


def test_the_nightly_load_is_started_with_options_that_there_are() -> None:
    """Each is one of `tools/nightly.py`."""
    command = started(ROOT / "tools" / "systemd" / "screening-nightly.service")
    said = subprocess.run(
        [sys.executable, ROOT / "tools" / "nightly.py", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert "tools/nightly.py" in command
    assert set(OPTION.findall(command)) <= set(re.findall(r"--[a-z-]+", said))


@pytest.mark.parametrize("unit", [u for u in UNITS if u.suffix == ".service"], ids=str)
def test_services_may_no_more_than_they_must(unit: Path) -> None:
    """Read-only but for their data, without rights, without cores."""
    lines = unit.read_text(encoding="utf-8").splitlines()

    assert set(HARDENED) <= set(lines)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_knows_every_word(unit: Path, tmp_path: Path) -> None:
    """With the paths of this machine in place of the example's."""
    for each in UNITS:
        text = each.read_text(encoding="utf-8")
        text = text.replace("/opt/screening/.venv/bin/python", sys.executable)
        text = text.replace("/opt/screening/.venv/bin/screening", sys.executable)
        (tmp_path / each.name).write_text(text.replace("=/opt/screening", f"={ROOT}"))
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / unit.name],
        capture_output=True,
        text=True,
        check=False,
    )

    assert [line for line in done.stderr.splitlines() if "screening" in line] == []
