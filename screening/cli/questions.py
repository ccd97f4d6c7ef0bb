"""From the options of `check` to one question, or what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from screening.cli.answering import Answerer
from screening.cli.exits import BadUsage
from screening.cli.options import utf8
from screening.normalize.documents import DOCUMENT_TYPES, is_document_type
from screening.queries import (
    DocumentQuery,
    Entry,
    PersonQuery,
    Screening,
    TravellerQuery,
    VehicleQuery,
    ZoneQuery,
)

WAYS = (
    "--mrz LINE --mrz LINE, --number N --state S, --name N, --vin V, "
    "--plate P --state S or --engine E"
)
TYPES_SAID = f"{', '.join(DOCUMENT_TYPES)}, or a document code of one or two letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The options of one `check`, as typed."""

    mrz: tuple[str, ...] = ()
    number: str | None = None
    state: str | None = None
    document_type: str | None = None
    serial: str | None = None
    read: bool = False
    vin: str | None = None
    plate: str | None = None
    engine: str | None = None
    name: str | None = None
    primary: str | None = None
    secondary: str | None = None
    born: str | None = None
    nationality: str | None = None
    sex: str | None = None
    birth_place: str | None = None
    exclude: tuple[str, ...] = ()


Question = DocumentQuery | VehicleQuery | PersonQuery | ZoneQuery | TravellerQuery


def question_of(given: Given) -> Question:
    """Return the one question that *given* asks; `BadUsage` if it asks none, or two.

    A number and a name together are one: the traveller who shows that document.
    """
    _check_text(given)
    is_named = any(part is not None for part in _name_of(given))
    kinds = {
        MRZ: bool(given.mrz),
        NUMBER: given.number is not None,
        VEHICLE: _is_vehicle(given),
        NAME: is_named,
    }
    asked = [kind for kind, is_given in kinds.items() if is_given]
    if not asked:
        raise BadUsage(f"nothing to look up: give {WAYS}")
    if len(asked) > 1 and asked != [NUMBER, NAME]:
        raise BadUsage(f"one question at a time: {' and '.join(asked)} are two")
    _check_company(given, asked)
    if given.mrz:
        return ZoneQuery(
            lines=given.mrz, book_serial=given.serial, exclude_records=given.exclude
        )
    if asked == [NUMBER, NAME]:
        return TravellerQuery(document=_document(given), person=_person(given))
    if is_named:
        return _person(given)
    return _vehicle(given) if _is_vehicle(given) else _document(given)


def ask(answerer: Answerer, question: Question) -> Screening:
    """Return the answer to *question*."""
    match question:
        case DocumentQuery():
            return answerer.screen_document(question)
        case VehicleQuery():
            return answerer.screen_vehicle(question)
        case PersonQuery():
            return answerer.screen_person(question)
        case TravellerQuery():
            return answerer.screen_traveller(question)
        case ZoneQuery():
            return answerer.screen_mrz(
                question.lines,
                book_serial=question.book_serial,
                exclude_records=question.exclude_records,
            )


MRZ, NUMBER, NAME = "--mrz", "--number", "--name"
VEHICLE = "--vin, --plate or --engine"
_COMPANY = {
    MRZ: ("serial", "exclude"),
    NUMBER: ("state", "document_type", "serial", "read"),
    VEHICLE: ("state",),
    NAME: ("born", "nationality", "sex", "birth_place", "exclude"),
}
"""Which further options each kind of question understands."""

_OPTION_OF = {
    "state": "--state",
    "document_type": "--type",
    "serial": "--serial",
    "read": "--read",
    "born": "--born",
    "nationality": "--nationality",
    "sex": "--sex",
    "birth_place": "--birth-place",
    "exclude": "--exclude",
}


def _check_company(given: Given, kinds: Sequence[str]) -> None:
    """Refuse options that would be ignored: an answer to half a question misleads."""
    understood = {name for kind in kinds for name in _COMPANY[kind]}
    for name, option in _OPTION_OF.items():
        if getattr(given, name) not in (None, False, ()) and name not in understood:
            raise BadUsage(f"{option} says nothing about {' and '.join(kinds)}")


def _check_text(given: Given) -> None:
    for field in fields(given):
        value = getattr(given, field.name)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                utf8(text, _OPTION_OF.get(field.name, f"--{field.name}"))


def _is_vehicle(given: Given) -> bool:
    return any(mark is not None for mark in (given.vin, given.plate, given.engine))


def _name_of(given: Given) -> tuple[str | None, ...]:
    return given.name, given.primary, given.secondary


def _person(given: Given) -> PersonQuery:
    if given.name is not None and (given.primary or given.secondary):
        raise BadUsage("give the name whole (--name), or in its parts, not both")
    return PersonQuery(
        full=given.name,
        primary=given.primary,
        secondary=given.secondary,
        birth_date=given.born,
        nationality=given.nationality,
        sex=given.sex,
        birth_place=given.birth_place,
        exclude_records=given.exclude,
    )


def _document(given: Given) -> DocumentQuery:
    if given.state is None:
        raise BadUsage("a number needs its issuing State: give --state S, such as UTO")
    if given.document_type is not None and not is_document_type(given.document_type):
        raise BadUsage(f"--type is no kind of document; there are {TYPES_SAID}")
    return DocumentQuery(
        document_number=given.number or "",
        issuing_state=given.state,
        document_type=given.document_type,
        book_serial=given.serial,
        entry=Entry.READ if given.read else Entry.TYPED,
    )


def _vehicle(given: Given) -> VehicleQuery:
    if given.plate is not None and given.state is None:
        raise BadUsage("a plate needs its State: give --state S, such as UTO")
    if given.plate is None and given.state is not None:
        raise BadUsage("--state says whose plate it is: give --plate P with it")
    return VehicleQuery(
        vin=given.vin,
        plate=given.plate,
        plate_state=given.state,
        engine_number=given.engine,
    )
