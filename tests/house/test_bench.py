"""The bench suite runs, so that it cannot rot. No figure is judged here."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from bench import peers
from bench.__main__ import main
from bench.figures import COLUMNS, Line, Peer, timed_line
from bench.ground import laid
from bench.latencies import Latencies
from bench.peers import postgresql, redis
from bench.plots import draw
from bench.workloads import WORKLOADS

pytestmark = pytest.mark.timeout(400)  # half a minute on two cores that are free
ROOT = Path(__file__).parents[2]
NAMED = (
    *("load", "delta", "open", "document-miss", "document-hit", "mrz", "vehicle"),
    *("near-miss", "filter", "unary", "lane", "lanes", "batch", "mixed"),
    *("during-load", "during-delta", "workers", "cold", "growth"),
    *("persons-load", "persons", "travellers", "manifest-300", "owners"),
    *("secured", "overload", "rotation"),
)
"""What every run has to measure, whatever else it does."""
RATED = ("load", "batch", "workers", "delta")
"""Their ratios are of rates, all others' of the median time of a call."""


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return what a small run of the whole suite prints."""
    ground = tmp_path_factory.mktemp("ground")
    options = ["--records", "2000", "--seconds", "0.1", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "bench", *options, "--ground", str(ground)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_workload_prints_its_lines(lines: list[dict[str, Any]]) -> None:
    """One JSON object a line, always the same keys, and no workload without a line."""
    bases = {line["workload"].partition(":")[0].partition("/")[0] for line in lines}

    assert bases == {*WORKLOADS}
    assert {*NAMED} <= {*WORKLOADS}
    assert all(tuple(line) == COLUMNS for line in lines)


def test_figures_are_numbers_that_can_be(lines: list[dict[str, Any]]) -> None:
    """A figure is null or more than nothing; percentiles do not fall."""
    for line in lines:
        percentiles = [line[name] for name in ("p50_us", "p99_us", "p999_us")]
        figures = [line["records"], line["per_s"], line["rss_mib"], line["ratio"]]

        assert all(f is None or f > 0 for f in figures + percentiles), line
        assert None in percentiles or percentiles == sorted(percentiles), line
        assert line["per_s"] or line["p50_us"], line


def test_ratios_are_ours_to_the_peers(lines: list[dict[str, Any]]) -> None:
    """Who has a ratio names the peer, whose own line gives the ratio again."""
    alone = {line["workload"]: line for line in lines if line["peer"] is None}
    compared = [line for line in lines if line["peer"] is not None]
    for line in compared:
        peer = alone[f"{line['workload']}:{line['peer']}"]
        base = line["workload"].partition("/")[0]
        figure = "per_s" if base in RATED else "p50_us"

        assert line["peer"] in get_args(Peer)
        assert line["ratio"] == pytest.approx(line[figure] / peer[figure]), line
    assert compared
    assert all(line["ratio"] is None for line in alone.values())


def test_an_unknown_workload_is_named_beside_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing is measured then, and standard output stays clean."""
    code = main(["load", "no-such-thing"])

    said = capsys.readouterr()
    assert code == 2
    assert "no-such-thing" in said.err
    assert all(name in said.err for name in WORKLOADS)
    assert not said.out


def test_absent_peers_are_named_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Without their programs we are measured all the same, beside those that are there."""

    def nowhere(name: str, *_: Path) -> str:
        raise peers.Absent(f"there is no {name} on this machine")

    monkeypatch.setattr(redis, "program", nowhere)
    monkeypatch.setattr(postgresql, "program", nowhere)
    peers.name_absent.cache_clear()
    feed = tmp_path / "feed.csv"
    feed.write_text("record_id,owner,issuing_state,document_number\nR,UTO,UTO,AB1\n")
    for _ in range(2):
        with peers.filled(feed) as found:
            assert [*found] == ["sqlite"]
            assert found["sqlite"]("AB1", "UTO")
            assert found["sqlite"]("AB2", "UTO") is None

    said = capsys.readouterr().err.splitlines()
    assert [line.partition(" ")[0] for line in said] == ["redis", "postgresql"]


def test_latencies_add_up() -> None:
    """Percentiles and mean are those of all that was recorded, here and elsewhere."""
    fast = Latencies.of_ns(range(1_000, 991_000, 1_000))
    slow = Latencies.of_ns([10_000_000] * 10)
    fast.merge(Latencies.decoded(slow.encoded()))

    assert len(fast) == 1_000
    assert fast.percentile_us(50) == pytest.approx(500, rel=0.002)
    assert fast.percentile_us(99) == pytest.approx(990, rel=0.002)
    assert fast.percentile_us(99.9) == pytest.approx(10_000, rel=0.002)
    assert fast.mean_us == pytest.approx(0.99 * 495.5 + 0.01 * 10_000, rel=0.002)


def test_what_has_figures_is_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A picture for each question there are figures of; the others are said to lack them."""
    took = Latencies.of_ns(range(1_000, 1_000_000, 1_000))
    stale = tmp_path / "memory.png"
    stale.touch()
    draw(
        [
            timed_line("document-miss", 2_000, took),
            timed_line("unary/open-250", 2_000, took, offered_per_s=250.0),
            timed_line("growth/2000", 2_000, took, extra=(("bytes", 60.0),)),
            Line("load/csv", 2_000, per_s=1e6),
        ],
        tmp_path,
    )

    drawn = {path.stem for path in tmp_path.iterdir()}
    said = capsys.readouterr().err.splitlines()
    assert drawn == {
        "latencies",
        "latency-against-load",
        "cost-against-size",
        "load-throughput",
    }
    assert [line for line in said if "not drawn" in line] == [
        f"{stale}: not drawn, no figures for it"
    ]


def test_ground_is_kept_where_it_was_asked_for(tmp_path: Path) -> None:
    """Feeds and data of one run serve the next; a delta follows what they hold then."""
    with laid(100, tmp_path) as ground:
        loaded = ground.loaded()
        made = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    with laid(100, tmp_path) as ground:
        assert ground.loaded() == loaded
        delta = json.loads(
            ground.delta(10).with_suffix(".csv.manifest.json").read_text()
        )

    assert {p: p.stat().st_mtime_ns for p in made} == made
    assert (delta["base_revision"], delta["revision"]) == (1, 2)
