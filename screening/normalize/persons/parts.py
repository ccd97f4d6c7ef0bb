"""What a name is once it compares: forms, each a row of parts."""

from typing import Final, NamedTuple

FAMILY: Final = 1
"""Of the family name, or of what an MRZ prints first."""
GIVEN: Final = 2
PARTICLE: Final = 4
"""de, van, al, abu: says little by itself."""
LINK: Final = 8
"""bin, ibn, ben, ould, oglu: what follows is a father's name."""
INITIAL: Final = 16
CUT: Final = 32
"""May go on where it ends: the last part of a field that is full."""
CONSONANTS: Final = 64
"""Short vowels are not written in the script it comes from."""
SYLLABLES: Final = 128
"""Read from Han, Hangul or Kana, which spell foreign names as well as they can."""
TITLE: Final = 256
"""Mr, Dr, Sheikh, Haji, President, Jr: hardly counts."""

PART_CHARS_MAX: Final = 24
PARTS_MAX: Final = 14
FORMS_MAX: Final = 8


class Part(NamedTuple):
    """One part of a name."""

    text: str
    """a-z and 0-9, from 1 to 24 of them."""
    sound: str
    """The consonants as they sound, A-Z; "" where there is nothing to hear."""
    marks: int


class Form(NamedTuple):
    """A whole name, in one of the ways it can be read."""

    parts: tuple[Part, ...]
    script: str
    """What it was written in: latin, cyrillic, arabic, han ..."""
    reading: str
    """Which way it was read: "" for the usual one."""
