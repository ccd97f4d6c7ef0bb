"""The judge of names runs, and counts as it says. No figure of the matcher is judged here."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bench.names.__main__ import main
from bench.names.asking import Scored
from bench.names.judged import judged
from bench.names.points import kinds, points
from bench.names.rows import Pair, Share, read_innocents, read_pairs
from screening.queries import PersonQuery
from tests.normalize.shared_data import shared_file

KEYS = [
    *("pairs", "precision", "recall", "f1", "f1_best", "best_threshold"),
    *("candidate_recall", "innocents", "innocents_alerted_name"),
    *("innocents_alerted_full", "p50_us", "p95_us", "p99_us", "index_mib", "build_s"),
]
"""What others read from it, in this order."""
PAIRS = [
    ("1", "Anna Maria Eriksson", "ERIKSSON, ANNA MARIA", "match", "19740812", "740812"),
    ("2", "Anna Maria Ericsson", "Eriksson Anna", "match", "1974-08-12", "1974-08-12"),
    ("3", "Anna Maria Eriksson", "Olaf Utopia", "no-match", "1974-08-99", ""),
    ("4", "☺", "Zenith Utopia", "match", "", ""),
]
INNOCENT = "Felix,,Nobody,male,1950-01-01,Zenith,Germany"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Return a file of pairs, without all columns, and one of innocents."""
    pairs, innocents = tmp_path / "pairs.csv", tmp_path / "innocents.csv"
    with pairs.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "name_a", "name_b", "expect", "dob_a", "dob_b"])
        rows.writerows(PAIRS)
    innocents.write_text(
        "full_name,first_name,middle_name,last_name,gender,date_of_birth,"
        f"place_of_birth,nationality\nFelix Nobody,{INNOCENT}\n",
        encoding="utf-8",
    )
    return pairs, innocents


def run(
    capsys: pytest.CaptureFixture[str], *options: str | Path
) -> tuple[dict[str, Any], str]:
    """Return the object that the judge printed, and what it said aside."""
    assert main([str(option) for option in options]) == 0
    said = capsys.readouterr()

    found: dict[str, Any] = json.loads(said.out)
    return found, said.err


def test_the_judge_prints_one_object(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pairs and innocents against a list with synthetic persons; keys as promised."""
    pairs, innocents = files
    dump = tmp_path / "scores.jsonl"
    found, aside = run(
        *(capsys, "--pairs", pairs, "--innocents", innocents, "--persons", "20"),
        *("--json", "--dump", dump),
    )
    dumped = [json.loads(line) for line in dump.read_text().splitlines()]

    assert list(found) == KEYS
    assert (found["pairs"], found["innocents"]) == (4, 1)
    shares = [found[key] for key in KEYS if "alerted" in key or "recall" in key]
    assert all(0 <= share <= 1 for share in shares)
    assert found["candidate_recall"] <= 2 / 3  # nothing can be asked about ☺
    assert found["p99_us"] >= found["p50_us"] > 0
    assert found["index_mib"] > 0 < found["build_s"]
    assert [row["id"] for row in dumped] == ["1", "2", "3", "4"]
    assert dumped[3]["score"] is None
    assert "4 records" in aside


def test_the_judge_shows_categories_and_points(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """For people there are tables, each kind of pair by itself."""
    pairs, innocents = files
    options = ["--pairs", str(pairs), "--innocents", str(innocents)]
    assert main([*options, "--points", "--per-category"]) == 0
    said = capsys.readouterr().out

    assert all(key in said for key in KEYS)
    assert "asked with birth date, by script" in said
    assert "LATIN" in said


def test_the_zones_of_the_un_list_are_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A few of its individuals, in every format of zones and every damage."""
    file = shared_file("un_consolidated_2024-09-26.xml")
    found, aside = run(
        capsys, "--un", file, "--rows", "7/100", "--json", "--per-category"
    )

    assert "682 records" in aside
    assert found["pairs"] > 100
    assert found["innocents_alerted_full"] is None
    assert len(found["categories"]) == 5 + 25
    assert {name.partition(":")[0] for name in found["categories"]} == {
        *("TD1", "TD2", "TD3", "MRV-A", "MRV-B")
    }


def test_rows_are_read_as_they_are_written(files: tuple[Path, Path]) -> None:
    """Of a date is used what there is in the calendar; absent columns are no evidence."""
    pairs, innocents = files
    read = read_pairs([pairs])
    felix = read_innocents([innocents])[0]

    assert [pair.asked.birth_date for pair in read] == [
        *("1974-08-12", "1974-08-12", "1974-08", None)
    ]
    assert [pair.match for pair in read] == [True, True, False, True]
    assert read[0].asked.nationality is read[0].listed.sex is None
    assert len({pair.record for pair in read}) == 4
    assert (felix.sex, felix.nationality, felix.birth_date) == (
        "M",
        "DEU",
        "1950-01-01",
    )


def test_shares_take_every_row_once(files: tuple[Path, Path]) -> None:
    """What is tuned on and what is judged on have nothing in common, and miss nothing."""
    parts = [read_pairs([files[0]], Share.parsed(f"{n}/3")) for n in range(3)]
    most = read_pairs([files[0]], Share.parsed("0-1/3"))

    assert sorted(pair.key for part in parts for pair in part) == ["1", "2", "3", "4"]
    assert len(most) == len(parts[0]) + len(parts[1])
    with pytest.raises(ValueError, match="3/3 is no share"):
        Share.parsed("3/3")


def scored(*found: tuple[bool, float | None]) -> list[Scored]:
    """Return pairs that match or not, with the scores of their records."""
    return [
        Scored(
            Pair(
                key=str(number),
                category="some",
                asked=PersonQuery(full="Anna Maria Eriksson"),
                record=b"UTO\x1f1",
                listed=PersonQuery(full="Anna Maria Eriksson"),
                match=match,
            ),
            score,
        )
        for number, (match, score) in enumerate(found)
    ]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([(True, 0.9), (True, 0.4), (False, 0.2)], (1.0, 0.5, 2 / 3, 1.0, 0.4, 1.0)),
        ([(True, 0.9), (False, 0.9)], (0.5, 1.0, 2 / 3, 2 / 3, 0.9, 1.0)),
        ([(True, None), (False, 0.6)], (0.0, 0.0, 0.0, 0.0, 0.6, 0.0)),
        ([(False, None)], (0.0, 0.0, 0.0, 0.0, 1.0, 0.0)),
        ([], (0.0, 0.0, 0.0, 0.0, 1.0, 0.0)),
    ],
)
def test_precision_recall_and_f1_are_what_they_are(
    found: Sequence[tuple[bool, float | None]], expected: tuple[float, ...]
) -> None:
    """At one threshold and at the best; equal scores are answered together."""
    came = judged(scored(*found), least=0.5)

    assert came.pairs == len(found)
    assert (
        *(came.precision, came.recall, came.f1),
        *(came.f1_best, came.best_threshold, came.candidate_recall),
    ) == pytest.approx(expected)


def test_points_are_where_so_many_innocents_are_alerted() -> None:
    """At a tenth of a percent of a thousand innocents, one of them is alerted."""
    innocents = [0.1] * 990 + [0.3] * 9 + [0.8]
    found = points(scored((True, 0.9), (True, 0.2)), innocents, kinds)

    assert [point.above for point in found] == [0.3, 0.3, 0.1, 0.1]
    assert [point.recall["some"] for point in found] == [0.5, 0.5, 1.0, 1.0]
    assert [point.recall["all"] for point in found] == [0.5, 0.5, 1.0, 1.0]
