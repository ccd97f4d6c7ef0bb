"""The documents of a batch, read from a file: CSV, or the lines of zones.

CSV has `document_number` and `issuing_state` (and `document_type`, `book_serial`), or
`mrz`, or `mrz1`, `mrz2` (and `mrz3`); other columns are passed over. A file whose first
line is one of a machine readable zone holds such lines only: see `zone_lines`.

What cannot be asked is an item too, with its error: nothing is passed over in silence.
`-` is standard input.
"""

import csv
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TextIO

from screening.cli.zone_lines import is_zone_line, zones
from screening.errors import InvalidQuery
from screening.normalize.documents import DOCUMENT_TYPES, is_document_type
from screening.queries import DocumentQuery

ZONE_COLUMNS = ("mrz", "mrz1", "mrz2", "mrz3")
NUMBER, STATE = "document_number", "issuing_state"
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
    """One document to ask about, or why the file has none at this place."""

    line: int
    """Where it begins in the file, from 1."""
    question: DocumentQuery | tuple[str, ...] | None
    error: str = ""


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
                yield Item(line=at, question=zone or None, error=error)
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
    if not is_documents and not is_zones:
        raise InvalidQuery(
            field=str(path),
            reason="its first line names no columns to ask by",
            cure=f"name {NUMBER} and {STATE}, or mrz, or mrz1 and mrz2; "
            f"or give lines of machine readable zones only",
        )
    return header


def _item(header: Sequence[str], row: Sequence[str], line: int) -> Item:
    if len(row) > len(header):
        return Item(line=line, question=None, error="more cells than columns")
    if any("\udc80" <= char <= "\udcff" for cell in row for char in cell):
        return Item(line=line, question=None, error="not UTF-8 text")
    cells = dict(zip(header, map(str.strip, row), strict=False))
    zone = tuple(cells[name] for name in ZONE_COLUMNS if cells.get(name))
    if zone:
        return Item(line=line, question=zone)
    kind = cells.get("document_type")
    if kind and not is_document_type(kind):
        return Item(line=line, question=None, error=_NO_TYPE)
    document = DocumentQuery(
        document_number=cells.get(NUMBER, ""),
        issuing_state=cells.get(STATE, ""),
        document_type=kind or None,
        book_serial=cells.get("book_serial") or None,
    )
    return Item(line=line, question=document)
