"""A service that may not record does not begin."""

from pathlib import Path

from tests.cli.shell import screening


def test_a_service_that_cannot_record_says_so_and_ends(tmp_path: Path) -> None:
    """One line each of the worker and the supervisor, exit code 1, no traceback."""
    (tmp_path / "journal").write_text("no folder")

    ended = screening("serve", "--data", tmp_path, "--listen", "127.0.0.1:0")

    assert ended.code == 1
    assert "the journal cannot be written" in ended.err
    assert "Traceback" not in ended.err
