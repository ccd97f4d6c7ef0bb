"""`load` and `apply`: how deliveries come in, one after the other."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Protocol

import typer

from screening.cli.exits import ExitCode, Interrupted
from screening.cli.options import AsJson, Data, Wait, data_folder
from screening.cli.progress import shown_progress
from screening.errors import ScreeningError
from screening.feeds.report import Progress, Report
from screening.records import Database

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="Delivered files, in order.")
]
FeedName = Annotated[
    str | None,
    typer.Option("--feed", metavar="FEED", help="Feed, for a file without manifest."),
]
DatabaseName = Annotated[
    Database | None,
    typer.Option(
        "--database",
        metavar="NAME",
        help="documents, vehicles or persons, for a file without manifest.",
    ),
]
FormatName = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help="csv, jsonl or parquet, where the name of the file does not tell; or of a "
        "public list of persons: un-consolidated (XML of the UN Security Council), "
        "followthemoney or ftm (OpenSanctions), interpol-notices.",
    ),
]
MaxBadPercent = Annotated[
    float,
    typer.Option(
        "--max-bad-percent",
        metavar="P",
        min=0,
        max=100,
        help="Refuse a delivery with more bad rows than this.",
    ),
]
AllowShrink = Annotated[
    bool,
    typer.Option(
        "--allow-shrink", help="Take a list of fewer than half the records served."
    ),
]


_NICENESS = 10
"""A tenth of the time of whoever answers questions, where both want the same processor."""


class Deliver(Protocol):
    """Takes in one delivered file."""

    def __call__(self, file: Path, *, progress: Callable[[Progress], None]) -> Report:
        """Return what came of *file*."""


def load(
    file: Files,
    *,
    data: Data = None,
    feed: FeedName = None,
    database: DatabaseName = None,
    file_format: FormatName = None,
    max_bad_percent: MaxBadPercent = 1.0,
    allow_shrink: AllowShrink = False,
    wait_s: Wait = 0.0,
    as_json: AsJson = False,
) -> int:
    """Load snapshots, and serve them.

    Each becomes a new generation of its feed, published whole or not at all. A manifest
    beside the file (FILE.manifest.json) says which feed it is of; without one give --feed
    and --database, or the --format of a public list, whose feed is called so. A refused delivery changes nothing, and those after it are not begun.
    With --json one report a line, in the order of the files. Runs at low priority, so
    that a service on the same machine goes first.
    """
    from screening.feeds import snapshot
    from screening.feeds.delivery import LoadOptions

    options = LoadOptions(
        max_bad_percent=max_bad_percent,
        allow_shrink=allow_shrink,
        wait_s=wait_s,
        file_format=file_format,
    )
    held = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, max(held, _NICENESS))
    deliver = _with_options(snapshot.load, data, feed, database, options)
    return _each(file, deliver, as_json=as_json)


def apply(
    file: Files,
    *,
    data: Data = None,
    feed: FeedName = None,
    database: DatabaseName = None,
    file_format: FormatName = None,
    max_bad_percent: MaxBadPercent = 1.0,
    allow_shrink: AllowShrink = False,
    wait_s: Wait = 0.0,
    as_json: AsJson = False,
) -> int:
    """Apply deltas, in the order given.

    They change the generation being served. A delta follows the revision held or is
    refused. With the --format of a public list, a new edition of it is compared with what
    is served, and what changed is applied. A refused file changes nothing, and those
    after it are not begun. With --json one report a line, in the order of the files.
    """
    from screening.feeds import delta
    from screening.feeds.delivery import LoadOptions

    options = LoadOptions(
        max_bad_percent=max_bad_percent,
        allow_shrink=allow_shrink,
        wait_s=wait_s,
        file_format=file_format,
    )
    deliver = _with_options(delta.apply, data, feed, database, options)
    return _each(file, deliver, as_json=as_json)


def _with_options(
    taken_in: Callable[..., Report],
    data: Path | None,
    feed: str | None,
    database: Database | None,
    options: object,
) -> Deliver:
    """Return *taken_in* of `feeds`, told all but the file and who watches."""
    return partial(
        taken_in,
        data=data_folder(data),
        feed=feed,
        database=database,
        options=options,
        now=_now,
    )


def _each(files: Sequence[Path], deliver: Deliver, *, as_json: bool) -> int:
    """Deliver *files* in order, up to the first that fails."""
    for at, file in enumerate(files):
        try:
            report = _watched(file, deliver)
        except (ScreeningError, Interrupted):
            _say_left(files[at + 1 :])
            raise
        if as_json:
            typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            typer.echo(("\n" if at else "") + report.as_text())
    return ExitCode.DONE


def _watched(file: Path, deliver: Deliver) -> Report:
    stage = ""

    def tell(step: Progress) -> None:
        nonlocal stage
        stage = step.stage
        watch(step)

    try:
        with shown_progress() as watch:
            return deliver(file, progress=tell)
    except KeyboardInterrupt as error:
        raise Interrupted(_left_behind(file, stage)) from error


def _left_behind(file: Path, stage: str) -> str:
    if stage == "publishing":
        return (
            f"interrupted while {file} was being published; "
            f"`screening status` says what is served"
        )
    return f"interrupted: nothing of {file} was published"


def _say_left(files: Sequence[Path]) -> None:
    if files:
        sys.stderr.write(f"not begun: {', '.join(map(str, files))}\n")


def _now() -> datetime:
    return datetime.now(UTC)
