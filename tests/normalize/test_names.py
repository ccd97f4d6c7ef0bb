import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.normalize.names import mrz_name


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("ERIKSSON<<ANNA<MARIA<<<", ("ERIKSSON", "ANNA MARIA", False)),
        ("ERIKSSON<<ANNA<MARIA", ("ERIKSSON", "ANNA MARIA", True)),
        ("ERIKSSON<<<<<<", ("ERIKSSON", "", False)),
        ("ERIKSSON<ANNA<", ("ERIKSSON ANNA", "", False)),
        ("ERIKSSON<<ANNA<<MARIA<", ("ERIKSSON", "ANNA MARIA", False)),
        ("<<<<", ("", "", False)),
        ("", ("", "", False)),
    ],
)
def test_name_field(field: str, expected: tuple[str, str, bool]) -> None:
    """Two fillers part the identifiers, one their parts; a last letter may be a cut."""
    assert mrz_name(field) == expected


@given(st.text())
def test_any_text_is_taken_apart(field: str) -> None:
    """No text raises, and no filler is left in a name."""
    primary, secondary, _ = mrz_name(field)

    assert "<" not in primary + secondary
