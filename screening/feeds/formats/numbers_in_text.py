"""Document numbers as people write them down: "Afghan passport number OA 296623, issued …".

A number is one or more groups of capital letters and digits in a row, with a digit in it.
What stands before it says what it is of, and of which State.
"""

import re
from collections.abc import Iterator

from screening.feeds.person_rows import DocumentRow
from screening.normalize.state_names import state_in

_GROUP = r"(?:[A-Z]{1,3}(?![A-Za-z0-9])|(?=[A-Z]*[0-9])[A-Z0-9]+(?![a-z]))"
_NUMBER = re.compile(rf"\b{_GROUP}(?:[ ]?[-./][ ]?[A-Z0-9]+(?![a-z])|[ ]{_GROUP})*")
_SIGN = re.compile(r"\b[Nn](?:o\.|o(?=[0-9 ])|°|º)[ ]?°?")
"""No. and its like, within a number or before it."""
_PARENTHESES = re.compile(r"\(([^()]*)\)?")
_LABEL = re.compile(
    r"(?P<kind>passport|laissez-passer|travel document|identity card|identity|"
    r"identification card|identification|national ID|ID|SSN|fiscal code|card)\b"
    r"(?:[ ]\([^()]*\))?[ ]?(?:numbers?|nos?\b\.?|n°|nº|card)*[ ]?[:.]?[ ]?",
    re.IGNORECASE,
)
_IS_NUMBERED = re.compile(r"number|\bno\b|n°|nº|ssn|code", re.IGNORECASE)
_NEXT = re.compile(r";|\.\s+[A-Z]|passport", re.ASCII)
"""Where something else than a number is spoken of."""
_TEXT_CHARS_MAX = 20_000
"""Of a text, so much is looked through."""
_AFTER_CHARS = 200
_BEFORE_CHARS = 60
_WORDS_BEFORE = 3
_DIGITS_MIN = 3
_TRAVEL = ("travel document", "laissez-passer")
_OTHER = re.compile(
    r"birth|ration|social security|ssn|fiscal|driv|licen[cs]e|voter|student|residen|"
    r"certificate|military|serviceman|other id|armed forces|fardc|alien|tax",
    re.IGNORECASE,
)


def number_of(text: str) -> str:
    """Return the number that *text*, which should be one, is about; "" if there is none.

    >>> number_of("OA 454044"), number_of("Libya B/002210"), number_of("SE-011697")
    ('OA 454044', 'B/002210', 'SE-011697')
    >>> number_of("Afghan national identification card (tazkira) number 4414")
    '4414'
    >>> number_of("Russian passport number 8208 No. 555627"), number_of("403062567 (US)")
    ('8208 555627', '403062567')
    >>> number_of("D00002264, South Sudan"), number_of("issued in 1993")
    ('D00002264', '')
    """
    plain = " ".join(_PARENTHESES.sub(" ", text[:_TEXT_CHARS_MAX]).split())
    plain = " ".join(_SIGN.sub(" ", plain).split())
    if " " not in plain and _has_digits(plain, least=1):
        return plain.strip("-./,;:")
    for found in _NUMBER.finditer(plain):
        before = plain[: found.start()].rstrip()
        number = found[0].strip(" -./")
        if _has_digits(number, least=1) and not before.endswith(
            (" in", " on", " of", " since")
        ):
            return number
    return ""


def numbers_in(text: str) -> Iterator[DocumentRow]:
    """Yield the documents that *text* names with their numbers, each as far as it says.

    >>> for found in numbers_in("DOB 1970, passport no. 2863795S, expires 2005 (Iraq)"):
    ...     print(found.type, found.number, found.issuing_state)
    passport 2863795S IRQ
    >>> [d.number for d in numbers_in("passport issued in 1993, inmate number 11685")]
    []
    """
    for label in _LABEL.finditer(text := text[:_TEXT_CHARS_MAX]):
        found = _NUMBER.match(text, label.end())
        number = found[0].strip(" -./") if found else ""
        is_said = (
            _IS_NUMBERED.search(label[0]) or label["kind"].lower() == "identity card"
        )
        if not found or not is_said or not _has_digits(number):
            continue
        near = text[max(0, label.start() - _BEFORE_CHARS) : label.start()]
        near = re.split(r"[.;,:(]", near)[-1]
        yield DocumentRow(
            number=number,
            type=document_type(" ".join(near.split()[-_WORDS_BEFORE:]) + label[0]),
            issuing_state=state_in(near) or _state_after(text, found.end()) or None,
        )


def document_type(said: str, *, otherwise: str = "identity_card") -> str:
    """Return the contract's word for a document that is called *said*.

    >>> [document_type(text) for text in ("Diplomatic Passport", "Birth certificate")]
    ['passport', 'other']
    """
    lower = said.lower()
    if any(word in lower for word in _TRAVEL):
        return "travel_document"
    if _OTHER.search(said):
        return "other"
    if any(word in lower for word in ("passport", "passeport", "pasaporte")):
        return "passport"
    return otherwise


def _state_after(text: str, end: int) -> str:
    """Return the State in parentheses behind a number, before the next sentence."""
    rest = _NEXT.split(text[end : end + _AFTER_CHARS], maxsplit=1)[0]
    said = _PARENTHESES.search(rest)
    return state_in(said[1]) if said else ""


def _has_digits(number: str, *, least: int = _DIGITS_MIN) -> bool:
    return sum(character.isdigit() for character in number) >= least
