"""`quarantine add`, `list` and `lift`, and `register check`, as an operator types them."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from screening.callers import CallerKind
from screening.engine import utc_now
from tests.access.registers import caller, table, written
from tests.cli.secured import Station
from tests.cli.shell import screening, served
from tests.server.service import wait_until

ASK = ("check", "--number", "L898902C3", "--state", "UTO")
FOREVER = utc_now() + timedelta(days=365)


def test_a_service_keeps_to_the_quarantine_at_once(loaded: Path) -> None:
    """Held back, the record is not answered; lifted, it is; the service runs on."""
    with served(loaded) as address:

        def answer() -> int:
            return screening(*ASK, "--server", address).code

        assert answer() == 3
        held = screening("quarantine", "add", "--owner", "UTO", "--data", loaded)
        wait_until(lambda: answer() == 0)
        asked = screening(*ASK, "--server", address)
        listed = screening("quarantine", "list", "--data", loaded)
        lifted = screening("quarantine", "lift", "--owner", "uto", "--data", loaded)
        wait_until(lambda: answer() == 3)

    assert held.out == "owner UTO is in quarantine\n"
    assert (
        "not searched  feed lost: records of owner UTO are in quarantine" in asked.out
    )
    assert listed.out.startswith("owner UTO, since 20")
    assert lifted.out == "owner UTO is answered again\n"


def held_back(loaded: Path, folder: Path) -> Path:
    """Return a copy of a data folder, to be spoilt, whose one feed is in quarantine."""
    data = folder / "data"
    shutil.copytree(loaded / "feeds", data / "feeds")
    screening("quarantine", "add", "--feed", "lost", "--data", data)
    return data


def test_what_is_held_back_is_answered_by_lifting_it(
    loaded: Path, tmp_path: Path
) -> None:
    """Where nothing else is held, the cure is not to load it again."""
    data = held_back(loaded, tmp_path)
    held = screening(*ASK, "--data", data)
    shutil.rmtree(data / "feeds" / "lost")
    gone = screening(*ASK, "--data", data)

    assert held.code == gone.code == 1
    assert "answer it again with: screening quarantine lift" in held.err
    assert "screening load" not in held.err
    assert "load one with: screening load FILE" in gone.err


def test_quarantine_as_json(loaded: Path) -> None:
    """Twice the same is one rule, and the second time nothing has changed."""
    words = ("--feed", "lost", "--status", "revoked", "--data", loaded, "--json")
    first = screening("quarantine", "add", *words, "--reason", "bulk").json
    second = screening("quarantine", "add", *words).json
    listed = screening("quarantine", "list", "--data", loaded, "--json").json
    lifted = screening("quarantine", "lift", *words).json
    again = screening("quarantine", "lift", *words).json

    assert [each["changed"] for each in (first, second, lifted, again)] == [
        *(True, False, True, False)
    ]
    assert [rule["reason"] for rule in listed["quarantine"]] == ["bulk"]


def test_what_was_never_held_back_is_not_answered_again(loaded: Path) -> None:
    """A mistyped feed is refused, as `add` refuses it; nothing is changed."""
    screening("quarantine", "add", "--feed", "lost", "--data", loaded)
    ended = screening("quarantine", "lift", "--feed", "lots", "--data", loaded)
    listed = screening("quarantine", "list", "--data", loaded).out
    lifted = screening("quarantine", "lift", "--feed", "lost", "--data", loaded)

    assert (ended.code, ended.out) == (1, "")
    assert "lots: no such feed is held; `screening status` names those" in ended.err
    assert listed.startswith("feed lost, since 20")
    assert lifted.code == 0


def test_the_rule_of_a_feed_that_is_gone_is_lifted(
    loaded: Path, tmp_path: Path
) -> None:
    """It would hold back the feed once it comes again."""
    data = held_back(loaded, tmp_path)
    shutil.rmtree(data / "feeds" / "lost")
    ended = screening("quarantine", "lift", "--feed", "lost", "--data", data)

    assert (ended.code, ended.out) == (0, "feed lost is answered again\n")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "at least one of --feed, --owner and --status"),
        (("--feed", "no-such"), 1, "no such feed is held"),
        (("--feed", "../x"), 1, "no such feed is held"),
        (("--owner", "Utopia"), 2, "is no State or organization"),
        (("--status", "gone"), 2, "stolen, lost"),
    ],
)
def test_what_would_hold_nothing_back_is_refused(
    loaded: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    """A word that is mistyped must not pass for a rule."""
    ended = screening("quarantine", "add", *words, "--data", loaded)

    assert ended.code == code
    assert said in ended.err
    assert screening("quarantine", "list", "--data", loaded).out == (
        "nothing is in quarantine\n"
    )


def test_a_good_register_is_told_caller_by_caller(tmp_path: Path) -> None:
    """What each may, in words and for programs."""
    file = tmp_path / "callers.toml"
    gate, police = caller(CallerKind.CHECKPOINT), caller(CallerKind.OWNER)
    file.write_bytes(
        written([table(gate, until=FOREVER), table(police, until=FOREVER)])
    )
    page = screening("register", "check", file)
    fields = screening("register", "check", file, "--json").json

    assert page.code == 0
    assert gate.uri in page.out
    assert "asks          1,000 questions a minute" in page.out
    assert "writes        utopia-lost" in page.out
    assert "2 callers: taken" in page.out
    assert fields["taken"] is True
    assert [each["kind"] for each in fields["callers"]] == ["checkpoint", "owner"]


def test_a_bad_register_is_told_fault_by_fault(tmp_path: Path) -> None:
    """Each on a line of its own, with the cure; the exit code says refused."""
    file = tmp_path / "callers.toml"
    gate = caller(CallerKind.CHECKPOINT)
    file.write_bytes(written([table(gate, until=FOREVER, line="second", feeds=["X"])]))
    ended = screening("register", "check", file)
    told = screening("register", "check", file, "--json")

    assert ended.code == told.code == 1
    assert len(ended.err.splitlines()) == 2
    assert "line: 'second' is none; give first" in ended.err
    assert told.json["taken"] is False
    assert len(told.json["faults"]) == 2


def test_a_service_with_a_register_lets_in_nobody_without_a_name(
    loaded: Path, tmp_path: Path
) -> None:
    """It starts with a good register only, and asks who calls."""
    station = Station(tmp_path)
    station.data = loaded
    station.made()
    station.registers(table(caller(CallerKind.CHECKPOINT), until=FOREVER))
    with station.served() as address:
        ended = screening(*ASK, "--server", address)
    station.register.write_bytes(b"nonsense")
    refused = screening("serve", "--data", loaded, *station.secured())

    assert ended.code == 1
    assert "only callers that show a certificate" in ended.err
    assert refused.code == 1
    assert "callers.toml: it is no TOML" in refused.err
