"""Says of each row of a batch whether it goes in, and if not, the first reason why."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import polars as pl

from screening.feeds.checks import Check, ValueRules, first_faults, one_of, required
from screening.feeds.columns import OP, PUT, WITHDRAW, columns_of
from screening.feeds.validate_documents import document_checks
from screening.feeds.validate_vehicles import vehicle_checks
from screening.normalize.states import is_known
from screening.records import Database

_EARLIEST_ZONE = timedelta(hours=14)
"""A day begins first at UTC+14 (Line Islands): a date is in the future only when it has
begun nowhere yet, or what was stolen this morning in the east would be turned away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the rows of one delivery are judged by."""

    database: Database
    delta: bool
    foreign_documents: bool
    today: str
    """The latest date that is not in the future."""
    values: ValueRules = field(default_factory=ValueRules)


def rules_of(
    database: Database, *, delta: bool, foreign_documents: bool, now: datetime
) -> Rules:
    """Return the rules for a delivery that is read at *now*."""
    return Rules(
        database=database,
        delta=delta,
        foreign_documents=foreign_documents,
        today=latest_day(now),
    )


def latest_day(now: datetime) -> str:
    """Return the latest date that is not in the future at *now*."""
    return (now + _EARLIEST_ZONE).date().isoformat()


def faults(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Return index, field and first reason of each row of *frame* that is bad."""
    if rules.database is Database.DOCUMENTS:
        checks = document_checks(
            frame,
            rules.values,
            foreign_documents=rules.foreign_documents,
            today=rules.today,
        )
    else:
        checks = vehicle_checks(frame, rules.values, today=rules.today)
    return first_faults(
        frame, _of_changes(frame, checks, rules) if rules.delta else checks
    )


def _of_changes(frame: pl.DataFrame, checks: list[Check], rules: Rules) -> list[Check]:
    """Return the checks of changes: of a withdrawal only what names the record."""
    naming = columns_of(rules.database, delta=True).naming
    put = pl.col(OP) == PUT
    return [
        *required(OP),
        *rules.values.checks(frame, OP, one_of((PUT, WITHDRAW))),
        *(
            check
            if check.field in naming
            else check._replace(failed=check.failed & put)
            for check in checks
        ),
    ]


def unknown_states(frame: pl.DataFrame, rules: Rules) -> dict[str, int]:
    """Return the State codes of good rows that nobody has assigned, and their rows."""
    found: dict[str, int] = {}
    for name in {"owner", "issuing_state", "plate_state"} & set(frame.columns):
        unknown = rules.values.some(frame[name], _unless_known)
        if unknown is not None:
            for value, count in unknown.drop_nulls().value_counts().iter_rows():
                found[value] = max(found.get(value, 0), count)
    return found


def _unless_known(state: str) -> str | None:
    return None if is_known(state) else state
