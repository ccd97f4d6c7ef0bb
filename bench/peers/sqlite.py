"""SQLite, from the standard library: a table in the order of its primary key.

    python -m bench.peers.sqlite FEED DATABASE

loads a CSV feed into a new database. The rows are staged in memory and go in by key, which
is as fast as inserting them as they come when they are few, and does not walk all over
the tree when they are many. No journal, no sync, two gigabytes of cache: the most it gives.
"""

import csv
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.peers import KEY_COLUMNS, Get

_KEY = ", ".join(KEY_COLUMNS)
_FOR_SPEED = (
    "page_size = 8192",
    "journal_mode = off",
    "synchronous = off",
    "locking_mode = exclusive",
    "cache_size = -2000000",
    "temp_store = memory",
    "threads = 2",
)
_SELECT = "SELECT * FROM documents WHERE document_number = ? AND issuing_state = ?"


def load(feed: Path, database: Path) -> None:
    """Load the documents of *feed* into a new *database*."""
    with (
        feed.open(newline="", encoding="utf-8") as file,
        closing(sqlite3.connect(database, isolation_level=None)) as connection,
    ):
        for setting in _FOR_SPEED:
            connection.execute(f"PRAGMA {setting}")
        rows = csv.reader(file)
        names = next(rows)
        columns, values = ", ".join(names), ", ".join("?" * len(names))
        for statement in (
            f"CREATE TEMP TABLE staged ({columns})",
            f"CREATE TABLE documents ({columns}, PRIMARY KEY ({_KEY})) WITHOUT ROWID",
            "BEGIN",
        ):
            connection.execute(statement)
        connection.executemany(f"INSERT INTO staged VALUES ({values})", rows)
        connection.execute(
            f"INSERT INTO documents SELECT * FROM staged ORDER BY {_KEY}"
        )
        connection.execute("COMMIT")


@contextmanager
def filled(feed: Path) -> Iterator[Get]:
    """Give the look-up of a document in a database made of *feed*."""
    with TemporaryDirectory(prefix="bench-sqlite-") as folder:
        database = Path(folder, "documents.db")
        load(feed, database)
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA mmap_size = 30000000000")
            ask = connection.execute  # it prepares a statement once, and keeps it
            yield lambda number, state: ask(_SELECT, (number, state)).fetchone()


if __name__ == "__main__":
    load(Path(sys.argv[1]), Path(sys.argv[2]))
