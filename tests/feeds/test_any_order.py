"""Feeds in every order and shape, through runs on disk: bounded, and all is found."""

import random
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from screening.errors import AnotherWriter, DiskFull
from screening.feeds import filing, snapshot, tables
from screening.feeds.csv_blocks import csv_rows
from screening.feeds.sorted_runs import SortedRuns
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.scan import scanned
from tests.feeds.deliveries import (
    FEED,
    Row,
    csv_of,
    deliver,
    document,
    documents,
    held,
    load,
    records,
)
from tests.storage.test_builder import tiny_disk

ROWS = 3_000


def shuffled() -> list[Row]:
    """Return rows in no order."""
    rows: list[Row] = [*documents(ROWS)]
    random.Random(1).shuffle(rows)  # noqa: S311  # the same order each time
    return rows


SHAPES: dict[str, list[Row]] = {
    "in no order": shuffled(),
    "sorted": [*documents(ROWS)],
    "reversed": [*reversed(documents(ROWS))],
    "one number": [document(record_id=f"UTO-{n}") for n in range(ROWS)],
    "all the same": [document() for _ in range(ROWS)],
    "numbers of forty": [
        document(record_id=f"UTO-{n}", document_number=f"{n:040d}") for n in range(ROWS)
    ],
    "many spellings": [
        row | {"issuing_state": "D", "owner": "DEU", "document_type": "P"}
        for row in documents(ROWS)
    ],
}


@pytest.fixture(params=[False, True], ids=["general", "quick"])
def small_steps(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let some ten batches go through some ten runs on disk, in small parts."""
    monkeypatch.setattr(tables, "csv_rows", partial(csv_rows, block_bytes=20_000))
    monkeypatch.setattr("screening.feeds.files.PIECE_BYTES", 5_000)
    small = partial(SortedRuns, run_bytes=60_000, part_rows=320)
    monkeypatch.setattr(filing, "SortedRuns", small)
    if request.param:
        monkeypatch.setattr(tables, "QUICK_BYTES", 0)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("rows", SHAPES.values(), ids=SHAPES)
def test_whatever_the_order_all_is_filed_once(rows: list[Row], tmp_path: Path) -> None:
    """The last row of a record counts; what is held is sound, and nothing is left."""
    report = load(deliver(tmp_path / "feed.csv", csv_of(rows)), tmp_path / "data")
    folder = FeedFolder(tmp_path / "data", FEED)
    generation = folder.path / (folder.current() or "")
    named = {(row["record_id"], row["document_number"]) for row in rows}

    assert records(tmp_path / "data") == len(named)
    assert (report.rows, report.accepted) == (ROWS, ROWS)
    assert report.duplicates == ROWS - len({row["record_id"] for row in rows})
    assert scanned(generation) == ""
    assert not (generation / "sorting").exists()


@pytest.mark.usefixtures("small_steps")
def test_both_ways_and_one_run_hold_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs on disk change nothing of what is held."""
    file = deliver(tmp_path / "feed.csv", csv_of(SHAPES["in no order"]))
    load(file, tmp_path / "runs")
    monkeypatch.setattr(filing, "SortedRuns", SortedRuns)
    load(file, tmp_path / "memory")

    assert held(tmp_path / "runs") == held(tmp_path / "memory")


@pytest.mark.usefixtures("small_steps")
def test_a_disk_that_fills_while_sorting_leaves_the_old_generation(
    tmp_path: Path,
) -> None:
    """Runs, table or filter: whichever meets the end first, it is said, and cleaned."""
    file = deliver(tmp_path / "feed.csv", csv_of(shuffled()))
    first = deliver(tmp_path / "first.csv", csv_of(documents(3)))
    full = 0
    for size in range(350, 1_000, 50):
        with tiny_disk(tmp_path / str(size), f"{size}k") as disk:
            load(first, disk)
            before = held(disk)
            try:
                load(file, disk)
            except DiskFull:
                full += 1

                assert held(disk) == before
            else:
                assert records(disk) == ROWS
            assert not list(FeedFolder(disk, FEED).path.glob("*.partial"))
    assert full > 2


def test_a_second_load_is_refused_and_the_first_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two loaders at once: one writes, the other is told so at once."""
    file = deliver(tmp_path / "feed.csv", csv_of(documents(5)))
    refused = []

    def another(*_: object, **_of: int) -> list[str]:
        with pytest.raises(AnotherWriter) as caught:
            load(file, tmp_path / "data")
        refused.append(caught.value)
        return []

    monkeypatch.setattr(snapshot, "judge_volume", another)
    load(file, tmp_path / "data")

    assert len(refused) == 1
    assert records(tmp_path / "data") == 5


def test_killed_while_runs_are_written_nothing_is_published(tmp_path: Path) -> None:
    """Kill -9 with runs on disk: the old generation serves, the next load cleans up."""
    data = tmp_path / "data"
    load(deliver(tmp_path / "first.csv", csv_of(documents(3))), data)
    before = held(data)
    file = deliver(tmp_path / "feed.csv", csv_of(shuffled()))
    code = f"""
import os, signal
from functools import partial
from pathlib import Path
from screening.feeds import filing, sorted_runs, tables
from screening.feeds.csv_blocks import csv_rows
from tests.feeds.deliveries import load
tables.csv_rows = partial(csv_rows, block_bytes=20_000)
filing.SortedRuns = partial(sorted_runs.SortedRuns, run_bytes=60_000, part_rows=320)
written = sorted_runs._written
def killed(piece, path):
    if path.name == "000001-000003.arrow":
        os.kill(os.getpid(), signal.SIGKILL)
    return written(piece, path)
sorted_runs._written = killed
import screening.feeds.files as files
files.PIECE_BYTES = 5_000
load(Path({str(file)!r}), Path({str(data)!r}))
"""
    done = subprocess.run([sys.executable, "-c", code], check=False)

    assert done.returncode == -9
    assert held(data) == before
    load(file, data)
    assert records(data) == ROWS
    assert not list(FeedFolder(data, FEED).path.glob("*.partial"))
    assert Generation(FeedFolder(data, FEED).path / "gen-000002").state.records == ROWS
