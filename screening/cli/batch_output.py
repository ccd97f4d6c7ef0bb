"""What a batch prints: rows of CSV, or one JSON object, and what it has come to."""

import csv
import sys
from collections.abc import Iterable
from itertools import chain, islice
from typing import Any

import typer

from screening.cli import as_json as json
from screening.cli.findings import Finding, Totals
from screening.cli.manifest_file import Item
from screening.cli.words import many
from screening.queries import Answer, DocumentQuery, TravellerQuery, ZoneQuery
from screening.records import PersonRecord, Record

COLUMNS = (
    *("index", "line", "answer", "match", "feed", "name", "status"),
    *("document_number", "advice", "error", "cut", "score", "note"),
)
MORE = "more"
"""In the column `cut`: more records matched than there are rows."""


def print_csv(findings: Iterable[Finding]) -> None:
    """Print a row for each finding, as it comes.

    Nothing before the first is found: of a file that is not there, no header is printed.
    """
    findings = iter(findings)
    first = list(islice(findings, 1))
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for finding in chain(first, findings):
        writer.writerow(_row(finding))
        sys.stdout.flush()


def print_json(findings: Iterable[Finding], totals: Totals) -> None:
    """Print one object, once all was asked."""
    hits: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for finding in findings:
        at = {"index": finding.index, "line": finding.item.line}
        if finding.answer is None:
            errors.append(at | {"field": finding.error_field, "message": finding.error})
        elif finding.hit is None:
            notes.append(at | {"answer": finding.answer, "notes": finding.notes})
        else:
            number = _asked_number(finding.item)
            cut = {"cut": True} if finding.cut else {}
            said = {"notes": finding.notes} if finding.notes else {}
            of_item = {"answer": finding.answer, "document_number": number}
            hits.append(at | json.hit(finding.hit) | of_item | cut | said)
    if totals.asked:
        searched = [json.searched(one) for one in totals.searched.values()]
        told: json.Json = {"hits": hits, "errors": errors, "searched": searched}
        if totals.gaps:
            told["gaps"] = list(totals.gaps)
        if notes:
            told["notes"] = notes
        typer.echo(json.text(told | {"asked": totals.asked}))


def summarize(totals: Totals) -> None:
    """Say on standard error what it has come to."""
    from screening.cli.words import searched

    answers = list(totals.answers.values())
    sys.stderr.write(
        f"asked about {many(totals.asked, totals.thing)}: "
        f"{many(answers.count(Answer.HIT), 'hit')}, "
        f"{answers.count(Answer.POSSIBLE):,} possible, "
        f"{_referred(answers.count(Answer.REFER))}"
        f"{totals.errors:,} not looked up\n"
    )
    for feed in totals.searched.values():
        sys.stderr.write(f"searched {searched(feed)}\n")
    for gap in totals.gaps:
        sys.stderr.write(f"not searched: {gap}\n")


def _referred(count: int) -> str:
    """Return how many are to be referred, which only carriers are told."""
    return f"{count:,} to refer, " if count else ""


def _row(finding: Finding) -> dict[str, object]:
    row: dict[str, object] = {"index": finding.index, "line": finding.item.line}
    if finding.answer is None:
        at = f"{finding.error_field}: " if finding.error_field else ""
        return row | {"answer": "ERROR", "error": f"{at}{finding.error}"}
    row |= {
        "answer": finding.answer,
        "document_number": _asked_number(finding.item),
        "cut": MORE if finding.cut else "",
        "note": "; ".join(finding.notes),
    }
    if (hit := finding.hit) is None:
        return row
    return row | {
        "match": hit.match,
        "feed": hit.feed,
        "name": hit.name,
        "status": _status(hit.record),
        "advice": hit.advice.code,
        "score": "" if hit.score is None else hit.score,
    }


def _asked_number(item: Item) -> str:
    """Return the number that was asked about, as given or as the zone says."""
    match item.question:
        case ZoneQuery(lines=lines):
            from datetime import UTC, datetime

            from screening.normalize.mrz import read_mrz

            reading = read_mrz(lines, today=datetime.now(UTC).date())
            return reading.fields["document_number"]
        case TravellerQuery(document=document):
            return document.document_number if document else ""
        case DocumentQuery(document_number=number):
            return number
        case _:
            return ""


def _status(record: Record) -> str:
    return record.notice if isinstance(record, PersonRecord) else record.status
