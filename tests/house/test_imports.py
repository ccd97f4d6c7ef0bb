import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_no_floor_is_broken() -> None:
    """import-linter finds every contract of pyproject.toml kept."""
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-cache"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_check_waits_for_nothing_that_it_does_not_need() -> None:
    """Each takes longer than the answer: numba without persons, cryptography without keys."""
    code = (
        "import sys, screening.cli.app, screening.cli.card, screening.opening;"
        "unneeded = {'polars', 'grpc', 'numba', 'cryptography'};"
        "print(sorted(unneeded & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[]\n"
