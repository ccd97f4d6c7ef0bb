import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("modules", "unneeded"),
    [
        (
            ("cli.app", "cli.card", "opening"),
            ("polars", "grpc", "numba", "cryptography"),
        ),
        (("server.worker",), ("polars", "numba", "cryptography")),
    ],
    ids=["a check", "a worker"],
)
def test_nobody_waits_for_what_is_not_needed(
    modules: tuple[str, ...], unneeded: tuple[str, ...]
) -> None:
    """Each takes longer than an answer: numba where there are persons, cryptography keys."""
    imports = "".join(f"import screening.{each}; " for each in modules)
    code = f"import sys; {imports}print(sorted({{*{unneeded}}} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[]\n"
