"""Files that change: what is good is taken up, what is bad is said and not used."""

import logging
from pathlib import Path

import pytest

from screening.errors import CertificateRefused
from screening.pki.rotating import Rotating
from screening.storage.files import write_whole


class Numbers:
    """Reads a number, and counts how often."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.reads = 0

    def __call__(self, held: int | None) -> int:
        """Return the number in the file, which may not be below the one *held*."""
        self.reads += 1
        text = self._path.read_text() if self._path.exists() else ""
        if not text.isdecimal() or int(text) < (held or 0):
            raise CertificateRefused(
                subject=self._path, reason="holds no such number", cure="write one"
            )
        return int(text)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that holds a 1."""
    path = tmp_path / "number"
    path.write_text("1")
    return path


def test_a_file_is_read_when_it_has_changed(file: Path) -> None:
    """And at no other time."""
    read = Numbers(file)
    rotating = Rotating([file], read)
    unchanged = rotating.refresh()
    write_whole(file, b"2")
    changed = rotating.refresh()

    assert (unchanged, changed, rotating.value) == (False, True, 2)
    assert read.reads == 2


def test_who_begins_with_a_bad_file_does_not_begin(file: Path) -> None:
    """There is no last good one."""
    file.write_text("none")
    with pytest.raises(CertificateRefused):
        Rotating([file], Numbers(file))


@pytest.mark.parametrize("content", [b"none", b"0", b""])
def test_a_bad_file_is_said_once_and_the_last_good_one_goes_on(
    file: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """At the second look: replacing two files, one is bad for an instant."""
    rotating = Rotating([file], Numbers(file))
    write_whole(file, content)
    with caplog.at_level(logging.ERROR):
        rotating.refresh()
        at_first = caplog.text
        for _ in range(3):
            rotating.refresh()

    assert rotating.value == 1
    assert not at_first
    assert caplog.text.count("the last good one is: ") == 1
    assert "holds no such number; write one" in caplog.text


def test_a_file_that_is_gone_is_a_bad_one(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is missed, and found again when it is back."""
    rotating = Rotating([file], Numbers(file))
    file.unlink()
    rotating.refresh()
    rotating.refresh()
    write_whole(file, b"5")
    is_back = rotating.refresh()

    assert "the last good one is" in caplog.text
    assert (is_back, rotating.value) == (True, 5)
