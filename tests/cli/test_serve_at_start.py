"""What `serve` says at its start of what it will refuse, and where it does not start."""

import json
from pathlib import Path

from screening.callers import CallerKind
from tests.access.registers import caller, table, written
from tests.cli.feeds import STOLEN, delivered
from tests.cli.shell import screening, served

NOTHING = "nothing is loaded; every question is refused until a feed is"


def said_at_start(data: Path, *words: str) -> str:
    """Serve until every worker answers; return what was said on standard error."""
    said: list[str] = []
    with served(data, *words, said=said):
        pass
    return "".join(said)


def test_a_folder_without_feeds_is_served_and_said(tmp_path: Path) -> None:
    """A service may begin before its first feed does; for machines it is JSON."""
    plain = said_at_start(tmp_path)
    lines = said_at_start(tmp_path, "--log-format", "json").splitlines()

    assert NOTHING in plain
    assert NOTHING in [json.loads(line)["event"] for line in lines]


def test_a_pilot_owners_feed_that_is_not_there_is_named(tmp_path: Path) -> None:
    """One that is mistyped is told before anybody sends changes of it."""
    lost = delivered(tmp_path / "lost.csv", [STOLEN])
    assert screening("load", lost, "--data", tmp_path / "data").code == 0
    said = said_at_start(tmp_path / "data", "--pilot-owner", "UTO=lost,nosuch")

    assert "a feed of the pilot owner is not loaded; changes of it are refused" in said
    assert "begun by a load feed=nosuch\n" in said
    assert "feed=lost" not in said
    assert NOTHING not in said


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """A mistyped path must not be served; where it is meant, one word makes it."""
    ended = screening("serve", "--data", tmp_path / "nowhere")

    assert ended.code == 1
    assert f"{tmp_path / 'nowhere'}: there is no such data folder" in ended.err
    assert "make it with mkdir, or load a feed into it first" in ended.err
    assert not (tmp_path / "nowhere").exists()


def test_a_register_without_tls_is_refused(loaded: Path, tmp_path: Path) -> None:
    """Nobody has a certificate, so the service would let in nobody."""
    file = tmp_path / "callers.toml"
    file.write_bytes(written([table(caller(CallerKind.CHECKPOINT))]))
    ended = screening("serve", "--data", loaded, "--register", file)

    assert ended.code == 2
    assert "--register tells callers by their certificates" in ended.err
    assert "give --tls-certificate" in ended.err
