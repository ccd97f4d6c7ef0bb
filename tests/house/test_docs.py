"""What is written about the program is true of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from screening.access.permissions import May
from screening.access.purposes import Purpose
from screening.access.register import read_register
from screening.callers import CallerKind
from screening.cli.app import app, command_names
from screening.cli.exits import ExitCode
from screening.policy.advice import advice
from screening.policy.thresholds import USUAL, Thresholds
from screening.queries import Answer, Match
from screening.records import DocumentStatus, Notice, NoticeState, Record
from tests.house.session import commands, played
from tests.server.seeing.reports import every_family
from tests.world import NOW, listed_person, stolen_car, stolen_passport

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CALLERS = (ROOT / "docs" / "callers.md").read_text(encoding="utf-8")
JOURNAL = (ROOT / "docs" / "journal.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def alarming_events() -> set[str]:
    """Return the fixed messages of all lines that are warnings or errors."""
    found = set()
    for path in (ROOT / "screening").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and ast.unparse(call.func) in {"_LOG.warning", "_LOG.error"}
                and isinstance(call.args[0], ast.Constant)
            ):
                message = re.sub(r" ?\b\w+=%(\.\d+)?\w", "", str(call.args[0].value))
                found.add(" ".join(re.sub(r" ?%\w", "", message).split()).strip(": "))
    return found


def advice_codes() -> set[str]:
    """Return every code that advice can have."""
    records: list[Record] = [
        stolen_car(),
        *(stolen_passport(status=status) for status in DocumentStatus),
        *(listed_person(notice=notice) for notice in Notice),
        listed_person(state=NoticeState.UNDER_REVIEW),
    ]
    return {
        advice(match, record, answer).code
        for match in Match
        for record in records
        for answer in (Answer.HIT, Answer.POSSIBLE)
    }


@pytest.mark.parametrize("name", command_names())
def test_every_command_is_in_the_docs_and_has_help(name: str) -> None:
    """Help says what the command does, explains each option, and shows an example."""
    command: Any = get_command(app)
    for word in name.split():
        command = command.commands[word]

    assert f"`screening {name}" in README + JOURNAL
    assert command.help
    assert f"  screening {name} " in command.epilog
    assert all(param.help for param in command.params if param.name != "help")


@pytest.mark.parametrize("word", [*Answer, *Match, *sorted(advice_codes())])
def test_every_word_of_an_answer_is_in_the_readme(word: str) -> None:
    """Answers, matches and advice are explained."""
    assert f"| `{word}` |" in README


def test_the_usual_thresholds_are_in_the_readme() -> None:
    """Whoever reads a score knows what it led to, at each door."""
    words = " ".join(README.split())
    person, gate = Thresholds(), USUAL.traveller

    assert f"answered from {person.possible} on, as a hit from {person.hit}" in words
    assert f"from {gate.possible} and {gate.hit}." in words
    assert gate == USUAL.manifest


def test_every_exit_code_is_in_the_readme() -> None:
    """So are the exit codes, but for that of Ctrl-C."""
    codes = {
        int(code) for code in re.findall(r"^\|[^|]+\| (\d) \|", README, re.MULTILINE)
    }

    assert codes == set(ExitCode) - {ExitCode.INTERRUPTED}


def test_sessions_in_the_readme_work(tmp_path: Path) -> None:
    """Typed one after the other they print what is shown; `…` stands for anything."""
    session = commands(README)
    printed = played([command for command, _ in session], tmp_path)

    assert session
    for (command, shown), out in zip(session, printed, strict=True):
        pattern = ".*".join(map(re.escape, shown.split("…")))
        assert re.fullmatch(pattern, out, re.DOTALL), f"$ {command}\n{out}"


def test_registers_in_the_docs_are_taken() -> None:
    """Whoever copies the example has a register that lets in whom it names."""
    files = re.findall(r"^```toml\n(.*?)^```$", CALLERS, re.MULTILINE | re.DOTALL)
    assert files
    for file in files:
        register = read_register(file.encode(), file="callers.md", now=NOW)
        assert register.entries


@pytest.mark.parametrize("word", [*Purpose, *CallerKind, *May])
def test_every_word_of_a_register_is_in_the_docs(word: str) -> None:
    """Purposes, kinds and services are explained."""
    assert f"`{word}`" in CALLERS


@pytest.mark.parametrize("name", sorted({family.name for family in every_family()}))
def test_every_metric_is_in_the_operators_page(name: str) -> None:
    """Whoever is woken by one finds what it means, and what to do."""
    assert f"`{name.removeprefix('screening_')}`" in OPERATING


def test_the_operators_page_names_no_other_metric() -> None:
    """What is gone from the code is gone from the page."""
    table = OPERATING.partition("## Alarms: metrics")[2].partition("\nOf `call_")[0]
    named = {
        name
        for row in re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
        for name in re.findall(r"`([a-z_]+)`", row)
    }

    assert {f"screening_{name}" for name in named} == {
        family.name for family in every_family()
    }


@pytest.mark.parametrize("event", sorted(alarming_events()))
def test_every_alarming_line_is_in_the_operators_page(event: str) -> None:
    """Each message that is logged as a warning or an error, without its facts."""
    words = " ".join(OPERATING.replace("`", "").replace(" …", "").split())

    assert event in words


def modules() -> Iterator[str]:
    """Yield every package, with a slash, and every module in it."""
    for path in sorted((ROOT / "screening").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("screening/v1/") or path.name == "__init__.py":
            continue
        yield name
    for path in sorted((ROOT / "screening").rglob("__init__.py")):
        yield f"{path.parent.relative_to(ROOT).as_posix()}/"


def mapped() -> Iterator[str]:
    """Yield what the map of ARCHITECTURE.md names: a tree, two blanks a level."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.partition("## The map")[2].partition("\n## ")[0]
    parents: list[str] = []
    for line in section.splitlines():
        if found := re.match(r"( *)([a-z_0-9]+(?:/|\.py))(?: |$)", line):
            del parents[len(found[1]) // 2 :]
            yield "".join(parents) + found[2]
            parents += [found[2]] if found[2].endswith("/") else []


def test_every_module_is_on_the_map_and_nothing_else() -> None:
    """The map of ARCHITECTURE.md names each module and package once."""
    assert sorted(mapped()) == sorted(modules())
