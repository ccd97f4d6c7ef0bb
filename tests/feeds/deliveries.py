"""Delivers feeds: rows, files, manifests, and what came of them."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from screening.feeds import delta, snapshot
from screening.feeds.columns import LINE, Columns, columns_of
from screening.feeds.delivery import LoadOptions
from screening.feeds.report import Report
from screening.records import Database
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.table import ENTRIES, INTERVALS, NAMES
from tests.world import NOW

Row = Mapping[str, str | None]
DOCUMENT_COLUMNS = columns_of(Database.DOCUMENTS, delta=False)
FEED = "lost"


def document(**fields: str | None) -> dict[str, str | None]:
    """Return a row for the specimen passport, reported stolen, with *fields* changed."""
    return {
        "record_id": "UTO-1",
        "owner": "UTO",
        "issuing_state": "UTO",
        "document_type": "passport",
        "document_number": "L898902C3",
        "status": "stolen",
        **fields,
    }


def documents(count: int, *, first: int = 1) -> list[dict[str, str | None]]:
    """Return *count* good rows, all different."""
    numbers = range(first, first + count)
    return [
        document(record_id=f"UTO-{n}", document_number=f"L{n:08d}") for n in numbers
    ]


def vehicle(**fields: str | None) -> dict[str, str | None]:
    """Return a row for a car with a public test VIN, with *fields* changed."""
    return {
        "record_id": "UTO-V1",
        "owner": "UTO",
        "status": "stolen",
        "vin": "1M8GDM9AXKP042788",
        **fields,
    }


def person(**fields: Any) -> dict[str, Any]:  # noqa: ANN401  # any field
    """Return a row for the specimen's holder, sought, with *fields* changed."""
    return {
        "record_id": "UTO-P1",
        "owner": "UTO",
        "notice": "blue",
        "names": [{"primary": "Eriksson", "secondary": "Anna Maria"}],
        **fields,
    }


def persons(count: int, *, first: int = 1) -> list[dict[str, Any]]:
    """Return *count* good rows of persons, all different."""
    return [person(record_id=f"UTO-P{n}") for n in range(first, first + count)]


def put(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the change that puts *row*."""
    return {"op": "put", **row}


def withdraw(row: Row) -> dict[str, str | None]:
    """Return the change that withdraws the record of *row*, by its name alone."""
    names = ("record_id", "owner", "issuing_state", "document_number")
    return {"op": "withdraw", **{n: row[n] for n in names if n in row}}


def csv_of(rows: Iterable[Row]) -> bytes:
    """Return *rows* as CSV, with every column that one of them has."""
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    with io.StringIO(newline="") as text:
        writer = csv.DictWriter(text, names, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()


def jsonl_of(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return *rows* as JSON Lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def deliver(
    path: Path,
    content: bytes | Iterable[Row],
    **said: Any,  # noqa: ANN401  # any key
) -> Path:
    """Write a file, and with *said* its manifest, and return its path."""
    data = content if isinstance(content, bytes) else csv_of(content)
    path.write_bytes(data)
    if said:
        manifest_of(path, **{"records": data.count(b"\n") - 1, **said})
    return path


def manifest_of(path: Path, **said: Any) -> Path:  # noqa: ANN401  # any key
    """Write the manifest of *path*, with *said* over what is right."""
    manifest = {
        "format": "screening.feed/1",
        "feed": FEED,
        "database": "documents",
        "kind": "snapshot",
        "revision": 1,
        "base_revision": None,
        "records": 1,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "published_at": "2026-11-21T02:00:00Z",
        "publisher": "UTO",
        "fresh_for_hours": 48,
        "foreign_documents": False,
        **said,
    }
    beside = path.with_name(path.name + ".manifest.json")
    beside.write_text(json.dumps(manifest), encoding="utf-8")
    return beside


def load(
    path: Path,
    data: Path,
    **options: Any,  # noqa: ANN401  # those of LoadOptions
) -> Report:
    """Load a snapshot, without a manifest as feed `lost` of documents."""
    feed, database = _named(path, options)
    return snapshot.load(
        path,
        data=data,
        feed=feed,
        database=database,
        options=LoadOptions(**options),
        now=lambda: NOW,
    )


def apply(
    path: Path,
    data: Path,
    **options: Any,  # noqa: ANN401  # those of LoadOptions
) -> Report:
    """Apply a delta, without a manifest to feed `lost` of documents."""
    feed, database = _named(path, options)
    return delta.apply(
        path,
        data=data,
        feed=feed,
        database=database,
        options=LoadOptions(**options),
        now=lambda: NOW,
    )


def _named(path: Path, options: dict[str, Any]) -> tuple[str | None, str | None]:
    database = options.pop("database", "documents")
    if path.with_name(path.name + ".manifest.json").exists():
        return None, None
    return options.pop("feed", FEED), database


Held = dict[bytes, list[tuple[bytes, bytes]]]


def held(data: Path, feed: str = FEED) -> Held:
    """Return all that the generation served holds, table by table."""
    folder = FeedFolder(data, feed)
    name = folder.current()
    if name is None:
        return {}
    with Generation(folder.path / name).view() as view:
        return {t: sorted(view.everything(t)) for t in (ENTRIES, INTERVALS, NAMES)}


def records(data: Path) -> int:
    """Return how many records are served; 0 when no generation is."""
    state = FeedFolder(data, FEED).state()
    return state.records if state else 0


def frame(*rows: Row, columns: Columns = DOCUMENT_COLUMNS) -> pl.DataFrame:
    """Return *rows* as they come out of a file."""
    names = {LINE: pl.Int64, **dict.fromkeys(columns.known, pl.String)}
    numbered = [{LINE: i, **row} for i, row in enumerate(rows, start=2)]
    return pl.DataFrame(numbered, schema=names)
