"""Checks of whole columns: which rows fail, and why, without touching rows one by one.

A rule about a value is a scalar function, called once for each distinct value of the
column; so there is one definition of it, and it costs little. Rules about text that is
different in each row are polars expressions.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from screening.index.distinct import Distinct, coded
from screening.normalize.dates import is_date, is_partial_date
from screening.normalize.states import issuing_state

REQUIRED = "required"
CONTROL = "control character"
NOT_A_DATE = "not a date"
NOT_A_STATE = "not a State code"
IN_THE_FUTURE = "in the future"
NO_CHARACTER = "no letter or digit"
TOO_LONG_FOR_A_KEY = "too long for a key"
_DATES_REMEMBERED = 50_000
"""More than the days of a century: every batch has nearly the same ones."""
_CONTROL_CLASS = r"\p{Cc}"
_FAULTS = {"index": pl.UInt32, "field": pl.String, "reason": pl.String}

ValueRule = Callable[[str], str | None]
"""Returns why a value is wrong, None when it is right."""


class ValueRules:
    """Rules about columns whose values repeat: each is asked once for each value."""

    def __init__(self) -> None:
        self._rules: dict[str, Distinct] = {}

    def checks(self, frame: pl.DataFrame, field: str, rule: ValueRule) -> "list[Check]":
        """Check each value of *field* by *rule*, the same one for every frame."""
        reasons = self._distinct(field, rule).some(coded(frame[field]))
        if reasons is None:
            return []
        return [
            Check(field, reason, pl.lit(reasons == reason))
            for reason in reasons.drop_nulls().unique()
        ]

    def mapped(
        self, column: pl.Series, function: Callable[[str], str | None]
    ) -> pl.Series:
        """Return *function* of each value of *column*, the same one for every frame."""
        return self._distinct(f"{column.name} mapped", function).of(column)

    def some(
        self, column: pl.Series, function: Callable[[str], str | None]
    ) -> pl.Series | None:
        """Return the same, or None where it is null for all that *column* may hold."""
        return self._distinct(f"{column.name} some", function).some(coded(column))

    def _distinct(self, name: str, function: Callable[[str], str | None]) -> Distinct:
        if name not in self._rules:
            self._rules[name] = Distinct(function)
        return self._rules[name]


class Check(NamedTuple):
    """Rows for which *failed* is true are bad, because of *field*; null is fine."""

    field: str
    reason: str
    failed: pl.Expr


def first_faults(frame: pl.DataFrame, checks: Sequence[Check]) -> pl.DataFrame:
    """Return index, field and reason of each row that fails: the first check counts."""
    if not frame.select(pl.any_horizontal(c.failed for c in checks).any()).item():
        return pl.DataFrame(schema=_FAULTS)
    found = frame.select(
        check.failed.fill_null(value=False).alias(str(i))
        for i, check in enumerate(checks)
    )
    failed = found.with_row_index().filter(pl.any_horizontal(pl.exclude("index")))
    first = pl.coalesce(
        pl.when(str(i)).then(pl.lit(i, pl.Int64)) for i in range(len(checks))
    )
    numbers = dict(enumerate(checks))
    return failed.select(
        "index",
        first.replace_strict(
            {i: check.field for i, check in numbers.items()}, return_dtype=pl.String
        ).alias("field"),
        first.replace_strict(
            {i: check.reason for i, check in numbers.items()}, return_dtype=pl.String
        ).alias("reason"),
    )


def required(*fields: str) -> list[Check]:
    """Check that *fields* are there."""
    return [Check(field, REQUIRED, pl.col(field).is_null()) for field in fields]


def values(frame: pl.DataFrame, field: str, rule: ValueRule) -> list[Check]:
    """Check each distinct value of *field* by *rule*."""
    wrong = defaultdict(list)
    for value in frame[field].unique():
        if value is not None and (reason := rule(value)):
            wrong[reason].append(value)
    return [
        Check(field, reason, pl.col(field).is_in(found))
        for reason, found in wrong.items()
    ]


def free_text(field: str, *, chars_max: int) -> list[Check]:
    """Check the length of *field* and that it holds no control character."""
    text = pl.col(field)
    return [
        Check(field, longer_than(chars_max), text.str.len_chars() > chars_max),
        Check(field, CONTROL, text.str.contains(_CONTROL_CLASS)),
    ]


def something_left(
    frame: pl.DataFrame, field: str, canonical: Callable[[str], str], *, bytes_max: int
) -> list[Check]:
    """Check that *canonical* leaves something of *field*, and not more than fits a key.

    ASCII letters or digits are always left; only rows of anything else, or without
    them, are given to *canonical*.
    """
    odd = frame[field].str.contains("^$|[^A-Z0-9]")
    if not odd.any():
        return []
    plain = pl.col(field).str.contains(r"^[\x20-\x7e]*[A-Za-z0-9][\x20-\x7e]*$")
    doubtful = frame.filter(odd).filter(~plain)

    def rule(value: str) -> str | None:
        left = canonical(value)
        if not left:
            return NO_CHARACTER
        return TOO_LONG_FOR_A_KEY if len(left.encode()) > bytes_max else None

    return values(doubtful, field, rule) if doubtful.height else []


def longer_than(chars: int) -> str:
    """Return the reason for text beyond a bound."""
    return f"longer than {chars} characters"


def one_of(words: Iterable[str]) -> ValueRule:
    """Return the rule that a value is one of *words*."""
    known = frozenset(words)
    return lambda value: None if value in known else "not one of the words"


@lru_cache(maxsize=_DATES_REMEMBERED)
def full_date(value: str) -> str | None:
    """Say why *value* is no day of the calendar."""
    return None if is_date(value) else NOT_A_DATE


@lru_cache(maxsize=4)
def past_date(today: str) -> ValueRule:
    """Return the rule that a value is a date, perhaps partial, not after *today*.

    ISO dates sort as text, and a part of a date sorts before all days in it.
    """

    @lru_cache(maxsize=_DATES_REMEMBERED)
    def rule(value: str) -> str | None:
        if not is_partial_date(value):
            return NOT_A_DATE
        return IN_THE_FUTURE if value > today else None

    return rule


def state_code(value: str) -> str | None:
    """Say why *value* is no State code. One that nobody has assigned is one."""
    return None if issuing_state(value) and value.isprintable() else NOT_A_STATE
