"""The loops, beside what they compute told plainly: distances, and what births tell."""

from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.index.persons import kernels
from screening.index.persons.kinds import Beside, Known
from screening.index.persons.packing import (
    date_range,
    frozen,
    of_bytes,
    of_numbers,
    part_line,
    parts_of,
)
from screening.index.persons.weights import as_array
from tests.index.persons.listed import are_falling

WEIGHTS = as_array()
NONE = of_numbers([])
BORN = "1974-08-12"


@numba.njit
def _distance(a: Any, b: Any, most: int) -> Any:  # noqa: ANN401  # numba says
    return kernels.distance(a, 0, len(a), b, 0, len(b), most)


def distance(a: str, b: str, most: int) -> int:
    return int(_distance(of_bytes(a.encode()), of_bytes(b.encode()), most))


def plain_distance(a: str, b: str) -> int:
    """Return the letters to change, leave out, put in or swap: row by row, as defined."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, start=1):
        row = [i]
        for j, y in enumerate(b, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


words = st.text("abc", max_size=12) | st.text("abcdefghij", max_size=24)


@settings(max_examples=400, deadline=None)
@given(words, words, st.integers(0, 24))
def test_a_distance_is_the_plain_one_or_said_to_be_more(
    a: str, b: str, most: int
) -> None:
    """All of a row at once finds what row by row finds; beyond *most*, one more."""
    assert distance(a, b, most) == min(plain_distance(a, b), most + 1)


@settings(max_examples=200, deadline=None)
@given(st.text("abcde", min_size=2, max_size=24), st.data())
def test_one_slip_is_one_letter_apart(word: str, pick: st.DataObject) -> None:
    """A letter left out, put in, changed or swapped; the same word is none."""
    at = pick.draw(st.integers(0, len(word) - 2))
    slips = [
        word[:at] + word[at + 1 :],
        word[:at] + "x" + word[at:],
        word[:at] + "x" + word[at + 1 :],
    ]
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    assert [distance(word, slip, 3) for slip in slips] == [1, 1, 1]
    assert distance(word, swapped, 3) == (word != swapped)
    assert distance(word, word, 0) == 0


@numba.njit
def _letters_apart(a: Any, b: Any) -> Any:  # noqa: ANN401  # numba says
    return kernels.letters_apart(a[kernels.LETTERS_AT], b[kernels.LETTERS_AT])


digits_and_letters = st.text("abcdxyz0123456789", min_size=1, max_size=24)


@settings(max_examples=400, deadline=None)
@given(digits_and_letters, digits_and_letters)
def test_letters_never_say_that_texts_are_farther_apart_than_they_are(
    a: str, b: str
) -> None:
    """What they rule out may then go uncompared: nobody alike is lost."""
    lines = [parts_of(part_line(text, "", 0)).numbers for text in (a, b)]

    assert _letters_apart(*lines) <= plain_distance(a, b)


def test_letters_tell_texts_apart_that_share_none() -> None:
    """Else every two parts would be compared letter by letter."""
    lines = [parts_of(part_line(t, "", 0)).numbers for t in ("muhammad", "eriks")]

    assert _letters_apart(*lines) == 5


def beside(*births: tuple[int, int, int]) -> Beside:
    """Return what is known of one person, born on one of *births*: from, to, about."""
    begin, end, about = zip(*births, strict=True) if births else ((), (), ())
    return Beside(
        of_numbers([0, len(births)]),
        of_numbers(list(begin)),
        of_numbers(list(end)),
        frozen(np.array(about, np.uint8)),
        of_numbers([0, 0]),
        NONE,
        frozen(np.zeros(1, np.uint8)),
        of_numbers([0, 0]),
        NONE,
        NONE,
    )


def known(born: str) -> Known:
    return Known(*date_range(born), 0, NONE, 0, NONE)


def told(asked: str, *held: str, about: bool = False) -> tuple[float, int]:
    """Return the bits that births speak for one person, and what was found."""
    births = [(*date_range(each), int(about)) for each in held]
    bits, finding, _ = kernels.best_birth(known(asked), beside(*births), 0, WEIGHTS)
    return float(bits), int(finding)


@pytest.mark.parametrize(
    ("held", "finding"),
    [
        ("1974-08-12", kernels.SAME),
        ("1974-12-08", kernels.SWAPPED),
        ("1974-08-13", kernels.ONE_DIGIT),
        ("1974-08-21", kernels.ONE_DIGIT),
        ("1984-08-12", kernels.ONE_DIGIT),
        ("1973-08-12", kernels.ONE_DIGIT),
        ("1974-08-27", kernels.SAME_MONTH),
        ("1974-08", kernels.SAME_MONTH),
        ("1974", kernels.SAME_YEAR),
        ("1974-01-01", kernels.SAME_YEAR),
        ("1974-03-27", kernels.SAME_YEAR),
        ("1959-08-12", kernels.SAME_DAY),
        ("1973", kernels.NEAR),
        ("1977", kernels.FEW_YEARS),
        ("1959-03-27", kernels.OTHER),
        ("1959", kernels.OTHER),
        ("", kernels.NOT_KNOWN),
    ],
)
def test_what_two_births_have_in_common_is_found(held: str, finding: int) -> None:
    """Whichever of the two is asked about."""
    assert told(BORN, held)[1] == finding
    assert told(held, BORN)[1] == finding


def test_the_closer_two_births_are_the_more_they_speak_for() -> None:
    """Same day, then swapped, one digit, the month, the year; others speak against."""
    order = [
        *("1974-08-12", "1974-12-08", "1974-08-13", "1974"),
        *("1973", "1977", "1959-03-27"),
    ]
    bits = [told(BORN, held)[0] for held in order]

    assert are_falling(bits)
    assert bits[4] > 0 > bits[5] > told(BORN, "1959")[0]
    assert told(BORN, "1974-08")[0] >= told(BORN, "1974")[0]


def test_a_first_of_january_tells_no_more_than_its_year() -> None:
    """Whoever knows the year alone writes that: the same one is no same day."""
    assert told("1974-01-01", "1974-01-01")[0] <= told("1974-01-01", "1974")[0]
    assert told("1974-01-01", "1974-01-01")[0] < told(BORN, BORN)[0]
    assert told(BORN, "1974-01-01")[0] > 0 > told(BORN, "1959-01-01")[0]


def test_years_from_and_to_hold_a_birth_or_do_not() -> None:
    """Within: the more the fewer years they are; beyond: the farther the worse."""
    asked = known(BORN)

    def spoken(begin: int, end: int, *, about: int = 0) -> float:
        held = beside((begin * 10_000 + 101, end * 10_000 + 1231, about))
        return float(kernels.best_birth(asked, held, 0, WEIGHTS)[0])

    assert are_falling(
        [spoken(1974, 1974), spoken(1973, 1975), spoken(1970, 1979), spoken(1950, 1960)]
    )
    assert spoken(1900, 1999) > 0 > spoken(1950, 1960)
    assert spoken(1976, 1977, about=1) > spoken(1976, 1977)


def test_the_birth_that_speaks_most_counts() -> None:
    """Of several, wherever it stands; what is not known is no evidence at all."""
    held = beside(*((*date_range(day), 0) for day in ("1959-03-27", BORN, "1974")))
    bits, finding, which = kernels.best_birth(known(BORN), held, 0, WEIGHTS)

    assert (finding, which) == (kernels.SAME, 1)
    assert bits == told(BORN, BORN)[0]
    assert kernels.best_birth(known(""), held, 0, WEIGHTS)[0] == 0
    assert kernels.best_birth(known(BORN), beside(), 0, WEIGHTS)[0] == 0


@settings(max_examples=300, deadline=None)
@given(st.dates(), st.dates())
def test_births_speak_alike_whichever_is_asked_about(one: Any, other: Any) -> None:  # noqa: ANN401
    """Two days: the same bits both ways, never more than the same day."""
    there, back = (
        told(one.isoformat(), other.isoformat()),
        told(other.isoformat(), one.isoformat()),
    )

    assert there == back
    assert there[0] <= told(BORN, BORN)[0]
