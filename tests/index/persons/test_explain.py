"""Why a person was answered: part by part, and what spoke for and against."""

from typing import Any

import pytest

from screening.index.persons.explain import explained
from screening.index.persons.in_words import birth_text, name_text
from screening.index.persons.question import person_search
from screening.queries import Evidence, Explanation, PersonQuery
from screening.records import Birth, NameKind, PersonName, PersonRecord
from tests.index.persons.listed import (
    born,
    candidates,
    index_of,
    listed,
    weak,
)
from tests.world import listed_person

ANNA = "Anna Maria Eriksson"


def why(record: PersonRecord, query: PersonQuery) -> Explanation:
    """Return why *record*, alone on the list, is answered."""
    index = index_of(record)
    [found] = candidates(index, query)
    return explained(index, person_search(query), found, record)


def why_named(held: str | PersonName, asked: str, **zone: Any) -> Explanation:  # noqa: ANN401
    return why(listed("1", held), PersonQuery(full=asked, **zone))


def about(said: Explanation) -> dict[str, Evidence]:
    return {each.about: each for each in said.evidence}


@pytest.mark.parametrize(
    ("held", "asked", "how"),
    [
        ("Anna Eriksson", "Anna Eriksson", {"anna": "exact", "eriksson": "exact"}),
        ("Anna Eriksson", "Anna Erikson", {"anna": "exact", "erikson": "spelling"}),
        ("Robert Eriksson", "Bob Eriksson", {"bob": "nickname", "eriksson": "exact"}),
        ("Anna Eriksson", "A Eriksson", {"a": "initial", "eriksson": "exact"}),
        ("Oxenstierna Anna", "Oxen Stierna Anna", {"oxen stierna": "joined"}),
        ("Константин", "Konstantin", {"konstantin": "exact"}),
    ],
)
def test_each_part_says_what_it_answers_and_how(
    held: str, asked: str, how: dict[str, str]
) -> None:
    """In the order in which they were asked, likeness between 0 and 1."""
    tokens = why_named(held, asked).tokens
    found = {token.asked: token.how for token in tokens}

    assert found.items() >= how.items()
    assert [token.asked for token in tokens] == sorted(found, key=asked.lower().index)
    assert all(0 < token.similarity <= 1 for token in tokens)
    assert all((t.similarity == 1) == (t.how == "exact") for t in tokens)


def test_a_cut_part_is_said_to_be_cut() -> None:
    """The whole part that is listed stands beside it."""
    tokens = why_named(ANNA, "Anna Maria Erik", name_truncated=True).tokens

    assert [(t.asked, t.held, t.how) for t in tokens if t.how != "exact"] == [
        ("erik", "eriksson", "cut")
    ]


def test_parts_that_nothing_answers_stand_alone() -> None:
    """On either side; every part is in one place, none in two."""
    said = why_named("Anna Maria Eriksson", "Anna Gunhild Eriksson")

    assert said.asked_alone == ("gunhild",)
    assert said.held_alone == ("maria",)
    assert [token.asked for token in said.tokens] == ["anna", "eriksson"]


def test_a_name_is_said_as_it_was_filed() -> None:
    """With its kind; halves parted by a comma, letters and accents kept."""
    halves = PersonName(primary="ÅKESSON", secondary="Anna", kind=NameKind.FORMER)
    said = why_named(halves, "Anna Akesson")

    assert (said.name, said.kind) == ("ÅKESSON, Anna", NameKind.FORMER)
    assert about(said)["name"].held == "ÅKESSON, Anna"
    assert name_text(PersonName(secondary="Anna")) == "Anna"


def test_the_name_that_matched_best_is_the_one_explained() -> None:
    """Of several: the alias, where that is what was asked about."""
    record = listed_person()
    said = why(record, PersonQuery(full="Maria Ericson"))

    assert (said.name, said.kind) == ("Maria Ericson", NameKind.ALIAS)


def test_a_weak_alias_is_said_to_be_one_and_weighs_less() -> None:
    """By name: the finding says so."""
    proper, vague = why_named(ANNA, ANNA), why_named(weak(ANNA), ANNA)

    assert (proper.kind, vague.kind) == (NameKind.PRIMARY, NameKind.WEAK_ALIAS)
    assert about(vague)["name"].finding == "weak_alias"
    assert about(vague)["name"].weight < about(proper)["name"].weight


@pytest.mark.parametrize(
    ("asked", "field", "finding", "sign"),
    [
        ({"birth_date": "1974-08-12"}, "birth_date", "same", 1),
        ({"birth_date": "1974-12-08"}, "birth_date", "swapped", 1),
        ({"birth_date": "1974"}, "birth_date", "same_year", 1),
        ({"birth_date": "1931-02-03"}, "birth_date", "different", -1),
        ({"nationality": "UTO"}, "nationality", "same", 1),
        ({"nationality": "D"}, "nationality", "different", -1),
        ({"sex": "F"}, "sex", "same", 1),
        ({"sex": "M"}, "sex", "different", -1),
        ({"birth_place": "Zenith, Utopia"}, "birth_place", "same", 1),
        ({"birth_place": "Nadir"}, "birth_place", "different", -1),
    ],
)
def test_evidence_speaks_for_or_against(
    asked: dict[str, str], field: str, finding: str, sign: int
) -> None:
    """Only of what both sides know; with what was asked, and what is held."""
    query = PersonQuery(full=ANNA, **asked)  # type: ignore[arg-type]
    found = about(why(listed_person(), query))

    assert list(found) == ["name", field]
    assert found[field].finding == finding
    assert found[field].weight * sign > 0
    assert found[field].asked == next(iter(asked.values()))
    assert found[field].held in ("1974-08-12", "UTO", "F", "Zenith")


def test_what_nobody_said_is_no_evidence() -> None:
    """Asked and not listed, listed and not asked, an X: the name alone speaks."""
    query = PersonQuery(full=ANNA, birth_date="1974", sex="X", nationality="UTO")
    unknown = listed("1", ANNA)

    assert list(about(why(unknown, query))) == ["name"]
    assert list(about(why(listed_person(), PersonQuery(full=ANNA)))) == ["name"]
    assert "sex" not in about(why(listed_person(), query))


def test_related_nations_are_told_apart_from_the_same() -> None:
    """Between the same nation and another one; both are named."""
    record = listed("1", ANNA, nationalities=("CSK", "UTO"))
    same, related, other = (
        about(why(record, PersonQuery(full=ANNA, nationality=nation)))["nationality"]
        for nation in ("UTO", "CZE", "FRA")
    )

    assert (related.finding, related.asked) == ("related", "CZE")
    assert related.held == "CSK, UTO"
    assert same.weight > related.weight > other.weight


def test_the_birth_that_counted_is_the_one_shown() -> None:
    """Of several, whatever stands before it."""
    births = (*born("1931-02-03"), Birth(from_year=1950, to_year=1952), *born("1974"))
    record = listed("1", ANNA, births=births)
    found = about(why(record, PersonQuery(full=ANNA, birth_date="1951-05-06")))

    assert found["birth_date"].held == "1950 to 1952"
    assert birth_text(Birth(date="1974", about=True)) == "about 1974"


def test_the_weights_add_up_to_what_the_person_was_found_with() -> None:
    """To the second digit of each: nothing counts that is not said."""
    record = listed_person()
    query = PersonQuery(
        full=ANNA,
        birth_date="1974-08-13",
        nationality="D",
        sex="F",
        birth_place="Zenith",
    )
    [found] = candidates(index_of(record), query)
    said = why(record, query)

    assert sum(each.weight for each in said.evidence) == pytest.approx(
        found.bits, abs=0.05
    )
