"""The rejects file: there when rows were bad, gone when none were."""

import csv
from pathlib import Path

import pytest

from screening.feeds import rejects as rejects_module
from screening.feeds.rejects import Rejects, rejects_path
from screening.feeds.rows import BadRow, row_text

BAD = BadRow(7, "status", "not one of the words", 'UTO-1,"a, b"\n')


def test_bad_rows_are_written_and_counted(tmp_path: Path) -> None:
    """Line, field, reason and the row, in a file called after the delivery."""
    with Rejects(tmp_path / "x.csv.gz") as rejects:
        rejects.add([BAD])
        kept = rejects.keep()

    assert kept == str(tmp_path / "x.rejects.csv")
    with (tmp_path / "x.rejects.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["line", "field", "reason", "row"],
            ["7", "status", "not one of the words", 'UTO-1,"a, b"\n'],
        ]
    assert rejects.by_reason == {"status: not one of the words": 1}


def test_no_bad_rows_leave_no_file(tmp_path: Path) -> None:
    """What an earlier run left is removed when nothing is bad any more."""
    stale = tmp_path / "x.rejects.csv"
    stale.write_text("old")
    with Rejects(tmp_path / "x.csv") as rejects:
        kept = rejects.keep()

    assert kept is None
    assert not stale.exists()


def test_leaving_without_keeping_changes_nothing(tmp_path: Path) -> None:
    """A load that ends otherwise leaves the folder as it was."""
    stale = tmp_path / "x.rejects.csv"
    stale.write_text("old")
    with Rejects(tmp_path / "x.csv") as rejects:
        rejects.add([BAD])

    assert [path.name for path in tmp_path.iterdir()] == ["x.rejects.csv"]
    assert stale.read_text() == "old"


def test_folder_that_cannot_be_written_is_a_warning(tmp_path: Path) -> None:
    """Where no file can be, rows are counted all the same and the report is told."""
    with Rejects(tmp_path / "missing" / "x.csv") as rejects:
        rejects.add([BAD, BAD])
        kept = rejects.keep()

    assert kept is None
    assert rejects.count == 2
    assert rejects.warning is not None
    assert "could not be written" in rejects.warning


def test_only_so_many_rows_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the bound rows are counted, and the last line and the report say so."""
    monkeypatch.setattr(rejects_module, "WRITTEN_MAX", 2)
    with Rejects(tmp_path / "x.csv") as rejects:
        rejects.add([BadRow(i, "", "not JSON", "x") for i in range(5)])
        rejects.keep()

    lines = (tmp_path / "x.rejects.csv").read_text().splitlines()
    assert rejects.count == 5
    assert len(lines) == 4
    assert lines[-1] == ",,3 more bad rows are not listed,"
    assert rejects.warnings() == [
        "the rejects file ends after 2 rows: 3 more bad rows are not listed"
    ]


def test_reasons_are_bounded(tmp_path: Path) -> None:
    """A file with endlessly many kinds of fault does not grow the report endlessly."""
    with Rejects(tmp_path / "x.csv") as rejects:
        rejects.add([BadRow(i, f"key{i}", "unknown key", "x") for i in range(1_000)])

    assert len(rejects.by_reason) == 201
    assert rejects.by_reason.total() == 1_000


def test_cut_rows_are_marked_and_told(tmp_path: Path) -> None:
    """A row too long for the file ends in a mark, and the report counts such rows."""
    long, short = row_text(b"x" * 20_000), row_text(b"y" * 4_096)
    with Rejects(tmp_path / "x.csv") as rejects:
        rejects.add([BadRow(2, "", "not JSON", long), BadRow(3, "", "not JSON", short)])
        rejects.keep()

    assert long == "x" * 4_096 + " [cut here]"
    assert short == "y" * 4_096
    (warning,) = rejects.warnings()
    assert warning == (
        "1 of the rows in the rejects file are cut after 4,096 characters: they end in "
        "[cut here]"
    )


def test_deliveries_of_one_name_have_rejects_of_their_own(tmp_path: Path) -> None:
    """Beside X.csv another X has its whole name in that of its rejects."""
    names = ("x.csv", "x.jsonl", "x.csv.gz", "y.jsonl", "z")
    for name in names:
        (tmp_path / name).touch()

    assert [rejects_path(tmp_path / name).name for name in names] == [
        "x.rejects.csv",
        "x.jsonl.rejects.csv",
        "x.csv.gz.rejects.csv",
        "y.rejects.csv",
        "z.rejects.csv",
    ]


def test_rejects_that_may_be_of_another_are_not_replaced_in_silence(
    tmp_path: Path,
) -> None:
    """X.jsonl was alone when it left X.rejects.csv; X.csv, which came later, says so."""
    for name in ("x.jsonl", "x.csv"):
        (tmp_path / name).touch()
        with Rejects(tmp_path / name) as rejects:
            rejects.add([BAD])
            kept = rejects.keep()

    assert kept == str(tmp_path / "x.rejects.csv")
    (warning,) = rejects.warnings()
    assert warning == (
        "x.rejects.csv was there already and is replaced; it may have been that of "
        "x.jsonl"
    )
