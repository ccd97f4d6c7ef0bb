"""Outside lists: delivered, and what came of them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from screening.feeds import delta, snapshot
from screening.feeds.delivery import LoadOptions
from screening.feeds.report import Report
from screening.index.persons.codec import decode_person
from screening.records import PersonRecord
from screening.storage.table import ENTRIES
from tests.feeds.deliveries import held
from tests.world import NOW


def load(file: Path, data: Path, named: str, **options: Any) -> Report:  # noqa: ANN401
    """Load *file* in the format *named*, all else by default."""
    said = LoadOptions(file_format=named, **options)
    return snapshot.load(file, data=data, options=said, now=lambda: NOW)


def apply(file: Path, data: Path, named: str, **options: Any) -> Report:  # noqa: ANN401
    """Apply *file* in the format *named*, all else by default."""
    said = LoadOptions(file_format=named, **options)
    return delta.apply(file, data=data, options=said, now=lambda: NOW)


def served(data: Path, feed: str) -> dict[str, PersonRecord]:
    """Return all persons served, by reference."""
    entries = held(data, feed)[ENTRIES]
    found = [decode_person(value) for key, value in entries if key[:1] == b"\x1c"]
    return {record.record_id: record for record in found}


def json_lines(objects: Iterable[object]) -> bytes:
    """Return *objects*, one a line."""
    lines = (json.dumps(each, ensure_ascii=False) for each in objects)
    return "".join(f"{line}\n" for line in lines).encode()


def individual(reference: str = "UTi.001", inside: str = "", name: str = "ANNA") -> str:
    """Return an individual of the UN's list, with elements *inside*."""
    return (
        f"<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>{name}</FIRST_NAME>"
        f"<SECOND_NAME>ERIKSSON</SECOND_NAME>"
        f"<REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER>"
        f"<UN_LIST_TYPE>Utopia</UN_LIST_TYPE>{inside}</INDIVIDUAL>"
    )


def un_list(*individuals: str, date: str = "2026-11-20T00:00:07.514Z") -> bytes:
    """Return an edition of the UN's list."""
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        f"<CONSOLIDATED_LIST dateGenerated='{date}'>\n"
        f"<INDIVIDUALS>{chr(10).join(individuals)}</INDIVIDUALS>"
        "<ENTITIES><ENTITY><DATAID>2</DATAID></ENTITY></ENTITIES>"
        "</CONSOLIDATED_LIST>"
    ).encode()
