"""The columns of delivered files, in the order of the contract.

What a column means and how it is checked stands in `validate`; here is only which
there are, which a file must have, and which name a record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from screening.errors import Misused
from screening.index.distinct import Coding
from screening.index.document_columns import CODED
from screening.records import LIMITS, Database

LINE = "line"
"""Beside the delivered columns every frame has the place of each row in its file."""
OP = "op"
PUT = "put"
WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns a file of one kind may and must have."""

    known: tuple[str, ...]
    required: tuple[str, ...]
    naming: tuple[str, ...]
    """Those that name the record: all that a withdrawal needs."""
    codings: Mapping[str, Coding] = field(default_factory=dict)
    """Of those whose values repeat: they are read as categoricals."""

    def types(self) -> dict[str, pl.DataType]:
        """Return the type to read each column of the next batch with."""
        coded: dict[str, pl.DataType] = {n: c.type() for n, c in self.codings.items()}
        return dict.fromkeys(self.known, pl.String()) | coded


_DOCUMENTS = Columns(
    known=(
        "record_id",
        "owner",
        "issuing_state",
        "document_type",
        "document_number",
        "number_to",
        "status",
        "status_date",
        "status_place",
        "date_of_issue",
        "date_of_expiry",
        "review_date",
        "remarks",
        *LIMITS,
    ),
    required=(
        "record_id",
        "owner",
        "issuing_state",
        "document_type",
        "document_number",
        "status",
    ),
    naming=("record_id", "owner", "issuing_state", "document_number"),
)

_VEHICLES = Columns(
    known=(
        "record_id",
        "owner",
        "status",
        "vin",
        "plate",
        "plate_state",
        "engine_number",
        "make",
        "model",
        "colour",
        "year",
        "vehicle_type",
        "status_date",
        "status_place",
        "review_date",
        "remarks",
        *LIMITS,
    ),
    required=("record_id", "owner", "status"),
    naming=("record_id", "owner"),
)


def columns_of(database: Database, *, delta: bool) -> Columns:
    """Return the columns of a snapshot, or of a *delta*, of *database*.

    A delta must have `op` and what names a record: one of withdrawals alone needs no
    more.
    """
    if database is Database.PERSONS:
        raise Misused("persons are objects, not columns")
    columns = _VEHICLES
    if database is Database.DOCUMENTS:
        columns = replace(_DOCUMENTS, codings={name: Coding() for name in CODED})
    if not delta:
        return columns
    return replace(
        columns,
        known=(OP, *columns.known),
        required=(OP, *columns.naming),
        naming=(OP, *columns.naming),
    )
