"""What is asked about a travel document, made comparable, and how a record answers it.

The keys of a question meet those of `documents.filing_keys` for every record that
`match` answers with: law 1.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from screening.errors import InvalidQuery
from screening.index.documents import filing_key, series_key
from screening.index.keys import FIELD
from screening.normalize.characters import is_canonical_ascii
from screening.normalize.documents import (
    NUMBER_ALIAS_LENGTH,
    document_class,
    document_number,
    is_lossy,
    misread_variants,
    template,
)
from screening.normalize.state_codes import CANONICAL
from screening.normalize.states import issuing_state
from screening.queries import DocumentQuery, Entry, Explanation, Match
from screening.records import DocumentClass, DocumentRecord, DocumentStatus

NUMBER_CHARS_MAX = 40
"""Of a document's number, separators left out (feed contract)."""
VARIANTS_MAX = 64
"""Look-alikes tried for one number (law 10)."""
NUMBER, SERIAL = "document_number", "book_serial"
_READ = Entry.READ
"""To ask an enumeration for a member takes 0.14 µs, in Python 3.11, each time."""


class Verdict(NamedTuple):
    """How a record answers a question, and by which of its fields."""

    match: Match
    matched_on: str
    changed_positions: tuple[int, ...] = ()
    score: float | None = None
    """For names: between 0 and 1."""
    explanation: Explanation | None = None


class Search(Struct, frozen=True):
    """A document question made comparable."""

    number: str
    state: str
    document_class: DocumentClass | None
    serial: str = ""
    entry: Entry = Entry.READ

    def only_key(self) -> bytes | None:
        """Return the one filing key that could answer, None where there may be more.

        A serial, a number beyond nine characters, or one that may be misread has more.
        """
        number = self.number
        if self.serial or self.entry is not _READ or len(number) > NUMBER_ALIAS_LENGTH:
            return None
        return f"{number}{FIELD}{self.state}".encode()  # `filing_key` without the call

    def keys(self) -> list[bytes]:
        """Return the filing keys of single documents that could answer."""
        keys = [filing_key(self.number, self.state)]
        if len(self.number) > NUMBER_ALIAS_LENGTH:
            keys.append(filing_key(self.number[:NUMBER_ALIAS_LENGTH], self.state))
        if self.serial:
            keys.append(filing_key(self.serial, self.state))
        return keys

    def alias_key(self) -> bytes | None:
        """Return the key under which longer numbers have aliases, if this may be cut."""
        if len(self.number) != NUMBER_ALIAS_LENGTH:
            return None
        return filing_key(self.number, self.state)

    def series(self) -> list[tuple[bytes, bytes]]:
        """Return group and point of the series that could hold number or serial."""
        numbers = (self.number, self.serial) if self.serial else (self.number,)
        return [(series_key(n, self.state), n.encode()) for n in numbers]

    def question(self) -> tuple[str, str, str, str, str]:
        """Return what is asked, for the journal."""
        kind = self.document_class or ""
        return self.number, self.state, kind, self.serial, self.entry

    def misreads(self) -> dict[str, tuple[int, ...]]:
        """Return the look-alikes of the number to try, none for one that was read well."""
        if self.entry is _READ:
            return {}
        typed = self.entry is Entry.TYPED
        return dict(misread_variants(self.number, typed=typed, maximum=VARIANTS_MAX))


def search(query: DocumentQuery) -> Search:
    """Return *query* made comparable, or raise `InvalidQuery`.

    What is canonical already, as nearly all readings are, passes in half the time.
    """
    number = query.document_number
    if not (is_canonical_ascii(number) and len(number) <= NUMBER_CHARS_MAX):
        number = _number(number, NUMBER)
    state = CANONICAL.get(query.issuing_state) or issuing_state(query.issuing_state)
    if not state:
        raise InvalidQuery(
            field="issuing_state",
            reason="it is no State code",
            cure="give the code of Doc 9303-3 or ISO 3166, such as UTO",
        )
    serial = _number(query.book_serial, SERIAL) if query.book_serial else ""
    return Search(
        number,
        state,
        document_class(query.document_type),
        "" if serial == number else serial,
        query.entry,
    )


def _number(text: str, field: str) -> str:
    """Return *text* as the number that is compared.

    Raises `InvalidQuery` when there is none, or when what would be looked up is another
    number than was given: an empty answer to that would be no answer.
    """
    number = document_number(text)
    if number == text and 0 < len(number) <= NUMBER_CHARS_MAX:
        return number
    wrong = {
        "there is no letter or digit in it": not number,
        f"it is longer than {NUMBER_CHARS_MAX} characters": len(number)
        > NUMBER_CHARS_MAX,
        "it holds a control character": not text.isprintable(),
        "it holds a letter or digit that no MRZ has": is_lossy(text),
    }
    for reason, is_wrong in wrong.items():
        if is_wrong:
            cure = "give it as printed or as in the MRZ: A to Z and 0 to 9"
            raise InvalidQuery(field=field, reason=reason, cure=cure)
    return number


def search_keys(query: DocumentQuery) -> Iterator[bytes]:
    """Yield every key that could lead *query* to a record."""
    found = search(query)
    yield from found.keys()
    for group, _ in found.series():
        yield group
    for number in found.misreads():
        yield filing_key(number, found.state)
        yield series_key(number, found.state)


def match(asked: Search, record: DocumentRecord) -> Verdict | None:
    """Return how *record* answers, or None if it does not.

    The closest match counts. The book serial answers for stolen blanks only: other
    records hold the personalised number.
    """
    if issuing_state(record.issuing_state) != asked.state:
        return None
    number = document_number(record.document_number)
    if record.number_to is not None:
        return _match_series(asked, number, document_number(record.number_to))
    return _match_single(asked, record, number)


def _match_single(asked: Search, record: DocumentRecord, number: str) -> Verdict | None:
    if number == asked.number:
        return Verdict(_by_class(asked, record), NUMBER)
    if number == asked.serial and record.status is DocumentStatus.STOLEN_BLANK:
        return Verdict(_by_class(asked, record), SERIAL)
    if _one_is_cut(number, asked.number):
        return Verdict(Match.TRUNCATED_NUMBER, NUMBER)
    changed = asked.misreads().get(number)
    return Verdict(Match.POSSIBLE_MISREAD, NUMBER, changed) if changed else None


def _match_series(asked: Search, first: str, last: str) -> Verdict | None:
    shape = template(first)
    for number, field in ((asked.number, NUMBER), (asked.serial, SERIAL)):
        if template(number) == shape and first <= number <= last:
            return Verdict(Match.SERIES, field)
    for number, changed in asked.misreads().items():
        if template(number) == shape and first <= number <= last:
            return Verdict(Match.POSSIBLE_MISREAD, NUMBER, changed)
    return None


def _by_class(asked: Search, record: DocumentRecord) -> Match:
    if asked.document_class in (None, document_class(record.document_type)):
        return Match.EXACT
    return Match.TYPE_DIFFERS


def _one_is_cut(one: str, other: str) -> bool:
    """Whether one number is the other's first nine characters."""
    short, long = sorted((one, other), key=len)
    return len(short) == NUMBER_ALIAS_LENGTH < len(long) and long.startswith(short)
