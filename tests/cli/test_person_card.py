"""The person's part of a card has words for whatever an answer can say."""

from screening.cli import person_card
from screening.cli.person_card import document_text, main_name, what
from screening.index.persons import explain
from screening.index.persons.in_words import birth_text
from screening.records import (
    Birth,
    NameKind,
    Notice,
    NoticeState,
    PersonDocument,
    PersonName,
)
from tests.world import listed_person


def test_every_notice_and_every_kind_of_name_has_words() -> None:
    """The tables are total, and no two notices read alike."""
    assert set(person_card.NOTICES) == set(Notice)
    assert len(set(person_card.NOTICES.values())) == len(Notice)
    assert set(person_card.KINDS) == set(NameKind)


def test_every_finding_has_words() -> None:
    """How parts agree, and what was found beside the name, as the index says them."""
    assert set(person_card.HOWS) == set(explain._HOW) - {""}  # noqa: SLF001  # its words
    assert set(person_card.FINDINGS) >= set(explain._FINDINGS)  # noqa: SLF001


def test_a_doubted_notice_says_so_in_its_first_line() -> None:
    """Before the name."""
    record = listed_person(state=NoticeState.UNDER_REVIEW)

    assert what(record).endswith(", UNDER REVIEW: Eriksson, Anna Maria")


def test_the_name_of_the_record_is_its_primary_one() -> None:
    """Wherever it stands; without one, the first; without any, the reference."""
    alias = PersonName(kind=NameKind.ALIAS, full="Maria Ericson")
    primary = PersonName(full="Anna Eriksson")

    assert main_name(listed_person(names=(alias, primary))) == "Anna Eriksson"
    assert main_name(listed_person(names=(alias,))) == "Maria Ericson"
    assert main_name(listed_person(names=())) == "UTO-P1"


def test_births_and_documents_are_told_as_far_as_they_are_known() -> None:
    """Partial dates, years, estimates; a document without a State says that."""
    births = [
        Birth(date="1974-08"),
        Birth(from_year=1970),
        Birth(from_year=1970, to_year=1970, about=True),
        Birth(from_year=1970, to_year=1975),
    ]

    assert [birth_text(birth) for birth in births] == [
        "1974-08",
        "1970",
        "about 1970",
        "1970 to 1975",
    ]
    assert document_text(PersonDocument(number="A1")) == "document A1, State not said"
