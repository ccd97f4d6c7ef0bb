"""Persons at the command line: the card, the JSON, passenger lists, thresholds."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.feeds import STOLEN, delivered
from tests.cli.shell import Ended, screening, served
from tests.world import ERIKSSON_TD1, ERIKSSON_TD3

ERIKSSON: dict[str, Any] = {
    "record_id": "UTO-P1",
    "owner": "UTO",
    "notice": "blue",
    "names": [
        {"primary": "Eriksson", "secondary": "Anna Maria"},
        {"full": "Maria Ericson", "kind": "alias"},
    ],
    "births": [{"date": "1974-08-12"}],
    "sex": "F",
    "nationalities": ["UTO"],
    "birth_place": "Zenith",
    "documents": [{"number": "T22000129", "type": "passport", "issuing_state": "UTO"}],
    "purpose": "asked about as a witness",
    "cautions": "wears a specimen badge",
}
MISSING: dict[str, Any] = {
    "record_id": "UTO-P2",
    "owner": "UTO",
    "notice": "yellow",
    "names": [{"full": "Balthasar Oxenstierna"}],
    "births": [{"from": 2011, "to": 2012, "about": True}],
}
NAME = ("--name", "Eriksson Anna Maria", "--born", "1974-08-12")
RECORD = "feeds/noticed/persons/UTO.UTO-P1"
TRUNCATED = ("I<UTOD999999997<<<<<<<<<<<<<<<", ERIKSSON_TD1[1])


@pytest.fixture(scope="module")
def noticed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with a listed passport and two persons, really loaded."""
    folder = tmp_path_factory.mktemp("noticed")
    lines = folder / "noticed.jsonl"
    lines.write_text("".join(f"{json.dumps(one)}\n" for one in (ERIKSSON, MISSING)))
    loads = [
        (delivered(folder / "lost.csv", [STOLEN]),),
        (lines, "--feed", "noticed", "--database", "persons"),
    ]
    for words in loads:
        ended = screening("load", *words, "--data", folder / "data")
        assert ended.code == 0, ended.err
    return folder / "data"


@pytest.fixture(scope="module")
def at(noticed: Path) -> Iterator[str]:
    """Return where a service with that data listens."""
    with served(noticed, "--thresholds", "person=0.3,0.6") as address:
        yield address


def mrz(*lines: str) -> list[str]:
    return [word for line in lines for word in ("--mrz", line)]


def test_the_card_says_who_why_and_what_now(noticed: Path) -> None:
    """What is asked, which part answered which, for and against, whom to ask."""
    ended = screening("check", "--data", noticed, *NAME, "--nationality", "UTO")

    assert ended.code == 3, ended.err
    assert ended.err == ""
    for words in (
        "HIT: 1 record\n",
        "  BLUE notice: information is sought: Eriksson, Anna Maria\n",
        "  match         the name, score ",
        "  matched       Eriksson, Anna Maria (the name of the record)\n",
        "                eriksson  eriksson  the same\n",
        "  for           name (+",
        "  for           birth date: the same 1974-08-12 (+",
        " bits)",
        "  also called   by 1 other name; the record has them\n",
        "  born          1974-08-12 in Zenith\n",
        "  nationality   UTO Utopia",
        "  documents     passport T22000129 of UTO Utopia",
        "  purpose       asked about as a witness\n",
        "  CAUTION       wears a specimen badge\n",
        "  do now        Identity, whereabouts or activities",
        "  ask           UTO Utopia",
        f"  record        {RECORD}\n",
        "  searched      noticed (persons), revision 1",
    ):
        assert words in ended.out, words


def test_a_missing_child_is_protected(noticed: Path) -> None:
    """A yellow notice says so first, and how; about years are shown as such."""
    ended = screening("check", "--data", noticed, "--name", "Balthasar Oxenstierna")

    assert "YELLOW notice: missing, to be protected: Balthasar" in ended.out
    assert "  born          about 2011 to 2012\n" in ended.out
    assert "never treated as an offender" in ended.out


def test_json_is_the_contracts_object(noticed: Path) -> None:
    """The record under the contract's keys, the explanation beside it."""
    ended = screening("check", "--data", noticed, *NAME, "--json")
    [hit] = ended.json["hits"]

    assert ended.json["answer"] == "HIT"
    assert (hit["database"], hit["match"]) == ("persons", "NAME")
    assert 0.5 < hit["score"] <= 1
    assert hit["record"] == ERIKSSON | {
        "names": [
            {"kind": "primary", "primary": "Eriksson", "secondary": "Anna Maria"},
            {"kind": "alias", "full": "Maria Ericson"},
        ]
    }
    assert hit["explanation"]["name"] == "Eriksson, Anna Maria"
    assert {token["how"] for token in hit["explanation"]["tokens"]} == {"exact"}
    assert hit["explanation"]["evidence"][0]["about"] == "name"
    assert "excluded" not in ended.json


def test_a_cleared_namesake_is_left_out_and_it_is_said(noticed: Path) -> None:
    """By the name its card shows: nobody is found, and that is not all of it."""
    words = ("check", "--data", noticed, *NAME, "--exclude", RECORD)
    card, told = screening(*words), screening(*words, "--json")

    assert card.code == told.code == 0
    assert "NO RECORD FOUND" in card.out
    assert "left out      1 record that you said is somebody else" in card.out
    assert told.json["excluded"] == 1


def test_a_zone_asks_about_document_and_person(noticed: Path) -> None:
    """One reading, both found, nothing missing."""
    ended = screening("check", "--data", noticed, *mrz(*ERIKSSON_TD3))

    assert ended.code == 3
    assert "STOLEN passport L898902C3" in ended.out
    assert "BLUE notice" in ended.out
    assert "not searched" not in ended.out


def test_a_valid_document_leads_to_its_holder(noticed: Path) -> None:
    """By number; with a name beside it, the card says both."""
    number = ("--number", "T22000129", "--state", "UTO")
    alone = screening("check", "--data", noticed, *number)
    both = screening("check", "--data", noticed, *number, *NAME)

    assert alone.code == both.code == 3
    assert (
        "a document of this person; exact: number and State agree (EXACT)" in alone.out
    )
    assert "belongs to a person who is listed" in alone.out
    assert "matched       Eriksson, Anna Maria" in both.out
    assert "a document of this person" in both.out


def test_thresholds_move_what_is_a_hit(noticed: Path) -> None:
    """The same name is possible, or nothing, as the option says."""
    words = ("check", "--data", noticed, *NAME, "--thresholds")
    possible = screening(*words, "person=0.01,1")
    nothing = screening(*words, "person=1,1")

    assert possible.code == 4
    assert "POSSIBLE ONLY: 1 person of a similar name; a namesake is" in possible.out
    assert "possible only (NAME)" in possible.out
    assert "Somebody of a similar name is listed" in possible.out
    assert nothing.code == 0


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["--name", "\N{PILE OF POO}"], "full"),
        (["--name", "a" * 301], "full"),
        (["--name", "Anna", "--born", "1974-02-30"], "birth_date"),
        (["--name", "Anna", "--sex", "W"], "sex"),
        (["--name", "Anna", "--exclude", "nobody"], "exclude_records"),
        (["--primary", "a\x07"], "primary"),
    ],
)
def test_what_cannot_be_looked_up_names_the_field(
    noticed: Path, words: list[str], field: str
) -> None:
    """It ends with 1, and repeats nothing of what was asked."""
    ended = screening("check", "--data", noticed, *words, "--json")

    assert ended.code == 1
    assert ended.json["error"]["field"] == field
    assert words[-1] not in ended.err


def listed(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def rows(ended: Ended) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ended.out)))


PASSENGERS = (
    "full_name,birth_date,nationality,document_number,issuing_state,exclude_records\n"
    "Ottokar Quastenflosser,1980-01-01,UTO,ZQ1,UTO,\n"
    "Balthasar Oxenstierna,,,,,\n"
    "Anna Maria Eriksson,1974-08-12,UTO,L898902C3,UTO,\n"
    f"Anna Maria Eriksson,,,ZQ2,UTO,{RECORD}\n"
    "Anna,30.2.1974,,,,\n"
    ",,,T22000129,UTO,\n"
)


def test_a_passenger_list_is_told_the_closest_first(
    noticed: Path, at: str, tmp_path: Path
) -> None:
    """Names beside documents or without; the same from a folder and from a service."""
    file = listed(tmp_path / "list.csv", PASSENGERS)
    here = screening("batch", file, "--data", noticed)
    there = screening("batch", file, "--server", at)
    told = [(row["index"], row["answer"], row["match"]) for row in rows(here)]

    assert here.code == there.code == 3
    assert here.out == there.out
    assert told[:2] == [("2", "HIT", "EXACT"), ("2", "HIT", "NAME")]
    assert {row["index"] for row in rows(here)} == {"1", "2", "3", "4", "5"}
    assert told[-1] == ("4", "ERROR", "")
    assert [row["note"] for row in rows(here) if row["index"] == "3"] == [
        "1 left out as somebody else"
    ]
    scores = [row["score"] for row in rows(here) if row["match"] == "NAME"]
    assert all(0 < float(score) <= 1 for score in scores)
    assert {row["status"] for row in rows(here)} >= {"stolen", "blue", "yellow"}
    assert "asked about 6 travellers: " in here.err


def test_zones_of_a_list_ask_about_persons(noticed: Path, tmp_path: Path) -> None:
    """Lines of zones: the passport's, and a card of somebody noticed."""
    lines = "\n".join([*ERIKSSON_TD1, "", *ERIKSSON_TD3])
    ended = screening("batch", listed(tmp_path / "z", lines), "--data", noticed)
    told = [(row["index"], row["match"]) for row in rows(ended)]

    assert ended.code == 3
    assert told == [("1", "EXACT"), ("1", "NAME"), ("0", "NAME")]


def test_a_list_in_json_has_the_explanations(noticed: Path, tmp_path: Path) -> None:
    """Hits as of `check`, errors and notes beside them."""
    file = listed(tmp_path / "list.csv", PASSENGERS)
    told = screening("batch", file, "--data", noticed, "--json").json

    assert {hit["index"] for hit in told["hits"]} == {1, 2, 5}
    assert any("explanation" in hit for hit in told["hits"])
    assert [error["index"] for error in told["errors"]] == [4]
    assert told["errors"][0]["field"] == "birth_date"
    assert [note["index"] for note in told["notes"]] == [3]


def test_a_folder_and_a_service_show_the_same_card(noticed: Path, at: str) -> None:
    """But for how long it took, and how old it is: all of a person crosses the wire."""
    number = ("--number", "T22000129", "--state", "UTO")
    words = ("check", *number, *NAME, "--birth-place", "Zenith", "--sex", "M")
    here = screening(*words, "--data", noticed).out.splitlines()
    there = screening(*words, "--server", at).out.splitlines()
    ageless = [
        [re.sub(r"\d+ \w+ old", "", line) for line in lines[:-1]]
        for lines in (here, there)
    ]

    assert ageless[0] == ageless[1]
    assert any(line.startswith("  against       sex: different") for line in here)


def test_a_service_has_thresholds_of_its_own(at: str) -> None:
    """A name alone is a hit where the service was told to take it for one."""
    ended = screening("check", "--server", at, *NAME, "--json")

    assert ended.code == 3
    assert [hit["match"] for hit in ended.json["hits"]] == ["NAME"]


def test_a_misspelt_and_cut_reading_finds_the_person(noticed: Path) -> None:
    """As a reader may have it: letters lost, the name cut; the card shows how."""
    name = "ERIKSON<<ANA<MARI".ljust(30, "<")
    ended = screening("check", "--data", noticed, *mrz(*TRUNCATED, name))

    assert ended.code in (3, 4), ended.err
    assert "BLUE notice: information is sought: Eriksson" in ended.out
    assert "erikson  " in ended.out
    assert "spelt alike" in ended.out
