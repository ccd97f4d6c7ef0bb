import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.normalize.check_digits import check_digit
from tests.normalize.shared_data import shared_file

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"


@pytest.mark.parametrize(
    ("text", "digit"),
    [("520727", "3"), ("AB2134<<<", "5"), ("HA672242<", "6"), ("", "0"), ("<<<", "0")],
)
def test_worked_examples(text: str, digit: str) -> None:
    """The examples of Doc 9303-3 come out as printed there."""
    assert check_digit(text) == digit


def test_reference_vectors() -> None:
    """Every vector of the reference comes out as it says."""
    with shared_file("check_digit_vectors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) >= 13
    assert [check_digit(row["input"]) for row in rows] == [row["digit"] for row in rows]


@given(st.text(CHARACTERS, max_size=60))
def test_digit_is_the_weighted_sum(text: str) -> None:
    """The digit is the sum over all characters of value times 7, 3, 1, modulo 10."""
    values = [0 if char == "<" else CHARACTERS.index(char) for char in text]
    total = sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values))

    assert check_digit(text) == str(total % 10)


def test_two_swaps_of_o_for_zero_cancel() -> None:
    """At weights 7 and 3, reading O for 0 twice goes unseen: a digit is no proof."""
    assert check_digit("00") == check_digit("OO")
    assert check_digit("0") != check_digit("O")
