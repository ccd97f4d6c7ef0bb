"""Takes in what publishers dropped: run it every night, or every few minutes.

    python tools/nightly.py DROP --data DATA
    python tools/nightly.py DROP --data DATA --settle 300 --json

Whole deliveries only (see `drop_folder`), each feed in the order of its revisions:
snapshots are loaded, deltas applied. Each leaves a report in DROP/reports and moves to
DROP/done, or with its reason to DROP/failed. A delta whose predecessor is not here yet
waits for it; whatever waits longer than `--overdue` counts as failed. Ends with 1 when
anything failed. `tools/systemd` has a unit and a timer; for cron:

    15 2 * * *  screening  python tools/nightly.py /srv/drop --data /srv/data
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a script

from screening.errors import AnotherWriter, FeedRefused, RevisionGap, ScreeningError
from screening.feeds import delta, snapshot
from screening.feeds.delivery import LoadOptions
from screening.feeds.report import Report
from screening.storage.feed_folder import FeedFolder
from tools.drop_folder import (
    DONE,
    FAILED,
    AlreadyRunning,
    Delivery,
    DropFolder,
    Waiting,
    changed_at,
)

WAITING = "waiting"
_SECONDS_AN_HOUR = 3_600


def main(arguments: list[str] | None = None) -> int:
    """Take in what is there; 1 where anything failed."""
    asked = _parser().parse_args(arguments)
    if not asked.drop.is_dir():
        print(f"nightly: {asked.drop} is no folder", file=sys.stderr)
        return 1
    drop = DropFolder(asked.drop, settle_s=asked.settle, now=utc_now)
    night = Night(
        drop,
        asked.data,
        options=LoadOptions(max_bad_percent=asked.max_bad_percent, wait_s=asked.wait),
        overdue_s=asked.overdue * _SECONDS_AN_HOUR,
        now=utc_now,
    )
    try:
        with drop.lock():
            night.run()
    except (AlreadyRunning, ScreeningError, OSError) as error:
        night.trouble.append(str(error))
    _tell(night, as_json=asked.json)
    return 1 if night.failed or night.trouble else 0


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Night:
    """One pass over a drop folder."""

    drop: DropFolder
    data: Path
    options: LoadOptions = field(kw_only=True)
    overdue_s: float = field(kw_only=True)
    now: Callable[[], datetime] = field(kw_only=True)
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    """What is wrong here, and no delivery's fault."""

    @property
    def failed(self) -> bool:
        """Whether any delivery failed."""
        return any(outcome["status"] == FAILED for outcome in self.outcomes)

    def run(self) -> None:
        """Take in every whole delivery, and say which others are awaited."""
        self.drop.mend()
        whole, waiting = self.drop.look()
        for delivery in whole:
            try:
                self._take(delivery)
            except ScreeningError as error:
                self.trouble.append(str(error))
                self._note(delivery.file, WAITING, "not its fault: see trouble")
        for each in waiting:
            self._wait(each)

    def _take(self, delivery: Delivery) -> None:
        """Take in one delivery; raises what is not the delivery's fault."""
        try:
            report = self._delivered(delivery)
        except AnotherWriter:
            raise
        except FeedRefused as refusal:
            self._refused(delivery, refusal)
        else:
            self._finish(delivery.file, DONE, "", report=report)

    def _refused(self, delivery: Delivery, refusal: FeedRefused) -> None:
        is_early = (
            isinstance(refusal, RevisionGap) and (refusal.base or 0) > refusal.held
        )
        if is_early:
            since = changed_at(delivery.file)
            self._wait(Waiting(file=delivery.file, reason=refusal.reason, since=since))
        elif self._is_held(delivery):
            # An earlier run ended between publishing it and moving the file.
            self._finish(delivery.file, DONE, "it was held already")
        else:
            self._finish(delivery.file, FAILED, str(refusal))

    def _delivered(self, delivery: Delivery) -> Report:
        deliver = snapshot.load if delivery.manifest.kind == "snapshot" else delta.apply
        return deliver(
            delivery.file, data=self.data, options=self.options, now=self.now
        )

    def _is_held(self, delivery: Delivery) -> bool:
        manifest = delivery.manifest
        state = FeedFolder(self.data, manifest.feed).state()
        return state is not None and (state.revision, state.as_of) == (
            manifest.revision,
            manifest.published_at,
        )

    def _wait(self, waiting: Waiting) -> None:
        waited_s = self.now().timestamp() - waiting.since
        if waited_s <= self.overdue_s:
            self._note(waiting.file, WAITING, waiting.reason)
            return
        hours = f"{waited_s / _SECONDS_AN_HOUR:,.0f} h"
        self._finish(
            waiting.file, FAILED, f"{waiting.reason}, after {hours} of waiting"
        )

    def _finish(
        self, file: Path, status: str, reason: str, *, report: Report | None = None
    ) -> None:
        outcome = self._note(file, status, reason, report=report)
        self.drop.finish(file, outcome)

    def _note(
        self, file: Path, status: str, reason: str, *, report: Report | None = None
    ) -> dict[str, Any]:
        outcome: dict[str, Any] = {"file": file.name, "status": status}
        if reason:
            outcome["reason"] = reason
        if report is not None:
            outcome["report"] = report.as_json()
        self.outcomes.append(outcome)
        return outcome


def _tell(night: Night, *, as_json: bool) -> None:
    if as_json:
        summary = {"outcomes": night.outcomes, "trouble": night.trouble}
        print(json.dumps(summary, ensure_ascii=False))
        return
    for outcome in night.outcomes:
        print(f"{outcome['status']:<8} {outcome['file']}: {_detail(outcome)}")
    for line in night.trouble:
        print(f"nightly: {line}", file=sys.stderr)


def _detail(outcome: dict[str, Any]) -> str:
    report = outcome.get("report")
    if report is None:
        return str(outcome["reason"])
    return (
        f"{report['feed']} revision {report['revision']}, "
        f"{report['accepted']:,} rows accepted, {report['rejected']:,} rejected"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("drop", type=Path, help="the folder that publishers drop deliveries into")
    add("--data", type=Path, required=True, help="the data folder")
    add(
        "--settle",
        type=float,
        default=60.0,
        metavar="S",
        help="leave what changed within so many seconds (%(default)s)",
    )
    add(
        "--overdue",
        type=float,
        default=24.0,
        metavar="H",
        help="what waits for longer has failed, in hours (%(default)s)",
    )
    add(
        "--max-bad-percent",
        type=float,
        default=1.0,
        metavar="P",
        help="refuse a delivery with more bad rows than this (%(default)s)",
    )
    add(
        "--wait",
        type=float,
        default=60.0,
        metavar="S",
        help="wait for another writer of a feed (%(default)s)",
    )
    add("--json", action="store_true", help="print one object for programs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
