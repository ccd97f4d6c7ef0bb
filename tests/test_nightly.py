"""The nightly loader, over real files in a real drop folder."""

import fcntl
import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from screening.feeds.delivery import LoadOptions
from tests.cli.feeds import BLANKS, CARD, STOLEN, delivered
from tests.cli.shell import ROOT, TIMEOUT_S, Ended, environment, screening
from tools.drop_folder import DropFolder
from tools.nightly import Night, utc_now

PUT = {"op": "put"}


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    """Return an empty drop folder."""
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def nightly(drop: Path, *words: str) -> Ended:
    """Run the loader as cron does; nothing has to settle."""
    settled = () if "--settle" in words else ("--settle", "0")
    done = subprocess.run(
        [
            *(sys.executable, str(ROOT / "tools" / "nightly.py"), str(drop)),
            *("--data", str(drop.parent / "data"), *settled, *words),
        ],
        env=environment(),
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def outcomes(ended: Ended) -> dict[str, str]:
    """Return how each file ended."""
    return {each["file"]: each["status"] for each in ended.json["outcomes"]}


def delta(file: Path, revision: int, base: int) -> Path:
    """Write a delta with one change."""
    said = {"kind": "delta", "revision": revision, "base_revision": base}
    return delivered(file, [PUT | CARD], **said)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def test_deliveries_go_in_by_revision(drop: Path) -> None:
    """Whatever files are called, a feed's snapshot and deltas go in in their order."""
    delta(drop / "a.csv", 3, 2)
    delta(drop / "b.csv", 2, 1)
    delivered(drop / "c.csv", [STOLEN, BLANKS])
    ended = nightly(drop, "--json")
    held = screening("status", "--data", drop.parent / "data", "--json").json

    assert ended.code == 0
    assert [one["report"]["revision"] for one in ended.json["outcomes"]] == [1, 2, 3]
    assert held["feeds"][0]["revision"] == 3
    assert names(drop / "done") == {
        f"{name}.csv{end}" for name in "abc" for end in ("", ".manifest.json")
    }
    assert len(names(drop / "reports")) == 3


def test_a_second_run_finds_nothing_to_do(drop: Path) -> None:
    """What went in is gone from the drop folder, and nothing is loaded twice."""
    delivered(drop / "lost.csv", [STOLEN])

    assert nightly(drop).code == 0
    assert nightly(drop, "--json").json == {"outcomes": [], "trouble": []}


def test_incomplete_deliveries_are_left(drop: Path) -> None:
    """No manifest, no file, half a file, half a manifest: all may still be coming."""
    delivered(drop / "a.csv", [STOLEN])
    (drop / "a.csv.manifest.json").unlink()
    delivered(drop / "b.csv", [STOLEN])
    (drop / "b.csv").unlink()
    half = delivered(drop / "c.csv", [STOLEN, CARD])
    half.write_bytes(half.read_bytes()[:-10])
    delivered(drop / "d.csv", [STOLEN])
    (drop / "d.csv.manifest.json").write_text('{"format": "screening')
    (drop / "notes.txt").write_text("not a feed")
    ended = nightly(drop, "--json")

    assert ended.code == 0
    assert outcomes(ended) == dict.fromkeys(
        ("a.csv", "b.csv", "c.csv", "d.csv"), "waiting"
    )
    assert not (drop / "done").exists()
    assert not (drop / "failed").exists()


def test_a_file_that_may_still_change_is_left(drop: Path) -> None:
    """What changed within the time to settle waits for the next run."""
    delivered(drop / "lost.csv", [STOLEN])
    ended = nightly(drop, "--settle", "3600", "--json")

    assert outcomes(ended) == {"lost.csv": "waiting"}


def test_a_refused_delivery_keeps_its_reason_beside_it(drop: Path) -> None:
    """It moves to failed/ with reason and rejects; other feeds go in; the end is 1."""
    bad = STOLEN | {"status": "mislaid"}
    delivered(drop / "bad.csv", [bad])
    delivered(drop / "good.csv", [STOLEN], feed="national-lost")
    ended = nightly(drop, "--json")

    assert ended.code == 1
    assert outcomes(ended) == {"bad.csv": "failed", "good.csv": "done"}
    assert names(drop / "failed") == {
        "bad.csv",
        "bad.csv.manifest.json",
        "bad.csv.reason.txt",
        "bad.rejects.csv",
    }
    assert "more than 1 %" in (drop / "failed" / "bad.csv.reason.txt").read_text()
    assert names(drop) == {".nightly.lock", "done", "failed", "reports"}


def test_a_delta_waits_for_the_one_before(drop: Path) -> None:
    """It is left until its predecessor came; one that is too old has failed."""
    delivered(drop / "1.csv", [STOLEN])
    delta(drop / "3.csv", 3, 2)
    first = nightly(drop, "--json")
    delta(drop / "2.csv", 2, 1)
    second = nightly(drop, "--json")
    delta(drop / "late.csv", 2, 1)
    third = nightly(drop, "--json")

    assert outcomes(first) == {"1.csv": "done", "3.csv": "waiting"}
    assert outcomes(second) == {"2.csv": "done", "3.csv": "done"}
    assert outcomes(third) == {"late.csv": "failed"}
    assert (first.code, second.code, third.code) == (0, 0, 1)


def test_what_waits_too_long_has_failed(drop: Path) -> None:
    """After a day a manifest without its file is a failure, with what waited as reason."""
    delivered(drop / "lost.csv", [STOLEN])
    (drop / "lost.csv").unlink()

    def tomorrow() -> datetime:
        return utc_now() + timedelta(hours=25)

    night = Night(
        DropFolder(drop, settle_s=0, now=tomorrow),
        drop.parent / "data",
        options=LoadOptions(),
        overdue_s=86_400,
        now=tomorrow,
    )
    night.run()

    assert night.failed
    reason = (drop / "failed" / "lost.csv.reason.txt").read_text()
    assert reason == "its file is not here, after 25 h of waiting\n"


def test_a_run_that_died_before_moving_the_file_is_mended(drop: Path) -> None:
    """A delivery that is held already, at its revision and time, counts as done."""
    file = delivered(drop / "lost.csv", [STOLEN])
    assert screening("load", file, "--data", drop.parent / "data").code == 0
    ended = nightly(drop, "--json")

    assert ended.code == 0
    assert ended.json["outcomes"] == [
        {"file": "lost.csv", "status": "done", "reason": "it was held already"}
    ]


@pytest.mark.parametrize("left", ["lost.csv", "lost.csv.manifest.json"])
def test_a_run_that_died_between_two_moves_is_mended(drop: Path, left: str) -> None:
    """The half that was left behind follows the other, without a word or a report."""
    delivered(drop / "lost.csv", [STOLEN])
    nightly(drop)
    (drop / "done" / left).rename(drop / left)
    ended = nightly(drop, "--json")

    assert ended.code == 0
    assert ended.json == {"outcomes": [], "trouble": []}
    assert names(drop / "done") == {"lost.csv", "lost.csv.manifest.json"}
    assert len(names(drop / "reports")) == 1


@pytest.mark.parametrize("end", ["", ".manifest.json"])
def test_a_name_that_came_again_is_mended_beside_the_first(
    drop: Path, end: str
) -> None:
    """The half goes to its own other half, not to that of an earlier delivery."""
    for revision, rows in ((1, [STOLEN]), (2, [STOLEN, CARD])):
        delivered(drop / "lost.csv", rows, revision=revision)
        nightly(drop)
    whole = names(drop / "done")
    (second,) = (name for name in whole if name.endswith(f"Z-lost.csv{end}"))
    (drop / "done" / second).rename(drop / f"lost.csv{end}")
    ended = nightly(drop, "--json")

    assert ended.json == {"outcomes": [], "trouble": []}
    assert names(drop / "done") == whole


def test_a_file_whose_manifest_is_on_its_way_is_no_half(drop: Path) -> None:
    """Bytes that no manifest in done/ vouches for are another delivery, and wait."""
    delivered(drop / "lost.csv", [STOLEN])
    nightly(drop)
    (drop / "done" / "lost.csv").unlink()
    delivered(drop / "lost.csv", [STOLEN, CARD])
    (drop / "lost.csv.manifest.json").unlink()
    ended = nightly(drop, "--json")

    assert outcomes(ended) == {"lost.csv": "waiting"}
    assert (drop / "lost.csv").exists()


def test_only_one_run_at_a_time(drop: Path) -> None:
    """While another run holds the folder, a second one touches nothing and ends with 1."""
    delivered(drop / "lost.csv", [STOLEN])
    with (drop / ".nightly.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ended = nightly(drop)

    assert ended.code == 1
    assert "another loader is at work" in ended.err
    assert (drop / "lost.csv").exists()


def test_reports_hold_what_was_done(drop: Path) -> None:
    """The report of a delivery is that of the load, with its status."""
    delivered(drop / "lost.csv", [STOLEN, CARD])
    ended = nightly(drop)
    (report,) = (drop / "reports").iterdir()
    told = json.loads(report.read_text())

    assert (
        ended.out == "done     lost.csv: lost revision 1, 2 rows accepted, 0 rejected\n"
    )
    assert told["status"] == "done"
    assert told["report"]["accepted"] == 2


def test_names_that_come_again_do_not_hide_what_came_before(drop: Path) -> None:
    """A second delivery of the same name is kept beside the first."""
    delivered(drop / "lost.csv", [STOLEN])
    nightly(drop)
    delivered(drop / "lost.csv", [STOLEN, CARD], revision=2)
    ended = nightly(drop)

    assert ended.code == 0
    assert len([name for name in names(drop / "done") if name.endswith(".csv")]) == 2


def test_no_folder(tmp_path: Path) -> None:
    """A drop folder that is not there ends with 1."""
    assert nightly(tmp_path / "none").code == 1


def test_trouble_of_ours_is_no_failure_of_a_delivery(drop: Path) -> None:
    """Where the data folder cannot be one, deliveries stay, and the end is 1."""
    delivered(drop / "lost.csv", [STOLEN])
    (drop.parent / "data").write_text("in the way")
    ended = nightly(drop, "--json")

    assert ended.code == 1
    assert len(ended.json["trouble"]) == 1
    assert (drop / "lost.csv").exists()
