"""Commands that ask a service with a register: by a certificate, and for a purpose."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.feeds import CARD, STOLEN, delivered, write_rows
from tests.cli.secured import (
    AIRLINE,
    BUREAU,
    FEED,
    GATE,
    OPERATOR,
    POLICE,
    Station,
    entry,
)
from tests.cli.shell import Ended, screening

NUMBER = ("--number", "L898902C3", "--state", "UTO")
NEW = {**CARD, "record_id": "UTO-9", "document_number": "NEW1"}
DESK = "UTO/checkpoint/desk-1"
BORDER = ("--purpose", "BORDER_CHECK")


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Station:
    """A gate, a bureau behind it, an airline, the police and an operator."""
    station = Station(tmp_path_factory.mktemp("station"))
    lost = delivered(station.folder / "lost.csv", [STOLEN])
    assert screening("load", lost, "--data", station.data).code == 0
    station.made(GATE, DESK, BUREAU, AIRLINE, POLICE, OPERATOR)
    station.registers(
        entry(GATE, purposes=["BORDER_CHECK", "VISA_ISSUANCE"], items_per_batch=10),
        entry(DESK, purposes=["BORDER_CHECK"], feeds=["elsewhere"], items_per_batch=1),
        entry(BUREAU, purposes=["INVESTIGATION"]),
        entry(AIRLINE, purposes=["CARRIER_CHECK"], items_per_batch=10),
        entry(POLICE, writes=[FEED], purposes=["RECORD_UPKEEP"]),
        entry(OPERATOR),
    )
    return station


@pytest.fixture(scope="module")
def server(station: Station) -> Iterator[str]:
    """Return where the service of that station listens."""
    with station.served() as address:
        yield address


@pytest.fixture
def passengers(tmp_path: Path) -> Path:
    """A manifest with a stolen passport and one that is not listed."""
    file = tmp_path / "passengers.csv"
    file.write_text(
        "document_number,issuing_state\nD23145890,UTO\nL898902C3,UTO\n",
        encoding="utf-8",
    )
    return file


def check(server: str, station: Station, who: str, *words: str, **env: str) -> Ended:
    """Type `check` as *who*."""
    return screening(
        *("check", "--server", server, *NUMBER, *words), **(station.shown(who) | env)
    )


def test_what_a_caller_may_not_see_is_not_called_nothing(
    server: str, station: Station
) -> None:
    """A feed is held, and not for this desk."""
    ended = screening("status", "--server", server, **station.shown(DESK))

    assert ended.code == 0
    assert ended.out.startswith(
        f"nothing is held at {server} that this caller may see\n"
    )


def test_a_batch_beyond_what_the_register_allows_says_so(
    server: str, station: Station, passengers: Path
) -> None:
    """Of who may ask about one at once, and of who may ask no batch at all."""
    words = ("batch", passengers, "--server", server)
    desk = screening(*words, *BORDER, **station.shown(DESK))
    bureau = screening(*words, "--purpose", "INVESTIGATION", **station.shown(BUREAU))

    assert desk.code == bureau.code == 1
    assert "2 is more than the 1 allowed; ask about fewer at once: split" in desk.err
    assert "more than the 0 allowed; the register has no items_per_batch" in bureau.err


def test_a_purpose_is_given_by_option_or_environment(
    server: str, station: Station
) -> None:
    """The option goes before."""
    option = check(server, station, GATE, *BORDER)
    variable = check(server, station, GATE, SCREENING_PURPOSE="VISA_ISSUANCE")
    both = check(server, station, GATE, *BORDER, SCREENING_PURPOSE="INVESTIGATION")

    assert (option.code, variable.code, both.code) == (3, 3, 3)


@pytest.mark.parametrize(
    ("words", "reason", "cure"),
    [
        ((), "INVALID_QUERY", "asked.purpose: is missing; give BORDER_CHECK or VISA"),
        (("--purpose", "CURIOSITY"), "INVALID_QUERY", "is no purpose known here; give"),
        (
            ("--purpose", "INVESTIGATION"),
            "NOT_PERMITTED",
            "may not ask for the purpose INVESTIGATION; give BORDER_CHECK or VISA",
        ),
    ],
)
def test_a_purpose_that_will_not_do_is_told_with_those_that_will(
    server: str, station: Station, words: tuple[str, ...], reason: str, cure: str
) -> None:
    """Exit code 1, one line, and the words that this caller may give."""
    ended = check(server, station, GATE, *words, "--json")

    assert (ended.code, ended.json["error"]["reason"]) == (1, reason)
    assert cure in ended.err


def test_a_batch_is_for_a_purpose_too(
    server: str, station: Station, passengers: Path
) -> None:
    """By option and by environment; without one nothing is asked."""
    words = ("batch", passengers, "--server", server)
    shown = station.shown(GATE)
    option = screening(*words, *BORDER, **shown)
    variable = screening(*words, **shown, SCREENING_PURPOSE="BORDER_CHECK")
    without = screening(*words, **shown)

    assert (option.code, variable.code, without.code) == (3, 3, 1)
    assert "\n1,3,HIT,EXACT," in option.out
    assert "asked.purpose: is missing" in without.err


def test_an_airline_learns_refer_and_nothing_else(
    server: str, station: Station, passengers: Path
) -> None:
    """By a question and by a manifest: no record, no feed, no status."""
    shown = station.shown(AIRLINE) | {"SCREENING_PURPOSE": "CARRIER_CHECK"}
    one = screening("check", "--server", server, *NUMBER, **shown)
    many = screening("batch", passengers, "--server", server, **shown)
    wanted = screening("check", "--server", server, "--name", "A Eriksson", **shown)

    assert (one.code, many.code, wanted.code) == (4, 4, 1)
    assert one.out.startswith("REFER")
    assert "searched      documents, data as of 20" in one.out
    assert "\n1,3,REFER," in many.out
    for word in ("STOLEN", "stolen", "UTO-1", f" {FEED} "):
        assert word not in one.out + many.out + many.err
    assert "callers of the kind carrier may not call" in wanted.err


def test_a_status_is_for_whom_it_concerns(server: str, station: Station) -> None:
    """An operator sees it; an airline does not; both are told by their certificates."""
    words = ("status", "--server", server)
    operator = screening(*words, **station.shown(OPERATOR))
    airline = screening(*words, **station.shown(AIRLINE))

    assert operator.code == 0
    assert FEED in operator.out
    assert airline.code == 1
    assert "not permitted" in airline.err


def test_an_owner_writes_lists_and_reads_its_report(
    server: str, station: Station, tmp_path: Path
) -> None:
    """By its certificate alone: its purpose goes without saying."""
    file = write_rows(tmp_path / "today.csv", [{"op": "put", **NEW}])
    to = ("--server", server, "--feed", FEED)
    police = station.shown(POLICE)
    sent = screening("submit", file, *to, **police)
    listed = screening("records", *to, **police)
    report = screening("quality", *to, **police, SCREENING_PURPOSE="BORDER_CHECK")

    assert (sent.code, listed.code, report.code) == (0, 0, 0)
    assert sent.out.startswith("1 change made")
    assert f"feeds/{FEED}/documents/NEW1.UTO.UTO.UTO-9" in listed.out
    assert "accepted" in report.out


@pytest.mark.parametrize("command", ["submit", "records", "quality"])
def test_nobody_else_writes_lists_or_reads_it(
    server: str, station: Station, tmp_path: Path, command: str
) -> None:
    """A gate is told that its kind may not, and nothing is changed."""
    file = write_rows(tmp_path / "today.csv", [{"op": "put", **NEW}])
    words = [command, *([str(file)] if command == "submit" else [])]
    to = ("--server", server, "--feed", FEED)
    ended = screening(*words, *to, "--json", **station.shown(GATE))

    assert ended.code == 1
    assert ended.json["error"]["reason"] == "NOT_PERMITTED"
    assert "callers of the kind checkpoint may not call" in ended.err


def test_an_owner_of_another_feed_is_told_so(
    server: str, station: Station, tmp_path: Path
) -> None:
    """Nothing says whether there is such a feed."""
    file = write_rows(tmp_path / "today.csv", [{"op": "put", **NEW}])
    words = ("--server", server, "--feed", "national-secret")
    ended = screening("submit", file, *words, "--json", **station.shown(POLICE))

    assert (ended.code, ended.json["error"]["reason"]) == (1, "NOT_ITS_FEED")


def test_a_caller_without_a_certificate_is_told_what_to_show(server: str) -> None:
    """One line, with the cure."""
    ended = screening("check", "--server", server, *NUMBER, *BORDER)

    assert ended.code == 1
    assert "only callers that show a certificate" in ended.err


def test_a_purpose_needs_a_service_and_harms_none(loaded: Path) -> None:
    """A data folder asks nobody why; the option is no error there."""
    ended = screening("check", "--data", loaded, *NUMBER, *BORDER)

    assert ended.code == 3
