"""What is no command, where colour is, and how a command ends that cannot go on."""

import os
import pty
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from screening.cli.app import command_names
from screening.cli.run import ending_of, run
from screening.storage.feed_folder import FeedFolder
from tests.cli.feeds import STOLEN, delivered
from tests.cli.shell import COMMAND, TIMEOUT_S, environment, screening

NUMBER = ("--number", "L898902C3", "--state", "UTO")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["chekc"],
        ["check"],
        ["check", "--data", "."],
        ["check", "--data", ".", "--number", "A1"],
        ["check", "--data", ".", "--plate", "A1"],
        ["check", "--data", ".", "--state", "UTO"],
        ["check", "--data", ".", "--vin", "A1", "--state", "UTO"],
        ["check", "--data", ".", *NUMBER, "--vin", "A1"],
        ["check", "--data", ".", "--vin", "A1", "--serial", "B1"],
        ["check", "--data", ".", "--mrz", "P<UTO", "--type", "passport"],
        ["check", "--data", ".", "--server", "127.0.0.1:1", *NUMBER],
        ["check", "--server", "nowhere", *NUMBER],
        ["check", "--data", ".", "--nmber", "A1"],
        ["check", "--data", ".", "--born", "1974-08-12"],
        ["check", "--data", ".", *NUMBER, "--born", "1974-08-12"],
        ["check", "--data", ".", "--vin", "A1", "--name", "ERIKSSON"],
        ["check", "--data", ".", "--mrz", "P<UTO", "--name", "ERIKSSON"],
        ["check", "--data", ".", "--name", "ERIKSSON", "--primary", "ERIKSSON"],
        ["check", "--data", ".", "--name", "ERIKSSON", "--state", "UTO"],
        ["check", "--data", ".", *NUMBER, "--thresholds", "gate=0.5,0.8"],
        ["check", "--data", ".", *NUMBER, "--thresholds", "person=0.5"],
        ["check", "--data", ".", *NUMBER, "--thresholds", "person=0.9,0.8"],
        ["check", "--data", ".", *NUMBER, "--thresholds", "person=0,1"],
        ["check", "--server", "127.0.0.1:1", *NUMBER, "--thresholds", "person=.5,.8"],
        ["check", *NUMBER],
        ["load", "--data", "."],
        ["load", "lost.csv"],
        ["load", "lost.csv", "--data", ".", "--max-bad-percent", "many"],
        ["load", "lost.csv", "--data", ".", "--database", "cats"],
        ["serve", "--data", ".", "--listen", "50051"],
        ["serve", "--data", ".", "--workers", "0"],
        ["serve", "--data", ".", "--metrics", "9464"],
        ["serve", "--data", ".", "--log-format", "xml"],
        ["serve", "--data", ".", "--thresholds", "person=low,high"],
        ["batch"],
        ["rollback", "--data", "."],
    ],
)
def test_what_is_no_command_ends_with_2(
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One line says what to give, and where the help is."""
    monkeypatch.delenv("SCREENING_DATA", raising=False)
    code = run(words)
    out, err = capsys.readouterr()

    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert "--help" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("check", "--server", "https://h:50051", *NUMBER),
            "'https://h:50051' is no address; write HOST:PORT, without https://",
        ),
        (
            ("load", "lost.csv", "--data", ".", "--database", "cats"),
            "'--database': 'cats' is not one of 'documents', 'vehicles', 'persons'",
        ),
    ],
)
def test_an_option_that_is_wrong_is_told_what_it_may_be(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the words of whoever types, and not of a parser."""
    code = run(words)

    assert code == 2
    assert said in capsys.readouterr().err


def test_help_is_for_terminals_and_pipes_alike() -> None:
    """The program's help lists every command and the exit codes."""
    ended = screening("--help")

    assert ended.code == 0
    assert "  3  hit\n" in ended.out
    for name in command_names():
        *group, command = name.split()
        listed = screening(*group, "--help").out
        assert f"\n  {command} " in listed


def test_version() -> None:
    """`--version` prints name and version."""
    assert screening("--version").out == "screening 0.1.0\n"


def test_a_data_folder_that_is_not_there(tmp_path: Path) -> None:
    """A mistyped folder is refused, and not made."""
    nowhere = tmp_path / "nowhere"
    for words in (
        ["check", *NUMBER],
        ["status"],
        ["verify"],
        ["rollback", "--feed", "f"],
        ["serve"],
    ):
        ended = screening(*words, "--data", nowhere)

        assert ended.code == 1
        assert "no such data folder" in ended.err
        assert not nowhere.exists()


@pytest.mark.parametrize("words", [("load", "lost.csv"), ("status",), ("serve",)])
def test_a_data_folder_that_is_a_file(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Two arguments in the wrong order are told as that."""
    file = delivered(tmp_path / "lost.csv", [STOLEN])
    ended = screening(*words, "--data", file, cwd=tmp_path)

    assert ended.code == 1
    assert ended.err == (
        f"screening: {file}: it is a file, not a folder; "
        f"give the one that feeds were loaded into\n"
    )


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """The system makes no folder in /proc: that is no other writer, and not waited for."""
    file = delivered(tmp_path / "lost.csv", [STOLEN])
    ended = screening("load", file, "--data", "/proc/screening", "--wait", "60")

    assert ended.code == 1
    assert ended.err == (
        "screening: /proc/screening: this folder cannot be made (no such file or "
        "directory); give a data folder where folders can be made\n"
    )


def test_the_environment_names_the_data_folder(loaded: Path) -> None:
    """`--data` defaults to $SCREENING_DATA."""
    assert screening("check", *NUMBER, SCREENING_DATA=str(loaded)).code == 3


def test_bytes_that_are_no_text(loaded: Path) -> None:
    """An argument that is not UTF-8 is a usage error."""
    done = subprocess.run(
        [*COMMAND, "check", "--data", str(loaded), "--vin", b"\xff\xfe"],
        env=environment(),
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )

    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr


def on_terminal(*words: str | Path, **env: str) -> str:
    """Return what a command prints on a terminal."""
    ours, theirs = pty.openpty()
    command = [*COMMAND, *map(str, words)]
    with subprocess.Popen(
        command, env=environment(TERM="xterm", **env), stdout=theirs, stderr=theirs
    ) as running:
        os.close(theirs)
        printed = b""
        while piece := _read(ours):
            printed += piece
        running.wait(TIMEOUT_S)
    os.close(ours)
    return printed.decode()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4_096)
    except OSError:  # Linux says so when the other side is closed
        return b""


def test_colour_is_for_terminals(loaded: Path) -> None:
    """A terminal gets colour, unless NO_COLOR is set; a pipe never does."""
    words = ("check", "--data", loaded, *NUMBER)

    assert "\x1b[1;31mHIT" in on_terminal(*words)
    assert "\x1b[1;31m" not in on_terminal(*words, NO_COLOR="1")
    assert "\x1b" not in screening(*words).out


def test_a_terminal_sees_how_far_a_load_is(tmp_path: Path) -> None:
    """A bar moves while a file is loaded; what is left is the report."""
    file = delivered(tmp_path / "lost.csv", [STOLEN])
    printed = on_terminal("load", file, "--data", tmp_path / "data")

    assert "reading" in printed
    assert "accepted    1" in printed


def test_a_reader_that_goes_is_no_failure_worth_words(loaded: Path) -> None:
    """A broken pipe ends the command quietly."""
    with subprocess.Popen(
        [*COMMAND, "status", "--data", str(loaded)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
        running.wait(TIMEOUT_S)

    assert said == b""
    assert running.returncode == 1


def test_an_answer_that_cannot_be_written_is_a_failure(loaded: Path) -> None:
    """A hit that nobody could read does not end with the code of a hit."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "check", "--data", str(loaded), *NUMBER],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=TIMEOUT_S,
            check=False,
        )

    assert done.returncode == 1
    assert b"no space left" in done.stderr
    assert b"Traceback" not in done.stderr


@contextmanager
def writing(data: Path, feed: str) -> Iterator[Path]:
    """Be another writer of *feed*; yield the lock that is held."""
    folder = FeedFolder(data, feed)
    with folder.lock():
        yield folder.path / "LOCK"


def has_open(pid: int, path: Path) -> bool:
    """Return whether process *pid* has opened *path*."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # it has closed that one since
            if link.readlink() == path:
                return True
    return False


def test_an_interrupted_load_says_that_nothing_was_published(tmp_path: Path) -> None:
    """Ctrl-C ends with 130 and a line that says so."""
    file = delivered(tmp_path / "lost.csv", [STOLEN])
    words = ("load", str(file), "--data", str(tmp_path), "--wait", "60")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # may be ignored
    with (
        writing(tmp_path, "lost") as lock,
        subprocess.Popen(
            [*COMMAND, *words], env=environment(), stderr=subprocess.PIPE, text=True
        ) as running,
    ):
        while not has_open(running.pid, lock):
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=TIMEOUT_S)
    signal.signal(signal.SIGINT, before)

    assert running.returncode == 130
    assert said == f"screening: interrupted: nothing of {file} was published\n"


def test_another_writer_is_waited_for_or_named(tmp_path: Path) -> None:
    """Without `--wait` a load that finds another one at work is refused at once."""
    file = delivered(tmp_path / "lost.csv", [STOLEN])
    with writing(tmp_path, "lost"):
        ended = screening("load", file, "--data", tmp_path)

    assert ended.code == 1
    assert f"process {os.getpid()}" in ended.err


def test_an_unexpected_error_is_told_by_an_id() -> None:
    """What nobody foresaw is told by an id, the same for the same failure."""
    told = []
    for number in ("L898902C3", "D23145890"):
        try:
            int(number)
        except ValueError as error:
            told.append(ending_of(error, ["check"]))

    assert told[0] == told[1]
    assert told[0].code == 1
    assert re.fullmatch(
        r"internal error [0-9a-f]{8}; SCREENING_DEBUG=1 shows where", told[0].message
    )
