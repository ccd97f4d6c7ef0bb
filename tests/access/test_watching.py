"""The register is looked at again and again; the last good one holds."""

import logging
from pathlib import Path

import pytest

from screening.access.watching import WatchedRegister
from screening.callers import CallerKind
from screening.errors import RegisterRefused
from tests.access.registers import NOW, caller, table, written

ONE = written([table(caller(CallerKind.CHECKPOINT))])
OTHER = written([table(caller(CallerKind.SECOND_LINE))])
WRONG = OTHER.replace(b"until", b"untill")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "callers.toml"
    path.write_bytes(ONE)
    return path


@pytest.fixture
def watched(file: Path) -> WatchedRegister:
    return WatchedRegister(file, now=lambda: NOW)


def kinds(watched: WatchedRegister) -> list[CallerKind]:
    """Return the kinds of the callers that the register names now."""
    return [entry.caller.kind for entry in watched.current.entries]


def looked(watched: WatchedRegister, times: int = 2) -> None:
    """Look at the file as often as it takes to be settled, or *times*."""
    for _ in range(times):
        watched.refresh()


def test_another_register_is_taken_when_it_has_settled(
    file: Path, watched: WatchedRegister
) -> None:
    """What the first look finds may be half written; the second finds the same."""
    file.write_bytes(OTHER)
    watched.refresh()
    assert kinds(watched) == [CallerKind.CHECKPOINT]

    watched.refresh()
    assert kinds(watched) == [CallerKind.SECOND_LINE]
    assert watched.problem == ""


def test_a_file_that_grows_between_looks_is_not_half_taken(
    file: Path, watched: WatchedRegister
) -> None:
    """A writer in the middle of it is waited for, whatever its beginning says."""
    both = written([table(caller(CallerKind.CHECKPOINT, str(n))) for n in range(3)])
    for end in range(1, len(both), len(both) // 20):
        file.write_bytes(both[:end])
        watched.refresh()
        assert watched.current.entries[0].caller.name == "one"
    file.write_bytes(both)
    looked(watched)

    assert len(watched.current.entries) == 3


def test_a_wrong_register_is_refused_and_the_old_one_kept(
    file: Path, watched: WatchedRegister, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said once in the log, and as long as it lasts in `problem`."""
    before = watched.current
    file.write_bytes(WRONG)
    with caplog.at_level(logging.INFO):
        looked(watched, times=10)

    assert watched.current is before
    assert "callers.toml: caller 1" in watched.problem
    assert "`untill`" in watched.problem
    assert caplog.text.count("the old one kept") == 1

    file.write_bytes(ONE)
    looked(watched)
    assert watched.problem == ""
    assert watched.current is before


def test_a_register_that_is_gone_or_unreadable_changes_nothing(
    file: Path, watched: WatchedRegister
) -> None:
    """Nobody is locked out because a file is being moved."""
    before = watched.current
    file.unlink()
    looked(watched)
    assert "no such file" in watched.problem
    file.mkdir()
    looked(watched)
    assert "is a directory" in watched.problem
    file.rmdir()
    file.write_bytes(OTHER)
    looked(watched)

    assert kinds(watched) == [CallerKind.SECOND_LINE]
    assert watched.problem == ""
    assert watched.current is not before


def test_what_was_wrong_is_said_again_after_another_trouble(
    file: Path, watched: WatchedRegister
) -> None:
    """The problem shown is that of the file as it is now."""
    file.write_bytes(WRONG)
    looked(watched)
    wrong = watched.problem
    file.rename(file.with_suffix(".aside"))
    looked(watched)
    assert watched.problem != wrong
    file.with_suffix(".aside").rename(file)
    looked(watched)

    assert watched.problem == wrong


@pytest.mark.parametrize("content", [None, WRONG, b""])
def test_without_a_good_register_nothing_begins(
    tmp_path: Path, content: bytes | None
) -> None:
    """A service does not start with a guess at who may ask."""
    file = tmp_path / "callers.toml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(RegisterRefused, match="callers"):
        WatchedRegister(file, now=lambda: NOW)
