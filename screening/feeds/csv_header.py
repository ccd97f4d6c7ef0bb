"""The header line of a CSV file: which columns, in which order."""

import csv
from pathlib import Path

from screening.errors import FeedRefused
from screening.feeds.columns import Columns

_NAME_CHARS_MAX = 64


def csv_header(line: bytes, columns: Columns, *, file: Path) -> list[str]:
    """Return the names of *line* in their order.

    Raises `FeedRefused` when it is no header or does not fit *columns*.
    """
    try:
        text = line.decode().rstrip("\r\n")
        (names,) = csv.reader([text], strict=True)
    except (ValueError, csv.Error) as error:
        reason = "its first line cannot be read as a CSV header in UTF-8"
        raise FeedRefused(file=file, reason=reason) from error
    check_names(names, columns, file=file)
    return names


def check_names(names: list[str], columns: Columns, *, file: Path) -> None:
    """Raise `FeedRefused` unless *names* are columns of the contract, each once."""
    known = ", ".join(columns.known)
    for name in names:
        if name not in columns.known:
            raise FeedRefused(
                file=file,
                reason=f"unknown column {name[:_NAME_CHARS_MAX]!r}",
                cure=f"the columns are {known}",
            )
        if names.count(name) > 1:
            raise FeedRefused(file=file, reason=f"column {name!r} is there twice")
    for name in columns.required:
        if name not in names:
            raise FeedRefused(
                file=file,
                reason=f"column {name!r} is missing",
                cure=f"a header line with the columns comes first: {known}",
            )
