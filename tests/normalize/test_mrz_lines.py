import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import UnreadableMrz
from screening.normalize.mrz_lines import read_zone
from tests.normalize.specimens import MRV_A, TD1, TD2, TD3, ZONES, put

SHORT_NAME = TD3[0].rstrip("<")


def refusal(lines: str | Sequence[str]) -> UnreadableMrz:
    """Return the error that *lines* are refused with."""
    with pytest.raises(UnreadableMrz) as caught:
        read_zone(lines)
    return caught.value


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("between", ["", "\n", "\r\n", "\r", "\n\n", " \n\t"])
def test_one_string_holds_all_lines(name: str, between: str) -> None:
    """Lines in one string are found, with any line break and with none."""
    zone = read_zone(between.join(ZONES[name]))

    assert zone.layout.format == name
    assert zone.text == "".join(ZONES[name])
    assert not zone.warnings


@pytest.mark.parametrize(
    "typed",
    [
        [line.lower() for line in TD3],
        [f"\t {line} \n" for line in TD3],
        [" ".join(TD3[0]), "L898902C3 6UTO 7408122 F 1204159 ZE184226B<<<<<10"],
        [
            line.replace("<", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}")
            for line in TD3
        ],
        [
            line.replace("<", "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}")
            for line in TD3
        ],
        [
            line.replace("<<", "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}")
            for line in TD3
        ],
        ["".join(chr(ord(char) + 0xFEE0) for char in line) for line in TD3],
        ["", TD3[0], "   ", TD3[1], ""],
        ["\n".join(TD3)],
        ["".join(TD3)],
        (TD3[0] + "\n", TD3[1] + "\n"),
    ],
)
def test_typing_is_understood(typed: Sequence[str]) -> None:
    """Case, blanks, tabs, guillemets, full width and empty lines are put right."""
    zone = read_zone(typed)

    assert zone.text == "".join(TD3)
    assert not zone.warnings


@pytest.mark.parametrize(
    "typed",
    [
        [SHORT_NAME, TD3[1]],
        [SHORT_NAME.lower() + "<<", TD3[1]],
        ["P<UTO ERIKSSON << ANNA < MARIA", TD3[1]],
        [TD3[0].replace("<", " "), TD3[1]],
        [TD3[0].replace("<", " "), TD3[1].replace("<", " ")],
        [SHORT_NAME.replace("<", " "), TD3[1]],
    ],
)
def test_name_line_short_of_fillers_is_filled_up(typed: Sequence[str]) -> None:
    """Fillers left out behind the name, or read as blanks, are added with a warning."""
    zone = read_zone(typed)

    assert zone.text == "".join(TD3)
    assert len(zone.warnings) == 1
    assert "line 1" in zone.warnings[0]


def test_name_line_of_a_card_is_its_third() -> None:
    """On a TD1 the name stands in line 3, on a TD2 and a visa in line 1."""
    assert read_zone([*TD1[:2], TD1[2].rstrip("<")]).text == "".join(TD1)
    assert read_zone([TD2[0].rstrip("<"), TD2[1]]).text == "".join(TD2)
    assert read_zone([MRV_A[0].rstrip("<"), MRV_A[1]]).text == "".join(MRV_A)


@pytest.mark.parametrize(
    ("lines", "line", "length", "known"),
    [
        ([TD3[0], TD3[1][:-1]], 2, "43", "36 or 44"),
        ([TD3[0], TD3[1] + "0"], 2, "45", "36 or 44"),
        ([TD3[0] + "<", TD3[1]], 1, "45", "36 or 44"),
        ([TD3[0], TD2[1]], 2, "36", "36 or 44"),
        (["P<UT", TD3[1]], 1, "4", "36 or 44"),
        ([TD1[0][:-1], TD1[1], TD1[2]], 1, "29", "30"),
        ([TD1[0], TD1[1], TD1[2] + "<"], 3, "31", "30"),
        (TD3[1], 1, "44", "72 or 88 or 90"),
        (["", TD3[0], TD3[1][:-1]], 3, "43", "36 or 44"),
    ],
)
def test_wrong_length_is_told(
    lines: str | Sequence[str], line: int, length: str, known: str
) -> None:
    """The error says which line, how long it is, and which lengths are known."""
    refused = refusal(lines)

    assert refused.line == line
    assert f"{length}, not {known}" in refused.reason
    assert "36 or 44" in refused.cure


@pytest.mark.parametrize(
    "char", ["\u00e9", "\x00", "*", "\u0410", "\ud800", "\x0b", "\u2028"]
)
def test_impossible_character_is_told_by_place(char: str) -> None:
    """The error names line, column and code point, as they are in the text given."""
    refused = refusal([TD3[0], "  " + put(TD3[1], 9, char)])

    assert (refused.line, refused.column) == (2, 11)
    assert f"U+{ord(char):04X}" in refused.reason


@pytest.mark.parametrize("lines", ["", " \n\t", [], [""], ["", "  "]])
def test_nothing_is_refused(lines: str | Sequence[str]) -> None:
    """Empty lines hold no zone, and the error is in no one place."""
    refused = refusal(lines)

    assert (refused.line, refused.column) == (0, 0)


@pytest.mark.parametrize("lines", [[*TD1, TD1[2]], [TD1[0]] * 20, [""] * 1_000_000])
def test_too_many_lines_are_refused(lines: Sequence[str]) -> None:
    """No zone has more than three lines."""
    assert "no zone has more than 3" in refusal(lines).reason


@pytest.mark.parametrize("shape", ["one string", "one line", "two lines"])
def test_ten_megabytes_are_refused_at_once(shape: str) -> None:
    """The length is looked at before the text: a millisecond is plenty."""
    text = "<" * 10_000_000
    lines = {"one string": text, "one line": [text], "two lines": [text, text]}[shape]
    spent = []
    for _ in range(5):
        began = time.perf_counter()
        refused = refusal(lines)
        spent.append(time.perf_counter() - began)

    assert "1000 characters" in refused.reason
    assert min(spent) < 0.001


@given(
    st.sampled_from(sorted(ZONES)),
    st.text("<0123456789ABCXYZ \u00ab\u00e9", max_size=50),
)
def test_errors_quote_nothing(name: str, line: str) -> None:
    """What a refused line says is not in the error."""
    lines = [*ZONES[name][:-1], line]
    try:
        read_zone(lines)
    except UnreadableMrz as refused:
        said = str(refused)
        assert not any(given in said for given in lines if len(given) > 5)


@pytest.mark.parametrize(
    "lines",
    [
        TD3[::-1],
        [TD1[1], TD1[0], TD1[2]],
        [TD1[0], TD1[2], TD1[1]],
        ["".join(TD3[::-1])],
        [TD3[1], TD3[0].rstrip("<")],
        [TD3[1].lower(), TD3[0]],
    ],
)
def test_lines_in_the_wrong_order_are_told(lines: Sequence[str]) -> None:
    """Lines of which not the second has the dates are not read as another document."""
    error = refusal(lines)

    assert "seem to be in the wrong order" in str(error)
    assert error.line == 0


def test_odd_dates_are_no_wrong_order() -> None:
    """A zone whose dates are unknown or misread is read, whatever else it holds."""
    unknown = TD3[1][:13] + "<<<<<<" + TD3[1][19:21] + "<<<<<<" + TD3[1][27:]
    digits_in_name = TD3[0][:13] + "740812<1204159" + TD3[0][27:]

    assert read_zone([TD3[0], unknown]).layout.format == "TD3"
    assert read_zone([digits_in_name, TD3[1]]).layout.format == "TD3"
