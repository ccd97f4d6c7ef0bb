"""The figures: loops and weights number them alike, and scores are bits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.index.persons import kernels, weights
from screening.index.persons.explain import _FINDINGS, _HOW
from screening.index.persons.weights import Weights, bits_of, score
from screening.normalize.persons import parts

NUMBERED = {
    name.removeprefix("W_").lower(): getattr(kernels, name)
    for name in vars(kernels)
    if name.startswith("W_")
}


def test_weights_stand_where_the_loops_look_for_them() -> None:
    """Every figure has one number, in the order of the fields, and no number is left."""
    assert sorted(NUMBERED, key=NUMBERED.__getitem__) == list(Weights._fields)
    assert sorted(NUMBERED.values()) == list(range(kernels.WEIGHTS))
    assert weights.as_array().tolist() == list(Weights())


def test_a_weight_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops that look for figures that are not there would read anything."""
    monkeypatch.setattr(weights, "WEIGHTS", kernels.WEIGHTS + 1)

    with pytest.raises(ValueError, match="disagree"):
        weights.as_array()


def test_nobody_writes_to_the_weights() -> None:
    """The loops are compiled for an array that does not change."""
    array = weights.as_array()

    assert not array.flags.writeable
    assert array.dtype == np.float64


@pytest.mark.parametrize(
    "mark",
    [
        *("FAMILY", "GIVEN", "PARTICLE", "LINK", "INITIAL"),
        *("CUT", "CONSONANTS", "SYLLABLES", "TITLE"),
    ],
)
def test_marks_mean_the_same_to_names_and_to_loops(mark: str) -> None:
    """And a father's name is a mark of ours, that no part comes with."""
    assert getattr(kernels, mark) == getattr(parts, mark)
    assert kernels.FATHER & getattr(parts, mark) == 0


def test_no_name_has_more_than_the_loops_have_room_for() -> None:
    """Letters of a part, parts of a name."""
    assert parts.PART_CHARS_MAX == kernels.PART_CHARS_MAX
    assert parts.PARTS_MAX <= kernels.PARTS_MAX


def test_there_is_a_word_for_whatever_the_loops_find() -> None:
    """Ways to be alike, and findings beside the name."""
    assert [_HOW[which] for which in (kernels.EXACT, kernels.SPELLING, kernels.SOUND)]
    assert _HOW[kernels.EXACT] == "exact"
    assert _HOW[kernels.BEGUN] == "cut"
    assert _HOW[kernels.SCRIPT] == _HOW[-1] == "script"
    assert _FINDINGS[kernels.SAME] == "same"
    assert _FINDINGS[kernels.SAME_DAY] == "same_day"
    assert _FINDINGS[kernels.OTHER] == "different"
    assert len(_FINDINGS) == kernels.TWO_DIGITS + 1


@given(st.floats(-60, 60))
def test_a_score_says_the_bits_it_came_from(bits: float) -> None:
    """There and back is the same, to what a score can tell."""
    assert bits_of(score(bits)) == pytest.approx(bits, abs=1e-3)


@given(st.floats(-100, 100), st.floats(-100, 100))
def test_more_bits_are_never_a_smaller_score(one: float, other: float) -> None:
    """Scores keep the order of bits, and lie between 0 and 1."""
    less, more = sorted((one, other))

    assert 0 <= score(less) <= score(more) <= 1


def test_even_is_half_and_no_score_is_beyond_the_ends() -> None:
    """Everybody who was compared has a score of 0 or more, nobody more than 1."""
    assert score(weights.EVEN_BITS) == 0.5
    assert bits_of(0.0) < -1e6 < 1e6 < bits_of(1.0)
