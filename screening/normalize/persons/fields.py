"""The words of a name as it was given, and which part of the name each stands in."""

from typing import Final, NamedTuple

from screening.normalize.persons.cleaning import camel_parted, in_capitals, plain_words
from screening.normalize.persons.links import SLAVES
from screening.normalize.persons.parts import FAMILY, GIVEN
from screening.normalize.persons.titles import TITLES
from screening.normalize.persons.zones import arabic_words, zone_words

_CHARS_MAX: Final = 400
"""More than 14 parts of 24 letters and what is between them."""


class Written(NamedTuple):
    """A name in words, in lower case and any script."""

    words: list[str]
    marks: list[int]
    """FAMILY, GIVEN or 0, for each word."""
    turn: str = ""
    """What was done to it, where it was not taken as it stands."""


def of_full(text: str) -> list[Written]:
    """Return a name that was given in full; once more where capitals part its words.

    What stands before a comma, or in capitals where the rest does not, is the surname.

    >>> of_full("Eriksson, Anna") == of_full("ERIKSSON Anna")
    False
    >>> of_full("Eriksson, Anna"), of_full("Anna ERIKSSON")[0].marks
    ([Written(words=['eriksson', 'anna'], marks=[1, 2], turn='')], [0, 1])
    >>> [written.words for written in of_full("PolPot")]
    [['polpot'], ['pol', 'pot']]
    """
    text = text.strip()[:_CHARS_MAX]
    found = [_of_full(text)]
    if (parted := camel_parted(text)) != text:
        found.append(_of_full(parted)._replace(turn="parted"))
    return found


def _of_full(text: str) -> Written:
    words = plain_words(text)
    if "," in words:
        comma = words.index(",")
        first = words[:comma]
        last = [word for word in words[comma:] if word != ","]
        is_surname = first and not TITLES.issuperset(last)
        marks = (FAMILY, GIVEN) if is_surname else (0, 0)
        return Written(first + last, [marks[0]] * len(first) + [marks[1]] * len(last))
    if capitals := in_capitals(text) - TITLES:
        return Written(words, [FAMILY if word in capitals else 0 for word in words])
    return Written(words, [0] * len(words))


def of_fields(primary: str | None, secondary: str | None) -> list[Written]:
    """Return a name that was given in two parts; turned as well where that makes one.

    >>> [written.words for written in of_fields("Rahman", "Abdul")]
    [['rahman', 'abdul'], ['abdul', 'rahman']]
    """
    first, last = _words(primary), _words(secondary)
    return _of_fields(first, last)


def of_zone(primary: str | None, secondary: str | None) -> list[Written]:
    """Return a name that a zone prints; decoded as well where it is in ICAO's Arabic code.

    >>> [written.words for written in of_zone("EBDALRXHYM", "MXHMWD")]
    [['ebdalrxhym', 'mxhmwd'], ['عبدالرحيم', 'محمود']]
    """
    first, last = zone_words(_words(primary)), zone_words(_words(secondary))
    found = _of_fields(first, last)
    if arabic := arabic_words(found[0].words):
        found.append(found[0]._replace(words=arabic, turn="code"))
    return found


def _of_fields(first: list[str], last: list[str]) -> list[Written]:
    marks = [FAMILY] * len(first), [GIVEN] * len(last)
    found = [Written(first + last, marks[0] + marks[1])]
    if (
        first and last and last[-1] in SLAVES
    ):  # half a name, that goes on with the other
        found.append(Written(last + first, marks[1] + marks[0], "turned"))
    return found


def _words(text: str | None) -> list[str]:
    if not text:
        return []
    return [word for word in plain_words(text.strip()[:_CHARS_MAX]) if word != ","]
