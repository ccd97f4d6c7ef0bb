"""A delivery as it is announced: by its manifest, by the command line, or by both."""

import errno
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from screening.errors import DiskFull, FeedRefused
from screening.feeds.files import refuse_no_file
from screening.feeds.formats import OutsideFormat, outside_format
from screening.feeds.manifest import Manifest, is_feed_name, read_manifest
from screening.feeds.report import Progress
from screening.records import Database
from screening.storage.feed_folder import FeedFolder
from screening.storage.state import State

_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How strict a load or an apply is."""

    max_bad_percent: float = 1.0
    """More bad rows than this share, and nothing goes in."""
    allow_shrink: bool = False
    """Take a snapshot, or an outside list, of fewer than half the records served."""
    wait_s: float = 0.0
    """How long to wait for another writer of the feed."""
    file_format: str | None = None
    """One of `FileFormat`, where the file's name does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a load or an apply is given besides the file."""

    data: Path
    now: Callable[[], datetime]
    options: LoadOptions = field(default_factory=LoadOptions)
    progress: Callable[[Progress], None] | None = None
    begun_s: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is known of a delivery before a row of it is read."""

    file: Path
    kind: str
    feed: str
    database: Database | None
    """None: not said; that of the feed held counts."""
    manifest: Manifest | None
    around: Surroundings
    notes: tuple[str, ...] = ()
    """What was taken for granted, for the report."""

    @property
    def folder(self) -> FeedFolder:
        """Where the feed is kept."""
        return FeedFolder(self.around.data, self.feed)

    def refused(self, reason: str, cure: str = "") -> FeedRefused:
        """Return the error that says why the file is not taken."""
        return FeedRefused(file=self.file, reason=reason, cure=cure)


def announced(
    file: Path,
    around: Surroundings,
    *,
    kind: str,
    feed: str | None,
    database: str | None,
) -> Delivery:
    """Return what manifest and command line say of *file*; raises `FeedRefused`."""
    refuse_no_file(file)
    manifest = read_manifest(file, kind=kind, now=around.now())
    if manifest is not None:
        _refuse_contradiction(file, "feed", given=feed, said=manifest.feed)
        _refuse_contradiction(file, "database", given=database, said=manifest.database)
        feed, database = manifest.feed, manifest.database
    notes: tuple[str, ...] = ()
    outside = outside_format(file, around.options.file_format)
    if outside is not None:
        notes = _taken_for_granted(outside, feed)
        feed = feed or outside.feed
        database = _of_persons(file, database)
    if feed is None:
        reason = "it has no manifest, and no feed was named"
        cure = "give --feed NAME and --database NAME"
        raise FeedRefused(file=file, reason=reason, cure=cure)
    if not is_feed_name(feed):
        cure = "use a-z, 0-9 and -, at most 63 characters"
        raise FeedRefused(file=file, reason=f"{feed!r} names no feed", cure=cure)
    return Delivery(
        file=file,
        kind=kind,
        feed=feed,
        database=None if database is None else _database(file, database),
        manifest=manifest,
        around=around,
        notes=notes,
    )


def _taken_for_granted(outside: OutsideFormat, feed: str | None) -> tuple[str, ...]:
    if feed is not None:
        return ()
    return (f"feed {outside.feed}: named after the format, as no other name was given",)


def _of_persons(file: Path, database: str | None) -> str:
    if database in (None, Database.PERSONS):
        return Database.PERSONS
    reason = f"a list in this format is of persons, not of {database}"
    raise FeedRefused(file=file, reason=reason, cure="leave out --database")


@contextmanager
def locked(delivery: Delivery) -> Iterator[FeedFolder]:
    """Be the only writer of the feed, and let no error of the system pass unexplained.

    A folder of the feed that nothing was published in is gone afterwards, and so are
    those above it that were made for it: a mistyped name or path leaves nothing.
    Raises `AnotherWriter`, `DiskFull`, and `FeedRefused` where the system says no.
    """
    folder = delivery.folder
    missing: list[Path] = []
    try:
        missing += [path for path in folder.path.parents if not path.exists()]
        with folder.lock(delivery.around.options.wait_s):
            try:
                yield folder
            finally:
                folder.remove_unused()
    except OSError as error:
        path = error.filename or folder.path
        if error.errno in _FULL:
            raise DiskFull(path=path) from error
        reason = f"the system says: {(error.strerror or 'error').lower()}"
        raise FeedRefused(file=path, reason=reason) from error
    finally:
        _remove_empty(missing)


def _remove_empty(made: list[Path]) -> None:
    """Remove the folders that were made for the feed, where nothing came into them."""
    with suppress(OSError):
        for folder in made:
            folder.rmdir()


def rfc3339_of(time: datetime) -> str:
    """Return *time* in UTC, to the second."""
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def published_before(as_of: str, held: State | None) -> list[str]:
    """Return the warning that data *as_of* is older than what was *held*, if it is."""
    if held is None:
        return []
    if datetime.fromisoformat(as_of) >= datetime.fromisoformat(held.as_of):
        return []
    said = f"this is as of {as_of}, what was held as of {held.as_of}"
    return [f"published before the data held: {said}"]


def _refuse_contradiction(
    file: Path, what: str, *, given: str | None, said: str
) -> None:
    if given is not None and given != said:
        reason = f"the {what} given is {str(given)!r}, its manifest says {str(said)!r}"
        raise FeedRefused(file=file, reason=reason)


def _database(file: Path, name: str) -> Database:
    try:
        return Database(name)
    except ValueError:
        cure = f"there are {', '.join(Database)}"
        reason = f"{name!r} is no database"
        raise FeedRefused(file=file, reason=reason, cure=cure) from None
