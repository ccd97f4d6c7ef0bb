"""Changes since a revision go into the generation being served, one revision on.

A delta follows the revision held or is refused, changing nothing. Its changes count in
the order of the rows, so the last one for a record wins; all of them become visible
together, in one transaction.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from screening.errors import RevisionGap
from screening.feeds.columns import LINE, OP, PUT, WITHDRAW
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
from screening.feeds.validate import Rules, rules_of
from screening.index import vehicles
from screening.index.document_columns import DocumentColumns
from screening.records import (
    Database,
    VehicleRecord,
    VehicleStatus,
)
from screening.storage import writer
from screening.storage.state import State
from screening.storage.writer import Replacement

Row = Mapping[str, str | None]
_ROWS_AT_ONCE = 1 << 16


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
        intake = Intake(delivered, delivery, _rules(delivery, held), rejects)
        return _applied(delivery, delivered, intake, held)


def _applied(
    delivery: Delivery, delivered: DeliveredFile, intake: Intake, held: State
) -> Report:
    revision = _revision(delivery, held)
    frames = list(intake.good_rows())
    refuse_too_many_series(held.intervals + _series(frames), file=delivered.path)
    intake.prove()
    rejects_file = intake.rejects.keep()
    intake.tell("applying")
    changes = _Changes(frames, Database(held.database))
    applied = writer.apply(
        delivery.folder,
        changes,
        revision=revision,
        as_of=_as_of(delivery, intake, held),
        vouched=delivery.manifest is not None,
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


def _rules(delivery: Delivery, held: State) -> Rules:
    said = delivery.manifest is not None and delivery.manifest.foreign_documents
    return rules_of(
        Database(held.database),
        delta=True,
        foreign_documents=said or held.foreign_documents,
        now=delivery.around.now(),
    )


def _as_of(delivery: Delivery, intake: Intake, held: State) -> str:
    """Return when the data is true now: never earlier by the mere time of a file."""
    said = intake.as_of()
    if delivery.manifest is None:
        return max(said, held.as_of, key=datetime.fromisoformat)
    return said


def _series(frames: Sequence[pl.DataFrame]) -> int:
    """Return how many series are put."""
    is_series = (pl.col(OP) == PUT) & pl.col("number_to").is_not_null()
    return sum(
        int(frame.select(is_series.sum()).item())
        for frame in frames
        if "number_to" in frame.columns
    )


class _Changes:
    """The changes of a delta in the order of its rows, made as they are asked for.

    As columns a row takes some 300 bytes of memory, as a change twice as much again: so
    only some of them are changes at any time.
    """

    def __init__(self, frames: Sequence[pl.DataFrame], database: Database) -> None:
        self._frames = frames
        self._database = database
        self._names: set[int] = set()

    def names(self) -> int:
        """Return how many records the changes so far named."""
        return len(self._names)

    def __iter__(self) -> Iterator[Replacement]:
        columns = DocumentColumns()
        for frame in self._frames:
            for some in frame.iter_slices(_ROWS_AT_ONCE):
                if self._database is Database.DOCUMENTS:
                    made = columns.changes(some, withdrawn=some[OP] == WITHDRAW)
                else:
                    made = map(_vehicle_change, _rows(some))
                for change in made:
                    self._names.add(hash((change.name, change.remove)))
                    yield change


def _rows(frame: pl.DataFrame) -> Iterator[Row]:
    return frame.drop(LINE).iter_rows(named=True)


def _vehicle_change(row: Row) -> Replacement:
    fields = _fields(row)
    if row[OP] == WITHDRAW:
        return vehicles.withdrawal(owner=fields["owner"], record_id=fields["record_id"])
    status = VehicleStatus(fields.pop("status"))
    return vehicles.replacement(VehicleRecord(status=status, **fields))


def _fields(row: Row) -> dict[str, str]:
    """Return what is there of a row, besides what is to be done with it."""
    return {name: text for name, text in row.items() if text is not None and name != OP}
