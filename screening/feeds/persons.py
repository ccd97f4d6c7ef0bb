"""Persons: rows as objects, from file to filing, in whatever format they are delivered."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from screening.feeds.person_rows import GoodPerson, PersonSource, ReadPerson
from screening.feeds.person_rules import Faulty, PersonRules
from screening.feeds.rows import BadRow, Judged, row_text
from screening.index.columns import Filed
from screening.index.person_columns import file_persons
from screening.index.persons import filing
from screening.index.persons.segments import SegmentBuilder
from screening.normalize.states import is_known
from screening.storage.segments import Arrays
from screening.storage.writer import Replacement

Persons = list[GoodPerson]
ROWS_AT_ONCE = 1_000
"""As objects a person takes some three kilobytes."""
BYTES_AT_ONCE = 4 << 20
"""Of text; no matter how much of it one row has, one batch has little more."""


class PersonReading:
    """Reads one file of persons, once."""

    def __init__(self, source: PersonSource, rules: PersonRules) -> None:
        self._source = source
        self._rules = rules

    def judged(self) -> Iterator[Judged[Persons]]:
        """Yield the rows that go in, in the order of the file."""
        for rows in _some_at_once(self._source.rows()):
            yield self._judge(rows)

    def _judge(self, rows: list[ReadPerson | BadRow]) -> Judged[Persons]:
        good: Persons = []
        bad: list[BadRow] = []
        unknown: Counter[str] = Counter()
        for row in rows:
            if isinstance(row, BadRow):
                bad.append(row)
                continue
            try:
                found = self._rules.judged(row)
            except Faulty as fault:
                text = row_text(row.text or msgspec.json.encode(row.row))
                bad.append(BadRow(row.line, fault.field, fault.reason, text))
            else:
                good.append(found)
                unknown.update(_unknown_states(found))
        return Judged(good, len(good), bad, unknown)

    def as_of(self) -> str | None:
        """Return when the list was true, where it says so."""
        return self._source.as_of()

    def notes(self) -> list[str]:
        """Return what was made of the file besides."""
        return self._source.notes()

    def warnings(self) -> list[str]:
        """Return what is to be warned of in the file besides."""
        return self._source.warnings()


def _some_at_once(
    rows: Iterator[ReadPerson | BadRow],
) -> Iterator[list[ReadPerson | BadRow]]:
    some: list[ReadPerson | BadRow] = []
    held = 0
    for row in rows:
        some.append(row)
        held += len(row.row) if isinstance(row, BadRow) else len(row.text)
        if len(some) == ROWS_AT_ONCE or held >= BYTES_AT_ONCE:
            yield some
            some, held = [], 0
    if some:
        yield some


def _unknown_states(person: GoodPerson) -> set[str]:
    """Return the State codes of one person that nobody has assigned."""
    codes = {person.owner}
    if person.record is not None:
        codes.update(person.record.nationalities)
        codes.update(each.issuing_state or "" for each in person.record.documents)
    return {code for code in codes if code and not is_known(code)}


class PersonFiler:
    """Files persons: in the table, and their names beside it."""

    def __init__(self) -> None:
        self._names = SegmentBuilder()

    def file(self, rows: Persons) -> Iterator[Filed]:
        """Yield *rows*, all to be put, as they are filed."""
        records = [(row.line, row.record) for row in rows if row.record is not None]
        for _, record in records:
            self._names.add(record)
        if records:
            yield file_persons(records)

    def segment(self) -> Arrays:
        """Return the names of all that was filed."""
        return self._names.arrays()


class PersonChanges:
    """The changes of a delta of persons: a kilobyte of memory for each."""

    def __init__(self) -> None:
        self._changes: list[Replacement] = []
        self._names = SegmentBuilder()

    def add(self, rows: Persons) -> None:
        """Take *rows*, in the order of the file."""
        for row in rows:
            if row.record is not None:
                self._names.add(row.record)
                self._changes.append(filing.replacement(row.record))
            else:
                named = {"owner": row.owner, "record_id": row.record_id}
                self._names.withdraw(**named)
                self._changes.append(filing.withdrawal(**named))

    def series(self) -> int:
        """Return nothing: persons have none."""
        return 0

    def __iter__(self) -> Iterator[Replacement]:
        return iter(self._changes)

    def names(self) -> int:
        """Return how many persons are named."""
        return len({change.name for change in self._changes})

    def beside(self) -> SegmentBuilder:
        """Return the names that the changes leave, and whose are to be forgotten."""
        return self._names
