"""The records that one view holds, in the order in which they lie there.

Documents lie in the order of their numbers, whoever filed them; vehicles and persons in
that of their owners. A place says where to go on, in a later view as well: nothing that
is there all the time is left out, or told twice.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from screening.index.codec import decode_document
from screening.index.keys import FIELD, TAIL
from screening.index.lookup import named
from screening.index.packing import NO_DATE
from screening.index.persons.codec import decode_person
from screening.index.persons.filing import RECORDS
from screening.records import Database, Record
from screening.storage.table import ENTRIES, INTERVALS, NAMES
from screening.storage.view import ALIAS, View

_FIELD, _TAIL = FIELD.encode(), TAIL.encode()
_REVIEW_DATE = slice(12, 15)
"""Where the value of a document has it: see `codec`."""
_NO_DATE = NO_DATE.encode()


class Held(NamedTuple):
    """One key that was looked at."""

    place: bytes
    record: Record | None
    """None: it is no record, or none that is wanted."""
    size_bytes: int
    """Of what is filed there: about what the record takes elsewhere."""


def beyond(place: bytes) -> bytes:
    """Return where to go on behind *place*: a NUL would still be within its line."""
    return place + b"\1"


class _Range(NamedTuple):
    """Keys of one database of the table, and how records are read of them."""

    letter: bytes
    database: bytes
    prefix: bytes
    read: Callable[[View, bytes, bytes], Record | None]


def held_records(
    view: View, *, start: bytes = b"", owner: str | None = None, dated: bool = False
) -> Iterator[Held]:
    """Yield every key of a record from the place *start* on, with the record if wanted.

    Wanted are those of *owner* (as it is filed; None is everybody), and if *dated* those
    that may have a review date.
    """
    letter, key = start[:1], start[1:]
    for each in _ranges(Database(view.state.database), owner):
        if each.letter < letter:
            continue
        begin = max(key if each.letter == letter else b"", each.prefix)
        for found, value in view.onward(each.database, begin):
            if not found.startswith(each.prefix):
                break
            is_wanted = _is_wanted(view, found, value, owner, dated=dated)
            record = each.read(view, found, value) if is_wanted else None
            yield Held(each.letter + found, record, len(found) + len(value))


def _ranges(database: Database, owner: str | None) -> tuple[_Range, ...]:
    of = b"" if owner is None else f"{owner}{FIELD}".encode()
    match database:
        case Database.DOCUMENTS:
            return (
                _Range(b"e", ENTRIES, b"", _document),
                _Range(b"i", INTERVALS, b"", _series),
            )
        case Database.VEHICLES:
            return (_Range(b"n", NAMES, of, _vehicle),)
        case Database.PERSONS:
            return (_Range(b"e", ENTRIES, RECORDS + of, _person),)


def _is_wanted(
    view: View, key: bytes, value: bytes, owner: str | None, *, dated: bool
) -> bool:
    """Whether a record is worth decoding; of aliases, which say it again, none is."""
    if view.state.database != Database.DOCUMENTS:
        return True
    tail = key[key.rindex(_TAIL) + 1 :]
    if owner is not None and not tail.startswith(owner.encode() + _FIELD):
        return False
    return not dated or value[_REVIEW_DATE] != _NO_DATE or _TAIL in value


def _document(_view: View, key: bytes, value: bytes) -> Record | None:
    tail = key[key.rindex(_TAIL) + 1 :]
    return None if tail.startswith(ALIAS) else decode_document(key, value)


def _series(_view: View, key: bytes, value: bytes) -> Record:
    return decode_document(key, value.partition(_TAIL)[2])


def _vehicle(view: View, key: bytes, _value: bytes) -> Record | None:
    return named(view, key.decode().split(FIELD))


def _person(_view: View, _key: bytes, value: bytes) -> Record:
    return decode_person(value)
