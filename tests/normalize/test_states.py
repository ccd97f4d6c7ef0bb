import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.normalize.state_codes import CANONICAL, NAMES
from screening.normalize.states import is_known, issuing_state, state_name
from tests.normalize.shared_data import shared_file


@pytest.mark.parametrize(
    ("canonical", "spellings"),
    [
        ("DEU", ["D", "D<<", "DEU", "DE", "de", " d "]),
        ("GBR", ["GBR", "GBD", "GBN", "GBO", "GBP", "GBS", "GB", "uk", "gbn"]),
        ("RKS", ["RKS", "XKX", "XXK", "KS", "XK"]),
        ("ROU", ["ROU", "ROM", "RO"]),
        ("COD", ["COD", "ZAR", "CD"]),
        ("MMR", ["MMR", "BUR", "MM"]),
        ("TLS", ["TLS", "TMP", "TL"]),
        ("XPO", ["XPO", "INP"]),
        ("UTO", ["UTO", "ut", "UTO\n", "\u00a0UTO"]),
    ],
)
def test_spellings_of_one_issuer(canonical: str, spellings: list[str]) -> None:
    """Aliases, two-letter codes, fillers, case and blanks fold to one code."""
    assert {issuing_state(text) for text in spellings} == {canonical}
    assert all(is_known(text) for text in spellings)


@pytest.mark.parametrize(
    "code",
    ["UNK", "UNA", "UNO", "SUN", "YUG", "SCG", "CSK", "DDR", "ANT", "NTZ", "XXA"],
)
def test_issuers_that_stay_apart(code: str) -> None:
    """A code that is no mere renaming of another is its own."""
    assert issuing_state(code) == code
    assert is_known(code)


@pytest.mark.parametrize("text", ["", " ", "<<<", "ABCD", "U1O", "U<O", "-", "\u00df"])
def test_what_is_no_code(text: str) -> None:
    """Text that is not one to three letters gives nothing, and has no name."""
    assert issuing_state(text) == ""
    assert not is_known(text)
    assert state_name(text) is None


def test_unassigned_code_comes_back() -> None:
    """A code that nobody has assigned is kept, and known to be unknown."""
    assert issuing_state("qq<") == "QQ"
    assert not is_known("qq<")
    assert state_name("qq<") is None


def test_names() -> None:
    """A code is named; one without a name of its own takes that of its issuer."""
    assert state_name("UTO") == "Utopia (specimen documents)"
    assert state_name("gbn") == "British National (Overseas)"
    assert state_name("FI") == "Finland"


@given(st.text() | st.sampled_from(sorted(CANONICAL)))
def test_issuing_state_is_idempotent(text: str) -> None:
    """Any text gives a code that folds to itself, or nothing."""
    code = issuing_state(text)

    assert issuing_state(code) == code
    assert is_known(code) == is_known(text)
    assert len(code) <= 3


def test_long_text_is_no_code() -> None:
    """Text of any length is answered."""
    assert issuing_state(" " * 10_000_000 + "UTO") == ""


def test_every_code_folds_to_a_named_one() -> None:
    """Each canonical code has a name, and each spelling at most three letters."""
    assert set(CANONICAL.values()) <= set(NAMES)
    assert all(1 <= len(code) <= 3 and code.isalpha() for code in CANONICAL)


def test_table_holds_the_reference() -> None:
    """Every row of the reference is known here, under its name, by both its codes."""
    with shared_file("state_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) > 280
    assert {row["alpha3"]: state_name(row["alpha3"]) for row in rows} == {
        row["alpha3"]: row["name"] for row in rows
    }
    assert all(
        issuing_state(row["alpha2"]) == issuing_state(row["alpha3"])
        for row in rows
        if row["alpha2"] and row["alpha3"] != "UNA"
    )
