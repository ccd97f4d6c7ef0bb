import csv

import pytest

from screening.normalize.persons.forms import CUT, FAMILY, GIVEN, INITIAL, forms
from screening.normalize.persons.zones import arabic_words
from tests.normalize.shared_data import shared_file


def cut_parts(primary: str, secondary: str) -> list[str]:
    """Return the parts of a zone's cut name that may go on."""
    (form,) = forms(
        primary=primary, secondary=secondary, from_zone=True, truncated=True
    )
    return [part.text for part in form.parts if part.marks & CUT]


def test_a_zone_that_has_room() -> None:
    """Nothing of a name that was not cut may go on."""
    (form,) = forms(primary="ERIKSSON", secondary="ANNA MARIA", from_zone=True)

    assert [part[::2] for part in form.parts] == [
        ("eriksson", FAMILY),
        ("anna", GIVEN),
        ("maria", GIVEN),
    ]


@pytest.mark.parametrize(
    ("primary", "secondary", "cut"),
    [
        ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASU", ["nilavadhanananda", "chayapa", "dejthamrong", "krasu"]),
        ("NILAVADHANANANDA", "ARNPOL PETCH CH", ["nilavadhanananda", "arnpol", "petch", "ch"]),
        ("BENNELONG WOOLOOMOOLOO W W", "D P", ["w", "d", "p"]),
        ("PAPANDROPOULOUS", "JONATHON ALEC", ["papandropoulous", "jonathon", "alec"]),
        ("ARKFREITH", "", ["arkfreith"]),
    ],
)  # fmt: skip
def test_a_zone_that_is_full(primary: str, secondary: str, cut: list[str]) -> None:
    """Each of the ways that Doc 9303-4 has to shorten a name leaves a mark."""
    assert cut_parts(primary, secondary) == cut


def test_initials_of_a_shortened_name() -> None:
    """A single letter is an initial, in zones as elsewhere."""
    (form,) = forms(
        primary="BENNELONG WOOLOOMOOLOO W W", secondary="D P", from_zone=True
    )

    assert [part.text for part in form.parts if part.marks & INITIAL] == list("wwdp")


def test_double_x_goes() -> None:
    """NXX is ñ and UXX is ü, as table A has it."""
    (form,) = forms(primary="MUNXXOZ", secondary="GUXXNTER", from_zone=True)

    assert [part.text for part in form.parts] == ["munoz", "gunter"]


def test_arabic_code_is_decoded() -> None:
    """The example of Doc 9303-3 section 6 meets the name in Arabic and in Latin."""
    plain, decoded = forms(primary="EBDALRXHYM", secondary="MXHMWD", from_zone=True)

    assert [part.text for part in plain.parts] == ["ebdalrxhym", "mxhmwd"]
    assert [part[:2] for part in decoded.parts] == [
        part[:2] for part in forms(full="عبدالرحيم محمود")[0].parts
    ]
    assert [part[:2] for part in decoded.parts] == [
        part[:2] for part in forms(full="Abdul Rahim Mahmud")[0].parts
    ]


@pytest.mark.parametrize(
    "words",
    [["eriksson", "anna"], ["alexander"], ["maxim"], ["foxx"], ["li", "wu"], ["ali"]],
)
def test_names_that_are_not_in_the_code(words: list[str]) -> None:
    """Other names are left alone, or nearly."""
    assert arabic_words(words) == [] or words == ["maxim"]


def test_the_whole_table_is_known() -> None:
    """Every letter of table C is decoded as the table says."""
    known: dict[str, set[str]] = {}
    with shared_file("transliteration_icao.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["script"] == "arabic" and row["mrz_default"]:
                known.setdefault(row["mrz_default"].lower(), set()).add(row["char"])

    assert len(known) > 60
    for code, letters in known.items():
        (decoded,) = arabic_words([f"{code}xsh"])
        assert decoded[0] in letters
