"""The rules for rows of persons (feed contract, Persons): from row to record, or why not.

The first fault of a row is told, in the order of the contract, with the way to the field
that has it (`names[2].full`), and never with its value.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from screening.feeds import limit_rules
from screening.feeds.checks import (
    CONTROL,
    IN_THE_FUTURE,
    NO_CHARACTER,
    REQUIRED,
    TOO_LONG_FOR_A_KEY,
    full_date,
    longer_than,
    past_date,
    state_code,
)
from screening.feeds.columns import PUT, WITHDRAW
from screening.feeds.person_rows import (
    BirthRow,
    DocumentRow,
    GoodPerson,
    NameRow,
    PersonChangeRow,
    PersonRow,
    ReadPerson,
)
from screening.feeds.validate_documents import (
    NUMBER_CHARS_MAX,
    RECORD_ID_CHARS_MAX,
    REMARKS_CHARS_MAX,
    document_type,
    owner_code,
)
from screening.normalize.dates import YEARS
from screening.normalize.documents import document_number
from screening.normalize.persons.forms import forms
from screening.records import (
    Birth,
    NameKind,
    Notice,
    NoticeState,
    PersonDocument,
    PersonName,
    PersonRecord,
)

NAMES_MAX = 1_000
NAME_CHARS_MAX = 300
NAMES_CHARS_MAX = 1 << 17
"""Of all names of one person together."""
BIRTHS_MAX = 100
NATIONALITIES_MAX = 100
DOCUMENTS_MAX = 200
PLACE_CHARS_MAX = 200
TEXT_CHARS_MAX = REMARKS_CHARS_MAX

NOT_A_WORD = "not one of the words"
NOT_A_SEX = "none of M, F and X"
NOT_A_YEAR = f"not a year from {YEARS.start} on"
NO_NAME = "neither full nor primary"
TWO_NAMES = "full and its parts: one or the other"
NO_NAME_COMPARES = "no name of which anything is left to compare"
NO_BIRTH = "neither date nor from"
TWO_BIRTHS = "date and years: one or the other"
BEFORE_FROM = "before from"
TOO_LONG_TOGETHER = f"longer than {NAMES_CHARS_MAX} characters together"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_YEAR = re.compile(r"[0-9]{4}")
_PLAIN_NAME = re.compile(r"[A-Za-z]{2}")
"""Of two letters in a row something is always left."""
_SEXES = {
    "M": "M",
    "MALE": "M",
    "F": "F",
    "FEMALE": "F",
    "X": "X",
    "U": None,
    "UNKNOWN": None,
}
_WORD = TypeVar("_WORD", Notice, NoticeState, NameKind)
_ROW = TypeVar("_ROW", NameRow, BirthRow, DocumentRow)


class Faulty(Exception):
    """A row does not go in: *field* says where, *reason* why.

    Caught where rows are judged; it never leaves the loader.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class PersonRules:
    """What rows of persons are judged by, on one day."""

    def __init__(self, *, delta: bool, today: str) -> None:
        """*today* is the latest date that is not in the future."""
        self._delta = delta
        self._past = past_date(today)
        self._this_year = int(today[:4])

    def judged(self, read: ReadPerson) -> GoodPerson:
        """Return what goes in of a row, or raise `Faulty`."""
        row = read.row
        if self._delta and _op(row) == WITHDRAW:
            return GoodPerson(read.line, _record_id(row), _owner(row), None)
        record = self.record(row)
        return GoodPerson(read.line, record.record_id, record.owner, record)

    def record(self, row: PersonRow) -> PersonRecord:
        """Return the record that *row* says, or raise `Faulty`."""
        return PersonRecord(
            record_id=_record_id(row),
            owner=_owner(row),
            notice=_word(Notice, "notice", _required("notice", row.notice)),
            names=tuple(_names(row.names or [])),
            births=tuple(
                self.birth(at, each)
                for at, each in _each("births", row.births or [], BIRTHS_MAX)
            ),
            sex=_sex(row.sex),
            nationalities=tuple(_nationalities(row.nationalities or [])),
            birth_place=_text("birth_place", row.birth_place, PLACE_CHARS_MAX),
            documents=tuple(
                document(at, each)
                for at, each in _each("documents", row.documents or [], DOCUMENTS_MAX)
            ),
            purpose=_text("purpose", row.purpose, TEXT_CHARS_MAX),
            cautions=_text("cautions", row.cautions, TEXT_CHARS_MAX),
            review_date=_ruled("review_date", row.review_date, full_date),
            remarks=_text("remarks", row.remarks, TEXT_CHARS_MAX),
            state=_word(NoticeState, "state", row.state or NoticeState.VALID),
            not_visible_to=_ruled(
                "not_visible_to", row.not_visible_to, limit_rules.not_visible_to
            ),
            handling=_ruled("handling", row.handling, limit_rules.handling),
            confidentiality=_ruled(
                "confidentiality", row.confidentiality, limit_rules.confidentiality
            ),
        )

    def birth(self, at: str, row: BirthRow) -> Birth:
        """Return the birth that *row* says, which is *at* its place, or raise `Faulty`."""
        about = bool(row.about)
        if row.date:
            if row.from_year is not None or row.to_year is not None:
                raise Faulty(at, TWO_BIRTHS)
            return Birth(date=_ruled(f"{at}.date", row.date, self._past), about=about)
        first = self._year(f"{at}.from", row.from_year)
        last = self._year(f"{at}.to", row.to_year)
        if first is None:
            raise Faulty(at, NO_BIRTH)
        if last is not None and last < first:
            raise Faulty(f"{at}.to", BEFORE_FROM)
        return Birth(from_year=first, to_year=last, about=about)

    def _year(self, field: str, value: int | str | None) -> int | None:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            value = int(value) if _YEAR.fullmatch(value) else 0
        if value not in YEARS:
            raise Faulty(field, NOT_A_YEAR)
        if value > self._this_year:
            raise Faulty(field, IN_THE_FUTURE)
        return value


def _op(row: PersonRow) -> str:
    op = row.op if isinstance(row, PersonChangeRow) else None
    if op not in (PUT, WITHDRAW):
        raise Faulty("op", NOT_A_WORD if op else REQUIRED)
    return op


def _record_id(row: PersonRow) -> str:
    text = _required("record_id", row.record_id)
    return _bounded("record_id", text, RECORD_ID_CHARS_MAX)


def _owner(row: PersonRow) -> str:
    text = _required("owner", row.owner)
    return _checked("owner", text, owner_code)


def _names(rows: list[NameRow]) -> Iterator[PersonName]:
    """Yield the names as they were given. One at least must leave something to compare.

    One that leaves nothing harms nobody beside others: a title alone, a sign.
    """
    if not rows:
        raise Faulty("names", REQUIRED)
    compares, chars = False, 0
    for at, row in _each("names", rows, NAMES_MAX):
        name = _name(at, row)
        compares = compares or leaves_something(name)
        chars += (
            len(name.full or "") + len(name.primary or "") + len(name.secondary or "")
        )
        yield name
    if chars > NAMES_CHARS_MAX:
        raise Faulty("names", TOO_LONG_TOGETHER)
    if not compares:
        raise Faulty("names", NO_NAME_COMPARES)


def _name(at: str, row: NameRow) -> PersonName:
    if not row.full and not row.primary:
        raise Faulty(at, NO_NAME)
    if row.full and (row.primary or row.secondary):
        raise Faulty(at, TWO_NAMES)
    return PersonName(
        kind=_word(NameKind, f"{at}.kind", row.kind or NameKind.PRIMARY),
        full=_text(f"{at}.full", row.full, NAME_CHARS_MAX),
        primary=_text(f"{at}.primary", row.primary, NAME_CHARS_MAX),
        secondary=_text(f"{at}.secondary", row.secondary, NAME_CHARS_MAX),
    )


def leaves_something(name: PersonName) -> bool:
    """Return whether a question can meet *name*.

    >>> [leaves_something(PersonName(full=text)) for text in ("Anna", "安娜", "-", "☺")]
    [True, True, False, False]
    """
    if _PLAIN_NAME.search(name.full or name.primary or ""):
        return True
    return bool(forms(full=name.full, primary=name.primary, secondary=name.secondary))


def _sex(value: str | None) -> str | None:
    if not value:
        return None
    word = value.strip().upper()
    if word not in _SEXES:
        raise Faulty("sex", NOT_A_SEX)
    return _SEXES[word]


def _nationalities(codes: list[str]) -> Iterator[str]:
    if len(codes) > NATIONALITIES_MAX:
        raise Faulty("nationalities", more_than(NATIONALITIES_MAX, "nationalities"))
    for i, code in enumerate(codes):
        yield _checked(f"nationalities[{i}]", code, state_code)


def document(at: str, row: DocumentRow) -> PersonDocument:
    """Return the document that *row* says, which is *at* its place, or raise `Faulty`."""
    number = _required(f"{at}.number", row.number)
    _bounded(f"{at}.number", number, NUMBER_CHARS_MAX)
    left = document_number(number)
    if not left or len(left) > NUMBER_CHARS_MAX:
        reason = TOO_LONG_FOR_A_KEY if left else NO_CHARACTER
        raise Faulty(f"{at}.number", reason)
    return PersonDocument(
        number=number,
        type=_ruled(f"{at}.type", row.type, document_type),
        issuing_state=_ruled(f"{at}.issuing_state", row.issuing_state, state_code),
    )


def _each(field: str, rows: list[_ROW], maximum: int) -> Iterable[tuple[str, _ROW]]:
    if len(rows) > maximum:
        raise Faulty(field, more_than(maximum, field))
    return ((f"{field}[{i}]", row) for i, row in enumerate(rows))


def more_than(maximum: int, things: str) -> str:
    """Return the reason for more *things* than a bound.

    >>> more_than(1_000, "names")
    'more than 1,000 names'
    """
    return f"more than {maximum:,} {things}"


def _required(field: str, value: str | None) -> str:
    if not value:
        raise Faulty(field, REQUIRED)
    return value


def _word(words: type[_WORD], field: str, value: str) -> _WORD:
    try:
        return words(value)
    except ValueError:
        raise Faulty(field, NOT_A_WORD) from None


def _text(field: str, value: str | None, chars_max: int) -> str | None:
    return _bounded(field, value, chars_max) if value else None


def _bounded(field: str, value: str, chars_max: int) -> str:
    if len(value) > chars_max:
        raise Faulty(field, longer_than(chars_max))
    if _CONTROL.search(value):
        raise Faulty(field, CONTROL)
    return value


def _ruled(
    field: str, value: str | None, rule: Callable[[str], str | None]
) -> str | None:
    return _checked(field, value, rule) if value else None


def _checked(field: str, value: str, rule: Callable[[str], str | None]) -> str:
    if reason := rule(value):
        raise Faulty(field, reason)
    return value
