"""INTERPOL's public notices, as its API gives them: JSON.

One JSON document (a page with `_embedded.notices`, one notice, a list of either), or any
of these on each line. The reference counts as it is; where one document holds all, a row
is named by its place in it instead of by its line.

==============================  =================================================
in the notice                   in our records
==============================  =================================================
entity_id                       record_id
arrest_warrants                 owner: the State that issued them all, else XPO
link to itself, or what only    notice: red, yellow, un_special
one kind has
name, forename                  primary and secondary of the name
birth_name                      kind former, with the same forename
date_of_birth                   births: 1958/11/05, 1958/11 or 1958
sex_id                          sex
nationalities                   nationalities, without what is no State (914)
place_of_birth,                 birth_place
country_of_birth_id
charge                          purpose
distinguishing_marks,           remarks
date_of_event, place, country
==============================  =================================================

A dash, null, 0 and U stand for what is not known.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import msgspec

from screening.errors import FeedRefused
from screening.feeds.formats.around import Around
from screening.feeds.formats.leftovers import Leftovers, cut, plain
from screening.feeds.jsonl_blocks import NOT_JSON, unreadable
from screening.feeds.line_blocks import without_mark
from screening.feeds.person_lines import PERSON_BYTES_MAX, numbered_lines
from screening.feeds.person_rows import BirthRow, NameRow, PersonRow, ReadPerson
from screening.feeds.person_rules import PLACE_CHARS_MAX, TEXT_CHARS_MAX
from screening.feeds.rows import BadRow, row_text
from screening.normalize.states import is_known, issuing_state, state_name
from screening.records import NameKind, Notice

OWNER = "XPO"
DOCUMENT_BYTES_MAX = 64 << 20
"""Of one JSON document; lines may be as many as they like."""
NOT_A_NOTICE = "not a notice"
WHICH_NOTICE = "neither its link nor its fields say which notice it is"
Fields = Mapping[str, Any]
_NOTHING = ("", "-", "0", "None", "null")
_LINK = re.compile(r"/notices/v1/(red|yellow|un)\b")
_OF_LINK = {"red": Notice.RED, "yellow": Notice.YELLOW, "un": Notice.UN_SPECIAL}
_OF_FIELD = {
    "arrest_warrants": Notice.RED,
    "date_of_event": Notice.YELLOW,
    "father_forename": Notice.YELLOW,
    "un_reference": Notice.UN_SPECIAL,
}
_DATE = re.compile(r"(\d{4})(?:/(\d{1,2}))?(?:/(\d{1,2}))?")
_SEXES = ("M", "F", "X")


def source(content: Iterator[bytes], around: Around) -> "InterpolNotices":
    """Return what reads the notices, once."""
    return InterpolNotices(content, around)


class InterpolNotices:
    """The notices of one file."""

    def __init__(self, content: Iterator[bytes], around: Around) -> None:
        self._content = without_mark(content)
        self._around = around
        self._left = Leftovers(around.today)

    def rows(self) -> Iterator[ReadPerson | BadRow]:
        """Yield a row for each notice."""
        begin, is_all = self._begun()
        document = _decoded(b"".join(begin)) if is_all else None
        if document is not None:
            for place, (notice, kind) in enumerate(_notices(document), start=1):
                yield self._read(place, notice, kind)
            return
        is_first = True
        for number, raw in numbered_lines(chain(begin, self._content)):
            line = _decoded(raw)
            if line is None and is_first:
                raise FeedRefused(
                    file=self._around.file,
                    reason="it is neither one JSON document nor JSON on each line",
                    cure="deliver it again, whole",
                )
            is_first = False
            if line is None:
                fault = unreadable(raw, line_bytes_max=PERSON_BYTES_MAX)
                yield BadRow(number, *(fault or ("", NOT_JSON)), row_text(raw))
                continue
            for notice, kind in _notices(line):
                yield self._read(number, notice, kind)

    def _begun(self) -> tuple[list[bytes], bool]:
        """Return as much as one document may have, and whether that is all."""
        begin, length = [], 0
        for piece in self._content:
            begin.append(piece)
            length += len(piece)
            if length > DOCUMENT_BYTES_MAX:
                return begin, False
        return begin, True

    def _read(
        self, line: int, notice: object, kind: Notice | None
    ) -> ReadPerson | BadRow:
        text = msgspec.json.encode(notice)
        if not isinstance(notice, dict):
            return BadRow(line, "", NOT_A_NOTICE, row_text(text))
        kind = _kind(notice) or kind
        if kind is None:
            return BadRow(line, "notice", WHICH_NOTICE, row_text(text))
        return ReadPerson(line, self._row(notice, kind), text)

    def _row(self, notice: Fields, kind: Notice) -> PersonRow:
        """Return all that a notice says."""
        countries = notice.get("nationalities")
        codes = map(_said, countries if isinstance(countries, list) else [countries])
        return PersonRow(
            record_id=_said(notice.get("entity_id")) or None,
            owner=_owner(notice),
            notice=kind,
            names=self._left.names(_names(notice)),
            births=self._left.births([_birth(notice)]),
            sex=next((s for s in _SEXES if s == _said(notice.get("sex_id"))), None),
            nationalities=self._left.states(code for code in codes if code),
            birth_place=cut(_birth_place(notice), PLACE_CHARS_MAX),
            purpose=cut(_purpose(notice), TEXT_CHARS_MAX),
            remarks=cut(_remarks(notice), TEXT_CHARS_MAX),
        )

    def as_of(self) -> None:
        """Say nothing: a notice does not say when it was fetched."""

    def notes(self) -> list[str]:
        """Return nothing."""
        return []

    def warnings(self) -> list[str]:
        """Return what was left out."""
        return self._left.warnings()


def _decoded(raw: bytes) -> Any:  # noqa: ANN401  # any JSON; None where it is none
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _notices(document: object) -> Iterator[tuple[object, Notice | None]]:
    """Yield the notices of a page, of a list of pages or notices, or one; and their kind."""
    for each in document if isinstance(document, list) else [document]:
        if not isinstance(each, dict) or not isinstance(each.get("_embedded"), dict):
            yield each, None
            continue
        notices, kind = each["_embedded"].get("notices"), _kind(each)
        for notice in notices if isinstance(notices, list) else ():
            yield notice, kind


def _kind(notice: Fields) -> Notice | None:
    """Return which notice its link says it is, or the fields that only one kind has."""
    links = notice.get("_links")
    if isinstance(links, dict):
        for link in links.values():
            href = link.get("href") if isinstance(link, dict) else None
            if isinstance(href, str) and (found := _LINK.search(href)):
                return _OF_LINK[found[1]]
    return next((kind for field, kind in _OF_FIELD.items() if field in notice), None)


def _said(value: object) -> str:
    """Return what a field says, "" where it says nothing.

    >>> _said("-"), _said(0), _said(None), _said(" Anna "), _said(1.7)
    ('', '', '', 'Anna', '1.7')
    """
    if value is None or isinstance(value, (dict, list)):
        return ""
    text = plain(str(value))
    return "" if text in _NOTHING else text


def _names(notice: Fields) -> Iterator[NameRow]:
    forename = _said(notice.get("forename"))
    for field, kind in (("name", NameKind.PRIMARY), ("birth_name", NameKind.FORMER)):
        if family := _said(notice.get(field)):
            yield NameRow(kind=kind, primary=family, secondary=forename or None)
        elif kind is NameKind.PRIMARY and forename:
            yield NameRow(kind=kind, primary=forename)


def _birth(notice: Fields) -> BirthRow | None:
    """Return the birth, with as much of the date as there is: 0 is no month, no day."""
    said = _said(notice.get("date_of_birth"))
    found = _DATE.fullmatch(said)
    if not said or not found:
        return BirthRow(date=said) if said else None
    year, month, day = (int(part or 0) for part in found.groups())
    if not month:
        return BirthRow(date=f"{year:04}")
    return BirthRow(date=f"{year:04}-{month:02}" + (f"-{day:02}" if day else ""))


def _warrants(notice: Fields) -> list[Fields]:
    found = notice.get("arrest_warrants")
    return [w for w in found if isinstance(w, dict)] if isinstance(found, list) else []


def _owner(notice: Fields) -> str:
    """Return the State whose bureau asked, if it is one and known."""
    codes = {_said(w.get("issuing_country_id")) for w in _warrants(notice)}
    code = codes.pop() if len(codes) == 1 else ""
    return issuing_state(code) if is_known(code) else OWNER


def _birth_place(notice: Fields) -> str:
    country = _said(notice.get("country_of_birth_id"))
    parts = [_said(notice.get("place_of_birth")), state_name(country) or ""]
    return ", ".join(part for part in parts if part)


def _purpose(notice: Fields) -> str:
    charges = []
    for warrant in _warrants(notice):
        charge = _said(warrant.get("charge_translation")) or _said(
            warrant.get("charge")
        )
        by = _said(warrant.get("issuing_country_id"))
        if charge or by:
            charges.append(
                f"wanted by {by or 'a State not said'}: {charge or 'not said'}"
            )
    return "; ".join(charges)


def _remarks(notice: Fields) -> str:
    country = _said(notice.get("country"))
    where = [_said(notice.get("place")), state_name(country) or country]
    when = _said(notice.get("date_of_event"))
    event = ", ".join(part for part in (when, *where) if part)
    marks = _said(notice.get("distinguishing_marks"))
    said = [f"Since: {event}." if event else "", f"Marks: {marks}" if marks else ""]
    return " ".join(part for part in said if part)
