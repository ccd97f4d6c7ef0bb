"""What `documents`, `vehicles` and `codec` do for one record, for a whole column at once.

Used by the loader only: polars stays out of the processes that answer. A test proves
that both ways give the same bytes. Rules are applied to the distinct values of a column
by the scalar function that defines them, so there is one definition of each.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from screening.index import documents, vehicles
from screening.index.codec import FORMAT
from screening.index.keys import ALIAS, FIELD, TAIL, tail
from screening.index.packing import (
    LETTER_OF_DOCUMENT_STATUS,
    LETTER_OF_TYPE,
    NO_DATE,
    OTHER_TYPE_LETTER,
    pack_date,
)
from screening.normalize.documents import NUMBER_ALIAS_LENGTH, document_number
from screening.normalize.states import issuing_state
from screening.records import (
    DocumentRecord,
    DocumentStatus,
    VehicleRecord,
    VehicleStatus,
)

_ENTRY_SCHEMA = {"key": pl.Binary, "value": pl.Binary, "filing_key": pl.Binary}
_DOCUMENT_FIELDS = tuple(DocumentRecord.__slots__)
_VEHICLE_FIELDS = tuple(VehicleRecord.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Rows as a generation files them, in no order.

    `entries` and `intervals` have the columns key, value, filing_key; `names` has key and
    value, and a name may be in it once for each row that bears it.
    """

    entries: pl.DataFrame
    intervals: pl.DataFrame
    names: pl.DataFrame


def document_numbers(column: pl.Series) -> pl.Series:
    """Return the canonical form of document numbers, null for null.

    Most are so already; the others are given to `document_number`, one by one.
    """
    others = column.str.contains("[^A-Z0-9]").arg_true()
    if not len(others):
        return column
    exact = pl.Series(map(document_number, column.gather(others)), dtype=pl.String)
    return column.clone().scatter(others, exact)


def mapped(column: pl.Series, function: Callable[[str], str]) -> pl.Series:
    """Return *function* of each value, called once for each distinct one; null for null."""
    distinct = column.drop_nulls().unique()
    results = pl.Series(map(function, distinct), dtype=pl.String)
    return column.replace_strict(
        distinct, results, return_dtype=pl.String, default=None
    )


def file_documents(frame: pl.DataFrame) -> Filed:
    """Return validated rows of documents as they are filed.

    *frame* has the columns of the feed contract, all text, null for absent; missing
    optional columns are absent.
    """
    frame = _complete(frame, _DOCUMENT_FIELDS)
    series = frame["number_to"].is_not_null()
    return Filed(
        entries=_document_entries(frame.filter(~series)),
        intervals=_document_intervals(frame.filter(series)),
        names=pl.DataFrame(schema={"key": pl.Binary, "value": pl.Binary}),
    )


def _complete(frame: pl.DataFrame, fields: tuple[str, ...]) -> pl.DataFrame:
    missing = [name for name in fields if name not in frame.columns]
    return frame.with_columns(pl.lit(None, dtype=pl.String).alias(m) for m in missing)


def _document_entries(frame: pl.DataFrame) -> pl.DataFrame:
    number = document_numbers(frame["document_number"]).alias("_number")
    state = mapped(frame["issuing_state"], issuing_state).alias("_state")
    owner = mapped(frame["owner"], issuing_state).alias("_owner")
    frame = frame.with_columns(number, state, owner)
    of = pl.concat_str("_owner", pl.lit(FIELD), "record_id")
    full = frame.select(
        pl.concat_str("_number", pl.lit(FIELD), "_state").alias("filing_key"),
        of.alias("of"),
        _document_value(frame).alias("value"),
    )
    long = frame.filter(pl.col("_number").str.len_bytes() > NUMBER_ALIAS_LENGTH)
    nine = pl.col("_number").str.slice(0, NUMBER_ALIAS_LENGTH)
    others = pl.col("_number").str.slice(NUMBER_ALIAS_LENGTH)
    alias = long.select(
        pl.concat_str(nine, pl.lit(FIELD), "_state").alias("filing_key"),
        pl.concat_str(pl.lit(ALIAS), of, pl.lit(FIELD), others).alias("of"),
        _document_value(long).alias("value"),
    )
    return pl.concat([full, alias]).select(
        pl.concat_str("filing_key", pl.lit(TAIL), "of").cast(pl.Binary).alias("key"),
        pl.col("value").cast(pl.Binary),
        pl.col("filing_key").cast(pl.Binary),
    )


def _document_value(frame: pl.DataFrame) -> pl.Expr:
    """Return the value of `codec.encode_document`, still as text."""
    letter = pl.col("document_type").replace_strict(
        LETTER_OF_TYPE, default=OTHER_TYPE_LETTER, return_dtype=pl.String
    )
    other_type = pl.when(letter == OTHER_TYPE_LETTER).then("document_type")
    dates = ("status_date", "date_of_issue", "date_of_expiry", "review_date")
    head = [
        pl.lit(FORMAT),
        pl.col("status").replace_strict(
            LETTER_OF_DOCUMENT_STATUS, return_dtype=pl.String
        ),
        letter,
        *(pl.lit(mapped(frame[name], pack_date).fill_null(NO_DATE)) for name in dates),
    ]
    rest = [
        pl.col("status_place"),
        pl.when(pl.col("document_number") != pl.col("_number")).then("document_number"),
        pl.when(pl.col("issuing_state") != pl.col("_state")).then("issuing_state"),
        pl.when(pl.col("owner") != pl.col("_owner")).then("owner"),
        other_type,
        pl.col("number_to"),
        pl.col("remarks"),
    ]
    tail_ = pl.concat_str(*(part.fill_null("") for part in rest), separator=FIELD)
    return pl.concat_str(*head, tail_).str.strip_chars_end(FIELD)


def _document_intervals(frame: pl.DataFrame) -> pl.DataFrame:
    """Series are few: each is filed by the scalar code."""
    rows = []
    for row in frame.select(_DOCUMENT_FIELDS).iter_rows(named=True):
        record = DocumentRecord(**(row | {"status": DocumentStatus(row["status"])}))
        key, value = documents.interval(record)
        rows.append((key, value, next(documents.filing_keys(record))))
    return pl.DataFrame(rows, schema=_ENTRY_SCHEMA, orient="row")


def file_vehicles(frame: pl.DataFrame) -> Filed:
    """Return validated rows of vehicles as they are filed.

    Vehicles are a twentieth of the documents and have three keys of different shape:
    each is filed by the scalar code.
    """
    frame = _complete(frame, _VEHICLE_FIELDS)
    rows, names = [], []
    for row in frame.select(_VEHICLE_FIELDS).iter_rows(named=True):
        record = VehicleRecord(**(row | {"status": VehicleStatus(row["status"])}))
        keys = list(vehicles.filing_keys(record))
        entries = vehicles.entries(record)
        rows += [(k, v, f) for (k, v), f in zip(entries, keys, strict=True)]
        name = tail(*vehicles.name_parts(record)).encode()
        names.append((name, TAIL.encode().join(keys)))
    return Filed(
        entries=pl.DataFrame(rows, schema=_ENTRY_SCHEMA, orient="row"),
        intervals=pl.DataFrame(schema=_ENTRY_SCHEMA),
        names=pl.DataFrame(
            names, schema={"key": pl.Binary, "value": pl.Binary}, orient="row"
        ),
    )
