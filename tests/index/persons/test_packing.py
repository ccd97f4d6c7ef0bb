"""From forms to arrays: dates as days from and to, and marks that depend on the place."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.index.persons import kernels
from screening.index.persons.kernels import INFO_AT, LINE, TEXT_CHARS_AT
from screening.index.persons.packing import (
    birth_range,
    date_range,
    info_bits,
    marks_of,
    nation_number,
    nickname_number,
    number_of,
    packed,
    place_numbers,
    tongue_of,
)
from screening.normalize.persons.forms import forms
from screening.records import Birth


def fathers(full: str) -> list[str]:
    """Return the parts of a name that are fathers' names."""
    form = forms(full=full)[0]
    return [
        part.text
        for part, marks in zip(form.parts, marks_of(form), strict=True)
        if marks & kernels.FATHER
    ]


@given(st.dates(min_value=date(1600, 1, 1)))
def test_a_date_is_one_day_and_lies_in_its_month_and_year(day: date) -> None:
    """A partial date goes from the first day it may be to the last."""
    text = day.isoformat()
    begin, end = date_range(text)
    month_begin, month_end = date_range(text[:7])
    year_begin, year_end = date_range(text[:4])

    assert begin == end == day.year * 10_000 + day.month * 100 + day.day
    assert year_begin <= month_begin <= begin <= month_end <= year_end
    assert {at // 10_000 for at in (year_begin, year_end)} == {day.year}


@pytest.mark.parametrize("text", ["", "1974-8-12", "12.08.1974", "197", "x"])
def test_what_is_no_date_is_not_known(text: str) -> None:
    """Nothing is made of it: that is no evidence."""
    assert date_range(text) == (0, 0)


@pytest.mark.parametrize(
    ("birth", "days"),
    [
        (Birth(date="1974-08"), (19740801, 19740831)),
        (Birth(from_year=1957, to_year=1960), (19570101, 19601231)),
        (Birth(from_year=1957), (19570101, 19571231)),
        (Birth(to_year=1960), (19600101, 19601231)),
        (Birth(about=True), (0, 0)),
        (Birth(), (0, 0)),
    ],
)
def test_a_birth_goes_from_a_day_to_a_day(birth: Birth, days: tuple[int, int]) -> None:
    """A date, years from and to, or one of the two; nothing known is nothing."""
    assert birth_range(birth) == days


@pytest.mark.parametrize(
    ("full", "found"),
    [
        ("Osama bin Mohammed bin Awad", ["muhammad", "awad"]),
        ("Mohamed Ould Abdel Aziz", ["abdulaziz"]),
        ("Ivan Petrovich Sidorov", ["petrovich"]),
        ("Anna Petrovna Sidorova", ["petrovna"]),
        ("Anna Maria Eriksson", []),
        ("Maria van der Berg", []),
    ],
)
def test_what_follows_a_link_is_a_fathers_name(full: str, found: list[str]) -> None:
    """So is one that says so itself; what follows van is none."""
    said = fathers(full)

    assert len(said) == len(found)
    assert all(one[0] == other[0] for one, other in zip(said, found, strict=True))


def test_only_the_first_part_after_a_link_is_a_fathers_name() -> None:
    """What stands between the two, a title or an article, is none."""
    assert len(fathers("Salim bin Karim Farouk")) == 1
    assert fathers("Salim bin Karim Farouk")[0].startswith("k")


def test_a_packed_name_has_the_parts_of_its_forms() -> None:
    """Every stretch of text and sound is one part's, every form's end is a part's."""
    held = forms(full="Müller, Jörg bin Åke")
    parts, form_at, tongues = packed(held)
    texts = [part.text for form in held for part in form.parts]

    assert len(held) > 1
    lines = parts.lines.reshape(-1, LINE)
    assert [bytes(line[: line[TEXT_CHARS_AT]]).decode() for line in lines] == texts
    assert np.diff(form_at).tolist() == [len(form.parts) for form in held]
    told = parts.infos[INFO_AT :: LINE // 4]
    assert told.tolist() == pytest.approx([info_bits(text) for text in texts])
    assert tongues.tolist() == [0] * len(held)
    assert not any(array.flags.writeable for array in (*parts, form_at, tongues))


def test_a_common_part_tells_less_and_so_does_a_short_one() -> None:
    """Mohammed less than Eriksson, Eriksson more than Er; every part something."""
    assert 0 < info_bits("muhammad") < info_bits("eriksson")
    assert 0 < info_bits("e") < info_bits("eri") < info_bits("eriksson")


def test_syllables_are_of_one_tongue_letters_of_none() -> None:
    """Each way in which Han is read has a number of its own."""
    han = forms(full="王小明")
    tongues = {tongue_of(form) for form in han}

    assert len(tongues) == len(han)
    assert 0 not in tongues
    assert {tongue_of(form) for form in forms(full="Wang Xiaoming")} == {0}


def test_names_of_one_nickname_share_a_number() -> None:
    """Bob is a Robert; a name without nicknames has none."""
    assert nickname_number("bob") == nickname_number("robert") != 0
    assert nickname_number("quastenflosser") == 0


@given(st.text())
def test_numbers_for_texts_are_positive(text: str) -> None:
    """They fit 32 bits, and 0 is left for none."""
    assert 0 < number_of(text) < 1 << 31


def test_places_are_their_words() -> None:
    """In any order and script, the small words left out; no place is no word."""
    assert set(place_numbers("Zenith")) <= set(place_numbers("Port of Zenith, UTOPIA"))
    assert place_numbers("Zenith, Utopia") == place_numbers("utopia ZENITH")
    assert place_numbers(None) == place_numbers("") == place_numbers("El La") == []
    assert nation_number("") == 0 < nation_number("UTO") < 1 << 24
