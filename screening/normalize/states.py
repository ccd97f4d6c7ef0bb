"""Issuing States: many spellings, one code that compares equal.

An MRZ prints `D<<` where a feed says `DEU` and a form says `de`; a British passport may
name one of six issuers. All of them are filed, and searched, under one code.
"""

import re
from typing import Final

from screening.errors import InvalidQuery
from screening.normalize.state_codes import CANONICAL, NAMES

_CODE: Final = re.compile(r"[A-Za-z]{1,3}")
_TEXT_CHARS_MAX: Final = 64  # longer text is no code, however much of it is blank


def issuing_state(text: str) -> str:
    """Return the three-letter code that *text* stands for, or "" if it is no code.

    Letter case, blanks and fillers around the code do not count; two-letter codes of
    ISO 3166-1 are taken. A code of one to three letters that nobody has assigned comes
    back in upper case: a feed may be ahead of this table.

    >>> issuing_state("D<<"), issuing_state(" gb "), issuing_state("XKX")
    ('DEU', 'GBR', 'RKS')
    >>> issuing_state("qzz"), issuing_state("Germany"), issuing_state("49")
    ('QZZ', '', '')
    """
    known = CANONICAL.get(text)
    if known is not None:
        return known
    code = _code(text)
    return CANONICAL.get(code, code)


def is_known(code: str) -> bool:
    """Return whether *code*, however it is spelt, is of Doc 9303-3 or ISO 3166.

    >>> is_known("UTO"), is_known("d<<"), is_known("QZZ")
    (True, True, False)
    """
    return code in CANONICAL or _code(code) in CANONICAL


def require_known(text: str, *, field: str) -> None:
    """Raise `InvalidQuery` for *field* unless *text* is a State that is known.

    For what people type. A reading keeps an unknown code, because the machine may have
    misread it, and says so.
    """
    if text not in CANONICAL and not is_known(text):
        raise InvalidQuery(
            field=field,
            reason="no State or organization is known by this code",
            cure="give the code of Doc 9303-3 section 5 or ISO 3166-1, such as UTO",
        )


def state_name(code: str) -> str | None:
    """Return the English name of *code*, or None if nobody has assigned it.

    A code with a name of its own keeps it, even where it is filed under another.

    >>> state_name("D"), state_name("DE"), state_name("GBN")
    ('Germany', 'Germany', 'British National (Overseas)')
    """
    spelt = _code(code)
    return NAMES.get(spelt) or NAMES.get(CANONICAL.get(spelt, ""))


def _code(text: str) -> str:
    if len(text) > _TEXT_CHARS_MAX:
        return ""
    code = text.strip().strip("<").strip()
    return code.upper() if _CODE.fullmatch(code) else ""
