"""Changes since a revision go into the generation being served, one revision on.

A delta follows the revision held or is refused, changing nothing. Its changes count in
the order of the rows, so the last one for a record wins; all of them become visible
together, in one transaction.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from screening.errors import RevisionGap
from screening.feeds.changes import Changes
from screening.feeds.databases import changes_of, reading_of
from screening.feeds.delivery import (
    Delivery,
    LoadOptions,
    Surroundings,
    announced,
    locked,
    published_before,
)
from screening.feeds.files import DeliveredFile, opened
from screening.feeds.filing import refuse_too_many_series
from screening.feeds.intake import Intake
from screening.feeds.rejects import Rejects
from screening.feeds.report import Progress, Report
from screening.feeds.rows import Reading
from screening.records import Database
from screening.storage import writer
from screening.storage.state import State


def apply(  # noqa: PLR0913  # all that an operator can say, each by its name
    file: Path,
    *,
    data: Path,
    feed: str | None = None,
    database: str | None = None,
    options: LoadOptions | None = None,
    progress: Callable[[Progress], None] | None = None,
    now: Callable[[], datetime],
) -> Report:
    """Apply the delta *file* to the feed it follows.

    Raises `RevisionGap` when it does not follow the revision held, `FeedRefused` for
    any other reason, `AnotherWriter`, `DiskFull`: nothing changed then.
    """
    options = options or LoadOptions()
    around = Surroundings(data=data, now=now, options=options, progress=progress)
    delivery = announced(file, around, kind="delta", feed=feed, database=database)
    with locked(delivery), opened(file) as delivered, Rejects(file) as rejects:
        held = _held(delivery)
        intake = Intake(
            delivered, delivery, _reading(delivered, delivery, held), rejects
        )
        changes = changes_of(Database(held.database))
        return _applied(delivery, intake, changes, held)


def _applied(
    delivery: Delivery, intake: Intake[Any], changes: Changes[Any], held: State
) -> Report:
    revision = _revision(delivery, held)
    for rows in intake.good():
        changes.add(rows)
    refuse_too_many_series(held.intervals + changes.series(), file=delivery.file)
    intake.prove()
    rejects_file = intake.rejects.keep()
    intake.tell("applying")
    applied = writer.apply(
        delivery.folder,
        changes,
        revision=revision,
        as_of=_as_of(delivery, intake, held),
        vouched=delivery.manifest is not None,
        segment=changes.segment(),
    )
    return intake.report(
        applied.state,
        generation=delivery.folder.current() or "",
        duplicates=intake.accepted - changes.names(),
        rejects_file=rejects_file,
        warnings=published_before(intake.as_of(), held),
        applied=applied,
    )


def _held(delivery: Delivery) -> State:
    """Return what is held of the feed, or refuse what cannot follow it."""
    held = delivery.folder.state()
    if held is None:
        reason = f"no snapshot of feed {delivery.feed} is held"
        raise delivery.refused(reason, "load one first")
    if delivery.database not in (None, held.database):
        reason = f"feed {held.feed} holds {held.database}, not {delivery.database}"
        raise delivery.refused(reason)
    return held


def _revision(delivery: Delivery, held: State) -> int:
    """Return the revision this delta makes, or refuse."""
    manifest = delivery.manifest
    if manifest is None:
        return held.revision + 1
    if manifest.revision <= held.revision:
        raise delivery.refused(
            f"revision {manifest.revision} is applied already: revision "
            f"{held.revision} is held"
        )
    if manifest.base_revision != held.revision:
        base = manifest.base_revision
        raise RevisionGap(file=delivery.file, base=base, held=held.revision)
    return manifest.revision


def _reading(delivered: DeliveredFile, delivery: Delivery, held: State) -> Reading[Any]:
    said = delivery.manifest is not None and delivery.manifest.foreign_documents
    return reading_of(
        delivered,
        delivery,
        Database(held.database),
        delta=True,
        foreign_documents=said or held.foreign_documents,
    )


def _as_of(delivery: Delivery, intake: Intake[Any], held: State) -> str:
    """Return when the data is true now: never earlier by the mere time of a file."""
    said = intake.as_of()
    if delivery.manifest is None:
        return max(said, held.as_of, key=datetime.fromisoformat)
    return said
