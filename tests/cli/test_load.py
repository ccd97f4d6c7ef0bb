"""`load` and `apply`: what goes in, what is refused, and what is said of it."""

import json
from pathlib import Path

import pytest

from tests.cli.feeds import CARD, STOLEN, delivered, write_rows
from tests.cli.shell import Ended, screening
from tests.feeds.formats.lists import individual, un_list


def lines(ended: Ended) -> list[dict[str, object]]:
    return [json.loads(line) for line in ended.out.splitlines()]


def is_held(data: Path, number: str) -> bool:
    ended = screening("check", "--data", data, "--number", number, "--state", "UTO")
    return ended.code == 3


def test_a_report_for_people(tmp_path: Path) -> None:
    """A load says what went in, how much, and how old it is."""
    file = delivered(tmp_path / "lost.csv", [STOLEN, CARD])
    ended = screening("load", file, "--data", tmp_path / "data")

    assert ended.code == 0
    assert ended.err == ""
    assert "feed        lost (documents), snapshot" in ended.out
    assert "accepted    2" in ended.out


def test_one_json_report_a_file(tmp_path: Path) -> None:
    """`--json` prints JSON Lines: one report for each file, in order."""
    first = delivered(tmp_path / "first.csv", [STOLEN])
    second = delivered(tmp_path / "second.csv", [STOLEN, CARD], revision=2)
    ended = screening("load", first, second, "--data", tmp_path / "data", "--json")

    assert ended.code == 0
    assert [report["accepted"] for report in lines(ended)] == [1, 2]
    assert [report["vouched"] for report in lines(ended)] == [True, True]


def test_without_a_manifest_the_command_line_says_what_it_is(tmp_path: Path) -> None:
    """`--feed` and `--database` stand in, and the report says that nothing vouched."""
    file = write_rows(tmp_path / "delivery", [STOLEN])
    data = ("--data", tmp_path / "data", "--json")
    said = ("--feed", "lost", "--database", "documents", "--format", "csv")

    assert screening("load", file, *data).code == 1
    assert screening("load", file, *data, *said[2:]).code == 1
    taken = screening("load", file, *data, *said)
    assert taken.code == 0
    assert taken.json["vouched"] is False


def test_bad_rows_are_counted_and_too_many_refused(tmp_path: Path) -> None:
    """One bad row in two is refused, unless the operator allows for it."""
    file = delivered(tmp_path / "lost.csv", [STOLEN, CARD | {"status": "mislaid"}])
    data = ("--data", tmp_path / "data", "--json")
    refused = screening("load", file, *data)
    taken = screening("load", file, *data, "--max-bad-percent", "50")

    assert refused.code == 1
    assert refused.json["error"]["reason"] == "FEED_REFUSED"
    assert (tmp_path / "lost.rejects.csv").exists()
    assert taken.code == 0
    assert taken.json["rejected"] == 1


def test_a_smaller_snapshot_needs_leave(tmp_path: Path) -> None:
    """Fewer than half the records served is refused without `--allow-shrink`."""
    many = [STOLEN, CARD, CARD | {"record_id": "UTO-4", "document_number": "A1"}]
    data = ("--data", tmp_path / "data")
    screening("load", delivered(tmp_path / "many.csv", many), *data)
    few = delivered(tmp_path / "few.csv", [STOLEN], revision=2)

    assert screening("load", few, *data).code == 1
    assert is_held(tmp_path / "data", "AB123456")
    assert screening("load", few, *data, "--allow-shrink").code == 0


def test_deltas_follow_or_are_refused(tmp_path: Path) -> None:
    """Deltas go in in order; after one that does not follow, none is begun."""
    data = ("--data", tmp_path / "data")
    screening("load", delivered(tmp_path / "lost.csv", [STOLEN]), *data)
    put = {"op": "put"}
    next_one = delivered(
        tmp_path / "2.csv", [put | CARD], kind="delta", revision=2, base_revision=1
    )
    gone = delivered(
        tmp_path / "4.csv", [put | CARD], kind="delta", revision=4, base_revision=3
    )
    ended = screening("apply", next_one, gone, next_one, *data, "--json")
    report, error = lines(ended)

    assert ended.code == 1
    assert report["revision"] == 2
    assert error["error"]["reason"] == "REVISION_GAP"  # type: ignore[index]
    assert f"not begun: {next_one}" in ended.err
    assert is_held(tmp_path / "data", "AB123456")


def test_a_snapshot_is_no_delta(tmp_path: Path) -> None:
    """The refusal names the command that is meant."""
    file = delivered(tmp_path / "lost.csv", [STOLEN])
    ended = screening("apply", file, "--data", tmp_path / "data")

    assert ended.code == 1
    assert "screening load" in ended.err


@pytest.mark.parametrize(
    "name", ["missing.csv", "folder.csv", "noise.csv", "cut.csv.gz"]
)
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    """It is refused in one clear line, and nothing is published."""
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "noise.csv").write_bytes(bytes(range(256)) * 64)
    (tmp_path / "cut.csv.gz").write_bytes(b"\x1f\x8b\x08\x00")
    said = ("--feed", "lost", "--database", "documents")
    ended = screening("load", tmp_path / name, "--data", tmp_path / "data", *said)

    assert ended.code == 1
    assert ended.out == ""
    assert ended.err.startswith(f"screening: {tmp_path / name}: ")
    assert ended.err.count("\n") == 1
    assert not is_held(tmp_path / "data", "L898902C3")


def test_public_list_needs_its_format_alone(tmp_path: Path) -> None:
    """`load` names the feed after the format, `apply` says what a new edition changed."""
    file = tmp_path / "list.xml"
    said = ("--format", "un-consolidated", "--data", tmp_path / "data")
    file.write_bytes(un_list(*(individual(f"UTi.{n}") for n in range(4))))
    loaded = screening("load", file, *said)
    file.write_bytes(un_list(*(individual(f"UTi.{n}") for n in range(1, 5))))
    applied = screening("apply", file, *said)

    assert (loaded.code, applied.code) == (0, 0)
    assert "feed        un-consolidated (persons), snapshot" in loaded.out
    assert "1 new, 0 changed, 1 gone, 3 as before" in applied.out


def test_public_list_that_shrank_needs_leave(tmp_path: Path) -> None:
    """Of an edition too, fewer than half the records want `--allow-shrink`."""
    file = tmp_path / "list.xml"
    said = ("--format", "un-consolidated", "--data", tmp_path / "data")
    file.write_bytes(un_list(*(individual(f"UTi.{n}") for n in range(4))))
    screening("load", file, *said)
    file.write_bytes(un_list(individual("UTi.1")))

    assert screening("apply", file, *said).code == 1
    assert screening("apply", file, *said, "--allow-shrink").code == 0


def test_formats_are_taught(tmp_path: Path) -> None:
    """The help of both commands names them, and so does the refusal of another."""
    for command in ("load", "apply"):
        text = "".join(screening(command, "--help").out.split())
        for name in ("un-consolidated", "followthemoney", "ftm", "interpol-notices"):
            assert name in text
    file = write_rows(tmp_path / "x.csv", [STOLEN])
    ended = screening("load", file, "--format", "xml", "--data", tmp_path / "data")

    assert ended.code == 1
    assert "interpol-notices" in ended.err
