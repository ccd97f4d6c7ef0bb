"""What is asked about a person: made comparable, or refused by the field at fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import InvalidQuery
from screening.index.persons.packing import nation_number
from screening.index.persons.question import PersonSearch, person_search
from screening.queries import PersonQuery

ANNA = "Anna Maria Eriksson"


def asked(**fields: str | bool) -> PersonSearch:
    return person_search(PersonQuery(**({"full": ANNA} | fields)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (PersonQuery(), "primary"),
        (PersonQuery(full=""), "primary"),
        (PersonQuery(full="?! ..."), "full"),
        (PersonQuery(primary="--", secondary="--"), "primary"),
        (PersonQuery(full=ANNA, birth_date="12.08.1999"), "birth_date"),
        (PersonQuery(full=ANNA, birth_date="1999-13"), "birth_date"),
        (PersonQuery(full=ANNA, birth_date="1999-02-30"), "birth_date"),
        (PersonQuery(full=ANNA, birth_date="x"), "birth_date"),
        (PersonQuery(full=ANNA, sex="female"), "sex"),
        (PersonQuery(full=ANNA, sex="m"), "sex"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_its_field(
    query: PersonQuery, field: str
) -> None:
    """And nothing of what was asked is in the error."""
    with pytest.raises(InvalidQuery) as caught:
        person_search(query)

    assert caught.value.field == field
    assert not any(said in str(caught.value) for said in ("1999", "Eriksson"))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", (0, 0)),
        ("1974", (19740101, 19741231)),
        ("1974-08", (19740801, 19740831)),
        ("1974-08-12", (19740812, 19740812)),
    ],
)
def test_a_birth_is_as_exact_as_it_was_asked(text: str, days: tuple[int, int]) -> None:
    """A day, a month, a year, or nothing."""
    known = asked(birth_date=text).known

    assert (known.born_from, known.born_to) == days


def test_what_is_absent_is_not_known() -> None:
    """Nothing beside the name: no number stands for anything."""
    known = asked().known

    assert (known.nation, known.sex, known.born_from) == (0, 0, 0)
    assert (len(known.related), len(known.places)) == (0, 0)


def test_a_nation_is_known_by_any_code_and_with_its_relations() -> None:
    """D is DEU; who asks about a Czech asks about a Czechoslovak too."""
    assert asked(nationality="D").known.nation == nation_number("DEU")
    assert asked(nationality="CZE").known.related.tolist() == [nation_number("CSK")]
    assert {asked(sex=sex).known.sex for sex in "MFX"} == {1, 2, 3}


def test_a_full_name_and_its_halves_make_one_question() -> None:
    """The parts are the same whichever way they come."""
    whole, halves = (
        asked(),
        person_search(PersonQuery(primary="Eriksson", secondary="Anna Maria")),
    )

    texts = [{part.text for part in asked.forms[0].parts} for asked in (whole, halves)]
    assert texts[0] == texts[1]


def test_the_journal_is_told_what_was_asked() -> None:
    """In full or in halves, with what is known beside."""
    halves = PersonQuery(primary="ERIKSSON", sex="F", birth_place="Zenith")

    assert asked(birth_date="1974", nationality="UTO").question() == (
        *(ANNA, "1974", "UTO", ""),
        "",
    )
    assert person_search(halves).question() == ("ERIKSSON<<", "", "", "F", "Zenith")


@given(st.text(max_size=40), st.text(max_size=12), st.text(max_size=4))
def test_any_text_is_a_question_or_is_refused(name: str, born: str, sex: str) -> None:
    """Nothing but InvalidQuery comes of it."""
    query = PersonQuery(full=name, birth_date=born, nationality=sex, birth_place=born)
    try:
        found = person_search(query)
    except InvalidQuery:
        return

    assert 1 <= len(found.forms) <= 8
    assert len(found.packed.form_at) == len(found.forms) + 1
