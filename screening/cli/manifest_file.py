"""The travellers and documents of a batch, read from a file: CSV, or the lines of zones.

CSV has `document_number` and `issuing_state` (and `document_type`, `book_serial`), or a
name, `full_name` or `primary_identifier` with `secondary_identifier` (and `birth_date`,
`nationality`, `sex`, `birth_place`), or both, or `mrz`, or `mrz1`, `mrz2` (and `mrz3`);
with a name or a zone also `exclude_records`, with blanks between them. Other columns are
passed over. A file whose first line is one of a machine readable zone holds such lines
only: see `zone_lines`.

What cannot be asked is an item too, with its error: nothing is passed over in silence.
`-` is standard input.
"""

import csv
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TextIO

from screening.cli.zone_lines import is_zone_line, zones
from screening.errors import InvalidQuery
from screening.normalize.documents import DOCUMENT_TYPES, is_document_type
from screening.queries import DocumentQuery, PersonQuery, TravellerQuery, ZoneQuery

ZONE_COLUMNS = ("mrz", "mrz1", "mrz2", "mrz3")
NUMBER, STATE = "document_number", "issuing_state"
NAME_COLUMNS = ("full_name", "primary_identifier", "secondary_identifier")
STANDARD_INPUT = Path("-")
_NO_TYPE = (
    f"document_type is none of {', '.join(DOCUMENT_TYPES)}, and no document code of one "
    f"or two letters"
)
_STANDARD_INPUT_FD = 0
_OF_THIS_PROCESS = (Path("/dev/stdin"), Path("/dev/fd"), Path("/proc/self/fd"))
"""What a shell hands over under a name, such as `<(...)`: it may be a pipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One traveller or document to ask about, or why the file has none at this place."""

    line: int
    """Where it begins in the file, from 1."""
    question: DocumentQuery | TravellerQuery | ZoneQuery | None
    error: str = ""

    @property
    def is_traveller(self) -> bool:
        """Whether a person may be asked about."""
        return isinstance(self.question, TravellerQuery | ZoneQuery)


def items(path: Path) -> Iterator[Item]:
    """Yield the items of the file at *path*, in order.

    Raises `InvalidQuery` when it is no file, neither of the two kinds or stops being
    CSV, `OSError` when it cannot be read.
    """
    with _opened(path) as file:
        lines = iter(file)
        begin = []
        for line in lines:
            begin.append(line)
            if line.strip():
                break
        whole = chain(begin, lines)
        if begin and is_zone_line(begin[-1]):
            for at, zone, error in zones(whole):
                question = ZoneQuery(lines=zone) if zone else None
                yield Item(line=at, question=question, error=error)
        else:
            yield from _rows(whole, path)


def _opened(path: Path) -> TextIO:
    """Open *path* as text; a pipe lying in a folder is refused, not waited for."""
    flags = os.O_RDONLY | os.O_CLOEXEC
    if path == STANDARD_INPUT:
        descriptor = os.dup(_STANDARD_INPUT_FD)
    elif any(own in (path, path.parent) for own in _OF_THIS_PROCESS):
        descriptor = os.open(path, flags)
    else:
        descriptor = os.open(path, flags | os.O_NONBLOCK)
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            os.close(descriptor)
            what = (
                "it is a folder" if stat.S_ISDIR(mode) else "it is not a regular file"
            )
            cure = "name a file, or give - for standard input"
            raise InvalidQuery(field=str(path), reason=what, cure=cure)
    return open(  # noqa: PTH123 -- a descriptor; the caller closes it
        descriptor, encoding="utf-8-sig", errors="surrogateescape", newline=""
    )


def _rows(lines: Iterator[str], path: Path) -> Iterator[Item]:
    reader = csv.reader(lines, strict=True)
    try:
        header = _header(reader, path)
        line = reader.line_num + 1
        for row in reader:
            if row:
                yield _item(header, row, line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InvalidQuery(
            field=str(path),
            reason=f"line {reader.line_num} is no CSV ({error})",
            cure="save the file as CSV in UTF-8",
        ) from error


def _header(rows: Iterator[list[str]], path: Path) -> list[str]:
    """Return the names of the columns; `InvalidQuery` if no question can come of them."""
    first = next((row for row in rows if row), [])
    header = [name.strip().lower() for name in first]
    is_documents = NUMBER in header and STATE in header
    is_zones = "mrz" in header or {"mrz1", "mrz2"} <= set(header)
    is_persons = any(name in header for name in NAME_COLUMNS)
    if not is_documents and not is_zones and not is_persons:
        raise InvalidQuery(
            field=str(path),
            reason="its first line names no columns to ask by",
            cure=f"name {NUMBER} and {STATE}, or full_name, or primary_identifier and "
            f"secondary_identifier, or mrz, or mrz1 and mrz2; or give lines of machine "
            f"readable zones only",
        )
    return header


def _item(header: Sequence[str], row: Sequence[str], line: int) -> Item:
    if len(row) > len(header):
        return Item(line=line, question=None, error="more cells than columns")
    if any("\udc80" <= char <= "\udcff" for cell in row for char in cell):
        return Item(line=line, question=None, error="not UTF-8 text")
    cells = dict(zip(header, map(str.strip, row), strict=False))
    excluded = tuple(cells.get("exclude_records", "").split())
    serial = cells.get("book_serial") or None
    zone = tuple(cells[name] for name in ZONE_COLUMNS if cells.get(name))
    if zone:
        question = ZoneQuery(lines=zone, book_serial=serial, exclude_records=excluded)
        return Item(line=line, question=question)
    kind = cells.get("document_type")
    if kind and not is_document_type(kind):
        return Item(line=line, question=None, error=_NO_TYPE)
    document = DocumentQuery(
        document_number=cells.get(NUMBER, ""),
        issuing_state=cells.get(STATE, ""),
        document_type=kind or None,
        book_serial=serial,
    )
    if not any(cells.get(name) for name in NAME_COLUMNS):
        return Item(line=line, question=document)
    is_shown = cells.get(NUMBER) or cells.get(STATE)
    traveller = TravellerQuery(
        document=document if is_shown else None, person=_person(cells, excluded)
    )
    return Item(line=line, question=traveller)


def _person(cells: Mapping[str, str], excluded: tuple[str, ...]) -> PersonQuery:
    return PersonQuery(
        full=cells.get("full_name") or None,
        primary=cells.get("primary_identifier") or None,
        secondary=cells.get("secondary_identifier") or None,
        birth_date=cells.get("birth_date") or None,
        nationality=cells.get("nationality") or None,
        sex=cells.get("sex") or None,
        birth_place=cells.get("birth_place") or None,
        exclude_records=excluded,
    )
