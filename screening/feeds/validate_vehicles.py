"""The rules for rows of stolen vehicles (feed contract, Vehicles)."""

import polars as pl

from screening.feeds.checks import (
    Check,
    ValueRules,
    free_text,
    full_date,
    one_of,
    past_date,
    required,
    something_left,
    state_code,
)
from screening.feeds.limit_rules import limit_checks
from screening.feeds.validate_documents import (
    NUMBER_CHARS_MAX,
    RECORD_ID_CHARS_MAX,
    REMARKS_CHARS_MAX,
    TEXT_CHARS_MAX,
    owner_code,
)
from screening.normalize import vehicles
from screening.records import VehicleStatus

NO_MARK = "none of vin, plate and engine_number"
NO_PLATE_STATE = "required with plate"
_MARK_BYTES_MAX = 160
"""Forty letters of any script; an LMDB key has 511 bytes, and a record_id may take 256."""
_MARKS = {
    "vin": vehicles.vin,
    "plate": vehicles.plate,
    "engine_number": vehicles.engine_number,
}


def vehicle_checks(
    frame: pl.DataFrame, values: ValueRules, *, today: str
) -> list[Check]:
    """Return the checks of *frame*'s rows, in the order in which they count."""
    return [
        *required("record_id", "owner", "status"),
        *free_text("record_id", chars_max=RECORD_ID_CHARS_MAX),
        *values.checks(frame, "owner", owner_code),
        *values.checks(frame, "status", one_of(VehicleStatus)),
        Check(
            "vin", NO_MARK, pl.all_horizontal(pl.col(name).is_null() for name in _MARKS)
        ),
        *_marks(frame),
        Check(
            "plate_state",
            NO_PLATE_STATE,
            pl.col("plate").is_not_null() & pl.col("plate_state").is_null(),
        ),
        *values.checks(frame, "plate_state", state_code),
        *_descriptions(),
        *values.checks(frame, "status_date", past_date(today)),
        *free_text("status_place", chars_max=TEXT_CHARS_MAX),
        *values.checks(frame, "review_date", full_date),
        *free_text("remarks", chars_max=REMARKS_CHARS_MAX),
        *limit_checks(frame, values),
    ]


def _marks(frame: pl.DataFrame) -> list[Check]:
    checks = []
    for name, canonical in _MARKS.items():
        checks += free_text(name, chars_max=NUMBER_CHARS_MAX)
        checks += something_left(frame, name, canonical, bytes_max=_MARK_BYTES_MAX)
    return checks


def _descriptions() -> list[Check]:
    fields = ("make", "model", "colour", "year", "vehicle_type")
    return [c for name in fields for c in free_text(name, chars_max=TEXT_CHARS_MAX)]
