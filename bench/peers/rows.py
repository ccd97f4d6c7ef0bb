"""The documents of a CSV feed as key and value, for peers that have no columns."""

import csv
from collections.abc import Iterator
from pathlib import Path


def keyed(feed: Path) -> Iterator[tuple[str, str, str]]:
    """Yield number, State and the rest of each document, in the order of the file."""
    with feed.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        names = next(rows)
        at_number = names.index("document_number")
        at_state = names.index("issuing_state")
        for row in rows:
            yield row[at_number], row[at_state], "\x1f".join(row)
