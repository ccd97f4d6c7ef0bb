"""Names in, forms out: one function for names that are listed and names asked about.

Text is made plain (`cleaning`), words of every script are read in Latin letters in the
ways they may be read (`reading`), halves of names are joined (`joining`), and what is
known of each part is marked. `VERSION` is stamped into what is kept: it changes whenever
the same name may come out otherwise.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from screening.normalize.persons.cleaning import (
    camel_parted,
    in_capitals,
    plain_words,
)
from screening.normalize.persons.joining import SPECIAL, joined, settled
from screening.normalize.persons.links import PARTICLES, SLAVES
from screening.normalize.persons.parts import (
    CONSONANTS,
    CUT,
    FAMILY,
    FORMS_MAX,
    GIVEN,
    INITIAL,
    LINK,
    PART_CHARS_MAX,
    PARTICLE,
    PARTS_MAX,
    SYLLABLES,
    TITLE,
    Form,
    Part,
)
from screening.normalize.persons.reading import read
from screening.normalize.persons.scripts import SYLLABIC
from screening.normalize.persons.sounds import sound
from screening.normalize.persons.titles import FIRST_TITLES, TITLES, is_number
from screening.normalize.persons.words import Readings, Word
from screening.normalize.persons.zones import arabic_words, zone_words

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

_Marked = list[tuple[str, int]]
"""Words as written, each with the mark of the field it stands in."""


class _Origin(NamedTuple):
    """What is to be known of a name beside its words."""

    from_zone: bool
    truncated: bool
    script: str = "latin"


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
    origin = _Origin(from_zone, truncated)
    if from_zone:
        found = _from_zone(primary, secondary or full, origin)
    elif full:
        found = _of_words(_from_full(full), origin)
        if (parted := camel_parted(full)) != full:
            found += _of_words(_from_full(parted), origin, "parted")
    else:
        found = _from_fields(_field(primary, FAMILY), _field(secondary, GIVEN), origin)
    distinct = {
        tuple((part.text, part.sound) for part in form.parts): form
        for form in reversed(found)
    }
    return tuple(reversed(distinct.values()))[:FORMS_MAX]


def _field(text: str | None, mark: int) -> _Marked:
    if not text:
        return []
    return [(word, mark) for word in plain_words(text) if word != ","]


def _from_fields(first: _Marked, last: _Marked, origin: _Origin) -> list[Form]:
    found = _of_words(first + last, origin)
    if first and last and last[-1][0] in SLAVES:  # RAHMAN, ABDUL
        found += _of_words(last + first, origin, "turned")
    return found


def _from_zone(
    primary: str | None, secondary: str | None, origin: _Origin
) -> list[Form]:
    first, last = (
        [(word, mark) for word in zone_words([word for word, _ in _field(text, mark)])]
        for text, mark in ((primary, FAMILY), (secondary, GIVEN if primary else 0))
    )
    found = _from_fields(first, last, origin)
    if arabic := arabic_words([word for word, _ in first + last]):
        marks = [mark for _, mark in first + last]
        found += _of_words(list(zip(arabic, marks, strict=True)), origin, "code")
    return found


def _from_full(text: str) -> _Marked:
    words = plain_words(text)
    if "," in words:
        comma = words.index(",")
        first = words[:comma]
        last = [word for word in words[comma:] if word != ","]
        if first and not TITLES.issuperset(last):
            return [(word, FAMILY) for word in first] + [(word, GIVEN) for word in last]
        return [(word, 0) for word in first + last]
    capitals = in_capitals(text) - TITLES
    return [(word, FAMILY if word in capitals else 0) for word in words]


def _of_words(marked: _Marked, origin: _Origin, turn: str = "") -> list[Form]:
    """Return the forms of words; *turn* says what was done to them before."""
    if all(word.isascii() for word, _ in marked):
        words = [Word(word, None, mark) for word, mark in marked]
        form = _form(words, origin, turn)
        return [form] if form else []
    script, readings = read([word for word, _ in marked])
    origin = origin._replace(script=script)
    marks = [mark for _, mark in marked]
    ways = dict.fromkeys(way for each in readings for way in each)
    found = (
        _form(_read_as(way, readings, marks), origin, f"{turn} {way}".strip())
        for way in ways
    )
    return [form for form in found if form]


def _read_as(
    way: str, readings: Sequence[Readings], marks: Sequence[int]
) -> list[Word]:
    return [
        word._replace(marks=word.marks | mark)
        for ways, mark in zip(readings, marks, strict=True)
        for word in ways.get(way, ways[""])
        if word.text
    ]


def _form(words: list[Word], origin: _Origin, way: str) -> Form | None:
    if not words:
        return None
    texts = [word.text for word in words]
    if not SPECIAL.isdisjoint(texts):
        is_first_name = (
            texts[0] == "ben" and not words[0].marks & FAMILY
        )  # Ben, not bin
        words = [words[0], *joined(words[1:])] if is_first_name else joined(words)
    if origin.script in SYLLABIC:
        words = [_syllable(word) for word in words]
    parts = [_part(word) for word in words[:PARTS_MAX]]
    first = parts[0]
    if first.text in FIRST_TITLES and len(parts) > 1 and not origin.from_zone:
        parts[0] = first._replace(marks=first.marks | TITLE)
    last = parts[-1]
    parts[-1] = last._replace(marks=last.marks & ~PARTICLE)
    if origin.truncated:
        parts = _cut(parts, from_zone=origin.from_zone)
    if all(part.marks & TITLE for part in parts):
        parts = [part._replace(marks=part.marks & ~TITLE) for part in parts]
    return Form(tuple(parts), origin.script, way)


def _cut(parts: list[Part], *, from_zone: bool) -> list[Part]:
    """Mark what may go on: the last part; in a zone, the last of what is printed first and
    given names but the first, all of which Doc 9303-4 lets an issuer shorten.
    """
    cut = {len(parts) - 1}
    if from_zone:
        fields = [part.marks & (FAMILY | GIVEN) for part in parts]
        given = [at for at, field in enumerate(fields) if field == GIVEN]
        cut.update(given[1:], [given[0] - 1] if given and given[0] else [])
    return [
        part._replace(marks=part.marks | CUT) if at in cut else part
        for at, part in enumerate(parts)
    ]


def _syllable(word: Word) -> Word:
    """Return *word* as no link and no particle, if it is of syllables: Bin is a name."""
    if word.marks & SYLLABLES:
        return word._replace(marks=word.marks & ~(LINK | PARTICLE))
    return word


def _part(word: Word) -> Part:
    text, heard, marks = word
    if len(text) == 1:
        marks |= INITIAL
    elif (text in TITLES and not marks & SYLLABLES) or (
        text[0].isdigit() and is_number(text)
    ):
        marks |= TITLE
    elif text in PARTICLES:
        marks |= 0 if marks & SYLLABLES else PARTICLE
    else:
        text = settled(text)
    heard = sound(text) if heard is None else heard
    return Part(text, heard[:PART_CHARS_MAX], marks)
