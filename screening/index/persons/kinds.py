"""The kinds of things that compiled loops take, and how loops are compiled.

Arrays come in small bundles, and each loop is given those it needs: to compile takes long
where many arrays are handed on. What is held does not change (read only); what begins
with `TO_` is room to write in.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numba
import numpy as np
import numpy.typing as npt
from numba import types

U8: TypeAlias = npt.NDArray[np.uint8]
U32: TypeAlias = npt.NDArray[np.uint32]
I32: TypeAlias = npt.NDArray[np.int32]
I64: TypeAlias = npt.NDArray[np.int64]
F32: TypeAlias = npt.NDArray[np.float32]
F64: TypeAlias = npt.NDArray[np.float64]
Function = TypeVar("Function", bound=Callable[..., Any])


class Parts(NamedTuple):
    """Parts of names, a line of 64 bytes for each: those of a question, or a vocabulary.

    A line has all that comparing takes, so that it costs one look at memory: see
    `packing.part_line`.
    """

    lines: U8
    numbers: I32
    """The same memory, as whole numbers,"""
    infos: F32
    """and as numbers with a fraction."""


class Keys(NamedTuple):
    """Similarity keys, sorted, in buckets by their first bits, and the part of each."""

    bucket_at: I32
    filed: I64
    """The key above 32 bits, the part below."""
    initials: U8
    """The first letter of each part."""


class Forms(NamedTuple):
    """Names as rows of parts."""

    at: I32
    parts: I32
    marks: I32
    person: I32
    kind: U8
    code: U32
    """What is known of the person beside the name, in short: day of birth, sex, nation."""
    tongue: I32
    """Which way syllables were read; 0 for letters."""


class Postings(NamedTuple):
    """The forms that have each part."""

    at: I64
    entries: I64
    """A form, and above it its code: who is born on another day costs no look elsewhere."""


class Beside(NamedTuple):
    """What is known of persons beside their names."""

    birth_at: I32
    birth_from: I32
    birth_to: I32
    birth_about: U8
    nation_at: I32
    nations: I32
    sex: U8
    place_at: I32
    places: I32
    nation_codes: I32
    """Of the nations that have a number in codes."""


class Days(NamedTuple):
    """Exact days of birth, sorted, who was born on each, and where their forms begin."""

    days: I32
    person: I32
    form_at: I32


class Segment(NamedTuple):
    """One segment as the loops see it: see `segments` for what each array holds."""

    parts: Parts
    keys: Keys
    forms: Forms
    postings: Postings
    beside: Beside
    days: Days


class Known(NamedTuple):
    """What a question says beside the name."""

    born_from: int
    """YYYYMMDD, as early as it may be; 0: not known."""
    born_to: int
    nation: int
    """0: not known."""
    related: I32
    """Nations that are nearly the same: a union, and what became of it."""
    sex: int
    """0: not known."""
    places: I32


class Alike(NamedTuple):
    """Parts held that are like parts asked."""

    seen: I64
    """Parts compared with the present part of the question, by hash."""
    part: I32
    liked: F32
    of: I32
    """Which part asked."""
    order: I32
    """All of them, part asked by part asked, and where each of those begins."""
    starts: I32
    met: I32
    """Parts held that share a key with the one looked up."""
    keys: I64
    letters: U8
    joined: U8
    """Text and sounds of parts that are looked up joined."""
    heard: U8


class Reached(NamedTuple):
    """Forms that have something of the question."""

    units: U8
    """Of each form, how much of the name asked it has by now; all 0 between searches."""
    marked: U8
    """A bit for each form that has some: they fit where a look costs nothing,"""
    turned: U8
    """and one for each that has some for the part asked whose turn it is."""
    touched: I32
    crossed: I64
    """Those of them that have enough, as they are posted,"""
    kept: I32
    """that may be aligned too,"""
    rank: F32
    """and how promising each of these is."""
    load: I64
    """Of each part asked, how many forms have one like it."""
    turns: I32
    """The parts asked, in the order in which they are taken."""
    bins: I32


class Worth(NamedTuple):
    """What codes speak for, in bits, against what one question knows."""

    years: F32
    """Of each year, where the day is not looked at,"""
    vague: F32
    """and where it is not known."""
    apart: I32
    """Of each year, how many of its digits are other ones, less how many may be. With those
    of the day more than 0: the day need not be looked at."""
    days: I32
    """Of each day of a year, how many of its digits are other ones."""
    beside: F32
    """Of each nation and sex."""


class Aligned(NamedTuple):
    """Forms compared, and what came of it."""

    person: I32
    form: I32
    asked_form: I32
    total: F64


class Scratch(NamedTuple):
    """Room to align two names in."""

    spans: I32
    """Of each pair, in rows of four: begin and end of what is asked, and of what is held."""
    liked: F64
    how: U8
    text: U8
    sound: U8
    chosen: I32


class Room(NamedTuple):
    """Room for one search of one segment: nothing is made while it runs."""

    alike: Alike
    reached: Reached
    worth: Worth
    aligned: Aligned
    scratch: Scratch


INT, FLOAT, BOOL = types.int64, types.float64, types.boolean


def _held(kind: types.Type) -> types.Array:
    return types.Array(kind, 1, "C", readonly=True)


def _room(kind: types.Type) -> types.Array:
    return types.Array(kind, 1, "C")


def _tuple(kind: type, *fields: types.Type) -> types.BaseTuple:
    made: types.BaseTuple = types.BaseTuple.from_types(fields, kind)  # type: ignore[no-untyped-call]
    return made


HELD_U8, HELD_U32 = _held(types.uint8), _held(types.uint32)
HELD_I32, HELD_I64 = _held(types.int32), _held(types.int64)
HELD_F32, HELD_F64 = _held(types.float32), _held(types.float64)
TO_U8, TO_U32 = _room(types.uint8), _room(types.uint32)
TO_I32, TO_I64 = _room(types.int32), _room(types.int64)
TO_F32, TO_F64 = _room(types.float32), _room(types.float64)
PARTS = _tuple(Parts, HELD_U8, HELD_I32, HELD_F32)
KEYS = _tuple(Keys, HELD_I32, HELD_I64, HELD_U8)
FORMS = _tuple(
    Forms, HELD_I32, HELD_I32, HELD_I32, HELD_I32, HELD_U8, HELD_U32, HELD_I32
)
POSTINGS = _tuple(Postings, HELD_I64, HELD_I64)
BESIDE = _tuple(
    Beside,
    HELD_I32,
    HELD_I32,
    HELD_I32,
    HELD_U8,
    HELD_I32,
    HELD_I32,
    HELD_U8,
    HELD_I32,
    HELD_I32,
    HELD_I32,
)
DAYS = _tuple(Days, HELD_I32, HELD_I32, HELD_I32)
SEGMENT = _tuple(Segment, PARTS, KEYS, FORMS, POSTINGS, BESIDE, DAYS)
KNOWN = _tuple(Known, INT, INT, INT, HELD_I32, INT, HELD_I32)
ALIKE = _tuple(
    Alike, TO_I64, TO_I32, TO_F32, TO_I32, TO_I32, TO_I32, TO_I32, TO_I64, TO_U8, TO_U8,
    TO_U8,
)  # fmt: skip
REACHED = _tuple(
    Reached, TO_U8, TO_U8, TO_U8, TO_I32, TO_I64, TO_I32, TO_F32, TO_I64, TO_I32, TO_I32
)
WORTH = _tuple(Worth, TO_F32, TO_F32, TO_I32, TO_I32, TO_F32)
ALIGNED = _tuple(Aligned, TO_I32, TO_I32, TO_I32, TO_F64)
SCRATCH = _tuple(Scratch, TO_I32, TO_F64, TO_U8, TO_U8, TO_U8, TO_I32)
ROOM = _tuple(Room, ALIKE, REACHED, WORTH, ALIGNED, SCRATCH)


def loop(*arguments: types.Type) -> Callable[[Function], Function]:
    """Compile a loop for exactly these types, to be called from other loops alone.

    Left to itself, numba compiles each loop anew for every width of number that it is
    called with, and a way in from Python for each: a minute in all, instead of some seconds.
    """
    return _compiled(arguments, no_cpython_wrapper=True)


def entry(*arguments: types.Type) -> Callable[[Function], Function]:
    """Compile a loop for exactly these types, to be called from Python too."""
    return _compiled(arguments, no_cpython_wrapper=False)


def _compiled(
    arguments: tuple[types.Type, ...], *, no_cpython_wrapper: bool
) -> Callable[[Function], Function]:
    made: Callable[[Function], Function] = numba.njit(  # type: ignore[call-overload]
        arguments,
        nogil=True,
        cache=True,
        error_model="numpy",
        no_cfunc_wrapper=True,
        _nrt=False,
        no_cpython_wrapper=no_cpython_wrapper,
    )
    return made
