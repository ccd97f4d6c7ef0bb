"""Small deliveries: CSV files, with the manifest that vouches for them."""

import csv
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

Row = dict[str, str]

STOLEN: Row = {
    "record_id": "UTO-1",
    "owner": "UTO",
    "issuing_state": "UTO",
    "document_type": "passport",
    "document_number": "L898902C3",
    "status": "stolen",
    "status_date": "2024-01-31",
    "remarks": "left in a train",
}
BLANKS: Row = {
    "record_id": "UTO-2",
    "owner": "UTO",
    "issuing_state": "UTO",
    "document_type": "passport",
    "document_number": "X0001000",
    "number_to": "X0001999",
    "status": "stolen_blank",
}
CARD: Row = {
    "record_id": "UTO-3",
    "owner": "UTO",
    "issuing_state": "UTO",
    "document_type": "identity_card",
    "document_number": "AB123456",
    "status": "lost",
}
CAR: Row = {
    "record_id": "UTO-V1",
    "owner": "UTO",
    "status": "stolen",
    "vin": "1M8GDM9AXKP042788",
    "plate": "UT-123 AB",
    "plate_state": "UTO",
    "engine_number": "EN 998877",
    "make": "Volvo",
    "colour": "blue",
}


def write_rows(file: Path, rows: Sequence[Row]) -> Path:
    """Write *rows* as CSV, with every column that one of them has."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, columns)
        writer.writeheader()
        writer.writerows(rows)
    return file


def vouch(file: Path, **said: object) -> Path:
    """Write the manifest of *file*, with what is *said* instead of the usual."""
    rows = len(file.read_text(encoding="utf-8").splitlines()) - 1
    manifest = {
        "format": "screening.feed/1",
        "feed": "lost",
        "database": "documents",
        "kind": "snapshot",
        "revision": 1,
        "base_revision": None,
        "records": rows,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "published_at": "2026-11-21T02:00:00Z",
        "publisher": "UTO",
        "fresh_for_hours": 48,
        "foreign_documents": False,
    }
    beside = file.with_name(f"{file.name}.manifest.json")
    beside.write_text(json.dumps(manifest | said), encoding="utf-8")
    return file


def delivered(file: Path, rows: Sequence[Row], **said: object) -> Path:
    """Write *rows* to *file*, and a manifest that is right but for what is *said*."""
    return vouch(write_rows(file, rows), **said)
