"""What must be true of a request before it is looked up.

Each function turns a part of a request into our words, or raises `InvalidQuery` or
`LimitExceeded` naming the field by its path in the request and the cure. What a number
or a State must be is the engine's to say. No text of the request is repeated in an error.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from unicodedata import category

from msgspec.structs import replace

from screening.access.admission import Admitted
from screening.access.decision import Cause
from screening.config import Config
from screening.engine.asked_person import check_person
from screening.errors import InvalidQuery, LimitExceeded, NotPermitted
from screening.index.document_search import NUMBER_CHARS_MAX
from screening.normalize import dates
from screening.queries import (
    LOCAL,
    Asked,
    DocumentQuery,
    PersonQuery,
    TravellerQuery,
    VehicleQuery,
)
from screening.server import log
from screening.sight import Line
from screening.translate import questions
from screening.v1 import record_pb2, records_pb2, screening_pb2

ASKED_CHARS_MAX = {
    "request_id": 128,
    "checkpoint": 128,
    "purpose": 64,
    "unit": 128,
    "user": 128,
    "device": 128,
}
"""Of each field that says who asks."""
NAME_CHARS_MAX = 1_024
"""Of a record's public name, which holds several fields of the record."""
MRZ_LINES_MAX = 3
_BESIDE = ("book_serial", "exclude_records")
"""What a request has beside the zone, or the fields, of a traveller."""


class Requests:
    """Checks and translates requests within the bounds of *config*."""

    def __init__(self, config: Config, *, now: Callable[[], datetime]) -> None:
        self._chars_max = config.text_chars_max
        self._number_max = min(NUMBER_CHARS_MAX, config.text_chars_max)
        self._now = now

    def asked(
        self,
        message: records_pb2.Asked,
        admitted: Admitted,
        *,
        items: int | None = None,
    ) -> Asked:
        """Return who asks, once it is counted that it does.

        *items* is how many a batch has. Raises as `Admitted.require_question` does.
        """
        asked = _asked(message, admitted)
        admitted.require_question(asked.purpose, items=items)
        return asked

    def upkeep(self, message: records_pb2.Asked, admitted: Admitted) -> Asked:
        """Return who looks after records of its own: its purpose is checked, not counted."""
        asked = _asked(message, admitted)
        admitted.require_purpose(asked.purpose)
        return asked

    def document_or_number(
        self, message: screening_pb2.DocumentQuery, path: str, admitted: Admitted
    ) -> DocumentQuery:
        """Return the document asked about, or its number alone: for the second line."""
        if not message.any_state:
            return self.document(message, path)
        if admitted.sight.line is not Line.SECOND:
            raise NotPermitted(
                cause=Cause.LINE,
                reason="a number without its State is for the second line",
                cure="give the issuing State, or ask the second line",
            )
        query = _document_from_wire(message, path)
        _required(query.document_number, f"{path}.document_number", self._number_max)
        _text(query.document_type or "", f"{path}.document_type", self._chars_max)
        _text(query.book_serial or "", f"{path}.book_serial", self._number_max)
        return query

    def document(
        self, message: screening_pb2.DocumentQuery, path: str
    ) -> DocumentQuery:
        """Return the document asked about."""
        if message.any_state:
            raise InvalidQuery(
                field=f"{path}.any_state",
                reason="goes with ScreenDocument, or a document over a lane",
                cure="give the issuing_state",
            )
        query = _document_from_wire(message, path)
        number, state = query.document_number, query.issuing_state
        more = (query.document_type or "") + (query.book_serial or "")
        if not (
            number and state and _is_plain(number + state + more, self._number_max)
        ):
            self._document_field_by_field(query, path)
        return query

    def _document_field_by_field(self, query: DocumentQuery, path: str) -> None:
        _required(query.document_number, f"{path}.document_number", self._number_max)
        _required(query.issuing_state, f"{path}.issuing_state", self._chars_max)
        _text(query.document_type or "", f"{path}.document_type", self._chars_max)
        _text(query.book_serial or "", f"{path}.book_serial", self._number_max)

    def vehicle(self, message: screening_pb2.VehicleQuery, path: str) -> VehicleQuery:
        """Return the vehicle asked about: by one mark at least, a plate by its State."""
        query = questions.vehicle_from_wire(message)
        for name in ("vin", "plate", "plate_state", "engine_number"):
            _text(getattr(query, name) or "", f"{path}.{name}", self._chars_max)
        if not (query.vin or query.plate or query.engine_number):
            raise InvalidQuery(
                field=path,
                reason="no mark of a vehicle is given",
                cure="give a vin, a plate with its plate_state, or an engine_number",
            )
        if query.plate and not query.plate_state:
            raise _missing(f"{path}.plate_state")
        return query

    def mrz(self, message: screening_pb2.Mrz, path: str) -> list[str]:
        """Return the lines of a machine readable zone, within bounds, not yet read."""
        lines = list(message.lines)
        if not any(lines):
            raise _missing(path)
        actual = sum(map(len, lines))
        maximum = MRZ_LINES_MAX * self._chars_max
        if actual > maximum:
            raise LimitExceeded(field=path, actual=actual, maximum=maximum)
        return lines

    def book_serial(self, serial: str) -> str | None:
        """Return the serial of the book, None where it is not given."""
        _text(serial, "book_serial", self._number_max)
        return serial or None

    def name(self, message: record_pb2.GetRecordRequest) -> str:
        """Return the public name of the record asked for."""
        _required(message.name, "name", NAME_CHARS_MAX)
        return message.name

    def request_id(self, text: str) -> str:
        """Return what an owner calls its request."""
        return self.text(text, "request_id", ASKED_CHARS_MAX["request_id"])

    def text(
        self, text: str, field: str, maximum: int, *, required: bool = True
    ) -> str:
        """Return *text*, given as *field*, once it is there and within its bound."""
        if text or required:
            _required(text, field, maximum)
        return text

    def person(self, message: screening_pb2.PersonQuery) -> PersonQuery:
        """Return the person asked about; what its texts must be is the engine's to say."""
        return questions.person_from_wire(message)

    def fields(
        self,
        message: screening_pb2.TravellerFields,
        book_serial: str | None,
        exclude_records: Sequence[str],
    ) -> TravellerQuery:
        """Return what is known of a traveller; fields that lead nowhere hold water too."""
        document = None
        if message.HasField("document"):
            document = self.document(message.document, "fields.document")
            if book_serial is not None:
                document = replace(document, book_serial=book_serial)
        elif book_serial is not None:
            raise InvalidQuery(
                field="book_serial",
                reason="goes with a document",
                cure="give fields.document, too",
            )
        self._expiry_date(message.expiry_date)
        person = questions.person_of_fields(message, exclude_records)
        if person.full or person.primary or person.secondary:
            return TravellerQuery(document=document, person=person)
        try:
            check_person(person, self._now())
        except (InvalidQuery, LimitExceeded) as error:
            error.field = fields_path(f"person.{error.field}")
            raise
        return TravellerQuery(document=document)

    def _expiry_date(self, text: str) -> None:
        if not text:
            return
        if not dates.is_date(text):
            raise InvalidQuery(
                field="fields.expiry_date",
                reason="is no date",
                cure="write it as 2027-08-12",
            )
        if (
            date.fromisoformat(text).year
            > self._now().year + dates.EXPIRY_YEARS_AHEAD_MAX
        ):
            raise InvalidQuery(
                field="fields.expiry_date",
                reason=f"lies more than {dates.EXPIRY_YEARS_AHEAD_MAX} years ahead",
                cure="read the date again",
            )


def zone_path(field: str) -> str:
    """Return the path of *field* in a request with a zone: what was read lies in it.

    >>> zone_path("issuing_state"), zone_path("mrz"), zone_path("book_serial")
    ('mrz.issuing_state', 'mrz', 'book_serial')
    """
    return field if field in {"mrz", *_BESIDE} else f"mrz.{field}"


def person_path(field: str) -> str:
    """Return the path of *field* of a question about a person.

    >>> person_path("full"), person_path("birth_date")
    ('person.full_name', 'person.birth_date')
    """
    return f"person.{questions.PERSON_FIELDS.get(field, field)}"


def fields_path(field: str) -> str:
    """Return the path of *field* in a request with the fields of a traveller.

    >>> [fields_path(f) for f in ("document.issuing_state", "person.full", "traveller")]
    ['fields.document.issuing_state', 'fields.full_name', 'fields']
    >>> fields_path("person.exclude_records")
    'exclude_records'
    """
    part, _, name = field.partition(".")
    if part == "traveller":
        return "fields"
    if part == "document":
        return f"fields.{field}"
    if name in _BESIDE:
        return name
    return f"fields.{questions.PERSON_FIELDS.get(name, name)}"


def _document_from_wire(
    message: screening_pb2.DocumentQuery, path: str
) -> DocumentQuery:
    try:
        return questions.document_from_wire(message)
    except InvalidQuery as error:
        error.field = f"{path}.{error.field}"
        raise


def _asked(message: records_pb2.Asked, admitted: Admitted) -> Asked:
    """Return who asks; texts are within bounds, and hold nothing that is not printed."""
    caller = admitted.caller.uri if admitted.caller else LOCAL
    asked = questions.asked_from_wire(message, admitted.sight, caller=caller)
    log.call_is(asked.request_id)
    where = asked.request_id + asked.checkpoint + asked.purpose
    who = asked.unit + asked.user + asked.device
    if not _is_plain(where + who, min(ASKED_CHARS_MAX.values())):
        for field, maximum in ASKED_CHARS_MAX.items():
            _text(getattr(asked, field), f"asked.{field}", maximum)
    return asked


def _required(text: str, field: str, maximum: int) -> None:
    if not text:
        raise _missing(field)
    _text(text, field, maximum)


def _text(text: str, field: str, maximum: int) -> None:
    if len(text) > maximum:
        raise LimitExceeded(field=field, actual=len(text), maximum=maximum)
    if not text.isprintable() and any(category(char) == "Cc" for char in text):
        raise InvalidQuery(
            field=field,
            reason="holds a control character",
            cure="send the characters as printed",
        )


def _is_plain(texts: str, maximum: int) -> bool:
    """Return whether none of *texts*, put together, can be at fault.

    Nearly all questions are plain, and one look at all their text is quicker than a
    look at each field; any other is looked at field by field.
    """
    return len(texts) <= maximum and texts.isprintable()


def _missing(field: str) -> InvalidQuery:
    return InvalidQuery(field=field, reason="is missing", cure="it is required")
