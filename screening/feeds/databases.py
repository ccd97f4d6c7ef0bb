"""Which reader, filer and changes belong to which database.

Those of persons are imported where they are wanted: compiled loops come with them, and
documents need none.
"""

from typing import Any

from screening.errors import FeedRefused
from screening.feeds.changes import Changes, TableChanges
from screening.feeds.delivery import Delivery
from screening.feeds.files import DeliveredFile, FileFormat, file_format
from screening.feeds.filing import Filer
from screening.feeds.formats import OUTSIDE
from screening.feeds.formats.around import Around
from screening.feeds.person_rows import PersonSource
from screening.feeds.rows import Reading
from screening.feeds.tables import TableFiler, TableReading
from screening.feeds.validate import latest_day, rules_of
from screening.records import Database


def reading_of(
    delivered: DeliveredFile,
    delivery: Delivery,
    database: Database,
    *,
    delta: bool,
    foreign_documents: bool,
) -> Reading[Any]:
    """Return what reads and judges *delivered*, rows of *database*."""
    if database is Database.PERSONS:
        return _persons(delivered, delivery, delta=delta)
    now, named = delivery.around.now(), delivery.around.options.file_format
    rules = rules_of(
        database, delta=delta, foreign_documents=foreign_documents, now=now
    )
    return TableReading(delivered, rules, named=named)


def filer_of(database: Database) -> Filer[Any]:
    """Return what files good rows of *database* in a new generation."""
    if database is Database.PERSONS:
        from screening.feeds.persons import PersonFiler  # noqa: PLC0415

        return PersonFiler()
    return TableFiler(database)


def changes_of(database: Database) -> Changes[Any]:
    """Return what makes changes of good rows of *database*."""
    if database is Database.PERSONS:
        from screening.feeds.persons import PersonChanges  # noqa: PLC0415

        return PersonChanges()
    return TableChanges(database)


def _persons(
    delivered: DeliveredFile, delivery: Delivery, *, delta: bool
) -> Reading[Any]:
    from screening.feeds.person_rules import PersonRules  # noqa: PLC0415
    from screening.feeds.persons import PersonReading  # noqa: PLC0415

    today = latest_day(delivery.around.now())
    source = _source(delivered, delivery, delta=delta, today=today)
    return PersonReading(source, PersonRules(delta=delta, today=today))


def _source(
    delivered: DeliveredFile, delivery: Delivery, *, delta: bool, today: str
) -> PersonSource:
    """Return what knows the format. Raises `FeedRefused` for one without lists."""
    from screening.feeds.person_lines import PersonLines  # noqa: PLC0415

    file = delivered.path
    kind, compression = file_format(file, delivery.around.options.file_format)
    if kind is FileFormat.JSONL:
        return PersonLines(delivered.content(compression), delta=delta)
    if kind not in OUTSIDE:
        raise FeedRefused(
            file=file,
            reason=f"persons have lists of names, and {kind.upper()} has none",
            cure="deliver JSON Lines (.jsonl, also with .gz or .zst)",
        )
    around = Around(file=file, scratch=delivery.folder.path, today=today)
    return OUTSIDE[kind].source(delivered.content(compression), around)
