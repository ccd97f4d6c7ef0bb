"""Changes since a revision go into the generation being served, one revision on.

A delta follows the revision held or is refused, changing nothing. Its changes count in
the order of the rows, so the last one for a record wins; all of them become visible
together, in one transaction. An outside list comes whole: what it changes is found here.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from screening.errors import RevisionGap
from screening.feeds.beside import beside_table
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
from screening.feeds.formats import outside_format
from screening.feeds.intake import Intake
from screening.feeds.rejects import Rejects
from screening.feeds.report import Progress, Report
from screening.feeds.rows import Reading
from screening.feeds.superseding import Superseding
from screening.feeds.volume import judge_volume
from screening.records import Database
from screening.storage import writer
from screening.storage.generation import Generation
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
    """Apply the delta *file*, or the edition of an outside list, to the feed it follows.

    Raises `RevisionGap` when it does not follow the revision held, `FeedRefused` for
    any other reason, `AnotherWriter`, `DiskFull`: nothing changed then.
    """
    options = options or LoadOptions()
    around = Surroundings(data=data, now=now, options=options, progress=progress)
    is_edition = outside_format(file, options.file_format) is not None
    kind = "snapshot" if is_edition else "delta"
    delivery = announced(file, around, kind=kind, feed=feed, database=database)
    with locked(delivery), opened(file) as delivered, Rejects(file) as rejects:
        held = _held(delivery)
        reading = _reading(delivered, delivery, held, delta=not is_edition)
        intake = Intake(delivered, delivery, reading, rejects)
        if is_edition:
            return _edition_applied(delivery, intake, held)
        changes = changes_of(Database(held.database))
        return _applied(delivery, intake, changes, held, judged=_not_judged)


def _edition_applied(delivery: Delivery, intake: Intake[Any], held: State) -> Report:
    from screening.feeds.editions import EditionChanges, served  # noqa: PLC0415

    with Generation(_served_in(delivery)).view() as view:
        changes = EditionChanges(served(view))

    def judged() -> Judgement:
        warnings = judge_volume(
            delivery, rows=intake.rows, records=changes.names(), served=held.records
        )
        return Judgement(warnings, [changes.as_text()])

    return _applied(delivery, intake, changes, held, judged=judged)


class Judgement(NamedTuple):
    """What is said of changes before they are made."""

    warnings: list[str]
    notes: list[str]


def _not_judged() -> Judgement:
    return Judgement([], [])


def _applied(
    delivery: Delivery,
    intake: Intake[Any],
    changes: Changes[Any],
    held: State,
    *,
    judged: Callable[[], Judgement],
) -> Report:
    revision = _revision(delivery, held)
    for rows in intake.good():
        changes.add(rows)
    refuse_too_many_series(held.intervals + changes.series(), file=delivery.file)
    intake.prove()
    found = judged()
    rejects_file = intake.rejects.keep()
    intake.tell("applying")
    segment, merged = beside_table(changes, _served_in(delivery))
    superseding = Superseding(changes, held, now=delivery.around.now())
    applied = writer.apply(
        delivery.folder,
        superseding,
        revision=revision,
        as_of=_as_of(intake, held),
        vouched=delivery.manifest is not None,
        segment=segment,
        merged=merged,
        delivered=_delivered(delivery, held),
        journalled=superseding.journalled,
    )
    return intake.report(
        applied.state,
        generation=delivery.folder.current() or "",
        duplicates=intake.accepted - changes.names(),
        rejects_file=rejects_file,
        warnings=[*found.warnings, *published_before(intake.as_of(), held)],
        notes=found.notes,
        applied=applied,
    )


def _served_in(delivery: Delivery) -> Path:
    return delivery.folder.path / (delivery.folder.current() or "")


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


def _delivered(delivery: Delivery, held: State) -> int:
    """Return the publisher's own revision that this delta makes, or refuse."""
    manifest, before = delivery.manifest, held.delivered_revision
    if manifest is None:
        return before + 1
    if manifest.revision <= before:
        raise delivery.refused(
            f"revision {manifest.revision} is applied already: revision {before} is held"
        )
    if manifest.kind == "delta" and manifest.base_revision != before:
        base = manifest.base_revision
        raise RevisionGap(file=delivery.file, base=base, held=before)
    return manifest.revision


def _revision(delivery: Delivery, held: State) -> int:
    """Return the revision this delta makes: its own, unless owners were ahead of it."""
    return max(_delivered(delivery, held), held.revision + 1)


def _reading(
    delivered: DeliveredFile, delivery: Delivery, held: State, *, delta: bool
) -> Reading[Any]:
    said = delivery.manifest is not None and delivery.manifest.foreign_documents
    return reading_of(
        delivered,
        delivery,
        Database(held.database),
        delta=delta,
        foreign_documents=said or held.foreign_documents,
    )


def _as_of(intake: Intake[Any], held: State) -> str:
    """Return when the data is true now: never earlier by the mere time of a file."""
    said = intake.as_of()
    if intake.says_when:
        return said
    return max(said, held.as_of, key=datetime.fromisoformat)
