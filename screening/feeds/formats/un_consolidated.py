"""The consolidated list of the UN Security Council: XML, as the UN publishes it.

===========================  ====================================================
in the list                  in our records
===========================  ====================================================
REFERENCE_NUMBER             record_id (DATAID where there is none)
the list                     owner UNO, notice un_special
FIRST_NAME … FOURTH_NAME     one name in full, kind primary
NAME_ORIGINAL_SCRIPT         kind original_script
INDIVIDUAL_ALIAS Good        kind alias, or original_script where it is in one
INDIVIDUAL_ALIAS Low         kind weak_alias
"previously listed as" …     kind former
INDIVIDUAL_DATE_OF_BIRTH,    births: EXACT as a date, BETWEEN as years,
those of aliases and notes   APPROXIMATELY with about
INDIVIDUAL_DOCUMENT          documents: the number out of its text, passport,
                             travel_document, identity_card or other, and the State
                             that it names, else ISSUING_COUNTRY, else COUNTRY_OF_ISSUE
notes, COMMENTS1             documents whose numbers are written there
NATIONALITY, GENDER          nationalities, sex
INDIVIDUAL_PLACE_OF_BIRTH    birth_place, several parted by ;
UN_LIST_TYPE, LISTED_ON      purpose
TITLE, DESIGNATION,          remarks, cut at their length; titles are in no name
COMMENTS1
dateGenerated                when the data was true
===========================  ====================================================

ENTITY is passed over. What cannot be made out (a number without a digit, a State nobody
knows) is left out and counted in the report.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from screening.feeds.formats.around import Around
from screening.feeds.formats.births_in_text import birth_of, births_in
from screening.feeds.formats.leftovers import (
    Leftovers,
    cut,
    passed_over,
    plain,
)
from screening.feeds.formats.names_in_text import names_in
from screening.feeds.formats.numbers_in_text import (
    document_type,
    number_of,
    numbers_in,
)
from screening.feeds.formats.safe_xml import Node, SafeXml
from screening.feeds.manifest import rfc3339
from screening.feeds.person_rows import (
    BirthRow,
    DocumentRow,
    NameRow,
    PersonRow,
    ReadPerson,
)
from screening.feeds.person_rules import PLACE_CHARS_MAX, TEXT_CHARS_MAX
from screening.feeds.rows import BadRow
from screening.normalize.state_names import state_in, state_named
from screening.records import NameKind, Notice

OWNER = "UNO"
_NAME_FIELDS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_PLACE_FIELDS = ("CITY", "STATE_PROVINCE", "COUNTRY")
_NOTHING = ("", "na", "n/a", "null", "-")
_SEXES = {"male": "M", "female": "F"}
_GENDER = re.compile(r"\bGender: (male|female)\b", re.IGNORECASE)
_AGE = re.compile(r"(\d{2})\s*-\s*(\d{2}) years old")
_BETWEEN_MONTHS = re.compile(r"Between .* (\d{4})")
_LINK = re.compile(r"INTERPOL-UN Security Council Special Notice web ?link:\s*\S*")


def source(content: Iterator[bytes], around: Around) -> "UnConsolidated":
    """Return what reads the list, once."""
    return UnConsolidated(content, around)


class UnConsolidated:
    """The individuals of one edition of the list."""

    def __init__(self, content: Iterator[bytes], around: Around) -> None:
        self._xml = SafeXml(
            content, file=around.file, root="CONSOLIDATED_LIST", item="INDIVIDUAL"
        )
        self._left = Leftovers(around.today)

    def rows(self) -> Iterator[ReadPerson | BadRow]:
        """Yield a row for each individual."""
        for node in self._xml.items():
            if node.too_large:
                reference = node.said("REFERENCE_NUMBER") or node.said("DATAID")
                yield BadRow(node.line, "INDIVIDUAL", node.too_large, reference)
            else:
                yield ReadPerson(node.line, _Individual(node, self._left).row(), b"")

    def as_of(self) -> str | None:
        """Return when the list was generated, where it says so in a way we can read."""
        found = _time(self._xml.attributes.get("dateGenerated", ""))
        if found is None:
            return None
        return found.isoformat(timespec="seconds").replace("+00:00", "Z")

    def notes(self) -> list[str]:
        """Return when the list was generated, and what was passed over."""
        said = self.as_of()
        found = [f"the list says that it was generated at {said}"] if said else []
        return found + passed_over(self._xml.others)

    def warnings(self) -> list[str]:
        """Return what was left out."""
        return self._left.warnings()


class _Individual:
    """One individual on the way from the list to a row."""

    def __init__(self, node: Node, left: Leftovers) -> None:
        self._node = node
        self._left = left
        self._aliases = node.all("INDIVIDUAL_ALIAS")
        self._comments = _LINK.sub(" ", node.said("COMMENTS1"))

    def row(self) -> PersonRow:
        """Return all that is said of the individual."""
        node = self._node
        return PersonRow(
            record_id=node.said("REFERENCE_NUMBER") or node.said("DATAID"),
            owner=OWNER,
            notice=Notice.UN_SPECIAL,
            names=self._left.names(self._names()),
            births=self._left.births(self._births()),
            sex=_SEXES.get(node.said("GENDER").lower()) or self._sex_in_comments(),
            nationalities=self._left.states(map(state_named, self._nationalities())),
            birth_place=cut("; ".join(dict.fromkeys(self._places())), PLACE_CHARS_MAX),
            documents=self._left.documents(self._documents()),
            purpose=cut(self._purpose(), TEXT_CHARS_MAX),
            remarks=cut(self._remarks(), TEXT_CHARS_MAX),
        )

    def _names(self) -> Iterator[NameRow]:
        parts = [self._node.said(field) for field in _NAME_FIELDS]
        full = " ".join(part for part in parts if part.lower() not in _NOTHING)
        yield NameRow(kind=NameKind.PRIMARY, full=plain(full))
        for name in names_in(self._node.said("NAME_ORIGINAL_SCRIPT")):
            yield NameRow(kind=NameKind.ORIGINAL_SCRIPT, full=plain(name.text))
        for alias in self._aliases:
            yield from _names_of_alias(alias)

    def _births(self) -> Iterator[BirthRow | None]:
        for birth in self._node.all("INDIVIDUAL_DATE_OF_BIRTH"):
            yield self._birth(birth)
        for alias in self._aliases:
            yield birth_of(alias.said("DATE_OF_BIRTH"))
            yield from births_in(alias.said("ALIAS_NAME"))
            yield from births_in(alias.said("NOTE"))

    def _birth(self, said: Node) -> BirthRow | None:
        about = said.said("TYPE_OF_DATE").upper() == "APPROXIMATELY"
        year, note = said.said("YEAR"), said.said("NOTE")
        if said.said("FROM_YEAR"):
            about = about or note.lower().startswith("approx")
            years = f"{said.said('FROM_YEAR')} - {said.said('TO_YEAR')}"
            return birth_of(years, about=about)
        if date := said.said("DATE"):
            return birth_of(date[:10], about=about)
        if year:
            return birth_of(f"{note} {year}", about=about) or birth_of(
                year, about=about
            )
        if between := _BETWEEN_MONTHS.fullmatch(note):
            return birth_of(between[1])
        return self._by_age(note) or birth_of(note)

    def _by_age(self, note: str) -> BirthRow | None:
        """Return the years in which one was born who was so old when listed."""
        age, listed = _AGE.fullmatch(note), self._node.said("LISTED_ON")[:4]
        if not age or not listed.isdecimal():
            return None
        youngest, oldest = sorted(map(int, age.groups()))
        first, last = int(listed) - oldest - 1, int(listed) - youngest
        return BirthRow(from_year=first, to_year=last, about=True)

    def _nationalities(self) -> Iterator[str]:
        for listed in self._node.all("NATIONALITY"):
            for value in listed.all("VALUE"):
                if (name := plain(value.text)).lower() not in _NOTHING:
                    yield name

    def _sex_in_comments(self) -> str | None:
        found = _GENDER.search(self._comments)
        return _SEXES[found[1].lower()] if found else None

    def _places(self) -> Iterator[str]:
        for place in self._node.all("INDIVIDUAL_PLACE_OF_BIRTH"):
            parts = [place.said(field) for field in _PLACE_FIELDS]
            said = ", ".join(part for part in parts if part.lower() not in _NOTHING)
            if said or (said := place.said("NOTE")):
                yield said

    def _documents(self) -> Iterator[DocumentRow]:
        for said in self._node.all("INDIVIDUAL_DOCUMENT"):
            if said.nodes:
                yield from self._numbered(said)
        for alias in self._aliases:
            yield from numbers_in(alias.said("ALIAS_NAME"))
            yield from numbers_in(alias.said("NOTE"))
        yield from numbers_in(self._comments)

    def _numbered(self, said: Node) -> Iterator[DocumentRow]:
        """Yield what is in NUMBER, else what the fields beside it name."""
        text, kind = said.said("NUMBER"), said.said("TYPE_OF_DOCUMENT2")
        base = document_type(said.said("TYPE_OF_DOCUMENT"))
        state = state_named(said.said("ISSUING_COUNTRY"))
        state = state or state_in(text) or state_named(said.said("COUNTRY_OF_ISSUE"))
        if number := number_of(text):
            word = document_type(f"{kind} {text}", otherwise=base)
            if base != "passport" and word == "passport":
                word = base  # a Russian's national passport is an identity card
            yield DocumentRow(number=number, type=word, issuing_state=state or None)
            return
        found = [*numbers_in(kind), *numbers_in(note := said.said("NOTE"))]
        if not found and note[:1].isdecimal():
            found = [DocumentRow(number=number_of(note), type=base)]
        for each in found:
            each.issuing_state = each.issuing_state or state or None
            yield each
        if not found:
            self._left.add("documents of which no number is said")

    def _purpose(self) -> str:
        which, when = self._node.said("UN_LIST_TYPE"), self._node.said("LISTED_ON")
        since = f", listed on {when}" if when else ""
        return f"United Nations Security Council sanctions: {which}{since}"

    def _remarks(self) -> str:
        titles = [
            plain(v.text) for t in self._node.all("TITLE") for v in t.all("VALUE")
        ]
        designations = [
            plain(v.text) for d in self._node.all("DESIGNATION") for v in d.all("VALUE")
        ]
        said = [
            f"Title: {', '.join(titles)}." if titles else "",
            f"Designation: {'; '.join(designations)}." if designations else "",
            self._comments,
        ]
        return " ".join(part for part in said if part)


def _names_of_alias(alias: Node) -> Iterator[NameRow]:
    is_weak = alias.said("QUALITY").lower() == "low"
    for name in names_in(alias.said("ALIAS_NAME"), alias.said("NOTE")):
        kind = NameKind.ORIGINAL_SCRIPT if name.original else NameKind.ALIAS
        if is_weak:
            kind = NameKind.WEAK_ALIAS
        elif name.former:
            kind = NameKind.FORMER
        yield NameRow(kind=kind, full=plain(name.text))


def _time(said: str) -> datetime | None:
    """Return the time that *said* is, in UTC where it does not say of which zone."""
    found = rfc3339(said) or rfc3339(f"{said}Z")
    return found.astimezone(UTC) if found else None
