"""States by their names, as lists and people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.normalize.state_codes import CANONICAL, NAMES
from screening.normalize.state_names import state_in, state_named


def test_every_name_we_know_leads_back() -> None:
    """The table of codes and the table of names agree."""
    for code, name in NAMES.items():
        assert state_named(name) == CANONICAL[code], name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Iran", "IRN"),
        ("IRAN (ISLAMIC REPUBLIC OF)", "IRN"),
        ("Syria", "SYR"),
        ("Republic of Korea", "KOR"),
        ("North Korea", "PRK"),
        ("Congo", "COG"),
        ("Republic of the Congo", "COG"),
        ("Democratic Republic of the Congo", "COD"),
        ("United Republic of Tanzania", "TZA"),
        ("United Kingdom", "GBR"),
        ("The former Yugoslav Republic of Macedonia", "MKD"),
        ("former Soviet Union", "SUN"),
        ("State of Palestine", "PSE"),
        ("Cote d'Ivoire", "CIV"),
        ("CÔTE D\N{RIGHT SINGLE QUOTATION MARK}IVOIRE", "CIV"),
        ("Viet Nam", "VNM"),
        ("Vietnam", "VNM"),
        ("Guinea", "GIN"),
        ("Guinea-Bissau", "GNB"),
        ("Republic of China", "TWN"),
        ("US", "USA"),
        ("us", ""),
        ("Atlantis", ""),
        ("", ""),
        ("x" * 1_000, ""),
    ],
)
def test_names_that_are_used(name: str, code: str) -> None:
    """Short names, long ones and former ones; words that are none are nobody's."""
    assert state_named(name) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Afghan passport number", "AFG"),
        ("a South African identity card", "ZAF"),
        ("Central African Republic number", "CAF"),
        ("issued in Baghdad, Iraq", "IRQ"),
        ("Russian foreign travel passport", "RUS"),
        ("passport of us all", ""),
        ("", ""),
    ],
)
def test_states_in_text(text: str, code: str) -> None:
    """The first one named, by name or adjective, the longest name first."""
    assert state_in(text) == code


@given(st.text())
def test_any_text_is_a_state_or_none(text: str) -> None:
    """Whatever is written, there is an answer."""
    assert state_named(text) in {"", *CANONICAL.values()}
    assert state_in(text) in {"", *CANONICAL.values()}
