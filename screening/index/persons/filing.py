"""Persons, filed under their reference, and under each document tied to them.

The entry under the reference holds the record; an entry under a document's number and
State, the same key that a document of its own would have, leads there. A document whose
State the owner did not say is filed under its number with no State. The names of a person
are in segments beside the table: see `segments`.
"""

from collections.abc import Iterator

from screening.index.documents import filing_key
from screening.index.keys import FIELD, TAIL, entry_key, tail
from screening.index.persons.codec import encode_person
from screening.normalize.documents import NUMBER_ALIAS_LENGTH, document_number
from screening.normalize.states import issuing_state
from screening.records import PersonDocument, PersonRecord
from screening.storage.writer import Replacement

NAME_PARTS = ("owner", "record_id")
"""What names a record in public, in this order."""
TIED = b"T"
"""The value of an entry that leads from a document to its holder."""
_RECORD = "\x1c"
"""Begins the filing key of a record: no document number does."""
RECORDS = f"{_RECORD}{FIELD}".encode()
"""Begin the keys of all records, by owner and reference."""


def record_key(of: str) -> bytes:
    """Return the key of the entry that holds the record *of* (owner ␟ reference)."""
    return entry_key(f"{_RECORD}{FIELD}{of}".encode(), of)


def tied_keys(document: PersonDocument) -> Iterator[bytes]:
    """Yield the filing keys of a document tied to a person.

    Beyond nine characters, its first nine too: visas and some feeds stop there.
    """
    number = document_number(document.number)
    state = issuing_state(document.issuing_state or "")
    if number:
        yield filing_key(number, state)
    if len(number) > NUMBER_ALIAS_LENGTH:
        yield filing_key(number[:NUMBER_ALIAS_LENGTH], state)


def filing_keys(record: PersonRecord) -> Iterator[bytes]:
    """Yield the keys *record* is filed under, each once."""
    yield record_key(tail(*name_parts(record))).partition(TAIL.encode())[0]
    tied = [key for document in record.documents for key in tied_keys(document)]
    yield from dict.fromkeys(tied)


def entries(record: PersonRecord) -> tuple[tuple[bytes, bytes], ...]:
    """Return key and value of each entry of *record*: itself, then what leads to it."""
    of = tail(*name_parts(record))
    _, *tied = filing_keys(record)
    leading = [(entry_key(key, of), TIED) for key in tied]
    return ((record_key(of), encode_person(record)), *leading)


def replacement(record: PersonRecord) -> Replacement:
    """Return the change that files *record* in place of what is filed of it."""
    return Replacement(entries=entries(record), name=tail(*name_parts(record)).encode())


def withdrawal(*, owner: str, record_id: str) -> Replacement:
    """Return the change that takes out the record of that name."""
    return Replacement(name=tail(issuing_state(owner), record_id).encode())


def name_parts(record: PersonRecord) -> tuple[str, str]:
    """Return owner and reference: what names a record."""
    return issuing_state(record.owner), record.record_id
