"""The maker of synthetic feeds: same seed, same bytes; what it makes can be loaded."""

import csv
import hashlib
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from screening.feeds import delta, snapshot
from screening.feeds.report import Report
from screening.normalize.documents import document_number, template
from screening.normalize.vehicles import vin_check_digit
from screening.storage.feed_folder import FeedFolder
from tests.world import NOW
from tools.make_feed import main

ROOT = Path(__file__).parents[1]
PUBLISHED = ("--published-at", "2026-11-21T02:00:00Z")


def make(out: Path, *options: str) -> Path:
    """Make a feed in *out* with *options*."""
    assert main(["--out", str(out), *PUBLISHED, *options]) == 0

    return out


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def said(path: Path) -> dict[str, Any]:
    """Return the manifest of *path*."""
    beside = path.with_name(path.name + ".manifest.json")
    found: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8"))
    return found


def load(path: Path, data: Path) -> Report:
    """Load a made feed."""
    return snapshot.load(path, data=data, now=lambda: NOW)


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl.gz", "x.csv.zst", "x.parquet"])
def test_same_seed_same_bytes(tmp_path: Path, name: str) -> None:
    """The seed decides every byte; another seed gives others."""
    first, second = (
        make(tmp_path / f"{n}-{name}", "--records", "500", "--bad-percent", "1")
        for n in "ab"
    )
    other = make(tmp_path / name, "--records", "500", "--seed", "2")

    assert first.read_bytes() == second.read_bytes() != other.read_bytes()
    assert said(first)["sha256"] == hashlib.sha256(first.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.csv.gz", "x.parquet"])
@pytest.mark.parametrize("database", ["documents", "vehicles"])
def test_what_is_made_can_be_loaded(tmp_path: Path, name: str, database: str) -> None:
    """Every row of a feed without faults goes in, vouched for by its manifest."""
    path = make(tmp_path / name, "--records", "3000", "--database", database)
    report = load(path, tmp_path / "data")

    assert (report.rows, report.accepted, report.duplicates) == (3_000, 3_000, 0)
    assert report.vouched
    assert report.warnings == []


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.parquet"])
@pytest.mark.parametrize("database", ["documents", "vehicles"])
def test_faults_are_as_many_as_wished(tmp_path: Path, name: str, database: str) -> None:
    """So many rows are spoilt, in many ways, and each is one rejected row."""
    path = make(
        *(tmp_path / name, "--records", "5000", "--database", database),
        *("--bad-percent", "0.9"),
    )
    report = load(path, tmp_path / "data")

    assert report.rejected == 45
    assert len(report.rejected_by_reason) >= 8


def test_specimens_are_listed_and_clean_ones_are_not(tmp_path: Path) -> None:
    """The specimens of the demonstration are there; good ones never are."""
    rows = rows_of(make(tmp_path / "x.csv", "--records", "5000"))
    utopian = [row for row in rows if row["issuing_state"] == "UTO"]
    listed = {
        (row["issuing_state"], document_number(row["document_number"])) for row in rows
    }

    assert [
        (row["document_number"], row["number_to"], row["document_type"], row["status"])
        for row in utopian
    ] == [
        ("L898902C3", "", "passport", "stolen"),
        ("AB2134567890", "", "identity_card", "lost"),
        ("X0001000", "X0001999", "passport", "stolen_blank"),
    ]
    assert not {("UTO", "D23145890"), ("PRT", "007666667ZZ0"), ("FIN", "XA1000058")} & (
        listed
    )


def test_shares_are_plausible(tmp_path: Path) -> None:
    """Lost to stolen is about four to one; the others follow in their order."""
    rows = rows_of(make(tmp_path / "x.csv", "--records", "20000"))
    statuses = Counter(row["status"] for row in rows)

    assert 3.5 < statuses["lost"] / statuses["stolen"] < 4.5
    assert [status for status, _ in statuses.most_common()] == [
        "lost",
        "stolen",
        "revoked",
        "invalid",
        "stolen_blank",
    ]
    assert len({row["record_id"] for row in rows}) == 20_000


def test_numbers_have_the_shape_of_their_state(tmp_path: Path) -> None:
    """A French passport's number has two letters in the middle, a British one none."""
    rows = rows_of(make(tmp_path / "x.csv", "--records", "5000", "--series", "0"))
    shapes = {
        (row["issuing_state"], "".join("A" if c.isalpha() else c for c in template(n)))
        for row in rows
        if (n := document_number(row["document_number"]))
    }

    assert {shape for state, shape in shapes if state == "FRA"} == {"99AA99999"}
    assert {shape for state, shape in shapes if state == "GBR"} == {"999999999"}
    assert any(" " in row["document_number"] for row in rows)
    assert any(row["document_number"].lower() == row["document_number"] for row in rows)


def test_series_are_as_many_as_wished(tmp_path: Path) -> None:
    """Series of blanks come on request, besides the one that is always there."""
    rows = rows_of(make(tmp_path / "x.csv", "--records", "1000", "--series", "25"))
    series = [row for row in rows if row["number_to"]]

    assert len(series) == 26
    assert {row["status"] for row in series} == {"stolen_blank"}


def test_vins_have_their_check_digit(tmp_path: Path) -> None:
    """Made-up VINs are right where North America demands it."""
    path = make(tmp_path / "x.csv", "--records", "200", "--database", "vehicles")
    vins = [row["vin"] for row in rows_of(path) if row["vin"]]

    assert vins[0] == "1M8GDM9AXKP042788"
    assert all(vin_check_digit(vin) for vin in vins)


@pytest.mark.parametrize("database", ["documents", "vehicles"])
@pytest.mark.parametrize("name", ["d.csv", "d.jsonl.gz", "d.parquet"])
def test_delta_follows_its_feed(tmp_path: Path, name: str, database: str) -> None:
    """New, changed and withdrawn records, from the revision of the feed."""
    options = ("--records", "2000", "--database", database, "--bad-percent", "0.5")
    feed = make(tmp_path / "x.csv", *options, "--revision", "7", "--feed", "lost")
    load(feed, tmp_path / "data")
    held = FeedFolder(tmp_path / "data", "lost").state()
    changes = make(tmp_path / name, "--delta-of", str(feed), "--changes", "100")
    report = delta.apply(changes, data=tmp_path / "data", now=lambda: NOW)
    now_held = FeedFolder(tmp_path / "data", "lost").state()

    assert (report.puts, report.withdrawals, report.withdrawn_missing) == (80, 20, 0)
    assert report.revision == 8
    assert held is not None
    assert now_held is not None
    assert now_held.records == held.records + 50 - 20


def test_tool_teaches_and_runs_as_a_script(tmp_path: Path) -> None:
    """`--help` shows examples; no manifest comes when none is wished for."""
    tool = [sys.executable, str(ROOT / "tools" / "make_feed.py")]
    text = subprocess.run([*tool, "--help"], capture_output=True, text=True, check=True)
    out = tmp_path / "x.csv"
    subprocess.run([*tool, "--out", str(out), "--no-manifest"], check=True)

    assert "--delta-of lost.csv" in text.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--out none/x.csv", "there is no folder"),
        ("--out .", "is a folder"),
        ("--delta-of none.csv", "there is no such file"),
        ("--delta-of .", "it is a folder"),
        ("--delta-of x.csv", "the same file"),
        ("--delta-of noise.csv", "noise.csv"),
        ("--delta-of odd.csv", "odd.csv.manifest.json: it is no manifest"),
        ("--delta-of base.csv --revision 7", "--revision 7 does not follow it"),
        ("--records 2", "no room for the 3 records that are always in it"),
        ("--records -5", "no room"),
        ("--records 0 --database vehicles", "no room for the 1 records"),
        ("--out x.jsonl --records 0 --database persons", "no room for the 1 records"),
        ("--changes -1", "--changes -1 is less than nothing"),
        ("--seed -1", "--seed -1 is less than nothing"),
        ("--series -1", "--series -1 is less than nothing"),
        ("--series 8 --records 10", "more than the 7 records made besides"),
        ("--series 1 --database vehicles", "--series is for documents"),
        ("--bad-percent 101", "from 0 to 100"),
        ("--bad-percent -1", "from 0 to 100"),
        ("--bad-percent nan", "from 0 to 100"),
        ("--revision 0", "--revision 0: from 1"),
        ("--published-at yesterday", "--published-at 'yesterday'"),
        ("--feed Lost!", "--feed 'Lost!'"),
        ("--compress gz", "does not end in .gz"),
        ("--out x.csv.zst --compress gz", "does not end in .gz"),
        ("--out x.csv --format jsonl", "says csv, --format says jsonl"),
        ("--out x.parquet --compress zst", "does not end in .zst"),
        ("--out x.parquet.gz", "packed already"),
    ],
)
def test_what_cannot_be_made_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: str,
    said: str,
) -> None:
    """One line says which option is wrong, before anything is made; the end is 2."""
    monkeypatch.chdir(tmp_path)
    make(Path("base.csv"), "--revision", "7")
    Path("noise.csv").write_bytes(bytes(range(256)))
    Path("odd.csv").write_text("")
    Path("odd.csv.manifest.json").write_text("[]")
    there = sorted(tmp_path.iterdir())
    with pytest.raises(SystemExit) as ended:
        main(["--out", "x.csv", *options.split()])

    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.parametrize("database", ["documents", "vehicles"])
def test_deltas_follow_deltas(tmp_path: Path, database: str) -> None:
    """A delta of a delta changes and withdraws what that one put, revision by revision."""
    feed = make(
        *(tmp_path / "x.csv", "--records", "500", "--database", database),
        *("--revision", "9", "--feed", "lost"),
    )
    load(feed, tmp_path / "data")
    before = feed
    for revision in (10, 11, 12):
        before = make(
            *(tmp_path / f"{revision}.csv", "--delta-of", str(before)),
            *("--changes", "40"),
        )
        report = delta.apply(before, data=tmp_path / "data", now=lambda: NOW)

        assert report.revision == revision
        assert (report.puts, report.withdrawals, report.withdrawn_missing) == (32, 8, 0)
        assert report.duplicates == 0
    held = FeedFolder(tmp_path / "data", "lost").state()

    assert held is not None
    assert held.records == 500 + 3 * (20 - 8)


def test_smallest_feed_is_what_is_always_in_it(tmp_path: Path) -> None:
    """Three records are the specimens, and nothing else."""
    rows = rows_of(make(tmp_path / "x.csv", "--records", "3", "--series", "0"))

    assert [row["issuing_state"] for row in rows] == ["UTO"] * 3
