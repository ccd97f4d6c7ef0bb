# ruff: noqa: RUF001 - these letters are meant
"""Arabic, Persian, Urdu, Pashto, Kurdish: short vowels are not written.

A word is read for its consonants, with the long vowels that are written; the commonest
names are known with their vowels. Letters that countries read differently make readings:
jim is g in Egypt, and in foreign names; dad, dhal and tha are z and s from Iran to India.
"""

import re
from collections.abc import Mapping
from typing import Final

from anyascii import anyascii

from screening.normalize.persons.arabic_names import EASTERN, VOWELLED, plain_letters
from screening.normalize.persons.parts import CONSONANTS, PARTICLE
from screening.normalize.persons.words import Readings, Word, heard, letters_only

_TEXT: Final = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ى": "a", "ة": "a", "ع": "a",
    "ء": "", "ئ": "i", "ؤ": "u", "و": "u", "ي": "i", "ی": "i", "ې": "i", "ے": "e",
    "ذ": "dh", "ظ": "z", "ط": "t", "ص": "s", "ض": "d", "ح": "h", "ہ": "h", "ھ": "h",
    "ە": "e", "ۆ": "o", "ێ": "e", "چ": "ch", "ڤ": "v", "ڨ": "g", "گ": "g", "ک": "k",
}  # fmt: skip
_CONSONANTS: Final = (
    "بپتطثجچحخدذضظرزسشصغفڤقكکگلمنهہھژٹڈڑںڨټډړښڼګڭ"
    "BBTTTSSHHTTTSRSSSSKBBKKKKLMNHHHSTTRNKTTRSNKN"
)
_HALF: Final = len(_CONSONANTS) // 2
_VOWELS: Final = "اأإآٱىةعءئؤويیېےەۆێ"
_SOUNDS: Final = str.maketrans(
    _CONSONANTS[:_HALF] + _VOWELS, _CONSONANTS[_HALF:] + "A" * len(_VOWELS)
)
_EGYPTIAN: Final = str.maketrans("ج", "گ")
_EASTERN: Final = str.maketrans("ضذث", "ززس")
_EASTERN_NAMES: Final = VOWELLED | EASTERN
_SLAVE_OF: Final = "عبدال"
_SLAVE: Final = Word("abd", "ABT")
_FATHER_OF: Final = "ابو"
_ABU: Final = (Word("abu", "AB", PARTICLE),)
_FIRST_HALVES: Final = (
    "محمد",
    "علي",
    "غلام",
    "امير",
    "ابو",
    "نور",
    "شاه",
    "سيد",
    "عبد",
)
_AL: Final = (Word("al", "AL", PARTICLE),)
_ARTICLE: Final = re.compile("^ال(?=...)")
_W: Final = re.compile("^[وؤ]|و(?=[اأىةه])|(?<=[اأآ])و(?=[يیو])")
_FINAL_H: Final = re.compile("(?<=.)[هة]$")
_NASAL: Final = re.compile("ن[گغج]$")
_TWICE: Final = re.compile(r"([لرمن])(?=\1)")


def read(word: str) -> Readings:
    """Return *word* in Latin letters, article apart, in the ways countries read it.

    >>> read("محمد"), [word.text for word in read("الدكالي")[""]]
    ({'': (Word(text='muhammad', sound=None, marks=0),)}, ['al', 'dkali'])
    >>> {way: word[0].sound for way, word in read("جاد").items()}
    {'': 'ST', 'egyptian': 'KT'}
    """
    plain = plain_letters(word)
    if plain in VOWELLED:
        return _name(word)
    if plain.startswith(_SLAVE_OF) and len(plain) > len(_SLAVE_OF) + 1:
        rest = _name(word[len(_SLAVE_OF) :])
        return {way: (_SLAVE, *_AL, *name) for way, name in rest.items()}
    if plain.startswith(_FATHER_OF) and len(plain) > len(_FATHER_OF) + 1:
        rest = read(word[len(_FATHER_OF) :])
        return {way: (*_ABU, *name) for way, name in rest.items()}
    if _ARTICLE.match(plain):
        return {way: (*_AL, *name) for way, name in _name(word[2:]).items()}
    return _name(word)


def _name(word: str) -> Readings:
    """Return *word*, without article, in the ways it is read."""
    known = _known(plain_letters(word), VOWELLED)
    ways = {"": (word, known)}
    if "ج" in word:
        ways["egyptian"] = (word.translate(_EGYPTIAN), known.replace("j", "g"))
    if not frozenset("ضذث").isdisjoint(word):
        eastern = _known(plain_letters(word), _EASTERN_NAMES)
        ways["eastern"] = (word.translate(_EASTERN), eastern)
    return {way: (_word(letters, text),) for way, (letters, text) in ways.items()}


def _known(plain: str, names: Mapping[str, str]) -> str:
    """Return *plain* with its vowels, of one name or of two; "" if it is not known.

    >>> _known("علي", VOWELLED), _known("عليرضا", VOWELLED), _known("ابجد", VOWELLED)
    ('ali', 'alirida', '')
    """
    if plain in names:
        return names[plain]
    for first in _FIRST_HALVES:
        rest = plain[len(first) :]
        if plain.startswith(first) and first in names and rest in names:
            return names[first] + names[rest]
    return ""


def _word(letters: str, text: str) -> Word:
    return Word(text) if text else Word(_spelt(letters), _heard(letters), CONSONANTS)


def _spelt(word: str) -> str:
    word = _W.sub("w", word)
    if word[:1] in ("ي", "ی"):
        word = "y" + word[1:]
    spelt = (_TEXT[char] if char in _TEXT else anyascii(char) for char in word)
    return letters_only("".join(spelt))


def _heard(word: str) -> str:
    word = _NASAL.sub("ن", _FINAL_H.sub("ا", _W.sub("ف", word)))
    return heard(_TWICE.sub(r"\1ا", word), _SOUNDS)
