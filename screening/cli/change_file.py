"""The changes of a data owner, read from a file: CSV, or JSON Lines, row by row.

In the words of the feed contract, with `op`. A file is never in memory as a whole: it may
have millions of rows, which are sent a thousand at a time.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from screening.cli.exits import BadUsage
from screening.errors import InvalidQuery

Row = dict[str, Any]
NumberedRow = tuple[int, Row]
ROWS_AT_ONCE = 1_000
CHARS_AT_ONCE = 256 << 10
"""Of the rows as JSON: a request may have 1 MiB as the wire spells it."""


def parts(file: Path) -> Iterator[list[NumberedRow]]:
    """Yield the rows of *file* with their lines, as many as go into one request.

    Raises `BadUsage` for a file of another kind, `InvalidQuery` naming a line that cannot
    be read.
    """
    some: list[NumberedRow] = []
    chars = 0
    for line, row in _rows(file):
        length = len(json.dumps(row))
        if some and (len(some) == ROWS_AT_ONCE or chars + length > CHARS_AT_ONCE):
            yield some
            some, chars = [], 0
        some.append((line, row))
        chars += length
    if some:
        yield some


def _rows(file: Path) -> Iterator[NumberedRow]:
    match file.suffix.lower():
        case ".csv":
            return _of_csv(file)
        case ".jsonl":
            return _of_json_lines(file)
        case _:
            raise BadUsage(f"{file} is neither .csv nor .jsonl")


def _of_csv(file: Path) -> Iterator[NumberedRow]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.DictReader(text, strict=True)
        try:
            for row in rows:
                if None in row or None in row.values():
                    raise _bad(rows.line_num, "not as many fields as the header has")
                yield rows.line_num, {n: v for n, v in row.items() if v}
        except (csv.Error, UnicodeDecodeError) as error:
            raise _bad(rows.line_num + 1, "not CSV in UTF-8") from error


def _of_json_lines(file: Path) -> Iterator[NumberedRow]:
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise _bad(number, "not JSON in UTF-8") from error
            if not isinstance(row, dict):
                raise _bad(number, "not an object")
            yield number, row


def _bad(line: int, reason: str) -> InvalidQuery:
    return InvalidQuery(
        field=f"line {line}", reason=reason, cure="mend it, and send the file again"
    )
