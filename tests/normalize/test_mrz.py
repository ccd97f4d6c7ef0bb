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
from tests.normalize.specimens import MRV_A, MRV_B, TD2, TD3, TODAY, ZONES, put, read


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
    """Lines of right lengths and characters are refused for a wrong order only."""
    try:
        reading = read_mrz(lines, today=today)
    except UnreadableMrz as error:
        reason = error.reason
    else:
        reason = ""

    assert not reason or "in the wrong order" in reason
    if reason:
        return
    assert len(reading.fields) == 10
    assert {"document_number", "birth_date", "expiry_date", "composite"} >= set(
        reading.check_digits
    ) - {"personal_number"}
