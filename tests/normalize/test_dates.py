from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.normalize.dates import (
    EXPIRY_YEARS_AHEAD_MAX,
    is_date,
    is_partial_date,
    mrz_birth_date,
    mrz_expiry_date,
)

TODAY = date(2026, 11, 21)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2129, 12, 31))


@pytest.mark.parametrize("text", ["1600-01-01", "2024-02-29", "2229-12-31"])
def test_days(text: str) -> None:
    """A day of the calendar is a date, and a partial date too."""
    assert is_date(text)
    assert is_partial_date(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "20240101", "2024-1-1", "2023-02-29", "2024-13-01", "2024-00-01"),
        *("1599-12-31", "2230-01-01", "2024-01-01T00:00:00Z", " 2024-01-01"),
        *("2024-01-01\n", "\u0662\u0660\u0662\u0664-01-01", "0000-00-00"),
    ],
)
def test_what_is_no_day(text: str) -> None:
    """Another shape, a day that never was, and a year out of bounds are no dates."""
    assert not is_date(text)
    assert not is_partial_date(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("1974", True), ("1974-08", True), ("1974-13", False), ("1974-00", False)),
        *(("1599", False), ("2230-01", False), ("1974-", False), ("74", False)),
    ],
)
def test_partial_dates(text: str, *, expected: bool) -> None:
    """A year or a month that exists is a partial date, and no date."""
    assert is_partial_date(text) is expected
    assert not is_date(text)


@given(st.text() | st.dates().map(str))
def test_any_text_is_a_date_or_none(text: str) -> None:
    """No text raises, and a date is always a partial date."""
    assert not is_date(text) or is_partial_date(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("740812", "1974-08-12"),
        ("261121", "2026-11-21"),
        ("261122", "1926-11-22"),
        ("000229", "2000-02-29"),
        ("7408<<", "1974-08"),
        ("2612<<", "1926-12"),
        ("2611<<", "2026-11"),
        ("74<<<<", "1974"),
        ("74<<12", "1974"),
        ("26<<<<", "2026"),
        ("27<<<<", "1927"),
        ("<<<<<<", None),
        ("<<0812", None),
    ],
)
def test_birth_is_the_latest_date_not_after_today(
    text: str, expected: str | None
) -> None:
    """Nobody is born tomorrow; what is unknown is left out."""
    assert mrz_birth_date(text, today=TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120415", "2012-04-15"),
        ("340529", "2034-05-29"),
        ("761231", "2076-12-31"),
        ("770101", "1977-01-01"),
        ("950712", "1995-07-12"),
        ("3405<<", "2034-05"),
        ("<<<<<<", None),
    ],
)
def test_expiry_is_at_most_fifty_years_ahead(text: str, expected: str | None) -> None:
    """An expiry further ahead than any document is valid was a century ago."""
    assert mrz_expiry_date(text, today=TODAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("741301", "740230", "740800", "740012", "290229", "74O812", "7<0812"),
        *(
            "",
            "74081",
            "1974-08-12",
            "74<<32",
            "<<13<<",
            "\u0667\u0664\u0660\u0668\u0661\u0662",
        ),
    ],
)
def test_impossible_dates_are_refused_unquoted(text: str) -> None:
    """What no calendar holds is a ValueError that does not repeat it."""
    with pytest.raises(ValueError, match=r"such|two digits") as caught:
        mrz_birth_date(text, today=TODAY)

    assert not text or text not in str(caught.value)


@given(days, days)
def test_century_is_found_again(day: date, today: date) -> None:
    """Within its window, a date that loses its century gets the same one back."""
    printed = day.strftime("%y%m%d")
    if day <= today and day.year > today.year - 100:
        assert mrz_birth_date(printed, today=today) == day.isoformat()
    ahead = day.year - today.year
    if EXPIRY_YEARS_AHEAD_MAX - 100 < ahead <= EXPIRY_YEARS_AHEAD_MAX:
        assert mrz_expiry_date(printed, today=today) == day.isoformat()
