"""Names in, forms out: one function for what is listed and for what is asked."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from anyascii import anyascii

from screening.normalize.persons import abjad, cyrillic
from screening.normalize.persons.cleaning import plain_words
from screening.normalize.persons.parts import (
    CONSONANTS,
    CUT,
    FAMILY,
    FORMS_MAX,
    GIVEN,
    INITIAL,
    LINK,
    PARTICLE,
    PART_CHARS_MAX,
    PARTS_MAX,
    SYLLABLES,
    TITLE,
    Form,
    Part,
)
from screening.normalize.persons.sounds import sound
from screening.normalize.persons import usage

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
_LETTERS = re.compile(r"[^a-z0-9]+")


def forms(
    *,
    full: str | None = None,
    primary: str | None = None,
    secondary: str | None = None,
    from_zone: bool = False,
    truncated: bool = False,
) -> tuple[Form, ...]:
    """Return the forms of a name."""
    fields = [
        (text, mark)
        for text, mark in ((primary, FAMILY), (secondary, GIVEN), (full, 0))
        if text
    ]
    words = []
    for text, mark in fields:
        found = plain_words(text.replace("<", " "))
        if "," in found:
            at = found.index(",")
            if mark == 0 and 0 < at < len(found) - 1:
                words += [(word, FAMILY) for word in found[:at]]
                words += [(word, GIVEN) for word in found[at:] if word != ","]
                continue
            found = [word for word in found if word != ","]
        words += [(word, mark) for word in found]
    script = next((_script(word) for word, _ in words if not word.isascii()), "latin")
    spelt = [(_spelt(word), mark) for word, mark in words]
    readings = dict.fromkeys(reading for each, _ in spelt for reading in each)
    found_forms = {}
    for reading in readings:
        parts = tuple(
            _parts(
                [(each.get(reading, each[""]), mark) for each, mark in spelt],
                truncated=truncated,
            )
        )
        if parts:
            found_forms.setdefault(
                tuple(part.text for part in parts), Form(parts, script, reading)
            )
    return tuple(found_forms.values())[:FORMS_MAX]


def _script(word: str) -> str:
    for char in word:
        if not char.isascii():
            return unicodedata.name(char, "latin").split()[0].split("-")[0].lower()
    return "latin"


def _spelt(word: str) -> dict[str, tuple[str, str | None, int]]:
    if word.isascii():
        return {"": (word, None, 0)}
    script = _script(word)
    if script == "cyrillic":
        return {
            key: (_letters(text), None, 0)
            for key, text in cyrillic.romanised(word).items()
        }
    if script in ("arabic", "hebrew"):
        text = _letters(abjad.romanised(word))
        return {"": (text, sound(_letters(abjad.heard(word))), CONSONANTS)}
    text = _letters(anyascii(word).lower())
    return {
        "": (
            text,
            None,
            SYLLABLES if script in ("cjk", "hangul", "katakana", "hiragana") else 0,
        )
    }


def _letters(text: str) -> str:
    return _LETTERS.sub("", anyascii(text).lower())


def _parts(words: list, *, truncated: bool) -> Iterator[Part]:
    kept = []
    for (text, heard, marks), field in words:
        text = text[:PART_CHARS_MAX]
        if not text:
            continue
        if text in usage.ARTICLES:
            text, marks = "al", marks | PARTICLE
        elif text in usage.PARTICLES:
            marks |= PARTICLE
        elif text in usage.SONS:
            text, marks = "bin", marks | LINK
        elif text in usage.DAUGHTERS:
            text, marks = "bint", marks | LINK
        elif text in usage.TITLES:
            marks |= TITLE
        elif len(text) == 1:
            marks |= INITIAL
        kept.append(Part(text, sound(text) if heard is None else heard, marks | field))
    kept = kept[:PARTS_MAX]
    if truncated and kept:
        kept[-1] = kept[-1]._replace(marks=kept[-1].marks | CUT)
    return kept
