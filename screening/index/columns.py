"""Rows as a generation files them, in columns; and how vehicles become such.

Used by the loader only: polars stays out of the processes that answer. A test proves
that what is filed here is what `vehicles` files record by record.
"""

from dataclasses import dataclass

import polars as pl

from screening.index import vehicles
from screening.index.keys import TAIL, tail
from screening.records import VehicleRecord, VehicleStatus
from screening.storage.blocks import line_of

LINE, ENTRY, FILING_KEY, REFERENCE = "line", "entry", "filing_key", "reference"
ENTRY_SCHEMA = {LINE: pl.Int64, ENTRY: pl.String, FILING_KEY: pl.String}
PAIR_SCHEMA = {"key": pl.Binary, "value": pl.Binary}
_VEHICLE_FIELDS = tuple(VehicleRecord.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Rows as a generation files them, in no order.

    `entries` has line (of the row in its file), entry (as it lies in a block) and
    filing_key; `intervals` and `names` have line, key and value, `intervals` filing_key
    as well. A name may be there once for each row that bears it. `references` are owner
    and record_id of each row, as one text.
    """

    entries: pl.DataFrame
    intervals: pl.DataFrame
    names: pl.DataFrame
    references: pl.Series


def filed_entries(made: pl.DataFrame) -> Filed:
    """Return entries that were made elsewhere, with line, filing_key and reference."""
    return Filed(
        entries=made.select(LINE, ENTRY, FILING_KEY),
        intervals=pl.DataFrame(
            schema={LINE: pl.Int64, **PAIR_SCHEMA, FILING_KEY: pl.String}
        ),
        names=pl.DataFrame(schema=PAIR_SCHEMA),
        references=made[REFERENCE],
    )


def file_vehicles(frame: pl.DataFrame) -> Filed:
    """Return validated rows of vehicles as they are filed.

    Vehicles are a twentieth of the documents and have three keys of different shape:
    each is filed by the scalar code.
    """
    frame = complete(frame, _VEHICLE_FIELDS)
    rows, names = [], []
    for row in frame.select(LINE, *_VEHICLE_FIELDS).iter_rows(named=True):
        line = row.pop(LINE)
        record = VehicleRecord(**(row | {"status": VehicleStatus(row["status"])}))
        keys = list(vehicles.filing_keys(record))
        pairs = zip(vehicles.entries(record), keys, strict=True)
        rows += [(line, line_of(*pair).decode(), key.decode()) for pair, key in pairs]
        name = tail(*vehicles.name_parts(record)).encode()
        names.append((line, name, TAIL.encode().join(keys)))
    return Filed(
        entries=pl.DataFrame(rows, schema=ENTRY_SCHEMA, orient="row"),
        intervals=pl.DataFrame(schema=PAIR_SCHEMA),
        names=pl.DataFrame(names, schema={LINE: pl.Int64, **PAIR_SCHEMA}, orient="row"),
        references=pl.Series([name.decode() for _, name, _ in names], dtype=pl.String),
    )


def complete(frame: pl.DataFrame, fields: tuple[str, ...]) -> pl.DataFrame:
    """Return *frame* with every column of *fields*; those missing are absent."""
    missing = [name for name in fields if name not in frame.columns]
    return frame.with_columns(pl.lit(None, dtype=pl.String).alias(m) for m in missing)
