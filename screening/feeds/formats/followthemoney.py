"""FollowTheMoney entities in JSON Lines, as OpenSanctions publishes them (`entities.ftm.json`).

==============================  =================================================
in the entity                   in our records
==============================  =================================================
id                              record_id
                                owner XXX: such a list is put together from many,
                                and none of its owners answers for all of it
name                            the first one kind primary, others alias, or
                                original_script where they are not in Latin letters
alias, weakAlias, previousName  alias (or original_script), weak_alias, former
lastName with firstName,        one more name in its two parts, where there is one
secondName, middleName,         of each
fatherName
birthDate                       births
gender                          sex; other is X
nationality, citizenship        nationalities; country where there is neither
birthPlace                      birth_place
passportNumber, idNumber        documents, passport and identity_card
Passport, Identification        documents of their holder, whether they come before
                                or after the person, or within it
topics, datasets                notice: see `_notice`; purpose names them
position, notes, summary        remarks, cut at their length; titles are in no name
last_seen                       the newest says when the data was true
==============================  =================================================

Entities of other schemata are passed over and counted.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import msgspec

from screening.errors import FeedRefused
from screening.feeds.formats.around import Around
from screening.feeds.formats.leftovers import Leftovers, cut, passed_over, plain
from screening.feeds.formats.names_in_text import is_latin
from screening.feeds.jsonl_blocks import NOT_JSON, unreadable
from screening.feeds.manifest import rfc3339
from screening.feeds.person_lines import PERSON_BYTES_MAX, numbered_lines
from screening.feeds.person_rows import (
    BirthRow,
    DocumentRow,
    NameRow,
    PersonRow,
    ReadPerson,
)
from screening.feeds.person_rules import PLACE_CHARS_MAX, TEXT_CHARS_MAX
from screening.feeds.rows import BadRow, row_text
from screening.normalize.states import issuing_state
from screening.records import NameKind, Notice

OWNER = "XXX"
DOCUMENTS_HELD_MAX = 5_000_000
"""Of all persons together, until the persons are known: some 400 bytes each."""
NOT_AN_ENTITY = "not an entity: it has no schema"
_PERSON = "Person"
_WORD = re.compile(r"[A-Za-z]{1,32}")
_DOCUMENTS = {"Passport": "passport", "Identification": "identity_card"}
_SEXES = {"male": "M", "female": "F", "other": "X"}
_GIVEN = ("firstName", "secondName", "middleName", "fatherName")
_NAMES = (
    ("name", NameKind.ALIAS),
    ("alias", NameKind.ALIAS),
    ("previousName", NameKind.FORMER),
    ("weakAlias", NameKind.WEAK_ALIAS),
)
_DATASET_NOTICES = {
    "un_sc_sanctions": Notice.UN_SPECIAL,
    "interpol_red_notices": Notice.RED,
    "interpol_yellow_notices": Notice.YELLOW,
}
_TOPIC_NOTICES = {"sanction": Notice.SANCTION, "wanted": Notice.WANTED}
_FORMER_STATES = {
    "suhh": "SUN",
    "yucs": "YUG",
    "csxx": "SCG",
    "cshh": "CSK",
    "ddde": "DDR",
    "anhh": "ANT",
}


class _Schema(msgspec.Struct):
    schema: str | None = None


class _Entity(msgspec.Struct):
    id: str | None = None
    schema: str | None = None
    properties: dict[str, Any] = {}
    datasets: list[str] = []
    last_seen: str | None = None


_schema_of = msgspec.json.Decoder(_Schema).decode
_entity_of = msgspec.json.Decoder(_Entity).decode
_Put = tuple[int, PersonRow]
_put_of = msgspec.json.Decoder(_Put).decode


def source(content: Iterator[bytes], around: Around) -> "FollowTheMoney":
    """Return what reads the entities, once."""
    return FollowTheMoney(content, around)


class FollowTheMoney:
    """The persons of one file of entities, joined with their documents.

    A document may come after its holder, so persons are put aside, on disk, until the
    whole file is read.
    """

    def __init__(self, content: Iterator[bytes], around: Around) -> None:
        self._content = content
        self._around = around
        self._left = Leftovers(around.today)
        self._documents: dict[str, list[DocumentRow]] = {}
        self._documents_held = 0
        self._holders: set[str] = set()
        """Those of them who are here."""
        self._others: Counter[str] = Counter()
        self._last_seen = ""

    def rows(self) -> Iterator[ReadPerson | BadRow]:
        """Yield the lines that cannot be read, then a row for each person."""
        with TemporaryFile(dir=self._around.scratch) as aside:
            for number, raw in numbered_lines(self._content):
                if bad := self._read(number, raw, aside):
                    yield bad
            aside.seek(0)
            for line in aside:
                number, row = _put_of(line)
                holder = row.record_id or ""
                found = self._documents.get(holder, [])
                if found:
                    self._holders.add(holder)
                row.documents = self._left.documents([*(row.documents or []), *found])
                yield ReadPerson(number, row, b"")

    def _read(self, number: int, raw: bytes, aside: BinaryIO) -> BadRow | None:
        """Put a person *aside*, remember a document, count anything else."""
        try:
            schema = _schema_of(raw).schema
            if schema == _PERSON:
                put = number, self._row(_entity_of(raw))
                aside.write(msgspec.json.encode(put) + b"\n")
            elif schema in _DOCUMENTS:
                self._hold(_entity_of(raw))
            elif schema:
                self._others[schema if _WORD.fullmatch(schema) else "others"] += 1
            else:
                return BadRow(number, "schema", NOT_AN_ENTITY, row_text(raw))
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            wrong = (
                NOT_AN_ENTITY
                if isinstance(error, msgspec.ValidationError)
                else NOT_JSON
            )
            fault = unreadable(raw, line_bytes_max=PERSON_BYTES_MAX) or ("", wrong)
            return BadRow(number, *fault, row_text(raw))
        return None

    def _hold(self, entity: _Entity) -> None:
        """Remember a document for its holders."""
        for holder in _texts(entity.properties, "holder"):
            for document in self._numbered(entity.schema or "", entity.properties):
                self._documents.setdefault(holder, []).append(document)
                self._documents_held += 1
        if self._documents_held > DOCUMENTS_HELD_MAX:
            reason = f"it has more than {DOCUMENTS_HELD_MAX:,} documents of persons"
            raise FeedRefused(file=self._around.file, reason=reason)

    def _numbered(
        self, schema: str, properties: Mapping[str, Any]
    ) -> Iterator[DocumentRow]:
        states = self._left.states(map(_state, _texts(properties, "country")))
        for number in _texts(properties, "number"):
            yield DocumentRow(
                number=number,
                type=_DOCUMENTS[schema],
                issuing_state=states[0] if len(states) == 1 else None,
            )

    def _row(self, entity: _Entity) -> PersonRow:
        """Return all that is said of a person, but for documents that come apart."""
        held = entity.properties
        self._last_seen = max(self._last_seen, entity.last_seen or "")
        topics = _texts(held, "topics")
        countries = [*_texts(held, "nationality"), *_texts(held, "citizenship")]
        countries = countries or _texts(held, "country")
        sexes = {_SEXES.get(word.lower(), "") for word in _texts(held, "gender")}
        return PersonRow(
            record_id=entity.id,
            owner=OWNER,
            notice=_notice(topics, entity.datasets),
            names=self._left.names(_names(held)),
            births=self._left.births(
                BirthRow(date=date) for date in _texts(held, "birthDate")
            ),
            sex=sexes.pop() or None if len(sexes) == 1 else None,
            nationalities=self._left.states(map(_state, countries)),
            birth_place=cut("; ".join(_texts(held, "birthPlace")), PLACE_CHARS_MAX),
            documents=[*self._own_documents(held)],
            purpose=cut(_purpose(topics, entity.datasets), TEXT_CHARS_MAX),
            remarks=cut(_remarks(held), TEXT_CHARS_MAX),
        )

    def _own_documents(self, held: Mapping[str, Any]) -> Iterator[DocumentRow]:
        """Yield the numbers that a person has, and documents nested in it."""
        for number in _texts(held, "passportNumber"):
            yield DocumentRow(number=number, type="passport")
        for number in _texts(held, "idNumber"):
            yield DocumentRow(number=number, type="identity_card")
        for values in held.values():
            for value in values if isinstance(values, list) else ():
                if isinstance(value, dict) and value.get("schema") in _DOCUMENTS:
                    yield from self._numbered(
                        value["schema"], value.get("properties") or {}
                    )

    def as_of(self) -> str | None:
        """Return when an entity was last seen in its source, the newest of all."""
        said = self._last_seen
        if rfc3339(f"{said}Z"):
            said = f"{said}Z"
        is_time = rfc3339(said) and said[:10] <= self._around.today
        return said if is_time else None

    def notes(self) -> list[str]:
        """Return what was passed over, and what had no person."""
        without = sum(
            len(documents)
            for holder, documents in self._documents.items()
            if holder not in self._holders
        )
        found = (
            [f"{without:,} documents are of holders who are not here"]
            if without
            else []
        )
        return [*passed_over(self._others), *found]

    def warnings(self) -> list[str]:
        """Return what was left out."""
        return self._left.warnings()


def _texts(held: Mapping[str, Any], name: str) -> list[str]:
    """Return the values of a property that are text, in one line each, each once."""
    values = held.get(name)
    values = values if isinstance(values, list) else []
    texts = (value for value in values if isinstance(value, str))
    return [text for text in dict.fromkeys(map(plain, texts)) if text]


def _names(held: Mapping[str, Any]) -> Iterator[NameRow]:
    first = next(iter(_texts(held, "name")), "")
    if first:
        yield NameRow(kind=NameKind.PRIMARY, full=first)
    parts = [_texts(held, name) for name in ("lastName", *_GIVEN)]
    if parts[0] and parts[1] and all(len(part) <= 1 for part in parts):
        given = " ".join(text for part in parts[1:] for text in part)
        yield NameRow(kind=NameKind.ALIAS, primary=parts[0][0], secondary=given)
    for name, kind in _NAMES:
        for text in _texts(held, name):
            is_other = kind is NameKind.ALIAS and not is_latin(text)
            yield NameRow(
                kind=NameKind.ORIGINAL_SCRIPT if is_other else kind, full=text
            )


def _notice(topics: list[str], datasets: list[str]) -> Notice:
    """Return what a list of many lists asks about a person, by where it has them from.

    >>> _notice(["sanction"], ["un_sc_sanctions"]), _notice(["role.pep"], ["wd_peps"])
    (<Notice.UN_SPECIAL: 'un_special'>, <Notice.INTEREST: 'interest'>)
    """
    for dataset, notice in _DATASET_NOTICES.items():
        if dataset in datasets:
            return notice
    return next(
        (notice for topic, notice in _TOPIC_NOTICES.items() if topic in topics),
        Notice.INTEREST,
    )


def _purpose(topics: list[str], datasets: list[str]) -> str:
    said = f"Topics: {', '.join(topics)}." if topics else ""
    return f"{said} Listed in: {', '.join(datasets)}." if datasets else said


def _remarks(held: Mapping[str, Any]) -> str:
    positions = _texts(held, "position")
    said = [f"Position: {'; '.join(positions)}."] if positions else []
    return " ".join([*said, *_texts(held, "notes"), *_texts(held, "summary")])


def _state(code: str) -> str:
    """Return the State of a country code, its region left out; "" for none.

    >>> _state("gb-sct"), _state("suhh"), _state("zz")
    ('GBR', 'SUN', 'ZZ')
    """
    return _FORMER_STATES.get(code.lower()) or issuing_state(code.partition("-")[0])
