"""`batch`: a manifest of documents, answered sparsely."""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from screening.cli import as_json as json
from screening.cli.answering import Answerer, answerer
from screening.cli.exits import EXIT_OF, ExitCode
from screening.cli.manifest_file import Item, items
from screening.cli.options import AsJson, Data, Server
from screening.cli.words import many
from screening.errors import InvalidQuery
from screening.queries import Answer, BatchItem, DocumentQuery, Hit, Searched

CHUNK_ITEMS_MAX = 2_000
CHUNK_CHARS_MAX = 128 << 10
"""A service takes 10,000 items and 1 MiB at once; a character is four bytes at most."""
COLUMNS = (
    *("index", "line", "answer", "match", "feed", "name", "status"),
    *("document_number", "advice", "error", "cut"),
)
MORE = "more"
"""In the column `cut`: more records matched than there are rows."""

ManifestFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV of documents, or lines of MRZs.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One hit of one item, or why the item could not be looked up."""

    index: int
    item: Item
    answer: Answer | None = None
    hit: Hit | None = None
    cut: bool = False
    """More records matched this item than are shown."""
    error: str = ""
    error_field: str = ""


@dataclass(slots=True)
class Totals:
    """What the whole file has come to."""

    asked: int = 0
    answers: dict[int, Answer] = field(default_factory=dict)
    """By index, of items with a hit."""
    errors: int = 0
    searched: dict[tuple[str, int], Searched] = field(default_factory=dict)
    gaps: dict[str, None] = field(default_factory=dict)
    """What could not be searched, each once."""

    def exit_code(self) -> int:
        """Return 0 only where every item was looked up and none is on file.

        A feed that could not be searched does not change it: like its age, that is said
        beside the answer, and an item was looked up in the others.
        """
        for answer in (Answer.HIT, Answer.POSSIBLE):
            if answer in self.answers.values():
                return EXIT_OF[answer]
        return ExitCode.FAILED if self.errors else ExitCode.DONE


def batch(
    file: ManifestFile,
    *,
    data: Data = None,
    server: Server = None,
    as_json: AsJson = False,
) -> int:
    """Ask about many documents at once.

    Prints those with a record, as CSV or as one JSON object: the closest five records of
    each, and where there are more, "cut" says so. FILE is CSV with document_number and
    issuing_state (document_type, book_serial), or with mrz, or with mrz1 and mrz2 (mrz3);
    or it holds the lines of machine readable zones. Numbers count as read by a machine:
    look-alikes are looked up only where a check digit failed. Indexes count items from 0,
    lines from 1. Exits with 3 for any hit, 4 for possible matches only, 1 where an item
    could not be looked up, and 0 only where all were and none is on file.
    """
    totals = Totals()
    with answerer(data, server) as answering:
        findings = _findings(answering, items(file), totals)
        if as_json:
            _print_json(findings, totals)
        else:
            _print_csv(findings)
    if not totals.asked:
        raise InvalidQuery(
            field=str(file), reason="no item is in it", cure="give one at least"
        )
    _summarize(totals)
    return totals.exit_code()


def _findings(
    answering: Answerer, asked: Iterable[Item], totals: Totals
) -> Iterator[Finding]:
    """Yield what there is to say, in the order of the file; count it in *totals*."""
    for chunk in _chunks(asked):
        yield from _found_in(answering, chunk, totals)


def _found_in(
    answering: Answerer, chunk: Sequence[tuple[int, Item]], totals: Totals
) -> Iterator[Finding]:
    questions = [item.question for _, item in chunk if item.question is not None]
    places = [at for at, (_, item) in enumerate(chunk) if item.question is not None]
    said: dict[int, BatchItem] = {}
    if questions:
        answer = answering.screen_batch(questions)
        said = {places[item.index]: item for item in answer.items}
        totals.searched |= {(one.feed, one.revision): one for one in answer.searched}
        totals.gaps |= dict.fromkeys(answer.gaps)
    totals.asked += len(chunk)
    for at, (index, item) in enumerate(chunk):
        if item.error:
            yield _unreadable(Finding(index=index, item=item, error=item.error), totals)
        elif at in said:
            yield from _told(index, item, said[at], totals)


def _told(index: int, item: Item, said: BatchItem, totals: Totals) -> Iterator[Finding]:
    if said.screening is None:
        field_name = said.error_field.rpartition(".")[2]
        error = Finding(
            index=index,
            item=item,
            error=said.error.removeprefix(f"{field_name}: "),
            error_field=field_name,
        )
        yield _unreadable(error, totals)
        return
    found = said.screening
    totals.answers[index] = found.answer
    if found.cut:
        told = "more records matched than are shown"
        sys.stderr.write(f"line {item.line}: {told}\n")
    for hit in found.hits:
        yield Finding(
            index=index, item=item, answer=found.answer, hit=hit, cut=found.cut
        )


def _unreadable(finding: Finding, totals: Totals) -> Finding:
    totals.errors += 1
    sys.stderr.write(f"line {finding.item.line}: not looked up: {finding.error}\n")
    return finding


def _chunks(asked: Iterable[Item]) -> Iterator[list[tuple[int, Item]]]:
    """Yield the items with their index, as many together as a service takes."""
    chunk: list[tuple[int, Item]] = []
    chars = 0
    for index, item in enumerate(asked):
        size = _chars(item)
        if chunk and (len(chunk) == CHUNK_ITEMS_MAX or chars + size > CHUNK_CHARS_MAX):
            yield chunk
            chunk, chars = [], 0
        chunk.append((index, item))
        chars += size
    if chunk:
        yield chunk


def _chars(item: Item) -> int:
    match item.question:
        case DocumentQuery(
            document_number=number,
            issuing_state=state,
            document_type=kind,
            book_serial=serial,
        ):
            return len(number) + len(state) + len(kind or "") + len(serial or "")
        case None:
            return 0
        case lines:
            return sum(map(len, lines))


def _asked_number(item: Item) -> str:
    """Return the number that was asked about, as given or as the zone says."""
    if isinstance(item.question, DocumentQuery):
        return item.question.document_number
    from datetime import UTC, datetime

    from screening.normalize.mrz import read_mrz

    reading = read_mrz(item.question or (), today=datetime.now(UTC).date())
    return reading.fields["document_number"]


def _print_csv(findings: Iterable[Finding]) -> None:
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for finding in findings:
        writer.writerow(_row(finding))
        sys.stdout.flush()


def _row(finding: Finding) -> dict[str, object]:
    row: dict[str, object] = {"index": finding.index, "line": finding.item.line}
    if finding.hit is None:
        at = f"{finding.error_field}: " if finding.error_field else ""
        return row | {"answer": "ERROR", "error": f"{at}{finding.error}"}
    return row | {
        "answer": finding.answer,
        "match": finding.hit.match,
        "feed": finding.hit.feed,
        "name": finding.hit.name,
        "status": finding.hit.record.status,
        "document_number": _asked_number(finding.item),
        "advice": finding.hit.advice.code,
        "cut": MORE if finding.cut else "",
    }


def _print_json(findings: Iterable[Finding], totals: Totals) -> None:
    hits: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for finding in findings:
        at = {"index": finding.index, "line": finding.item.line}
        if finding.hit is None:
            errors.append(at | {"field": finding.error_field, "message": finding.error})
        else:
            number = _asked_number(finding.item)
            asked = {"answer": finding.answer, "document_number": number}
            cut = {"cut": True} if finding.cut else {}
            hits.append(at | asked | json.hit(finding.hit) | cut)
    if totals.asked:
        searched = [json.searched(one) for one in totals.searched.values()]
        told: json.Json = {"hits": hits, "errors": errors, "searched": searched}
        if totals.gaps:
            told["gaps"] = list(totals.gaps)
        typer.echo(json.text(told | {"asked": totals.asked}))


def _summarize(totals: Totals) -> None:
    from screening.cli.words import searched

    answers = list(totals.answers.values())
    sys.stderr.write(
        f"asked about {many(totals.asked, 'document')}: "
        f"{many(answers.count(Answer.HIT), 'hit')}, "
        f"{answers.count(Answer.POSSIBLE):,} possible, "
        f"{totals.errors:,} not looked up\n"
    )
    for feed in totals.searched.values():
        sys.stderr.write(f"searched {searched(feed)}\n")
    for gap in totals.gaps:
        sys.stderr.write(f"not searched: {gap}\n")
