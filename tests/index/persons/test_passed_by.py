"""Who is passed by before names are compared is nobody who could have been answered."""

from datetime import date
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.index.persons import kernels
from screening.index.persons.names_index import WEIGHTS
from screening.index.persons.packing import date_range
from screening.index.persons.question import person_search
from screening.index.persons.weights import bits_of
from screening.queries import PersonQuery
from screening.records import Birth, PersonRecord
from tests.index.persons.listed import bits, index_of, listed

GIVEN = ("Mohammed", "Anna Maria", "Min", "Abdulrahman", "Jean", "Ole")
FAMILY = ("Ali", "Eriksson", "Kim", "Silva", "van der Berg", "Abd Al Rahman", "Erikson")
DAYS = (
    "1974-08-12",
    "1974-12-08",
    "1974-08-13",
    "1984-08-12",
    "1951-03-30",
    "1974",
    "1974-08",
    "1973",
)
STATES = ("UTO", "SWE", "NOR", "KOR")

name = st.builds("{1}, {0}".format, st.sampled_from(GIVEN), st.sampled_from(FAMILY))
near = st.builds(
    "{}-{:02}-{:02}".format,
    st.sampled_from((1973, 1974, 1975, 1964, 1984, 1794, 1947, 2074)),
    st.sampled_from((1, 2, 8, 9, 11, 12)),
    st.sampled_from((1, 2, 12, 13, 21, 22)),
)
"""Days of which a few digits are other ones, or change places."""
day = (
    st.sampled_from(DAYS) | near | st.dates(date(1880, 1, 1), date(2080, 1, 1)).map(str)
)
births = st.lists(day, max_size=2).map(
    lambda days: tuple(Birth(date=each) for each in days)
)
known = {
    "births": births,
    "nationalities": st.lists(st.sampled_from(STATES), max_size=2, unique=True).map(
        tuple
    ),
    "sex": st.sampled_from((None, "M", "F", "X")),
    "birth_place": st.sampled_from((None, "Zenith", "Harbour")),
}
person = st.tuples(st.lists(name, min_size=1, max_size=2), st.fixed_dictionaries(known))
question = st.builds(
    PersonQuery,
    full=name,
    birth_date=st.none() | day,
    nationality=st.none() | st.sampled_from(STATES),
    sex=st.sampled_from((None, "M", "F", "X")),
    birth_place=st.sampled_from((None, "Zenith")),
)


def persons(drawn: list[tuple[list[str], dict[str, Any]]]) -> list[PersonRecord]:
    return [listed(f"P{at}", *names, **rest) for at, (names, rest) in enumerate(drawn)]


@settings(max_examples=300, deadline=None)
@given(st.lists(person, min_size=1, max_size=8), question, st.sampled_from((0.5, 0.65)))
def test_who_reaches_the_threshold_is_found_whatever_is_passed_by(
    drawn: list[tuple[list[str], dict[str, Any]]], asked: PersonQuery, score: float
) -> None:
    """Asked for those above a threshold, and for all: above it, the same."""
    index, least = index_of(*persons(drawn)), bits_of(score)

    everybody = bits(index, asked)
    above = {who: bit for who, bit in everybody.items() if bit >= least}

    assert bits(index, asked, least=least) == pytest.approx(above)


@numba.njit
def _passed_by(k: Any, g: Any, worth: Any, code: Any) -> Any:  # noqa: ANN401  # numba says
    kernels.ready(k, g, worth, WEIGHTS)
    bits = kernels.code_bits(code, k, worth, WEIGHTS)
    return bits, kernels.may_reach(code, bits - kernels.ROUNDED, k, worth, WEIGHTS)


@settings(max_examples=2_000, deadline=None)
@given(question, day, st.sampled_from(STATES), st.sampled_from(("M", "F")))
def test_nobody_is_passed_by_for_whom_what_is_known_speaks(
    asked: PersonQuery, held_day: str, state: str, sex: str
) -> None:
    """However a day is weighed without being looked at: never for less than it is."""
    known, birth = person_search(asked).known, (Birth(date=held_day),)
    index = index_of(
        listed("A", "Ole Kim", births=birth, nationalities=(state,), sex=sex)
    )
    held = index.held[0]
    worth = kernels.worth(len(held.loops.beside.nation_codes))
    bits, may_reach = _passed_by(
        known, held.loops.beside, worth, int(held.loops.forms.code[0])
    )

    assert may_reach
    assert bits >= kernels.evidence_bits(known, held.loops.beside, 0, WEIGHTS) - 1e-3


@settings(max_examples=300, deadline=None)
@given(name, name)
def test_no_name_speaks_for_more_than_the_name_asked_may(one: str, other: str) -> None:
    """Or somebody could be passed by whose name would have outweighed the rest."""
    index, asked = index_of(listed("A", other)), person_search(PersonQuery(full=one))
    held, packed = index.held[0].loops, asked.packed
    q0, q1 = packed.form_at[:2].tolist()
    most = kernels.most_name_bits(
        kernels.told_most(packed.parts, q0, q1, WEIGHTS), WEIGHTS
    )
    for form in range(len(held.forms.person)):
        f0, f1 = held.forms.at[form : form + 2].tolist()
        _, found = kernels.aligned(
            packed.parts, q0, q1, held.parts, held.forms.parts, held.forms.marks, f0, f1,
            kernels.scratch(), WEIGHTS,
        )  # fmt: skip

        assert found <= most + 1e-9


@given(st.dates(date(1800, 1, 1), date(2200, 1, 1)), st.sampled_from((4, 7, 10)))
def test_a_birth_in_a_code_is_that_birth_or_a_vague_one(day: date, length: int) -> None:
    """A year, a month, a day; what has no number is looked up, never taken for another."""
    text = str(day)[:length]
    index = index_of(listed("A", "Ole Kim", births=(Birth(date=text),)))
    number = int(index.held[0].loops.forms.code[0]) & kernels.DAY_MASK

    if number == kernels.DAY_VAGUE:
        assert not 1900 <= day.year <= 2068
    else:
        assert kernels.days_of(number) == date_range(text)


def test_a_birth_about_a_day_is_vague_in_a_code() -> None:
    """Its neighbours count as well: nobody is passed by for the day alone."""
    births = (Birth(date="1974-01-01", about=True),)
    (code,) = set(index_of(listed("A", "Kim", births=births)).held[0].loops.forms.code)

    assert int(code) & kernels.DAY_MASK == kernels.DAY_VAGUE


def test_more_nations_than_have_numbers_are_any_nation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody is passed by for a nation that no number was left for."""
    monkeypatch.setattr(kernels, "NATIONS_MAX", kernels.NATIONS_FIRST + 1)
    records = [listed(code, "Ole Kim", nationalities=(code,)) for code in STATES]
    held = index_of(*records).held[0].loops
    nations = (held.forms.code >> np.uint32(18)).tolist()

    assert len(held.beside.nation_codes) == 1
    assert sorted(nations) == [kernels.SEVERAL] * 3 + [kernels.NATIONS_FIRST]
