"""`check`: one question, and its answer as a card or as JSON."""

from typing import Annotated

import typer

from screening.cli import as_json as json
from screening.cli.answering import answerer
from screening.cli.exits import EXIT_OF
from screening.cli.options import (
    AsJson,
    Certificate,
    Data,
    Key,
    Purpose,
    Roots,
    Server,
    Thresholds,
    visit,
)
from screening.cli.questions import Given, ask, question_of


def _option(name: str, metavar: str, text: str) -> object:
    return typer.Option(name, metavar=metavar, help=text)


Mrz = Annotated[
    list[str] | None,
    _option(
        "--mrz", "LINE", "A line of the machine readable zone; once for each line."
    ),
]
Number = Annotated[
    str | None,
    _option("--number", "N", "Document number, typed: look-alikes are looked up too."),
]
State = Annotated[
    str | None,
    _option("--state", "S", "Issuing State of the document, or State of the plate."),
]
Type = Annotated[
    str | None,
    _option(
        "--type", "T", "passport, identity_card, visa ... or an MRZ document code."
    ),
]
Serial = Annotated[
    str | None,
    _option("--serial", "B", "Number printed in the book, where it differs."),
]
Read = Annotated[
    bool,
    typer.Option(
        "--read", help="--number was read by a machine: no look-alikes are looked up."
    ),
]
Vin = Annotated[str | None, _option("--vin", "V", "Vehicle identification number.")]
Plate = Annotated[str | None, _option("--plate", "P", "Number plate; with --state.")]
EngineNumber = Annotated[str | None, _option("--engine", "E", "Engine number.")]
Name = Annotated[
    str | None,
    _option("--name", "N", "A person's whole name, in any script and order."),
]
Primary = Annotated[
    str | None, _option("--primary", "N", "Surname; instead of --name.")
]
Secondary = Annotated[
    str | None, _option("--secondary", "N", "Given names; with --primary.")
]
Born = Annotated[
    str | None,
    _option("--born", "D", "With a name: date of birth, or as much as is known."),
]
Nationality = Annotated[
    str | None, _option("--nationality", "S", "With a name: State.")
]
Sex = Annotated[str | None, _option("--sex", "X", "With a name: M, F or X.")]
BirthPlace = Annotated[
    str | None, _option("--birth-place", "P", "With a name: place of birth.")
]
Exclude = Annotated[
    list[str] | None,
    _option(
        "--exclude",
        "RECORD",
        "With a name or a zone: a person's record that is somebody else, by the name "
        "that its card shows; once for each.",
    ),
]


def check(
    *,
    data: Data = None,
    server: Server = None,
    mrz: Mrz = None,
    number: Number = None,
    state: State = None,
    document_type: Type = None,
    serial: Serial = None,
    read: Read = False,
    vin: Vin = None,
    plate: Plate = None,
    engine: EngineNumber = None,
    name: Name = None,
    primary: Primary = None,
    secondary: Secondary = None,
    born: Born = None,
    nationality: Nationality = None,
    sex: Sex = None,
    birth_place: BirthPlace = None,
    exclude: Exclude = None,
    thresholds: Thresholds = None,
    certificate: Certificate = None,
    key: Key = None,
    roots: Roots = None,
    purpose: Purpose = None,
    as_json: AsJson = False,
) -> int:
    """Ask one question: is this document, this person, or this vehicle, on a list?

    Give the lines of a machine readable zone (document and person in one), or a number
    with its State, or a name, or both, or a mark of a vehicle. A number counts as typed
    by hand: numbers it may have been mistyped from are looked up too, and reported as
    possible only; --read turns that off. Exits with 0 for no record, 3 for a hit, 4 for
    possible matches only.
    """
    question = question_of(
        Given(
            mrz=tuple(mrz or ()),
            number=number,
            state=state,
            document_type=document_type,
            serial=serial,
            read=read,
            vin=vin,
            plate=plate,
            engine=engine,
            name=name,
            primary=primary,
            secondary=secondary,
            born=born,
            nationality=nationality,
            sex=sex,
            birth_place=birth_place,
            exclude=tuple(exclude or ()),
        )
    )
    called = visit(certificate, key, roots, purpose)
    with answerer(data, server, called, thresholds) as answering:
        answer = ask(answering, question)
    if as_json:
        typer.echo(json.text(json.screening(answer)))
    else:
        from screening.cli import card
        from screening.cli.page import Page

        card.show(Page(), question, answer)
    return EXIT_OF[answer.answer]
