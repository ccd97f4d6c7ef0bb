"""Kinds of documents and addresses that there are, and those that there are not."""

from pathlib import Path

import pytest

from screening.cli.run import run
from tests.cli.shell import screening

NUMBER = ("--number", "L898902C3", "--state", "UTO")


@pytest.mark.parametrize("port", ["0", "65536", "115617", "-1", "", "99999999999999"])
def test_a_port_that_there_is_not(
    capsys: pytest.CaptureFixture[str], port: str
) -> None:
    """It is a usage error, never another port that it happens to mean."""
    code = run(["check", "--server", f"127.0.0.1:{port}", *NUMBER])

    assert code == 2
    assert "a port from 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["pasport", "", "P1", "PPP"])
def test_a_kind_of_document_that_there_is_not(
    loaded: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """A slip in --type is a usage error that names the words, and turns no hit around."""
    code = run(["check", "--data", str(loaded), *NUMBER, "--type", kind])
    said = capsys.readouterr().err

    assert code == 2
    assert "passport, travel_document, identity_card" in said


@pytest.mark.parametrize("kind", ["passport", "Passport", "P", "PD", "P<"])
def test_a_kind_of_document_however_it_is_spelt(
    loaded: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """Words of the contract and MRZ document codes are understood."""
    code = run(["check", "--data", str(loaded), *NUMBER, "--type", kind])

    assert code == 3
    assert "(EXACT)" in capsys.readouterr().out


def test_a_kind_that_there_is_not_in_a_batch(loaded: Path, tmp_path: Path) -> None:
    """That row is an error, the others are asked about."""
    file = tmp_path / "some.csv"
    file.write_text(
        "document_number,issuing_state,document_type\n"
        "L898902C3,UTO,pasport\n"
        "L898902C3,UTO,passport\n"
    )
    ended = screening("batch", file, "--data", loaded)

    assert ended.code == 3
    assert "line 2: not looked up: document_type is none of passport, " in ended.err
    assert "\n1,3,HIT,EXACT,lost," in ended.out


def test_lines_of_a_zone_are_told_from_those_of_the_file(
    loaded: Path, tmp_path: Path
) -> None:
    """An error says the line of the file, and which line of the zone there."""
    file = tmp_path / "zones.csv"
    file.write_text("mrz1,mrz2\nP<UTOERIKSSON,L898902C3\n")
    ended = screening("batch", file, "--data", loaded)

    assert "line 2: not looked up: zone line 2: its length" in ended.err
