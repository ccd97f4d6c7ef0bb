"""What a format leaves out of a person, and counts: better that than to lose the person.

A birth on 30 February, a number without a digit, a State that nobody knows: the rest of
the person goes in, and the report says how many of each there were.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import TypeVar

from screening.feeds.checks import longer_than
from screening.feeds.person_rows import BirthRow, DocumentRow, NameRow
from screening.feeds.person_rules import (
    BIRTHS_MAX,
    DOCUMENTS_MAX,
    NAME_CHARS_MAX,
    NAMES_MAX,
    Faulty,
    PersonRules,
    document,
)
from screening.normalize.documents import document_number
from screening.normalize.states import is_known, issuing_state

_MORE = " …"
_NAMED_MAX = 10
_LOOKED_AT_MAX = 2_000
"""Births, and documents, of one person: ten times as many as go in."""
_ROW = TypeVar("_ROW", BirthRow, DocumentRow)


class Leftovers:
    """Takes what a format made out, gives back what is good of it, counts the rest."""

    def __init__(self, today: str) -> None:
        """*today* is the latest date that is not in the future."""
        self._rules = PersonRules(delta=False, today=today)
        self._counts: Counter[str] = Counter()

    def add(self, what: str) -> None:
        """Count one thing that was left out."""
        self._counts[what] += 1

    def names(self, rows: Iterable[NameRow]) -> list[NameRow]:
        """Return the names that hold a letter, each once: the first of those spelt alike.

        >>> names = [NameRow("alias", "Anna"), NameRow("former", "ANNA"), NameRow("alias", "-")]
        >>> [name.kind for name in Leftovers("2026-11-21").names(names)]
        ['alias']
        """
        once: dict[tuple[str, ...], NameRow] = {}
        for row in islice(rows, 2 * NAMES_MAX):
            texts = row.full or "", row.primary or "", row.secondary or ""
            if max(map(len, texts)) > NAME_CHARS_MAX:
                self.add(f"names: {longer_than(NAME_CHARS_MAX)}")
            elif any(letter.isalpha() for text in texts for letter in text):
                once.setdefault(tuple(text.casefold() for text in texts), row)
        return list(once.values())

    def births(self, rows: Iterable[BirthRow | None]) -> list[BirthRow]:
        """Return the births that may go in, each once."""
        once: dict[tuple[object, ...], BirthRow] = {}
        for row in islice(rows, _LOOKED_AT_MAX):
            if row is not None:
                once.setdefault((row.date, row.from_year, row.to_year), row)
        return self._kept(once.values(), self._rules.birth, "births", BIRTHS_MAX)

    def documents(self, rows: Iterable[DocumentRow]) -> list[DocumentRow]:
        """Return the documents that may go in, each once.

        One without a State is left out where the same number has one.
        """
        once: dict[tuple[str, str], DocumentRow] = {}
        for row in islice(rows, _LOOKED_AT_MAX):
            key = (
                document_number(row.number or ""),
                issuing_state(row.issuing_state or ""),
            )
            once.setdefault(key, row)
        stated = {number for number, state in once if state}
        rows = [
            r for (number, state), r in once.items() if state or number not in stated
        ]
        return self._kept(rows, document, "documents", DOCUMENTS_MAX)

    def _kept(
        self,
        rows: Iterable[_ROW],
        check: Callable[[str, _ROW], object],
        things: str,
        maximum: int,
    ) -> list[_ROW]:
        kept = []
        for row in rows:
            try:
                check(things, row)
            except Faulty as fault:
                self.add(f"{fault.field}: {fault.reason}")
            else:
                kept.append(row)
        for _ in kept[maximum:]:
            self.add(f"{things}: more than {maximum} of one person")
        return kept[:maximum]

    def states(self, codes: Iterable[str]) -> list[str]:
        """Return the codes that are known, each once; count what is left out."""
        found = []
        for code in dict.fromkeys(codes):
            if is_known(code):
                found.append(issuing_state(code))
            else:
                self.add("States that nobody knows")
        return list(dict.fromkeys(found))

    def state(self, code: str) -> str | None:
        """Return one code if it is known; count it if it is not, and not empty."""
        return next(iter(self.states([code])), None) if code else None

    def warnings(self) -> list[str]:
        """Return what was left out, what was left out most first."""
        return [f"left out: {c:,} {what}" for what, c in self._counts.most_common()]


def plain(text: str) -> str:
    """Return *text* on one line, without control characters.

    >>> plain(f" Anna{chr(0)} {chr(10)} Maria ")
    'Anna Maria'
    """
    visible = (" " if unicodedata.category(c) == "Cc" else c for c in text)
    return " ".join("".join(visible).split())


def cut(text: str, chars_max: int) -> str | None:
    """Return *text* on one line, cut to so many characters; None where nothing is left.

    >>> cut("one two three", 9)
    'one two …'
    """
    line = plain(text)
    if len(line) <= chars_max:
        return line or None
    begin = line[: chars_max - len(_MORE) + 1]
    return (
        begin[: begin.rfind(" ")].rstrip(" ,;.") + _MORE
        if " " in begin
        else line[:chars_max]
    )


def passed_over(counts: Mapping[str, int]) -> list[str]:
    """Return the note that says what else was in a file, and how much of it.

    >>> passed_over({"ENTITY": 196, "Company": 2})
    ['passed over, because they are no persons: 196 ENTITY, 2 Company']
    """
    if not counts:
        return []
    most = Counter(counts).most_common(_NAMED_MAX)
    named = ", ".join(f"{count:,} {name}" for name, count in most)
    rest = sum(counts.values()) - sum(count for _, count in most)
    more = f", {rest:,} others" if rest else ""
    return [f"passed over, because they are no persons: {named}{more}"]
