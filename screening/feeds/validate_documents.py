"""The rules for rows of stolen and lost documents (feed contract, Documents)."""

import re

import polars as pl

from screening.feeds.checks import (
    NO_CHARACTER,
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
from screening.normalize.documents import DOCUMENT_TYPES, document_number, template
from screening.normalize.states import issuing_state
from screening.records import DocumentStatus

NUMBER_CHARS_MAX = 40
RECORD_ID_CHARS_MAX = 64
REMARKS_CHARS_MAX = 500
TEXT_CHARS_MAX = 100
NOT_THE_STATE = "owner is not the issuing State"
NOT_A_SERIES = "only with stolen_blank"
ANOTHER_SHAPE = "not of the length and letters of document_number"
SMALLER = "smaller than document_number"
NOT_AFTER_ISSUE = "not after date_of_issue"
_OWNER = re.compile(r"[A-Za-z]{1,3}")
_MRZ_CODE = re.compile(r"[A-Z][A-Z<]?")


def document_checks(
    frame: pl.DataFrame, values: ValueRules, *, foreign_documents: bool, today: str
) -> list[Check]:
    """Return the checks of *frame*'s rows, in the order in which they count."""
    return [
        *required("record_id", "owner", "issuing_state", "document_type"),
        *required("document_number", "status"),
        *free_text("record_id", chars_max=RECORD_ID_CHARS_MAX),
        *values.checks(frame, "owner", owner_code),
        *values.checks(frame, "issuing_state", state_code),
        *([] if foreign_documents else _owner_is_issuer(frame, values)),
        *values.checks(frame, "document_type", document_type),
        *free_text("document_number", chars_max=NUMBER_CHARS_MAX),
        *something_left(
            frame, "document_number", document_number, bytes_max=NUMBER_CHARS_MAX
        ),
        *values.checks(frame, "status", one_of(DocumentStatus)),
        *_series(frame, values),
        *values.checks(frame, "status_date", past_date(today)),
        *free_text("status_place", chars_max=TEXT_CHARS_MAX),
        *values.checks(frame, "date_of_issue", full_date),
        *values.checks(frame, "date_of_expiry", full_date),
        Check(
            "date_of_expiry",
            NOT_AFTER_ISSUE,
            _text(frame, "date_of_expiry", values)
            <= _text(frame, "date_of_issue", values),
        ),
        *values.checks(frame, "review_date", full_date),
        *free_text("remarks", chars_max=REMARKS_CHARS_MAX),
        *limit_checks(frame, values),
    ]


def owner_code(value: str) -> str | None:
    """Say why *value* names no data owner."""
    return None if _OWNER.fullmatch(value) else "not a code of one to three letters"


def document_type(value: str) -> str | None:
    """Say why *value* is no type of document."""
    if value in DOCUMENT_TYPES or _MRZ_CODE.fullmatch(value):
        return None
    return "neither a word for a document nor an MRZ document code"


def _text(frame: pl.DataFrame, field: str, values: ValueRules) -> pl.Expr:
    return pl.lit(values.mapped(frame[field], str))


def _owner_is_issuer(frame: pl.DataFrame, values: ValueRules) -> list[Check]:
    """Only the issuing State knows whether its document is still good (RPD, SLTD)."""
    owner = values.mapped(frame["owner"], issuing_state)
    state = values.mapped(frame["issuing_state"], issuing_state)
    return [Check("owner", NOT_THE_STATE, pl.lit(owner != state))]


def _series(frame: pl.DataFrame, values: ValueRules) -> list[Check]:
    """Series are few: their two numbers are compared one by one."""
    number_to = pl.col("number_to")
    rows = frame.filter(number_to.is_not_null()).select("document_number", "number_to")
    if not rows.height:
        return []
    pair = pl.concat_str("document_number", "number_to", separator="\0")
    checks = [
        Check(
            "number_to",
            NOT_A_SERIES,
            number_to.is_not_null()
            & (_text(frame, "status", values) != DocumentStatus.STOLEN_BLANK),
        ),
        *free_text("number_to", chars_max=NUMBER_CHARS_MAX),
    ]
    wrong: dict[str, list[str]] = {}
    for first, last in rows.drop_nulls().unique().iter_rows():
        if reason := _series_fault(first, last):
            wrong.setdefault(reason, []).append(f"{first}\0{last}")
    found = ((reason, pair.is_in(pairs)) for reason, pairs in wrong.items())
    return checks + [Check("number_to", reason, failed) for reason, failed in found]


def _series_fault(first: str, last: str) -> str | None:
    number, number_to = document_number(first), document_number(last)
    if not number_to:
        return NO_CHARACTER
    if template(number) != template(number_to):
        return ANOTHER_SHAPE
    return SMALLER if number_to < number else None
