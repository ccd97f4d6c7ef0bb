"""A new edition of a whole list of persons, applied as what it changes in the one served.

Outside lists come whole. What they say is compared with what is served, person by person
and byte by byte: those that are new or different are put, those that are gone withdrawn,
all in one delta.
"""

from collections.abc import Iterator

from xxhash import xxh3_64_intdigest

from screening.feeds.persons import Persons
from screening.index.keys import FIELD, TAIL
from screening.index.persons import filing
from screening.index.persons.codec import decode_person
from screening.index.persons.segments import SegmentBuilder
from screening.storage.table import ENTRIES
from screening.storage.view import View
from screening.storage.writer import Replacement

_TAIL = TAIL.encode()
_RECORDS = filing.record_key("")[:1]
"""With it begin the keys of records, before all others."""


def served(view: View) -> dict[bytes, int]:
    """Return the names of all persons served, each with a hash of the record."""
    found = {}
    for key, value in view.everything(ENTRIES):
        if not key.startswith(_RECORDS):
            break
        found[key.partition(_TAIL)[2]] = xxh3_64_intdigest(value)
    return found


class EditionChanges:
    """What an edition changes. A person who is as before costs a hash and a name."""

    def __init__(self, held: dict[bytes, int]) -> None:
        self._held = held
        self._seen: set[bytes] = set()
        self._puts: dict[bytes, Replacement] = {}

    def add(self, rows: Persons) -> None:
        """Take *rows*, in the order of the file: the last of a name counts."""
        for row in rows:
            if row.record is None:
                continue
            change = filing.replacement(row.record)
            name = change.name or b""
            self._seen.add(name)
            self._puts.pop(name, None)
            if self._held.get(name) != xxh3_64_intdigest(change.entries[0][1]):
                self._puts[name] = change

    def series(self) -> int:
        """Return nothing: persons have none."""
        return 0

    def names(self) -> int:
        """Return how many persons the edition names."""
        return len(self._seen)

    def __iter__(self) -> Iterator[Replacement]:
        yield from self._puts.values()
        for name in self._gone():
            yield Replacement(name=name)

    def beside(self) -> SegmentBuilder | None:
        """Return the names of what is put, and whose are gone; None if nothing changed."""
        gone = self._gone()
        if not gone and not self._puts:
            return None
        names = SegmentBuilder()
        for change in self._puts.values():
            names.add(decode_person(change.entries[0][1]))
        for name in gone:
            owner, _, record_id = name.decode().partition(FIELD)
            names.withdraw(owner=owner, record_id=record_id)
        return names

    def as_text(self) -> str:
        """Return what the edition changes, in words."""
        put, gone = len(self._puts), len(self._gone())
        if not put and not gone:
            return f"nothing changed: the list says what is served, {len(self._held):,} records"
        new = len(self._puts.keys() - self._held.keys())
        return (
            f"compared with the {len(self._held):,} records served: {new:,} new, "
            f"{put - new:,} changed, {gone:,} gone, {len(self._seen) - put:,} as before"
        )

    def _gone(self) -> list[bytes]:
        return sorted(self._held.keys() - self._seen)
