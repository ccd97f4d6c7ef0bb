"""From what was given about a person to who is looked up.

What somebody typed must hold water: a birth date that cannot be, a State nobody knows are
refused by field. What a machine read may be misread: it is looked up as far as it goes,
and said.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category

from msgspec import Struct, structs

from screening.errors import InvalidQuery, LimitExceeded, NoSuchRecord
from screening.index.keys import parsed_name, record_name
from screening.normalize import dates, states
from screening.queries import PersonQuery, Reading
from screening.records import Database

if TYPE_CHECKING:
    from screening.index.persons.question import PersonSearch

NAME_CHARS_MAX = 300
"""Of a name, or of one of its two parts."""
PLACE_CHARS_MAX = 200
EXCLUDED_MAX = 50
"""Records that one question may leave out."""
RECORD_NAME_CHARS_MAX = 1_024
SEXES = ("M", "F", "X")
NAMELESS = "persons: the zone holds no name that can be looked up"
_CHARS_MAX = {
    "full": NAME_CHARS_MAX,
    "primary": NAME_CHARS_MAX,
    "secondary": NAME_CHARS_MAX,
    "birth_place": PLACE_CHARS_MAX,
}
_UNPRINTED = ("Cc", "Cs")
"""Control characters, and halves of characters. Marks of direction may stay."""
_FARTHEST_AHEAD = timedelta(hours=14)
"""Of UTC: where today's date is the latest."""


class Person(Struct, frozen=True):
    """A person made comparable."""

    search: "PersonSearch"
    question: dict[str, object]
    """What is asked, for the journal."""
    excluded: frozenset[str] = frozenset()


class Read(NamedTuple):
    """What a zone says of a person: nobody, where it holds no name."""

    person: Person | None
    gaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def typed_person(query: PersonQuery, now: datetime) -> Person:
    """Return *query* made comparable; `InvalidQuery` or `LimitExceeded` by field."""
    check_person(query, now)
    if not (query.full or query.primary or query.secondary):
        raise InvalidQuery(
            field="full",
            reason="no name is given",
            cure="give the name in full, or in its parts",
        )
    return _person(query)


def check_person(query: PersonQuery, now: datetime) -> None:
    """Raise `InvalidQuery` or `LimitExceeded` for a field that holds no water.

    >>> from datetime import UTC
    >>> born = PersonQuery(full="Anna Eriksson", birth_date="1974-02-30")
    >>> check_person(born, datetime(2026, 11, 25, tzinfo=UTC))
    Traceback (most recent call last):
    screening.errors.InvalidQuery: birth_date: is no date; write it as 1974-08-12, 1974-08 or 1974
    """
    for field, maximum in _CHARS_MAX.items():
        _check_text(getattr(query, field) or "", field, maximum)
    if query.full and (query.primary or query.secondary):
        raise InvalidQuery(
            field="full",
            reason="is given beside the parts of a name",
            cure="give the name in full, or in its parts",
        )
    if query.birth_date:
        _check_birth_date(query.birth_date, now)
    if query.nationality:
        states.require_known(query.nationality, field="nationality")
    if query.sex and query.sex not in SEXES:
        raise InvalidQuery(
            field="sex", reason="is none of M, F, X", cure="leave it empty"
        )


def read_person(reading: Reading, exclude_records: Sequence[str]) -> Read:
    """Return whom the zone names; what is unreadable beside the name is left out."""
    fields = reading.fields
    nationality, sex = fields["nationality"], fields["sex"]
    query = PersonQuery(
        primary=fields["primary_identifier"] or None,
        secondary=fields["secondary_identifier"] or None,
        name_truncated=reading.name_truncated,
        from_zone=True,
        birth_date=reading.birth_date,
        nationality=nationality if states.is_known(nationality) else None,
        sex=sex if sex in SEXES else None,
        exclude_records=tuple(exclude_records),
    )
    try:
        person = _person(query)
    except InvalidQuery as error:
        if error.field == "exclude_records":
            raise
        return Read(None, gaps=(NAMELESS,))
    return Read(person, notes=_doubts(reading))


def _check_birth_date(text: str, now: datetime) -> None:
    """Raise `InvalidQuery` unless somebody may be born then."""
    if not dates.is_partial_date(text):
        raise InvalidQuery(
            field="birth_date",
            reason="is no date",
            cure="write it as 1974-08-12, 1974-08 or 1974",
        )
    latest: date = (now + _FARTHEST_AHEAD).date()
    if text > latest.isoformat()[: len(text)]:
        raise InvalidQuery(
            field="birth_date", reason="lies in the future", cure="read the date again"
        )


def _doubts(reading: Reading) -> tuple[str, ...]:
    if reading.birth_date is None and reading.fields["birth_date"].strip("<"):
        return ("birth_date: it cannot be read, so it was compared with nobody's",)
    if reading.check_digits.get("birth_date") is False:
        return ("birth_date: its check digit fails; it was compared all the same",)
    return ()


def _person(query: PersonQuery) -> Person:
    # Its compiled loops take a second to come: only who holds persons waits for them.
    from screening.index.persons.lookup import person_search  # noqa: PLC0415

    excluded = frozenset(map(_excluded, _bounded(query.exclude_records)))
    asked = structs.asdict(query)
    question = {name: value for name, value in asked.items() if value}
    return Person(person_search(query), question, excluded)


def _bounded(names: Sequence[str]) -> Sequence[str]:
    if len(names) > EXCLUDED_MAX:
        raise LimitExceeded(
            field="exclude_records", actual=len(names), maximum=EXCLUDED_MAX
        )
    return names


def _excluded(name: str) -> str:
    """Return the public name as hits have it: however it is quoted."""
    if len(name) > RECORD_NAME_CHARS_MAX:
        raise LimitExceeded(
            field="exclude_records", actual=len(name), maximum=RECORD_NAME_CHARS_MAX
        )
    try:
        feed, database, parts = parsed_name(name)
    except NoSuchRecord:
        database, parts = "", []
    if database != Database.PERSONS:
        raise InvalidQuery(
            field="exclude_records",
            reason="holds what is no name of a person's record",
            cure="give names as hits have them: feeds/FEED/persons/OWNER.RECORD",
        )
    return record_name(feed, Database.PERSONS, *parts)


def _check_text(text: str, field: str, maximum: int) -> None:
    if len(text) > maximum:
        raise LimitExceeded(field=field, actual=len(text), maximum=maximum)
    if not text.isprintable() and any(category(char) in _UNPRINTED for char in text):
        raise InvalidQuery(
            field=field,
            reason="holds a control character",
            cure="send the characters as printed",
        )
