"""A complete file becomes a new generation, published whole or not at all.

1. Manifest and command line say which feed; its folder is locked; a revision that does
   not grow is refused before a row is read.
2. The file is read in batches: validated, filed under its keys, put into sorted runs.
3. Checksum, count, share of bad rows and size are judged. Any doubt ends here.
4. The runs are merged into table and filter, sealed and proved.
5. What owners changed and the file does not contain is made again; then one rename
   publishes all of it.

Up to that rename the generation served before is untouched, whatever happens.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from screening import __version__
from screening.errors import Damaged
from screening.feeds.ahead import ahead
from screening.feeds.databases import filer_of, reading_of
from screening.feeds.delivery import (
    Delivery,
    LoadOptions,
    Surroundings,
    announced,
    locked,
    published_before,
)
from screening.feeds.files import DeliveredFile, opened
from screening.feeds.filing import Filing, refuse_too_many_series
from screening.feeds.intake import Intake
from screening.feeds.rejects import Rejects
from screening.feeds.replay import TakenOver, contained_in_snapshot, take_over
from screening.feeds.report import Progress, Report
from screening.feeds.volume import judge_volume
from screening.records import Database
from screening.storage.builder import Source
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter_upkeep import mended
from screening.storage.generation import Generation
from screening.storage.state import State


def load(  # noqa: PLR0913  # all that an operator can say, each by its name
    file: Path,
    *,
    data: Path,
    feed: str | None = None,
    database: str | None = None,
    options: LoadOptions | None = None,
    progress: Callable[[Progress], None] | None = None,
    now: Callable[[], datetime],
) -> Report:
    """Load the snapshot *file* into *data* and serve it.

    Raises `FeedRefused` (nothing changed, and why), `AnotherWriter`, `DiskFull`. When
    too many rows were bad, the rejects file is there to say which.
    """
    options = options or LoadOptions()
    around = Surroundings(data=data, now=now, options=options, progress=progress)
    delivery = announced(file, around, kind="snapshot", feed=feed, database=database)
    if delivery.database is None:
        reason = "it has no manifest, and no database was named"
        raise delivery.refused(reason, "give --database NAME")
    with locked(delivery), opened(file) as delivered, Rejects(file) as rejects:
        return _Load(delivery, delivery.database, delivered, rejects).run()


class _Load:
    """One load, under the lock of its feed."""

    def __init__(
        self,
        delivery: Delivery,
        database: Database,
        delivered: DeliveredFile,
        rejects: Rejects,
    ) -> None:
        self._delivery = delivery
        self._database = database
        self._rejects = rejects
        self._warnings: list[str] = []
        self._held = self._what_is_held()
        manifest = delivery.manifest
        reading = reading_of(
            delivered,
            delivery,
            database,
            delta=False,
            foreign_documents=bool(manifest and manifest.foreign_documents),
        )
        self._intake = Intake(delivered, delivery, reading, rejects)

    def run(self) -> Report:
        """Load, publish, and say what was done."""
        revision = self._revision()
        folder = self._delivery.folder
        with folder.builder() as builder:
            with closing(Filing(filer_of(self._database), builder)) as filing:
                self._read_into(filing)
                sha256 = self._intake.prove()
                duplicates = filing.duplicates()
                self._warnings += judge_volume(
                    self._delivery,
                    rows=self._intake.rows,
                    records=self._intake.accepted - duplicates,
                    served=self._held.records if self._held else 0,
                )
                filing.build(lambda rows: self._intake.tell("building", rows=rows))
            state = self._state(revision, filing.records)
            rejects_file = self._rejects.keep()
            self._intake.tell("verifying")
            name = builder.seal(state, source=_source(self._delivery.file, sha256))
        taken = self._take_over(folder, name)
        self._intake.tell("publishing")
        folder.publish(name)
        return self._intake.report(
            taken.state if taken else state,
            generation=name,
            duplicates=duplicates,
            rejects_file=rejects_file,
            notes=taken.notes if taken else [],
            warnings=[
                *self._warnings,
                *(taken.warnings if taken else []),
                *published_before(state.as_of, self._held),
            ],
        )

    def _take_over(self, folder: FeedFolder, name: str) -> TakenOver | None:
        """Make again what owners changed and the snapshot does not contain, if anything."""
        held, manifest = self._held, self._delivery.manifest
        if held is None or not held.changed_at:
            return None
        now = self._delivery.around.now()
        is_contained = contained_in_snapshot(
            through=manifest.changes_through if manifest else None,
            published=datetime.fromisoformat(self._intake.as_of()),
        )
        self._intake.tell("applying")
        before = Generation(folder.path / self._held_name, with_series=False)
        try:
            return take_over(before, mended(folder, name), is_contained, now=now)
        except BaseException:
            folder.discard(name)
            raise

    def _read_into(self, filing: Filing[Any]) -> None:
        with closing(ahead(self._intake.good())) as good:
            for rows in good:
                filing.add(rows)
                refuse_too_many_series(filing.series(), file=self._delivery.file)

    def _what_is_held(self) -> State | None:
        """Return the state served now; one that cannot be read is only warned of."""
        folder = self._delivery.folder
        try:
            self._held_name = folder.current() or ""
            return folder.state()
        except Damaged as damage:
            self._warnings.append(
                f"the generation held cannot be read ({damage.reason}): this one is "
                f"compared with the one served in its place, if any; what owners changed "
                f"in the one that cannot be read is not made again"
            )
            self._held_name = folder.name_instead() or ""
            return folder.state_instead()

    def _revision(self) -> int:
        """Return the revision this load makes, or refuse."""
        held, manifest = self._held, self._delivery.manifest
        if held is not None and held.database != self._database:
            reason = f"feed {held.feed} holds {held.database}, not {self._database}"
            raise self._delivery.refused(reason, "give the feed another name")
        if held is None:
            return manifest.revision if manifest else 1
        if manifest is None:
            return held.revision + 1
        if manifest.revision <= held.delivered_revision:
            raise self._delivery.refused(
                f"its revision {manifest.revision} does not grow: revision "
                f"{held.delivered_revision} is served"
            )
        return max(manifest.revision, held.revision + 1)

    def _state(self, revision: int, records: int) -> State:
        manifest = self._delivery.manifest
        return State(
            feed=self._delivery.feed,
            database=self._database,
            uid="",
            revision=revision,
            as_of=self._intake.as_of(),
            records=records,
            filter_file="",
            fresh_for_hours=manifest.fresh_for_hours if manifest else None,
            publisher=manifest.publisher if manifest else None,
            foreign_documents=bool(manifest and manifest.foreign_documents),
            vouched=manifest is not None,
            delivered=self._delivered(),
            changed_at=self._held.changed_at if self._held else "",
        )

    def _delivered(self) -> int:
        """Return the publisher's own revision, 0 where it never differed from ours."""
        manifest, held = self._delivery.manifest, self._held
        if manifest is not None:
            return manifest.revision
        return held.delivered_revision + 1 if held else 0


def _source(file: Path, sha256: str) -> Source:
    return Source(name=file.name, sha256=sha256, software=f"screening {__version__}")
