"""The record of a person, by its name (owner ␟ reference)."""

from screening.index.persons.codec import decode_person
from screening.index.persons.filing import record_key
from screening.records import PersonRecord
from screening.storage.view import View


def person_named(view: View, of: str) -> PersonRecord | None:
    """Return the record of the person *of* (owner ␟ reference), None where there is none."""
    value = view.entry(record_key(of))
    return None if value is None else decode_person(value)
