"""From words in Latin letters to parts: halves joined, small words and titles marked."""

from screening.normalize.persons.joining import SPECIAL, joined, settled
from screening.normalize.persons.links import PARTICLES
from screening.normalize.persons.parts import (
    CUT,
    FAMILY,
    GIVEN,
    INITIAL,
    LINK,
    PART_CHARS_MAX,
    PARTICLE,
    PARTS_MAX,
    SYLLABLES,
    TITLE,
    Part,
)
from screening.normalize.persons.sounds import sound
from screening.normalize.persons.titles import FIRST_TITLES, TITLES, is_number
from screening.normalize.persons.words import Word


def marked(words: list[Word], *, from_zone: bool, truncated: bool) -> tuple[Part, ...]:
    """Return the parts that *words* make, at most 14 of them.

    A particle says little, but not as the last word; a title hardly counts, but not where
    there is nothing else.

    >>> [(part.text, part.marks) for part in marked(
    ...     [Word("dr"), Word("van"), Word("der"), Word("eriksson"), Word("a")],
    ...     from_zone=False, truncated=False)]
    [('dr', 256), ('van', 4), ('der', 4), ('eriksson', 0), ('a', 16)]
    """
    if not SPECIAL.isdisjoint([word.text for word in words]):
        words = _joined(words)
    parts = [_part(word) for word in words[:PARTS_MAX]]
    if not parts:
        return ()
    first, last = parts[0], parts[-1]
    if first.text in FIRST_TITLES and len(parts) > 1 and not from_zone:
        parts[0] = first._replace(marks=first.marks | TITLE)
    if last.marks & PARTICLE:
        parts[-1] = last._replace(marks=last.marks & ~PARTICLE)
    if truncated:
        parts = _cut(parts, from_zone=from_zone)
    if first.marks & TITLE and all(part.marks & TITLE for part in parts):
        parts = [part._replace(marks=part.marks & ~TITLE) for part in parts]
    return tuple(parts)


def _joined(words: list[Word]) -> list[Word]:
    """Return *words* joined; Ben is a name where it is the first, Bin one in Chinese."""
    if words[0].text == "ben" and not words[0].marks & FAMILY:
        done = [words[0], *joined(words[1:])]
    else:
        done = joined(words)
    return [
        word._replace(marks=word.marks & ~(LINK | PARTICLE))
        if word.marks & SYLLABLES
        else word
        for word in done
    ]


def _part(word: Word) -> Part:
    text, heard, marks = word
    text = text[:PART_CHARS_MAX]
    if len(text) == 1:
        marks |= INITIAL
    elif marks & SYLLABLES:
        text = settled(text)
    elif text in TITLES or (text[0].isdigit() and is_number(text)):
        marks |= TITLE
    elif text in PARTICLES:
        marks |= PARTICLE
    else:
        text = settled(text)
    heard = sound(text) if heard is None else heard
    return Part(text, heard[:PART_CHARS_MAX], marks)


def _cut(parts: list[Part], *, from_zone: bool) -> list[Part]:
    """Mark what may go on: the last part.

    In a zone also the last of what is printed first, and all given names: Doc 9303-4
    section 4.2.3 lets an issuer shorten any of them.
    """
    cut = {len(parts) - 1}
    if from_zone:
        fields = [part.marks & (FAMILY | GIVEN) for part in parts]
        given = [at for at, field in enumerate(fields) if field == GIVEN]
        cut.update(given, [given[0] - 1] if given and given[0] else [])
    return [
        part._replace(marks=part.marks | CUT) if at in cut else part
        for at, part in enumerate(parts)
    ]
