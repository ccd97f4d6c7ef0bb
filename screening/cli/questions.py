"""From the options of `check` to one question, or what is wrong with them."""

from dataclasses import dataclass, fields

from screening.cli.answering import Answerer
from screening.cli.exits import BadUsage
from screening.cli.options import utf8
from screening.normalize.documents import DOCUMENT_TYPES, is_document_type
from screening.queries import DocumentQuery, Entry, Screening, VehicleQuery

WAYS = (
    "--mrz LINE --mrz LINE, --number N --state S, --vin V, --plate P --state S "
    "or --engine E"
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
    born: str | None = None
    nationality: str | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A machine readable zone to screen."""

    lines: tuple[str, ...]
    book_serial: str | None = None


Question = DocumentQuery | VehicleQuery | Zone


def question_of(given: Given) -> Question:
    """Return the one question that *given* asks; `BadUsage` if it asks none, or two."""
    _check_text(given)
    kinds = {
        "--mrz": bool(given.mrz),
        "--number": given.number is not None,
        "--vin, --plate or --engine": _is_vehicle(given),
        "--name": given.name is not None,
    }
    asked = [kind for kind, is_given in kinds.items() if is_given]
    if not asked:
        raise BadUsage(f"nothing to look up: give {WAYS}")
    if len(asked) > 1:
        raise BadUsage(f"one question at a time: {' and '.join(asked)} are two")
    if given.name is not None:
        raise BadUsage("persons are not searched yet: --name cannot be answered")
    _check_company(given, asked[0])
    if given.mrz:
        return Zone(lines=given.mrz, book_serial=given.serial)
    return _vehicle(given) if _is_vehicle(given) else _document(given)


def ask(answerer: Answerer, question: Question) -> Screening:
    """Return the answer to *question*."""
    match question:
        case DocumentQuery():
            return answerer.screen_document(question)
        case VehicleQuery():
            return answerer.screen_vehicle(question)
        case Zone():
            return answerer.screen_mrz(question.lines, book_serial=question.book_serial)


_COMPANY = {
    "--mrz": ("serial",),
    "--number": ("state", "document_type", "serial", "read"),
    "--vin, --plate or --engine": ("state",),
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
}


def _check_company(given: Given, kind: str) -> None:
    """Refuse options that would be ignored: an answer to half a question misleads."""
    for name, option in _OPTION_OF.items():
        if getattr(given, name) not in (None, False) and name not in _COMPANY[kind]:
            raise BadUsage(f"{option} says nothing about {kind}")


def _check_text(given: Given) -> None:
    for field in fields(given):
        value = getattr(given, field.name)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                utf8(text, _OPTION_OF.get(field.name, f"--{field.name}"))


def _is_vehicle(given: Given) -> bool:
    return any(mark is not None for mark in (given.vin, given.plate, given.engine))


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
