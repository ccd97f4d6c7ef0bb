"""Names in, forms out: one function for names that are listed and names asked about.

Text is taken apart (`fields`) and made plain (`cleaning`), words of every script are read
in Latin letters in the ways they may be read (`reading`), halves of names are joined and
small words marked (`marking`). `VERSION` is stamped into what is kept: it changes whenever
the same name may come out otherwise.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from screening.normalize.persons.fields import Written, of_fields, of_full, of_zone
from screening.normalize.persons.marking import marked
from screening.normalize.persons.parts import (
    CONSONANTS,
    CUT,
    FAMILY,
    FORMS_MAX,
    GIVEN,
    INITIAL,
    LINK,
    PARTICLE,
    SYLLABLES,
    TITLE,
    Form,
    Part,
)
from screening.normalize.persons.reading import read
from screening.normalize.persons.sounds import sound
from screening.normalize.persons.words import Readings, Word

__all__ = [
    "CONSONANTS",
    "CUT",
    "FAMILY",
    "GIVEN",
    "INITIAL",
    "LINK",
    "PARTICLE",
    "SYLLABLES",
    "TITLE",
    "VERSION",
    "Form",
    "Part",
    "forms",
    "sound",
]

VERSION: Final = 1


def forms(
    *,
    full: str | None = None,
    primary: str | None = None,
    secondary: str | None = None,
    from_zone: bool = False,
    truncated: bool = False,
) -> tuple[Form, ...]:
    """Return the forms of a name, the usual one first; () if nothing in it compares.

    A name in full, or in the two parts that an MRZ has. There are several forms where a
    name can be read in several ways: at most 8, of at most 14 parts, whatever comes in.

    >>> [part.text for part in forms(full="D'Artagnan-Lévy, J.-C.")[0].parts]
    ['dartagnan', 'levy', 'j', 'c']
    >>> [form.parts[0].text for form in forms(primary="Müller", secondary="Jörg")]
    ['muller', 'mueller']
    >>> forms(full="?!")
    ()
    """
    if from_zone:
        written = of_zone(primary, secondary or full)
    elif full:
        written = of_full(full)
    else:
        written = of_fields(primary, secondary)
    found = [
        Form(parts, script, way)
        for each in written
        for script, way, words in _read(each)
        if (parts := marked(words, from_zone=from_zone, truncated=truncated))
    ]
    return tuple(found) if len(found) < 2 else _distinct(found)  # noqa: PLR2004


def _read(written: Written) -> Iterator[tuple[str, str, list[Word]]]:
    """Yield the script, the way, and the words of every way a name can be read."""
    words, marks, turn = written
    if "".join(words).isascii():
        yield (
            "latin",
            turn,
            [Word(word, None, mark) for word, mark in zip(words, marks, strict=True)],
        )
        return
    script, readings = read(words)
    for way in dict.fromkeys(way for each in readings for way in each):
        yield script, f"{turn} {way}".strip(), _read_as(way, readings, marks)


def _read_as(
    way: str, readings: Sequence[Readings], marks: Sequence[int]
) -> list[Word]:
    return [
        word._replace(marks=word.marks | mark)
        for ways, mark in zip(readings, marks, strict=True)
        for word in ways.get(way, ways[""])
        if word.text
    ]


def _distinct(found: list[Form]) -> tuple[Form, ...]:
    """Return the first of those forms that are spelt and sound alike, at most 8."""
    distinct: dict[tuple[tuple[str, str], ...], Form] = {}
    for form in found:
        key = tuple((part.text, part.sound) for part in form.parts)
        distinct.setdefault(key, form)
    return tuple(distinct.values())[:FORMS_MAX]
