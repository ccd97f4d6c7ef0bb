"""A word of a name on its way from a script to a part."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from anyascii import anyascii

from screening.normalize.persons.sounds import condensed, sound

_NO_KEY: Final = re.compile("[^ABHKLMNRST]+")
_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")


class Word(NamedTuple):
    """A word in Latin letters, and how it sounded where it came from."""

    text: str
    sound: str | None = None
    """None where the text itself says how it sounds."""
    marks: int = 0


Readings = dict[str, tuple[Word, ...]]
"""The ways a word can be read, by the name of the way; "" is the usual one."""


def letters_only(text: str) -> str:
    """Return *text* in lower case without what is not a-z or 0-9.

    >>> letters_only("Ky'ong 2")
    'kyong2'
    """
    return _NO_LETTERS.sub("", text.lower())


def heard(word: str, letters: Mapping[int, int | None]) -> str:
    """Return the key of *word*, of which *letters* has the letters of the key.

    What it has not is heard as `anyascii` spells it.
    """
    key = word.translate(letters)
    if not key.isascii():
        key = "".join(
            char if char.isascii() else sound(letters_only(anyascii(char)))
            for char in key
        )
    return condensed(_NO_KEY.sub("", key))
