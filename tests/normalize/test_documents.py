import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.normalize.documents import (
    LOOK_ALIKE_PAIRS,
    SEPARATORS,
    document_class,
    document_number,
    misread_variants,
    template,
)
from screening.records import DocumentClass
from tests.normalize.shared_data import shared_file

canonical = st.text("ABDGILOQSTUZ0123456789", max_size=12)


@pytest.mark.parametrize(
    "text",
    [
        "L898902C3",
        " l898902c3 ",
        "L898902C3<<<<",
        "L-898\u2013902/C.3",
        "L898\u00a0902\tC3\n",
        "\uff2c\uff18\uff19\uff18\uff19\uff10\uff12\uff23\uff13",
        "L898902\u04213",
        "L898902\u04413",
        "L\u0668\u0669\u0668\u0669\u0660\u0662C3",
        "L\u2116898902C3",
        "L898902C3\x00\x1f\ud800",
    ],
)
def test_spellings_of_one_number_compare_equal(text: str) -> None:
    """Case, separators, width, alphabet and script of digits do not tell numbers apart."""
    number = document_number(text)

    assert number == "L898902C3"


def test_separators_vanish() -> None:
    """Of separators alone nothing is left."""
    assert document_number(SEPARATORS) == ""


def test_letters_that_only_resemble_are_not_folded() -> None:
    """A Cyrillic letter without an exact Latin look-alike is dropped, not guessed."""
    assert document_number("\u0416123") == "123"


@given(st.text())
def test_document_number_is_idempotent(text: str) -> None:
    """Any text gives A-Z and 0-9 only, and giving that again changes nothing."""
    number = document_number(text)

    assert document_number(number) == number
    assert all(char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" for char in number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("passport", "P"),
        ("Travel Document", "P"),
        ("identity_card", "I"),
        ("RESIDENCE-PERMIT", "I"),
        ("visa", "V"),
        ("seaman_book", "O"),
        ("other", "O"),
        ("P", "P"),
        ("p<", "P"),
        ("PD", "P"),
        ("PU", "P"),
        ("ID", "I"),
        ("AC", "I"),
        ("C", "I"),
        ("V<", "V"),
        ("S", "O"),
        ("pilot licence", "O"),
        ("\u00df", "O"),
    ],
)
def test_class_of_a_type(text: str, expected: str) -> None:
    """Words go by the contract, codes by their first letter, the rest is other."""
    assert document_class(text) is DocumentClass(expected)


@pytest.mark.parametrize("text", [None, "", "  ", "<<"])
def test_no_type_is_no_class(text: str | None) -> None:
    """A type without content is not known, and never narrows."""
    assert document_class(text) is None


@given(st.text())
def test_class_of_any_text(text: str) -> None:
    """No text is too odd to have a class, or none."""
    found = document_class(text)

    assert found is None or found in DocumentClass


def test_series_share_a_template() -> None:
    """Digits do not count for the shape of a number, letters and places do."""
    assert template("AB1204") == template("AB9999") == "AB9999"
    assert template("A1B204") != template("AB1204")


@given(st.text())
def test_template_is_idempotent(text: str) -> None:
    """The template of a template is itself."""
    assert template(template(text)) == template(text)


def test_likeliest_misreading_comes_first() -> None:
    """O for 0 leads, then 1, I and L, then S for 5, then B for 8."""
    variants = [variant for variant, _ in misread_variants("0158", typed=False)]

    assert variants[:5] == ["O158", "0I58", "0L58", "01S8", "015B"]


def test_double_swap_that_cancels_is_found() -> None:
    """Two O read as 0 pass the check digit at weights 7 and 3, so pairs are tried."""
    variants = dict(misread_variants("AB00X", typed=False))

    assert variants["ABOOX"] == (3, 4)


def test_neighbours_change_places_only_when_typed() -> None:
    """Fingers swap neighbours, machines do not; equal neighbours are no variant."""
    assert dict(misread_variants("CCE", typed=True)) == {"CEC": (2, 3)}
    assert not list(misread_variants("CCE", typed=False))


@given(number=canonical, maximum=st.integers(-1, 100), typed=st.booleans())
def test_variants_keep_their_promises(
    number: str,
    maximum: int,
    *,
    typed: bool,
) -> None:
    """Bounded, repeatable, each one once, never the number, positions as changed."""
    variants = list(misread_variants(number, typed=typed, maximum=maximum))
    texts = [variant for variant, _ in variants]

    assert len(variants) <= max(maximum, 0)
    assert len(set(texts)) == len(texts)
    assert number not in texts
    assert variants == list(misread_variants(number, typed=typed, maximum=maximum))
    for variant, positions in variants:
        differ = [at for at, char in enumerate(variant, 1) if number[at - 1] != char]
        assert tuple(differ) == positions
        assert 1 <= len(positions) <= 2


@given(canonical)
def test_single_look_alikes_work_both_ways(number: str) -> None:
    """If one number is a single misreading of another, so is the other of the one."""
    for variant, positions in misread_variants(number, typed=False, maximum=1_000):
        if len(positions) == 1:
            back = dict(misread_variants(variant, typed=False, maximum=1_000))
            assert back[number] == positions


def test_look_alikes_are_those_measured() -> None:
    """Every visual confusable and every measured pair of the reference is probed."""
    data = json.loads(shared_file("ocr_confusions.json").read_text("utf-8"))
    ours = {frozenset(pair) for pair in LOOK_ALIKE_PAIRS}
    visual = {
        frozenset((digit, letter))
        for digit, letters in data["visual_confusables"].items()
        for letter in letters
    }
    measured = {
        frozenset((row["a"], row["b"])) for row in data["measured_undetected_pairs"]
    }

    assert ours == visual | measured | {frozenset("IL")}
