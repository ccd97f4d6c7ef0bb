"""The rules for what limits the use of a record: the same for records of every kind.

Lists are words parted by blanks, so that they are one field in every format.
"""

import polars as pl

from screening.feeds.checks import Check, ValueRules, one_of, state_code
from screening.records import LIMITS, Confidentiality, Handling

LISTED_MAX = 50
TOO_MANY = f"more than {LISTED_MAX} words"
NAMED_TWICE = "names something twice"
_handling = one_of(Handling)
confidentiality = one_of(Confidentiality)


def limit_checks(frame: pl.DataFrame, values: ValueRules) -> list[Check]:
    """Return the checks of what limits the use of *frame*'s rows."""
    rules = (not_visible_to, handling, confidentiality)
    return [
        check
        for field, rule in zip(LIMITS, rules, strict=True)
        if frame[field].null_count() < frame.height  # of nearly every file it is all
        for check in values.checks(frame, field, rule)
    ]


def not_visible_to(value: str) -> str | None:
    """Say why *value* is no list of States.

    >>> not_visible_to("FRA D"), not_visible_to("Utopia") is None
    (None, False)
    """
    return _list_fault(value) or next(
        filter(None, map(state_code, value.split())), None
    )


def handling(value: str) -> str | None:
    """Say why *value* is no list of words of `Handling`."""
    return _list_fault(value) or next(filter(None, map(_handling, value.split())), None)


def _list_fault(value: str) -> str | None:
    words = value.split()
    if not words or value != " ".join(words):
        return "not words parted by one blank each"
    if len(set(words)) < len(words):
        return NAMED_TWICE
    return TOO_MANY if len(words) > LISTED_MAX else None
