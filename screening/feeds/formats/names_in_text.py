"""Names as people write them down beside one another, taken apart.

`Fazel Rahim; Fazil Rahim`, `Akhter Mohmad son of Noor Mohmad (اختر محمد ولد نور محمد )`,
`Ezatullah Haqqani (previously listed as)`: each name comes alone, with what is said of it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_QUOTES = '"“”„«»'
_PARENTHESES = re.compile(r"\(([^()]*)\)?")
_BETWEEN = re.compile("[;؛،]")
_LISTED = re.compile("[;؛,،]")
_FORMER = re.compile(
    r"(?:previously|formerly)\s+(?:listed|known)|birth name", re.IGNORECASE
)
_SCRIPT = re.compile(
    r"(?:original script|in (?:Arabic|Cyrillic|Persian|Urdu|Chinese)(?: script)?)\s*:\s*(.*)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r",?\s+(?:son|daughter|wife|brother) of\s|,?\s+born\s", re.IGNORECASE
)
_LATIN_NAMES = re.compile(r"translit|nom de guerre", re.IGNORECASE)
_REMARK = re.compile(r"combat name|nom de guerre|nickname", re.IGNORECASE)
_TEXT_CHARS_MAX = 20_000
"""Of a text, so much is looked through."""
_NAME_WORDS_MAX = 8
_APOSTROPHES = "'`\u2018\u2019"


@dataclass(frozen=True, slots=True)
class Said:
    """One name, and what the text says of it."""

    text: str
    former: bool = False
    original: bool = False
    """In another script than Latin."""


def names_in(text: str, note: str = "") -> Iterator[Said]:
    """Yield the names in *text* and in the *note* beside it, each as it is written.

    >>> [(n.text, n.former) for n in names_in("Ezatullah Haqqani (previously listed as)")]
    [('Ezatullah Haqqani', True)]
    >>> [n.text for n in names_in("Lom-ali Butayev (Butaev)")]
    ['Lom-ali Butayev', 'Lom-ali Butaev']
    >>> [n.text for n in names_in("“Tek”", "original script: Тек")]
    ['Tek', 'Тек']
    """
    text, note = text[:_TEXT_CHARS_MAX], note[:_TEXT_CHARS_MAX]
    former = bool(_FORMER.search(note))
    plain = " ".join(text.split())
    asides = _PARENTHESES.findall(plain)
    former = former or any(_FORMER.search(aside) for aside in asides)
    outside = _PARENTHESES.sub(" ", plain)
    first = ""
    for part in _BETWEEN.split(outside):
        for name in _by_script(_AFTER.split(part)[0]):
            first = first or name
            yield _said(name, former=former)
    at_start = plain.startswith("(")
    for aside in asides[1:] if at_start else asides:
        for name in _in_aside(aside, beside=first):
            yield _said(name, former=former)
    for name in _in_note(note, beside=first):
        yield _said(name, former=False)


def is_latin(text: str) -> bool:
    """Return whether the first letter of *text* is Latin."""
    letter = next((c for c in text if c.isalpha()), "")
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def _said(name: str, *, former: bool) -> Said:
    return Said(name, former=former, original=not is_latin(name))


def _in_aside(aside: str, *, beside: str) -> Iterator[str]:
    """Yield the names in parentheses: what begins with a small letter is a remark."""
    if script := _SCRIPT.match(aside.strip()):
        yield from _by_script(script[1])
        return
    words = beside.split()
    for part in _BETWEEN.split(aside):
        name = _clean(part)
        if not name or not _may_be_name(name):
            continue
        is_variant = len(name.split()) == 1 and is_latin(name) and len(words) > 1
        if is_variant and is_latin(beside):
            yield " ".join([*words[:-1], name])
        else:
            yield from _by_script(name)


def _in_note(note: str, *, beside: str) -> Iterator[str]:
    """Yield names in other spellings or scripts that a note has."""
    plain = " ".join(note.split())
    if script := _SCRIPT.search(plain):
        yield from _by_script(_BETWEEN.split(script[1])[0])
        return
    lists = [aside for aside in _PARENTHESES.findall(plain) if ";" in aside]
    is_spelt = not is_latin(beside) or _LATIN_NAMES.search(plain)
    if is_spelt and not lists:
        lists = [re.split(r"[()]", plain.removeprefix("transliterations: "))[0]]
    for some in lists:
        for part in (_BETWEEN if ";" in some else _LISTED).split(some):
            name = _clean(part)
            if len(name.split()) > 1 and _may_be_name(name):
                yield name


def _by_script(text: str) -> Iterator[str]:
    """Yield *text* in one piece, or its Latin words and its other ones apart."""
    latin: list[str] = []
    other: list[str] = []
    for word in text.split():
        letters = [c for c in word if c.isalpha()]
        (latin if not letters or is_latin(word) else other).append(word)
    halves = [latin, other] if any(c.isalpha() for w in latin for c in w) else [other]
    for words in halves if other else [latin]:
        if name := _clean(" ".join(words)):
            yield name


def _may_be_name(name: str) -> bool:
    words = name.split()
    is_written_so = name[:1].isupper() or not is_latin(name) or name[0] in _APOSTROPHES
    has_digit = any(c.isdigit() for c in name)
    is_remark = has_digit or _REMARK.search(name) is not None
    return is_written_so and not is_remark and len(words) <= _NAME_WORDS_MAX


def _clean(text: str) -> str:
    text = "".join(c for c in text if c not in _QUOTES)
    return text.strip(" ,.:;،-")
