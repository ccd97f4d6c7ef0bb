import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import UnreadableMrz
from screening.normalize.check_digits import check_digit
from screening.normalize.mrz import read_mrz
from screening.queries import Reading
from tests.normalize.shared_data import shared_file

TODAY = date(2026, 11, 21)

TD1 = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD3 = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
MRV_A = (
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C<3UTO6908061F9406236ZE184226B<<<<<<<",
)
MRV_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L898902C<3UTO6908061F9406236ZE184226")
ZONES = {"TD1": TD1, "TD2": TD2, "TD3": TD3, "MRV-A": MRV_A, "MRV-B": MRV_B}


def read(*lines: str) -> Reading:
    """Return the reading of *lines* on the day of these tests."""
    return read_mrz(lines, today=TODAY)


def put(line: str, at: int, text: str) -> str:
    """Return *line* with *text* put at position *at*, counted from 1."""
    return line[: at - 1] + text + line[at - 1 + len(text) :]


@pytest.mark.parametrize("name", ZONES)
def test_specimen_of_each_format(name: str) -> None:
    """Each of the five formats is told, and every digit of its specimen is valid."""
    reading = read(*ZONES[name])

    assert reading.format == name
    assert reading.fields["issuing_state"] == "UTO"
    assert reading.fields["primary_identifier"] == "ERIKSSON"
    assert reading.fields["secondary_identifier"] == "ANNA MARIA"
    assert all(reading.check_digits.values())
    assert not reading.warnings


def test_passport_in_full() -> None:
    """A reading of the passport specimen holds all of these and nothing else."""
    assert read(*TD3) == Reading(
        format="TD3",
        fields={
            "document_code": "P",
            "issuing_state": "UTO",
            "document_number": "L898902C3",
            "nationality": "UTO",
            "birth_date": "740812",
            "sex": "F",
            "expiry_date": "120415",
            "optional_data": "ZE184226B",
            "primary_identifier": "ERIKSSON",
            "secondary_identifier": "ANNA MARIA",
        },
        check_digits=dict.fromkeys(
            (
                "document_number",
                "birth_date",
                "expiry_date",
                "personal_number",
                "composite",
            ),
            True,
        ),
        name_truncated=False,
        birth_date="1974-08-12",
        expiry_date="2012-04-15",
    )


def test_visas_have_three_digits() -> None:
    """A visa has neither a composite nor a personal number digit."""
    expected = {"document_number", "birth_date", "expiry_date"}

    assert set(read(*MRV_A).check_digits) == set(read(*MRV_B).check_digits) == expected


def test_reference_specimens() -> None:
    """Every specimen of the reference reads as stated there."""
    data = json.loads(shared_file("mrz_specimens.json").read_text("utf-8"))

    assert len(data["specimens"]) >= 12
    for specimen in data["specimens"]:
        reading = read(*specimen["lines"])
        assert _as_stated(reading, specimen["fields"]) == specimen["fields"]
        assert reading.check_digits == {
            name: digit["valid"] for name, digit in specimen["check_digits"].items()
        }


def _as_stated(reading: Reading, stated: dict[str, Any]) -> dict[str, Any]:
    """Return *reading* in the words of the reference, as far as it has *stated* them."""
    fields = reading.fields
    number = fields["document_number"]
    overflow = number[9:] + check_digit(number) if len(number) > 9 else ""
    optional = [overflow, *fields["optional_data"].split(" ")]
    said = {
        "format": reading.format,
        "doc_number": number,
        "number_overflow": bool(overflow),
        "issuer": fields["issuing_state"],
        "nationality": fields["nationality"],
        "birth": fields["birth_date"],
        "sex": fields["sex"],
        "expiry": fields["expiry_date"],
        "optional1": optional[0] or optional[1],
        "optional2": optional[1] if overflow else "",
        "doc_code": fields["document_code"],
        "primary_identifier": fields["primary_identifier"],
        "secondary_identifier": fields["secondary_identifier"],
        "name_possibly_truncated": reading.name_truncated,
    }
    return {name: value for name, value in said.items() if name in stated}


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


@pytest.mark.parametrize(
    "code", ["PP", "PE", "PD", "PO", "PR", "PT", "PS", "PL", "PM", "PU", "P"]
)
def test_passport_codes(code: str) -> None:
    """All second letters of Doc 9303-4, and none, read alike, on TD3 and on TD2."""
    for first, second in (TD3, TD2):
        reading = read(put(first, 1, code.ljust(2, "<")), second)
        assert reading.fields["document_code"] == code
        assert all(reading.check_digits.values())
        assert not reading.warnings


@pytest.mark.parametrize("name", ["TD1", "TD2", "TD3"])
def test_odd_document_code_is_told_by_length(name: str) -> None:
    """A first letter of no known kind is warned of, and the format is that of the size."""
    first, *others = ZONES[name]
    reading = read(put(first, 1, "S"), *others)

    assert reading.format == name
    assert [text.split(":")[0] for text in reading.warnings] == ["document_code"]


def test_germany() -> None:
    """A code of one letter is given as printed, without fillers."""
    reading = read(put(TD3[0], 3, "D<<"), put(TD3[1], 11, "D<<"))

    assert reading.fields["issuing_state"] == reading.fields["nationality"] == "D"
    assert not reading.warnings


def test_unknown_states_are_warned_of() -> None:
    """A code that nobody has assigned is read, and a warning names the field only."""
    reading = read(put(TD3[0], 3, "QZZ"), put(TD3[1], 11, "U7O"))

    assert reading.fields["issuing_state"] == "QZZ"
    assert reading.fields["nationality"] == "U7O"
    assert [text.split(":")[0] for text in reading.warnings] == [
        "issuing_state",
        "nationality",
    ]
    assert all("Doc 9303-3 or ISO 3166" in text for text in reading.warnings)


@pytest.mark.parametrize(
    ("printed", "sex", "warnings"),
    [("M", "M", 0), ("F", "F", 0), ("X", "X", 0), ("<", "", 0), ("H", "H", 1)],
)
def test_sex(printed: str, sex: str, warnings: int) -> None:
    """M, F and X are given as printed, a filler as nothing, another letter with doubt."""
    reading = read(TD3[0], put(TD3[1], 21, printed))

    assert reading.fields["sex"] == sex
    assert len(reading.warnings) == warnings


def test_partial_birth_date() -> None:
    """Unknown parts are kept as printed and left out of the ISO date."""
    reading = read(TD3[0], put(TD3[1], 14, "74<<<<"))

    assert reading.fields["birth_date"] == "74<<<<"
    assert reading.birth_date == "1974"
    assert not reading.warnings


@pytest.mark.parametrize(("at", "field"), [(14, "birth_date"), (22, "expiry_date")])
def test_impossible_dates_stop_nothing(at: int, field: str) -> None:
    """A day that never was is None and a warning; the rest is read."""
    reading = read(TD3[0], put(TD3[1], at, "740230"))

    assert getattr(reading, field) is None
    assert [text.split(":")[0] for text in reading.warnings] == [field]
    assert reading.fields[field] == "740230"
    assert "740230" not in reading.warnings[0]


def test_truncated_name() -> None:
    """A letter in the last position of the name field may be a cut."""
    assert read(put(TD3[0], 44, "A"), TD3[1]).name_truncated
    assert not read(*TD3).name_truncated


@given(st.lists(st.text(), max_size=4) | st.text())
def test_any_lines_are_read_or_refused(lines: list[str] | str) -> None:
    """Whatever is handed in, only UnreadableMrz is raised."""
    with suppress(UnreadableMrz):
        reading = read_mrz(lines, today=TODAY)

        assert reading.format in ZONES


@given(
    st.sampled_from([(44, 2), (36, 2), (30, 3)]).flatmap(
        lambda shape: st.lists(
            st.text("PVIACUTO<0123456789MFX", min_size=shape[0], max_size=shape[0]),
            min_size=shape[1],
            max_size=shape[1],
        )
    ),
    st.dates(min_value=date(2000, 1, 1), max_value=date(2150, 1, 1)),
)
def test_any_zone_of_the_right_size_is_read(lines: list[str], today: date) -> None:
    """Lines of right lengths and characters are never refused, whatever they say."""
    reading = read_mrz(lines, today=today)

    assert len(reading.fields) == 10
    assert {"document_number", "birth_date", "expiry_date", "composite"} >= set(
        reading.check_digits
    ) - {"personal_number"}
