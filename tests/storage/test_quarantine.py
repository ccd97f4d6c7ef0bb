"""What is in quarantine: a small file, changed by one at a time, read live."""

import logging
from pathlib import Path

import pytest

from screening.errors import Damaged
from screening.storage.quarantine import FILE, Quarantine, Rule, changing, read_rules

REVOKED = Rule(owner="UTO", status="revoked", reason="bulk", since="2026-11-26")
LOST = Rule(feed="lost")


def put(data: Path, *rules: Rule) -> None:
    """Put *rules* into quarantine."""
    with changing(data) as (_, after):
        after.extend(rules)


def test_rules_are_kept_as_they_were_put(tmp_path: Path) -> None:
    """In their order; nothing held is no file."""
    assert read_rules(tmp_path) == ()
    put(tmp_path, REVOKED)
    put(tmp_path, LOST)

    assert read_rules(tmp_path) == (REVOKED, LOST)


def test_what_fails_changes_nothing(tmp_path: Path) -> None:
    """An error on the way leaves the rules as they were."""
    put(tmp_path, LOST)

    def fail() -> None:
        with changing(tmp_path) as (_, after):
            after.clear()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert read_rules(tmp_path) == (LOST,)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[{}]", b'[{"fed": "lost"}]', b"[1]", b"\xff"]
)
def test_a_damaged_file_is_not_guessed_at(tmp_path: Path, content: bytes) -> None:
    """Nothing begins with it; while running, what was in quarantine still is."""
    put(tmp_path, LOST)
    running = Quarantine(tmp_path)
    (tmp_path / FILE).write_bytes(content)
    running.refresh()

    assert running.rules == (LOST,)
    assert FILE in running.problem
    with pytest.raises(Damaged):
        Quarantine(tmp_path)
    with pytest.raises(Damaged), changing(tmp_path):
        pass


def test_changes_are_seen_and_trouble_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Another value exactly when the rules are others."""
    held = Quarantine(tmp_path)
    put(tmp_path, LOST)
    held.refresh()
    rules = held.rules
    held.refresh()
    assert rules == (LOST,)
    assert held.rules is rules

    with caplog.at_level(logging.INFO):
        (tmp_path / FILE).write_bytes(b"nonsense")
        for _ in range(5):
            held.refresh()
        (tmp_path / FILE).unlink()
        held.refresh()
        assert held.rules is rules
        assert "it is gone; what was in quarantine before still is" in held.problem
        put(tmp_path, LOST)
        with changing(tmp_path) as (_, after):
            after.clear()
        held.refresh()

    assert caplog.text.count("cannot be read") == 2
    assert (len(held.rules), held.problem) == (0, "")
