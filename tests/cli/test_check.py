"""`check`: the card, the JSON of the contract, and the exit codes."""

import shutil
from pathlib import Path

import pytest

from tests.cli.feeds import CARD, delivered
from tests.cli.shell import screening
from tests.world import ERIKSSON_TD1, ERIKSSON_TD3

MISREAD_LINE = "L8989O2C36UTO7408122F1204159ZE184226B<<<<<10"


def mrz(*lines: str) -> list[str]:
    return [word for line in lines for word in ("--mrz", line)]


def test_a_stolen_passport_is_a_hit(loaded: Path) -> None:
    """A hit ends with 3; its card says what it is, what to do, whom to ask, how old."""
    ended = screening("check", "--data", loaded, *mrz(*ERIKSSON_TD3))

    assert ended.code == 3
    assert ended.err == ""
    for words in (
        "HIT: 1 record",
        "STOLEN passport L898902C3 of UTO Utopia",
        "exact: number and State agree (EXACT)",
        "do now        Reported stolen. Treat the holder as acting in good faith",
        "ask           UTO Utopia",
        "stolen 2024-01-31",
        "left in a train",
        "searched      lost (documents), revision 1, data as of 2026-11-21 02:00 UTC",
        "all 5 check digits hold",
        "not searched  persons",
        "took ",
    ):
        assert words in ended.out


def test_a_feed_that_could_not_be_searched_stands_out(
    loaded: Path, tmp_path: Path
) -> None:
    """It is printed as a warning; that persons are not searched is always so, and dim."""
    data = tmp_path / "data"
    shutil.copytree(loaded / "feeds", data / "feeds")
    other = delivered(tmp_path / "more.csv", [CARD], feed="more")
    assert screening("load", other, "--data", data).code == 0
    (data / "feeds" / "more" / "CURRENT").unlink()
    words = ["check", "--data", str(data), *mrz(*ERIKSSON_TD3)]
    card = screening(*words, FORCE_COLOR="1", TERM="xterm", COLUMNS="200")
    gaps = {
        line.split("\x1b[0m")[1] for line in card.out.splitlines() if "not sea" in line
    }

    assert len(gaps) == 2
    assert any(gap.startswith("\x1b[1;33mfeed more ") for gap in gaps)
    assert any(gap.startswith("\x1b[2mpersons: ") for gap in gaps)


def test_nothing_on_file_is_never_called_clear(loaded: Path) -> None:
    """No record ends with 0 and says: no record found in data as of a time."""
    ended = screening("check", "--data", loaded, *mrz(*ERIKSSON_TD1))

    assert ended.code == 0
    assert ended.out.startswith("NO RECORD FOUND in data as of 2026-11-21 02:00 UTC\n")
    assert "clear" not in ended.out.lower()


def test_a_misread_digit_is_possible_only_and_marked(loaded: Path) -> None:
    """A failed digit is named, the look-alike shown below the number, the place marked."""
    ended = screening("check", "--data", loaded, *mrz(ERIKSSON_TD3[0], MISREAD_LINE))

    assert ended.code == 4
    assert "POSSIBLE ONLY: 1 look-alike" in ended.out
    assert (
        "  asked         L8989O2C3\n  on file       L898902C3\n                     ^\n"
    ) in ended.out
    assert "FAILED: document number, composite" in ended.out


def test_a_number_counts_as_typed(loaded: Path) -> None:
    """Look-alikes of a typed number are looked up; of one read by a machine, not."""
    number = ("--number", "L8989O2C3", "--state", "UTO")

    assert screening("check", "--data", loaded, *number).code == 4
    assert screening("check", "--data", loaded, *number, "--read").code == 0


def test_a_vin_without_check_digit_is_noted_and_looked_up(loaded: Path) -> None:
    """Position 9 is a check digit in North America only: a note, and no VIN in it."""
    odd = ("check", "--data", loaded, "--vin", "WVWZZZ1JZXW000001")
    card, told = screening(*odd), screening(*odd, "--json")
    good = screening("check", "--data", loaded, "--vin", "1M8GDM9AXKP042788", "--json")

    assert card.code == told.code == 0
    assert "  note          vin: position 9 is not the North American" in card.out
    assert len(told.json["notes"]) == 1
    assert "WVWZZZ1JZXW000001" not in told.out
    assert "notes" not in good.json


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (["--number", "l898-902 c3", "--state", "uto"], "EXACT"),
        (["--number", "L898902C3", "--state", "UTO", "--type", "ID"], "TYPE_DIFFERS"),
        (["--number", "X0001500", "--state", "UTO"], "SERIES"),
        (["--number", "Q1", "--state", "UTO", "--serial", "X0001500"], "SERIES"),
        (["--vin", "1m8gdm9axkp042788"], "EXACT"),
        (["--plate", "ut 123ab", "--state", "UTO"], "EXACT"),
        (["--engine", "en998877"], "EXACT"),
    ],
)
def test_each_way_to_ask(loaded: Path, words: list[str], match: str) -> None:
    """Documents by number or the serial of the book, vehicles by any of their marks."""
    ended = screening("check", "--data", loaded, *words, "--json")

    assert ended.code == 3
    assert [hit["match"] for hit in ended.json["hits"]] == [match]


def test_all_lines_in_one_string(loaded: Path) -> None:
    """The lines of a zone may come as one, with breaks or without."""
    for text in ("\n".join(ERIKSSON_TD3), "".join(ERIKSSON_TD3)):
        assert screening("check", "--data", loaded, "--mrz", text).code == 3


def test_json_is_the_contracts_object(loaded: Path) -> None:
    """One object with the contract's keys, absent fields of the record left out."""
    ended = screening("check", "--data", loaded, *mrz(*ERIKSSON_TD3), "--json")
    told = ended.json
    hit, searched, reading = told["hits"][0], told["searched"][0], told["reading"]

    assert ended.code == 3
    assert told["answer"] == "HIT"
    assert isinstance(told["duration_us"], int)
    assert hit["feed"] == "lost"
    assert hit["database"] == "documents"
    assert hit["score"] is None
    assert hit["name"] == "feeds/lost/documents/L898902C3.UTO.UTO.UTO-1"
    assert hit["advice"]["code"] == "CONFIRM_WITH_ISSUER"
    assert hit["record"] == {
        "record_id": "UTO-1",
        "owner": "UTO",
        "issuing_state": "UTO",
        "document_type": "passport",
        "document_number": "L898902C3",
        "status": "stolen",
        "status_date": "2024-01-31",
        "remarks": "left in a train",
    }
    assert searched | {"age_s": 0, "stale": False} == {
        "feed": "lost",
        "database": "documents",
        "revision": 1,
        "as_of": "2026-11-21T02:00:00Z",
        "age_s": 0,
        "stale": False,
    }
    assert reading["format"] == "TD3"
    assert reading["name_truncated"] is False
    assert list(reading["fields"]) == [
        "document_code",
        "issuing_state",
        "document_number",
        "nationality",
        "birth_date",
        "sex",
        "expiry_date",
        "optional_data",
        "primary_identifier",
        "secondary_identifier",
    ]
    assert reading["check_digits"] == {
        "document_number": True,
        "birth_date": True,
        "expiry_date": True,
        "personal_number": True,
        "composite": True,
    }


def test_json_says_no_more_than_there_is(loaded: Path) -> None:
    """Without a zone there is no reading; gaps and positions only where there are any."""
    plain = screening(
        "check", "--data", loaded, "--number", "D23145890", "--state", "UTO", "--json"
    )
    misread = screening(
        "check", "--data", loaded, *mrz(ERIKSSON_TD3[0], MISREAD_LINE), "--json"
    )

    assert set(plain.json) == {"answer", "hits", "searched", "duration_us"}
    assert plain.json["answer"] == "NO_RECORD"
    assert misread.json["hits"][0]["changed_positions"] == [6]
    assert misread.json["reading"]["check_digits"]["document_number"] is False
    assert misread.json["gaps"]


@pytest.mark.parametrize(
    ("words", "reason", "field"),
    [
        (["--mrz", "P<UTO"], "UNREADABLE_MRZ", "mrz"),
        (["--number", "--", "--state", "UTO"], "INVALID_QUERY", "document_number"),
        (["--number", "A1", "--state", "4"], "INVALID_QUERY", "issuing_state"),
        (["--vin", ""], "INVALID_QUERY", "vin"),
    ],
)
def test_what_cannot_be_looked_up_is_no_empty_answer(
    loaded: Path, words: list[str], reason: str, field: str
) -> None:
    """It ends with 1; standard error names field and cure, JSON names the reason."""
    ended = screening("check", "--data", loaded, *words, "--json")

    assert ended.code == 1
    assert ended.json["error"]["reason"] == reason
    assert ended.json["error"]["field"] == field
    assert ended.err.startswith(f"screening: {field}: ")
    assert ";" in ended.err
    assert ended.err.count("\n") == 1


def test_an_unreadable_zone_is_not_quoted(loaded: Path) -> None:
    """No error repeats what was read of a traveller."""
    ended = screening("check", "--data", loaded, *mrz("P<UTOERIKSSON<<ANNA?", "L8"))

    assert ended.code == 1
    assert "ERIKSSON" not in ended.err + ended.out


def test_no_feed_is_no_empty_answer(tmp_path: Path) -> None:
    """Where nothing is loaded nothing was searched, and that is a failure."""
    ended = screening(
        "check", "--data", tmp_path, "--vin", "1M8GDM9AXKP042788", "--json"
    )

    assert ended.code == 1
    assert ended.json["error"]["reason"] == "NO_FEED_LOADED"
