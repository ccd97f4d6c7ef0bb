"""Changes that come as JSON objects in memory, judged by the rules of delivered files."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from screening.feeds.columns import columns_of
from screening.feeds.jsonl_blocks import JsonRows
from screening.feeds.rows import Judged
from screening.feeds.tables import judged_batch
from screening.feeds.validate import latest_day, rules_of
from screening.records import Database

_Judged = Callable[[bytes], Iterator[Judged[Any]]]


class LineJudge:
    """Judges the changes of one database, on one day."""

    def __init__(
        self, database: Database, *, foreign_documents: bool, now: datetime
    ) -> None:
        self.day = latest_day(now)
        self._judged = (
            _persons(self.day)
            if database is Database.PERSONS
            else _tables(database, foreign_documents=foreign_documents, now=now)
        )

    def judged(self, rows: Sequence[bytes]) -> Iterator[Judged[Any]]:
        """Yield what goes in of *rows* and what does not; their `line` counts from 1."""
        return self._judged(b"\n".join([*rows, b""]))


def _tables(database: Database, *, foreign_documents: bool, now: datetime) -> _Judged:
    columns = columns_of(database, delta=True)
    rules = rules_of(database, delta=True, foreign_documents=foreign_documents, now=now)
    read = JsonRows(columns).rows

    def judged(content: bytes) -> Iterator[Judged[Any]]:
        for batch in read([content]):
            yield judged_batch(batch, rules, columns)

    return judged


def _persons(day: str) -> _Judged:
    # Compiled loops come with persons, and documents need none.
    from screening.feeds.person_lines import PersonLines  # noqa: PLC0415
    from screening.feeds.person_rules import PersonRules  # noqa: PLC0415
    from screening.feeds.persons import PersonReading  # noqa: PLC0415

    rules = PersonRules(delta=True, today=day)

    def judged(content: bytes) -> Iterator[Judged[Any]]:
        return PersonReading(PersonLines([content], delta=True), rules).judged()

    return judged
