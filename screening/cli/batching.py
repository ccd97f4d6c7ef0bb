"""`batch`: a manifest of documents or travellers, answered sparsely.

Documents are told in the order of the file, as they are found; a passenger list when all
of it was asked, the closest first.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct, structs

from screening.cli.answering import Answerer, answerer
from screening.cli.batch_output import print_csv, print_json, summarize
from screening.cli.findings import Finding, Totals, ranked
from screening.cli.manifest_file import Item, items
from screening.cli.options import (
    AsJson,
    Certificate,
    Data,
    Key,
    Purpose,
    Roots,
    Server,
    Thresholds,
    visit,
)
from screening.errors import InvalidQuery
from screening.queries import (
    BatchItem,
    BatchScreening,
    DocumentQuery,
    TravellerQuery,
    ZoneQuery,
)

CHUNK_ITEMS_MAX = 2_000
TRAVELLER_ITEMS = 4
"""As many items as one traveller counts for: a name takes longer than a number."""
CHUNK_CHARS_MAX = 128 << 10
"""A service takes 10,000 documents or 2,000 travellers, and 1 MiB at once; a character is
four bytes at most."""
ManifestFile = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="CSV of documents or names, or lines of MRZs."),
]


def batch(
    file: ManifestFile,
    *,
    data: Data = None,
    server: Server = None,
    thresholds: Thresholds = None,
    certificate: Certificate = None,
    key: Key = None,
    roots: Roots = None,
    purpose: Purpose = None,
    as_json: AsJson = False,
) -> int:
    """Ask about many documents or travellers at once.

    Prints those with a record, as CSV or as one JSON object: the closest five records of
    each, and where there are more, "cut" says so. FILE is CSV with document_number and
    issuing_state (document_type, book_serial), or with full_name, or primary_identifier
    and secondary_identifier (birth_date, nationality, sex, birth_place, exclude_records),
    or with both, or with mrz, or mrz1 and mrz2 (mrz3); or it holds the lines of machine
    readable zones. Travellers are told the closest first. Numbers count as read by a
    machine: look-alikes are looked up only where a check digit failed. Indexes count
    items from 0, lines from 1. Exits with 3 for any hit, 4 for possible matches only, 1
    where an item could not be looked up, and 0 only where all were and none is on file.
    """
    totals = Totals()
    called = visit(certificate, key, roots, purpose)
    with answerer(data, server, called, thresholds) as answering:
        findings = _findings(answering, items(file), totals)
        if as_json:
            print_json(findings, totals)
        else:
            print_csv(findings)
    if not totals.asked:
        raise InvalidQuery(
            field=str(file), reason="no item is in it", cure="give one at least"
        )
    summarize(totals)
    return totals.exit_code()


def _findings(
    answering: Answerer, asked: Iterable[Item], totals: Totals
) -> Iterator[Finding]:
    """Yield what there is to say; count it in *totals*.

    In the order of the file, unless there are travellers at its beginning: then the
    closest first.
    """
    chunks = _chunks(asked)
    first = next(chunks, [])
    found = chain.from_iterable(
        _found_in(answering, chunk, totals) for chunk in chain([first], chunks)
    )
    if any(item.is_traveller for _, item in first):
        totals.thing = "traveller"
        yield from ranked(found)
    else:
        yield from found


def _found_in(
    answering: Answerer, chunk: Sequence[tuple[int, Item]], totals: Totals
) -> Iterator[Finding]:
    documents = {
        at: item.question
        for at, (_, item) in enumerate(chunk)
        if isinstance(item.question, DocumentQuery)
    }
    travellers = {
        at: item.question
        for at, (_, item) in enumerate(chunk)
        if isinstance(item.question, TravellerQuery | ZoneQuery)
    }
    said: dict[int, BatchItem] = {}
    if documents:
        answer = answering.screen_batch(list(documents.values()))
        said |= _placed(answer, list(documents), totals)
    if travellers:
        answer = answering.screen_travellers(list(travellers.values()))
        said |= _placed(answer, list(travellers), totals)
    totals.asked += len(chunk)
    for at, (index, item) in enumerate(chunk):
        if item.error:
            yield _unreadable(Finding(index=index, item=item, error=item.error), totals)
        elif at in said:
            yield from _told(index, item, said[at], totals)


def _placed(
    answer: BatchScreening, places: Sequence[int], totals: Totals
) -> dict[int, BatchItem]:
    """Return what is said, by place in the chunk; take up what was searched."""
    totals.searched |= {(one.feed, one.revision): one for one in answer.searched}
    totals.gaps |= dict.fromkeys(answer.gaps)
    return {places[item.index]: item for item in answer.items}


def _told(index: int, item: Item, said: BatchItem, totals: Totals) -> Iterator[Finding]:
    if said.screening is None:
        field_name = said.error_field.rpartition(".")[2]
        at, _, reason = said.error.partition(": ")  # at, by its path in the request
        is_placed = bool(reason) and at.rpartition(".")[2] == field_name
        error = Finding(
            index=index,
            item=item,
            error=reason if is_placed else said.error,
            error_field=field_name,
        )
        yield _unreadable(error, totals)
        return
    found = said.screening
    totals.answers[index] = found.answer
    if found.cut:
        told = "more records matched than are shown"
        sys.stderr.write(f"line {item.line}: {told}\n")
    notes = (*found.gaps, *found.notes)
    if found.excluded:
        notes = (*notes, f"{found.excluded} left out as somebody else")
    for note in notes:
        sys.stderr.write(f"line {item.line}: {note}\n")
    for hit in found.hits or (None,):
        yield Finding(
            index=index,
            item=item,
            answer=found.answer,
            hit=hit,
            cut=found.cut,
            notes=notes,
        )


def _unreadable(finding: Finding, totals: Totals) -> Finding:
    totals.errors += 1
    sys.stderr.write(f"line {finding.item.line}: not looked up: {finding.error}\n")
    return finding


def _chunks(asked: Iterable[Item]) -> Iterator[list[tuple[int, Item]]]:
    """Yield the items with their index, as many together as a service takes."""
    chunk: list[tuple[int, Item]] = []
    chars = count = 0
    for index, item in enumerate(asked):
        size = _chars(item)
        weight = TRAVELLER_ITEMS if item.is_traveller else 1
        is_full = count + weight > CHUNK_ITEMS_MAX or chars + size > CHUNK_CHARS_MAX
        if chunk and is_full:
            yield chunk
            chunk, chars, count = [], 0, 0
        chunk.append((index, item))
        chars += size
        count += weight
    if chunk:
        yield chunk


def _chars(item: Item) -> int:
    return sum(map(len, _texts(item.question)))


def _texts(question: object) -> Iterator[str]:
    """Yield every text of *question*, however deep it lies."""
    if isinstance(question, str):
        yield question
    elif isinstance(question, Struct):
        for each in structs.astuple(question):
            yield from _texts(each)
    elif isinstance(question, tuple):
        for each in question:
            yield from _texts(each)
