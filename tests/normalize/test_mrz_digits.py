import pytest

from tests.normalize.specimens import MRV_A, MRV_B, TD2, TD3, put, read


@pytest.mark.parametrize(
    ("at", "wrong"),
    [
        (10, {"document_number", "composite"}),
        (20, {"birth_date", "composite"}),
        (28, {"expiry_date", "composite"}),
        (43, {"personal_number", "composite"}),
        (44, {"composite"}),
    ],
)
@pytest.mark.parametrize("char", ["7", "O", "<"])
def test_each_digit_is_judged_by_itself(at: int, wrong: set[str], char: str) -> None:
    """A wrong digit, a letter or a filler in its place fails it, and raises nothing."""
    reading = read(TD3[0], put(TD3[1], at, char))
    failed = {name for name, valid in reading.check_digits.items() if not valid}

    assert failed == wrong
    assert reading.fields["document_number"] == "L898902C3"


@pytest.mark.parametrize(
    ("digit", "expected"), [("<", None), ("0", True), ("1", False)]
)
def test_digit_of_no_personal_number(digit: str, *, expected: bool | None) -> None:
    """Where there is no personal number, < is no digit and 0 is a valid one."""
    line = put(TD3[1], 29, "<" * 14 + digit)

    assert read(TD3[0], line).check_digits.get("personal_number") is expected


def test_digits_left_out_beside_empty_fields() -> None:
    """An empty field with < for its digit has no verdict."""
    line = put(TD3[1], 14, "<" * 7)
    reading = read(TD3[0], put(line, 1, "<" * 10))

    assert "birth_date" not in reading.check_digits
    assert "document_number" not in reading.check_digits
    assert reading.fields["document_number"] == ""
    assert reading.birth_date is None


def test_long_number_of_a_card() -> None:
    """A number of more than nine goes on in the optional data, its digit behind it."""
    reading = read(
        "I<UTOD23145890<7349<<<<<<<<<<<",
        "3407127M9507122UTO<<<<<<<<<<<2",
        "STEVENSON<<PETER<JOHN<<<<<<<<<",
    )

    assert reading.fields["document_number"] == "D23145890734"
    assert reading.fields["optional_data"] == ""
    assert reading.check_digits["document_number"]
    assert reading.check_digits["composite"]


def test_optional_data_behind_a_long_number() -> None:
    """What follows the rest of a long number is optional data, before that of line 2."""
    reading = read(
        "I<UTOD23145890<7349<AB<12<<<<<",
        "3407127M9507122UTOXYZ<<<<<<<<2",
        "STEVENSON<<PETER<JOHN<<<<<<<<<",
    )

    assert reading.fields["optional_data"] == "AB<12 XYZ"


@pytest.mark.parametrize(
    ("optional", "number"),
    [
        ("<<<<<<<", "D23145890"),
        ("7<<<<<<", "D23145890"),
        ("7340<<<", "D23145890734"),
        ("73O<<<<", "D2314589073"),
    ],
)
def test_number_whose_digit_is_nowhere(optional: str, number: str) -> None:
    """With < in its place and no right digit behind the rest, the digit has failed."""
    reading = read(TD2[0], put(put(TD2[1], 10, "<"), 29, optional))

    assert reading.check_digits["document_number"] is False
    assert reading.fields["document_number"] == number


@pytest.mark.parametrize("zone", [TD3, MRV_A, MRV_B])
def test_passports_and_visas_have_no_long_numbers(zone: tuple[str, str]) -> None:
    """On passports and visas, < in the place of the digit is a failed digit."""
    reading = read(zone[0], put(put(zone[1], 10, "<"), 29, "7349<"))

    assert reading.check_digits["document_number"] is False
    assert len(reading.fields["document_number"]) <= 9
