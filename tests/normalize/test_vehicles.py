import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.normalize.vehicles import engine_number, plate, vin, vin_check_digit
from tests.normalize.shared_data import shared_file


@pytest.mark.parametrize(
    "text",
    [
        "1M8GDM9AXKP042788",
        "1m8gdm9a-xkp 042788",
        "IM8GDM9AXKPO42788",
        "1M8GDM9AXKPQ42788",
    ],
)
def test_spellings_of_one_vin(text: str) -> None:
    """Case, separators, and letters that no VIN has do not tell VINs apart."""
    assert vin(text) == "1M8GDM9AXKP042788"


def test_old_vin_is_kept() -> None:
    """A number from before 1981 is shorter, and is compared as it is."""
    assert vin("s 12-345") == "S12345"
    assert vin_check_digit("S12345") is None


def test_vin_check_digit_is_reported() -> None:
    """Valid, invalid, and not to be judged are three answers."""
    assert vin_check_digit("1M8GDM9AXKP042788") is True
    assert vin_check_digit("1M8GDM9A1KP042788") is False
    assert vin_check_digit("IM8GDM9AXKP042788") is None
    assert vin_check_digit("1M8GDM9AXKP042788\n") is None


def test_vin_vectors() -> None:
    """The reference vectors are judged as they say."""
    data = json.loads(shared_file("vin_vectors.json").read_text("utf-8"))

    assert all(vin_check_digit(row["vin"]) for row in data["valid"])
    assert [vin_check_digit(row["vin"]) for row in data["not_checkable_or_bad"]] == [
        False,
        False,
    ]
    assert {letter: vin(letter) for letter in data["ocr_repairs"]} == data[
        "ocr_repairs"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ab 12-34.cd", "AB1234CD"),
        ("AB\u00b712\u202234", "AB1234"),
        (
            "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425 77",
            "ABEKMHOPCTYX77",
        ),
        ("\u0430\u0432\u0435 77", "ABE77"),
        (
            "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7 1",
            "ABEZHIKMNOPTYX1",
        ),
        ("\uff21\uff22 \uff11\uff12", "AB12"),
        ("w-\u00fc 12", "W\u00dc12"),
        ("w-u\u0308 12", "W\u00dc12"),
        ("\u0416 123 \u0416", "\u0416123\u0416"),
        ("\u0633 \u0661\u0662\u0663", "\u0633123"),
        ("\x1e\x1f\x00-", ""),
    ],
)
def test_plates(text: str, expected: str) -> None:
    """Separators go, look-alikes become Latin, digits 0-9, and other letters stay."""
    assert plate(text) == expected


def test_engine_number() -> None:
    """Decoration around an engine number does not count."""
    assert engine_number("* om-602 912 *") == engine_number("OM602912") == "OM602912"


@given(st.text())
def test_marks_are_idempotent(text: str) -> None:
    """Any text is taken, and what comes back comes back unchanged."""
    assert vin(vin(text)) == vin(text)
    assert plate(plate(text)) == plate(text)
    assert engine_number(engine_number(text)) == engine_number(text)
    assert vin_check_digit(text) in (True, False, None)


def test_plates_compose_once_separators_are_gone() -> None:
    """Parts of a letter that a separator kept apart are one letter when asked again."""
    mark = plate("\u1100-\u1161 1")

    assert plate(mark) == mark == "\uac001"
