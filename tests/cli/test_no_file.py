"""What is no file is said at once by `load`, `apply` and `batch`, and waited for by none."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.feeds import CARD, STOLEN, delivered, write_rows
from tests.cli.shell import COMMAND, TIMEOUT_S, environment, screening

TABLE = b"document_number,issuing_state\nL898902C3,UTO\n"


@pytest.mark.parametrize("command", ["load", "apply"])
@pytest.mark.parametrize(
    ("file", "said"),
    [
        (".", "it is a folder"),
        ("/", "it is a folder"),
        ("..", "it is a folder"),
        ("nothere.csv", "there is no such file"),
        ("pipe.csv", "it is not a regular file"),
    ],
)
def test_a_delivery_that_is_no_file(
    tmp_path: Path, command: str, file: str, said: str
) -> None:
    """It is refused before anything else is asked of it, and nothing is made."""
    os.mkfifo(tmp_path / "pipe.csv")
    ended = screening(command, file, "--data", "data", cwd=tmp_path)

    assert ended.code == 1
    assert ended.err.startswith(f"screening: {file}: {said}")
    assert not (tmp_path / "data").exists()


def test_a_manifest_that_is_a_pipe(tmp_path: Path) -> None:
    """It is no manifest, and a load does not wait for somebody to write it."""
    file = write_rows(tmp_path / "lost.csv", [STOLEN])
    os.mkfifo(tmp_path / "lost.csv.manifest.json")
    ended = screening("load", file, "--data", tmp_path / "data")

    assert ended.code == 1
    assert "lost.csv.manifest.json: it is not a regular file" in ended.err


@pytest.mark.parametrize(
    ("name", "said"), [("pipe", "not a regular file"), ("folder", "it is a folder")]
)
def test_a_batch_that_is_no_file(
    loaded: Path, tmp_path: Path, name: str, said: str
) -> None:
    """A pipe or a folder is refused at once, and what to give instead is said."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    ended = screening("batch", tmp_path / name, "--data", loaded)

    assert ended.code == 1
    assert said in ended.err
    assert "- for standard input" in ended.err


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_a_batch_from_standard_input(loaded: Path, name: str) -> None:
    """`-` is what is piped in."""
    done = subprocess.run(
        [*COMMAND, "batch", name, "--data", str(loaded)],
        env=environment(),
        input=TABLE,
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )

    assert done.returncode == 3
    assert b"0,2,HIT,EXACT,lost," in done.stdout


def test_what_is_there_is_taken_as_before(tmp_path: Path) -> None:
    """A link to a delivery is a delivery."""
    (tmp_path / "there").mkdir()
    file = delivered(tmp_path / "there" / "lost.csv", [STOLEN, CARD])
    link = tmp_path / "lost.csv"
    link.symlink_to(file)
    said = ("--feed", "lost", "--database", "documents")

    assert screening("load", link, "--data", tmp_path / "data", *said).code == 0
