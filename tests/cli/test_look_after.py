"""`status` and `verify` where something is wrong: the exit code, and the right advice."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.feeds import CARD, STOLEN, delivered
from tests.cli.shell import COMMAND, TIMEOUT_S, Ended, environment, screening


@pytest.fixture(name="data")
def _data(tmp_path: Path) -> Path:
    """Return a data folder with two generations and an entry in its journal."""
    data = tmp_path / "data"
    for revision in (1, 2):
        file = delivered(tmp_path / "lost.csv", [STOLEN, CARD], revision=revision)
        assert screening("load", file, "--data", data).code == 0
    ended = screening("check", "--data", data, "--number", "A1", "--state", "UTO")
    assert ended.code == 0
    return data


def test_a_feed_that_is_served_as_it_should_be_ends_with_0(data: Path) -> None:
    """So does one whose data is old: that is shown, and no failure."""
    ended = screening("status", "--data", data)

    assert ended.code == 0


def test_a_feed_that_is_served_without_its_filter_ends_with_1(data: Path) -> None:
    """Answers stay right, but somebody should look."""
    (filter_file,) = data.glob("feeds/lost/gen-000002/*.bloom")
    filter_file.unlink()
    ended = screening("status", "--data", data)

    assert ended.code == 1
    assert "revision 2" in ended.out
    assert screening("status", "--data", data, "--json").code == 1


def test_a_feed_that_cannot_be_served_ends_with_1(data: Path) -> None:
    """It is named; what is held is not called nothing."""
    for table in data.glob("feeds/lost/gen-*/table.mdb"):
        table.write_bytes(b"")
    ended = screening("status", "--data", data)

    assert ended.code == 1
    assert ended.out.startswith(f"nothing is served in {data}\n")
    assert "lost: not served" in ended.out


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("verify",),
        ("audit", "verify"),
        ("audit", "export"),
        ("audit", "sample", "--seed", "s"),
        ("audit", "trace", "feeds/lost/documents/L898902C3.UTO.UTO.UTO-1"),
        ("audit", "purge"),
    ],
)
def test_a_folder_that_is_no_data_folder_is_not_proved(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    """A path to the wrong folder ends with 1: nothing is wrong with nothing."""
    (tmp_path / "lost.csv").touch()
    ended = screening(*words, "--data", tmp_path)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        f"screening: {tmp_path}: this is no data folder: it has neither feeds nor a "
        f"journal; give the right one with --data, or load a feed into it first\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["lost.csv"]


@pytest.mark.parametrize("kept", ["feeds", "journal"])
def test_a_data_folder_that_holds_nothing_is_sound(tmp_path: Path, kept: str) -> None:
    """As after a service has begun over it, or a load that was refused."""
    (tmp_path / kept).mkdir()
    for words in (("status",), ("verify",), ("audit", "verify")):
        ended = screening(*words, "--data", tmp_path)

        assert (ended.code, ended.out) == (0, f"nothing is held in {tmp_path}\n")


def test_a_damaged_journal_is_kept_and_told(data: Path) -> None:
    """No load and no rollback mends it."""
    (segment,) = data.glob("journal/chain-*/*.journal")
    content = bytearray(segment.read_bytes())
    content[60] ^= 1
    segment.write_bytes(content)
    ended = screening("verify", "--data", data)

    assert ended.code == 1
    assert "DAMAGED  journal chain-0000" in ended.out
    assert "keep the file as it is" in ended.err
    assert "rollback" not in ended.err


def test_a_damaged_feed_is_loaded_again(data: Path) -> None:
    """The advice is that of a feed, and not that of a journal."""
    (filter_file,) = data.glob("feeds/lost/gen-000002/*.bloom")
    filter_file.unlink()
    ended = screening("verify", "--data", data)

    assert ended.code == 1
    assert "rollback" in ended.err
    assert "journal" not in ended.err


def without_rights(*words: str | Path) -> Ended:
    """Type `screening` and *words* as somebody for whom file modes count."""
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may read everything, and there is no setpriv to forbid it")
    bound = "--bounding-set=-dac_override,-dac_read_search"
    done = subprocess.run(
        [
            *(("setpriv", bound) if os.geteuid() == 0 else ()),
            *COMMAND,
            *map(str, words),
        ],
        env=environment(),
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize(
    ("closed", "subject"),
    [
        ("journal/chain-0000", "journal chain-0000"),
        ("journal", "folder journal"),
        ("feeds", "folder feeds"),
        ("feeds/lost", "feed lost"),
        ("feeds/lost/CURRENT", "feed lost CURRENT"),
        ("feeds/lost/gen-000001", "feed lost gen-000001"),
        ("feeds/lost/gen-000002/table.mdb", "feed lost gen-000002"),
        ("feeds/lost/gen-000002/manifest.json", "feed lost gen-000002"),
    ],
)
def test_what_may_not_be_read_is_not_called_damaged(
    data: Path, closed: str, subject: str
) -> None:
    """It ends with 1 all the same: it is not proved. No reload is advised."""
    (data / closed).chmod(0)
    ended = without_rights("verify", "--data", data)
    (data / closed).chmod(0o700)

    assert ended.code == 1
    assert f"UNREAD   {subject}: cannot be read (permission denied" in ended.out
    assert "DAMAGED" not in ended.out
    assert ended.err.count("\n") == 1
    assert "run this as the user whose data it is" in ended.err
