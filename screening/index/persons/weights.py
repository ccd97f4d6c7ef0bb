"""What the matcher counts: every figure, and what it means.

Evidence is in bits: log-odds to base 2 of "the same person" against "two persons"
[Fellegi, Sunter 1969]; the figures of names were fitted to public pairs (bench/README.md
says which, and what they reach on others). Likenesses of two parts are from 0 to 1.
"""

from typing import NamedTuple

import numpy as np

from screening.index.persons.kernels import WEIGHTS
from screening.index.persons.kinds import F64


class Weights(NamedTuple):
    """In the order in which `kernels` numbers them."""

    # How alike two parts are.
    initial: float = 0.75
    """A letter, and a part that begins with it."""
    cut: float = 0.95
    """A part that the zone cut short, of three letters or more, and one that begins so."""
    cut_short: float = 0.8
    nickname: float = 0.93
    script: float = 0.92
    """The same consonants, where one script does not write the vowels."""
    script_short: float = 0.8
    """The same, of one or two consonants."""
    script_near: float = 0.75
    """One consonant in four or more differs."""
    script_near_short: float = 0.62
    edit: float = 1.03
    """Lost for each edit, divided by the letters of the longer part."""
    first_letter: float = 0.04
    """Lost where the first letters differ: they are misread least."""
    edit_same_sound: float = 0.08
    """Won where the sounds are the same all the same."""
    sound: float = 0.89
    """The same sound of three consonants or more, however it is written."""
    sound_short: float = 0.77
    sound_apart: float = 0.3
    """Lost for each edit, divided by the letters of the longer part, for all that."""
    sound_doubt: float = 0.1
    """Lost where the first letters differ, or one consonant is all there is."""
    syllables_edit: float = 0.1
    """Lost for edits of a short reading of syllables: such a script has no slips of letters."""
    syllables_near: float = 0.7
    """One sound in four or more differs, in readings of syllables."""
    least: float = 0.6
    """Less alike than this is not alike."""
    least_joined: float = 0.8
    joined: float = 0.98
    """Of parts that are alike when joined."""
    half: float = 0.72
    """A name joined of two, Abdulrahman, and its telling half alone."""

    # How much a part tells.
    title: float = 0.04
    """Of its bits, for titles."""
    particle: float = 0.13
    other_role: float = 0.45
    """Of a likeness, where the one is a father's name and the other is not."""
    initial_alone: float = 0.45
    """Of its bits, for a part that only one side has: an initial, a father's name."""
    father_alone: float = 0.65

    # What names speak for.
    nothing_alike: float = -20.0
    """Bits where no part is like any other."""
    asked_alone: float = 0.62
    """Weight of parts asked about that the listed name does not have."""
    held_alone: float = 0.14
    """Weight of parts listed that were not asked about: zones and tickets leave out."""
    contradiction: float = 1.1
    """Taken off where both have parts that the other does not."""
    share: float = 48.0
    """Bits between names that agree in nothing and in all."""
    share_even: float = 0.7
    """Share of agreement that speaks neither for nor against."""
    told: float = 0.26
    """Bits won for each bit that the matched parts tell."""
    told_most: float = 25.0
    even: float = 5.0
    """Bits at which two names, with nothing beside them, are as likely one person as two."""
    sure: float = 0.35
    """Of the bits beyond: namesakes agree in everything too, and are two persons."""
    unsure: float = 0.55
    """Of the bits below even: who spells a name has a bad day now and then."""
    namesake: float = 2.6
    namesake_told: float = 0.42
    """No more than the first, and so many for each bit told, does any name speak for: the
    more bear its parts, the more namesakes there are."""
    namesake_least: float = 0.2
    """Beyond even: a whole name is answered where nothing else is known, be it Kim."""
    weak: float = 4.0
    """Bits lost by a weak alias."""

    other_tongue: float = 8.0
    """Bits lost where both are written in syllables, and read in different ways."""

    # How candidates are found.
    retrieved: float = 0.45
    """Share of a name that a form must have, to be aligned."""
    telling: float = 6.9
    """Bits of a name that it must have as well: more than one part that many bear."""
    telling_share: float = 0.68
    """Of the whole name, where all of it tells hardly more."""
    margin: float = 4.5
    """Bits that aligning may find beyond what led there."""
    split: float = 0.95
    """Likeness of a half of a part, and of one part that holds two."""

    # What else is known, in bits.
    born_same: float = 11.0
    """365 days times some fifty years are 14 bits; not all dates are right."""
    born_swapped: float = 7.0
    born_digit: float = 6.0
    born_two_digits: float = -0.5
    born_month: float = 6.0
    born_year: float = 5.0
    """The year agrees, more is not known of one of them, or it is a 1 January."""
    born_same_year: float = -2.0
    """Two exact days of one year, and not otherwise alike."""
    born_near: float = 1.5
    born_few_years: float = -2.0
    born_day_month: float = 1.0
    """Day and month agree, the year does not."""
    born_other: float = -7.0
    born_other_vague: float = -5.0
    born_far: float = -10.0
    """More than ten years lie between the two."""
    nation_same: float = 1.5
    """Not more: who has the same name is likely of the same nation."""
    nation_related: float = 0.0
    nation_other: float = -2.5
    """Not more: some have two, and some papers are false."""
    sex_same: float = 0.9
    sex_other: float = -3.5
    place_same: float = 2.5
    place_other: float = -0.7


def as_array(weights: Weights = Weights()) -> F64:  # noqa: B008 -- it never changes
    """Return *weights* as the loops take them."""
    array = np.array(weights, np.float64)
    if len(array) != WEIGHTS:
        raise ValueError("weights and kernels disagree")
    array.setflags(write=False)
    return array


EVEN_BITS = Weights().even
"""Bits at which a match is as likely as not."""
SLOPE = 0.35
"""Of the score over bits: no list is so clean that ten bits are a thousand to one."""


def score(bits: float) -> float:
    """Return the score, from 0 to 1, of what all speaks for.

    >>> [round(score(bits), 2) for bits in (-10, 0, 5, 10, 20)]
    [0.03, 0.23, 0.5, 0.77, 0.97]
    """
    return float(1.0 / (1.0 + 2.0 ** (-SLOPE * (bits - EVEN_BITS))))


def bits_of(wanted: float) -> float:
    """Return the bits that *wanted*, a score between 0 and 1, takes.

    >>> round(bits_of(0.5), 6)
    5.0
    """
    if wanted <= 0:
        return -1e9
    if wanted >= 1:
        return 1e9
    return EVEN_BITS + float(np.log2(wanted / (1.0 - wanted))) / SLOPE
