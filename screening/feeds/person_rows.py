"""Rows of persons as they are delivered, before anything in them is believed.

Persons are nested, so they are objects, not columns: every format is read into these.
The keys are those of the feed contract (Persons).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import msgspec

from screening.feeds.rows import BadRow
from screening.records import PersonRecord

YEARS = {"from_year": "from", "to_year": "to"}
"""Keys that are no names in Python."""


class NameRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One name: in full, or in its two parts."""

    kind: str | None = None
    full: str | None = None
    primary: str | None = None
    secondary: str | None = None


class BirthRow(
    msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, rename=YEARS
):
    """One birth: a date, or years from and to."""

    date: str | None = None
    from_year: int | str | None = None
    to_year: int | str | None = None
    about: bool | None = None


class DocumentRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One document that the person holds."""

    number: str | None = None
    type: str | None = None
    issuing_state: str | None = None


class PersonRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One person, in a snapshot."""

    record_id: str | None = None
    owner: str | None = None
    notice: str | None = None
    names: list[NameRow] | None = None
    births: list[BirthRow] | None = None
    sex: str | None = None
    nationalities: list[str] | None = None
    birth_place: str | None = None
    documents: list[DocumentRow] | None = None
    purpose: str | None = None
    cautions: str | None = None
    review_date: str | None = None
    remarks: str | None = None
    state: str | None = None
    not_visible_to: str | None = None
    handling: str | None = None
    confidentiality: str | None = None


class PersonChangeRow(PersonRow):
    """One person, in a delta."""

    op: str | None = None


@dataclass(frozen=True, slots=True)
class ReadPerson:
    """One row that could be read. *text* is how it was delivered, or as good as that."""

    line: int
    row: PersonRow
    text: bytes


@dataclass(frozen=True, slots=True)
class GoodPerson:
    """One row that goes in: a record to be put, or the name of one to withdraw."""

    line: int
    record_id: str
    owner: str
    record: PersonRecord | None


class PersonSource(Protocol):
    """One delivered file of persons, in whatever format: read once, from start to end."""

    def rows(self) -> Iterator[ReadPerson | BadRow]:
        """Yield all rows in the order of the file. Raises `FeedRefused`."""

    def as_of(self) -> str | None:
        """Return when the list was true, where it says so; known once it is read."""

    def notes(self) -> list[str]:
        """Return what the report says of the file besides; known once it is read."""

    def warnings(self) -> list[str]:
        """Return what the report warns of besides; known once it is read."""
