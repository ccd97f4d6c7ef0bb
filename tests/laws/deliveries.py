"""Delivered files of documents, with their manifests, as a publisher makes them."""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from screening.records import DocumentRecord

FIELDS = tuple(DocumentRecord.__slots__)
NAMED_BY = ("record_id", "owner", "issuing_state", "document_number")
Row = Mapping[str, str | None]


def row_of(record: DocumentRecord) -> dict[str, str | None]:
    """Return the row of a delivered file that *record* is."""
    return {
        name: None if (value := getattr(record, name)) is None else str(value)
        for name in FIELDS
    }


def put(record: DocumentRecord) -> Row:
    """Return the row of a delta that files *record*."""
    return {"op": "put", **row_of(record)}


def withdraw(record: DocumentRecord) -> Row:
    """Return the row of a delta that takes *record* out."""
    return {"op": "withdraw"} | {
        name: text for name, text in row_of(record).items() if name in NAMED_BY
    }


def deliver(
    path: Path,
    rows: Iterable[Row],
    *,
    revision: int,
    base_revision: int | None = None,
    changes_through: int | None = None,
) -> Path:
    """Write *rows* to *path*, with a manifest; a delta has a *base_revision*.

    A snapshot may say that it contains owners' changes up to *changes_through*.
    """
    rows = list(rows)
    delta = base_revision is not None
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = ("op", *FIELDS) if delta else FIELDS
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    manifest = {
        "format": "screening.feed/1",
        "feed": "lost",
        "database": "documents",
        "kind": "delta" if delta else "snapshot",
        "revision": revision,
        "base_revision": base_revision,
        "records": len(rows),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "published_at": "2026-11-21T11:00:00Z",
        "publisher": "XPO",
        "fresh_for_hours": 48,
        "foreign_documents": True,
        "changes_through": changes_through,
    }
    path.with_name(path.name + ".manifest.json").write_text(json.dumps(manifest))
    return path
