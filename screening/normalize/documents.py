"""Document numbers and types, made comparable.

One printed number reaches us as `AB 123-456`, `ab123456` or `AB123456<`; all of them are
filed and searched as `AB123456`. Here are also the look-alikes of a number: what it may
really have been where a machine or a hand misread it.
"""

import re
from collections.abc import Iterator
from itertools import combinations, islice
from typing import Final

from screening.normalize.characters import is_canonical_ascii, letters_and_digits
from screening.records import DocumentClass

SEPARATORS: Final = (
    "< \t\r\n\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}"
    "\N{IDEOGRAPHIC SPACE}-\N{SOFT HYPHEN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
    "\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}/\\.,:;_'*#()\N{MIDDLE DOT}\N{BULLET}"
    "\N{NUMERO SIGN}"
)
"""Characters met between the parts of a number; they never tell two numbers apart.

Doc 9303-3 section 4.2 prints them as `<` in the MRZ, or leaves them out.
"""

NUMBER_ALIAS_LENGTH: Final = 9
"""Characters of a number that every MRZ has room for, and at which visas and some feeds
stop (Doc 9303-7 section 4.2): a longer number is known by its first nine, too."""

_SEPARATOR: Final = re.compile("[" + re.escape(SEPARATORS) + "]")
_NOT_CANONICAL: Final = re.compile(r"[^A-Z0-9]")
_DIGITS_TO_NINE: Final = str.maketrans("012345678", "999999999")

_CLASS_OF_WORD: Final = {
    "passport": DocumentClass.PASSPORT,
    "travel_document": DocumentClass.PASSPORT,  # PR, PT, PL … since Doc 9303-4 and -8
    "identity_card": DocumentClass.IDENTITY_CARD,
    "residence_permit": DocumentClass.IDENTITY_CARD,  # cards, coded A, C or I
    "visa": DocumentClass.VISA,
    "seaman_book": DocumentClass.OTHER,
    "other": DocumentClass.OTHER,
}
_CLASS_OF_LETTER: Final = {
    "P": DocumentClass.PASSPORT,
    "V": DocumentClass.VISA,
    "A": DocumentClass.IDENTITY_CARD,
    "C": DocumentClass.IDENTITY_CARD,
    "I": DocumentClass.IDENTITY_CARD,
}
_CLASS_AT_ONCE: Final = {
    **_CLASS_OF_WORD,
    **_CLASS_OF_LETTER,
    **dict.fromkeys(
        ("PP", "PE", "PD", "PO", "PR", "PT", "PS", "PL", "PM", "PU"),
        DocumentClass.PASSPORT,
    ),
    **dict.fromkeys(("ID", "IP", "AC"), DocumentClass.IDENTITY_CARD),
}
"""What nearly every document says of itself, found without looking at the spelling."""

DOCUMENT_TYPES: Final = tuple(_CLASS_OF_WORD)
"""The words of the feed contract for what a document is."""
_CODE_LETTERS_MAX: Final = 2  # Doc 9303-3 section 4.4: an MRZ document code

LOOK_ALIKE_PAIRS: Final = (
    *("0O", "1I", "1L", "IL", "5S", "8B", "2Z", "6G", "GQ", "7Z", "0U", "OQ"),
    *("IT", "0Q", "0D", "1T", "7T", "4A", "9G"),
)
"""Characters taken for each other, both ways, the likeliest first.

The shapes that readers of MRZs repair (0ODQ, 1ILT, 2Z, 4A, 5S, 6G, 7TZ, 8B, 9G), with the
pairs found in wrong numbers that had passed their check digit: 0/O 44 times, G/Q 16,
7/Z 9, 0/U 8, 5/S 6, 1/L, O/Q and I/T 5 each, 1/I and 2/Z 4 each.
"""


def document_number(text: str) -> str:
    """Return *text* as the number that is compared: A-Z and 0-9, "" if none is left.

    Letter case, separators and full width do not count; Cyrillic and Greek capitals
    that look exactly like Latin ones are those; digits of every script are digits.

    >>> document_number(" l898902-c<< "), document_number("-/-")
    ('L898902C', '')
    """
    if is_canonical_ascii(text):
        return text
    if text.isascii():
        return _NOT_CANONICAL.sub("", text.upper())
    return _NOT_CANONICAL.sub("", letters_and_digits(_SEPARATOR.sub("", text)))


def is_lossy(text: str) -> bool:
    """Return whether `document_number` drops a letter or digit of *text*.

    Then what is left is another number: to look it up would answer another question.

    >>> is_lossy("AB 123-456"), is_lossy("\N{CYRILLIC CAPITAL LETTER ES}1"), is_lossy("\u01411")
    (False, False, True)
    """
    if text.isascii():
        return False
    return letters_and_digits(_SEPARATOR.sub("", text)) != document_number(text)


def document_class(document_type: str | None) -> DocumentClass | None:
    """Return the class of a word of the feed contract or of an MRZ document code.

    None for None and for text without content: a type that is not known. A code tells
    its class by its first letter, because the second was free until 2026 (Doc 9303-4
    section 4.4); what is neither such a word nor such a code is OTHER.

    >>> [document_class(text) for text in ("passport", "PD", "AC", "seaman_book", "")]
    [<DocumentClass.PASSPORT: 'P'>, <DocumentClass.PASSPORT: 'P'>, \
<DocumentClass.IDENTITY_CARD: 'I'>, <DocumentClass.OTHER: 'O'>, None]
    """
    if not document_type:
        return None
    return _CLASS_AT_ONCE.get(document_type) or _class_of_spelling(document_type)


def is_document_type(text: str) -> bool:
    """Tell whether *text* is a word of the contract or an MRZ document code.

    However it is spelt: what is neither may be a slip of somebody who typed it, and
    would be taken for another kind of document.

    >>> [is_document_type(text) for text in ("passport", "Identity card", "P<", "AC")]
    [True, True, True, True]
    >>> [is_document_type(text) for text in ("pasport", "", "P1")]
    [False, False, False]
    """
    spelt = _spelt(text)
    if len(spelt) <= _CODE_LETTERS_MAX:
        return spelt.isascii() and spelt.isalpha()
    return _word(spelt) in _CLASS_OF_WORD


def _class_of_spelling(text: str) -> DocumentClass | None:
    spelt = _spelt(text)
    if not spelt:
        return None
    if len(spelt) <= _CODE_LETTERS_MAX:
        return _CLASS_OF_LETTER.get(spelt[0].upper(), DocumentClass.OTHER)
    return _CLASS_OF_WORD.get(_word(spelt), DocumentClass.OTHER)


def _spelt(text: str) -> str:
    return text.strip().rstrip("<").strip()


def _word(spelt: str) -> str:
    return "_".join(spelt.lower().replace("-", " ").replace("_", " ").split())


def template(number: str) -> str:
    """Return the shape that all canonical numbers of one series share.

    >>> template("AB1234"), template("L898902C3")
    ('AB9999', 'L999999C9')
    """
    return number.translate(_DIGITS_TO_NINE)


def misread_variants(
    number: str, *, typed: bool, maximum: int = 64
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield at most *maximum* numbers that *number* may be a misreading of.

    Each comes with the positions, from 1, at which it differs from *number*, which is
    canonical. First one look-alike; then, for a *typed* number, two neighbours in the
    wrong order; then two look-alikes of one pair, which can cancel out in the check
    digit (two O for 0 at weights 7 and 3). Likeliest first, none twice, never *number*
    itself, the same every time.

    >>> list(misread_variants("AO7", typed=False, maximum=3))
    [('A07', (2,)), ('AOZ', (3,)), ('AQ7', (2,))]
    >>> ("12435", (3, 4)) in misread_variants("12345", typed=True)
    True
    """
    return islice(_distinct(number, typed=typed), max(maximum, 0))


def _distinct(number: str, *, typed: bool) -> Iterator[tuple[str, tuple[int, ...]]]:
    seen = {number}
    for variant in _in_order(number, typed=typed):
        if variant not in seen:
            seen.add(variant)
            changed = zip(number, variant, strict=True)
            yield variant, tuple(at for at, (a, b) in enumerate(changed, 1) if a != b)


def _in_order(number: str, *, typed: bool) -> Iterator[str]:
    yield from _with_look_alikes(number, count=1)
    if typed:
        for at in range(len(number) - 1):
            yield number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    yield from _with_look_alikes(number, count=2)


def _with_look_alikes(number: str, *, count: int) -> Iterator[str]:
    for pair in LOOK_ALIKE_PAIRS:
        other = {pair[0]: pair[1], pair[1]: pair[0]}
        places = [at for at, char in enumerate(number) if char in other]
        for chosen in combinations(places, count):
            chars = list(number)
            for at in chosen:
                chars[at] = other[chars[at]]
            yield "".join(chars)
