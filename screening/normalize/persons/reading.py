"""From the words of a name to words in Latin letters, in every way they may be read."""

from collections.abc import Callable, Sequence
from typing import Final

from screening.normalize.persons import (
    arabic,
    cyrillic,
    han,
    hangul,
    hebrew,
    indic,
    kana,
    latin,
    thai,
)
from screening.normalize.persons.scripts import SYLLABIC, stretches
from screening.normalize.persons.sounds import condensed, sound
from screening.normalize.persons.words import Readings, Word

_READERS: Final[dict[str, Callable[[str], Readings]]] = {
    "arabic": arabic.read,
    "armenian": latin.read_pairs,
    "greek": latin.read_pairs,
    "hebrew": hebrew.read,
    "indic": indic.read,
    "kana": kana.read,
    "thai": thai.read,
}


_WORD_CHARS_MAX: Final = 32


def read(words: Sequence[str]) -> tuple[str, list[Readings]]:
    """Return the script of a name, and the ways each of its words can be read.

    >>> script, readings = read(["anna", "щукина"])
    >>> script, [way[""][0].text for way in readings]
    ('cyrillic', ['anna', 'shchukina'])
    """
    name = " ".join(words)
    of_han: list[Readings] = []
    script = "latin"
    readings: list[Readings] = []
    for word in words:
        if word.isascii():
            readings.append({"": (Word(word),)})
            continue
        pieces = stretches(word[:_WORD_CHARS_MAX])
        script = next((name for name, _ in pieces if name != "latin"), script)
        readings.append(_read(pieces, name))
        if any(each == "han" for each, _ in pieces):
            of_han.append(readings[-1])
    _keep_languages(of_han)
    return script, readings


def _keep_languages(readings: Sequence[Readings]) -> None:
    """Leave out Japanese and Korean where not every word of Han can be read so."""
    for way in han.LANGUAGES:
        if not all(way in each for each in readings):
            for each in readings:
                each.pop(way, None)


def _read(pieces: Sequence[tuple[str, str]], name: str) -> Readings:
    """Return the ways a word of *name* can be read, given in pieces of one script."""
    if len(pieces) == 1:
        script, piece = pieces[0]
        if script == "han":
            return han.read(piece, alone=piece == name)
        if script == "hangul":
            return hangul.read(piece, name=name)
        if script == "cyrillic":
            return cyrillic.read(piece, name=name)
        return _READERS.get(script, latin.read)(piece)
    found = [(script, _read([(script, piece)], name)) for script, piece in pieces]
    ways = dict.fromkeys(way for _, readings in found for way in readings)
    return {way: _one_word(found, way) for way in ways}


def _one_word(found: Sequence[tuple[str, Readings]], way: str) -> tuple[Word, ...]:
    """Put pieces together; those of syllables stand for themselves."""
    words: list[Word] = []
    apart = True
    for script, readings in found:
        first, *more = readings.get(way) or readings[""]
        if apart or script in SYLLABIC:
            words.append(first)
        else:
            words[-1] = Word(
                words[-1].text + first.text,
                condensed(_heard(words[-1]) + _heard(first)),
                words[-1].marks | first.marks,
            )
        words += more
        apart = script in SYLLABIC
    return tuple(words)


def _heard(word: Word) -> str:
    return sound(word.text) if word.sound is None else word.sound
