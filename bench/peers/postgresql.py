"""PostgreSQL on a socket of its own, through psycopg: set to load as fast as it can.

No sync, no write-ahead log for a table filled in the transaction that makes it, much
memory for the index. It will not run as root: then it runs as the user `postgres`.
"""

import os
import pwd
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bench.peers import KEY_COLUMNS, Absent, Get
from bench.peers.servers import program, running

if TYPE_CHECKING:
    from psycopg import Connection

_USER = "postgres"
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "autovacuum": "off",
    "shared_buffers": "1GB",
    "maintenance_work_mem": "2GB",
    "max_parallel_maintenance_workers": "2",
}
_BLOCK = 1 << 20
_SELECT = "SELECT * FROM documents WHERE document_number = %s AND issuing_state = %s"


@contextmanager
def filled(feed: Path) -> Iterator[Get]:
    """Give the prepared SELECT of a document, from a server that holds those of *feed*."""
    with served() as connection:
        load(feed, connection)
        connection.execute("VACUUM ANALYZE documents")
        with connection.cursor() as cursor:
            ask = cursor.execute
            yield lambda number, state: ask(
                _SELECT, (number, state), prepare=True
            ).fetchone()


def load(feed: Path, connection: "Connection[Any]") -> None:
    """Load the documents of *feed* into a new table: COPY, then the primary key."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS documents")
        with feed.open("rb") as file:
            names = file.readline().decode().strip().split(",")
            columns = ", ".join(f"{name} text" for name in names)
            cursor.execute(f"CREATE TABLE documents ({columns})".encode())
            with cursor.copy("COPY documents FROM STDIN (FORMAT csv, FREEZE)") as copy:
                while block := file.read(_BLOCK):
                    copy.write(block)
        key = ", ".join(KEY_COLUMNS)
        cursor.execute(f"ALTER TABLE documents ADD PRIMARY KEY ({key})".encode())


@contextmanager
def served() -> Iterator["Connection[Any]"]:
    """Give a connection to a server of our own, empty. Raises `Absent`."""
    where = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    initdb, postgres = program("initdb", *where), program("postgres", *where)
    user = _user()
    try:
        import psycopg
    except ImportError as error:
        raise Absent("psycopg is not installed") from error
    with TemporaryDirectory(prefix="bench-pg-", ignore_cleanup_errors=True) as folder:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        data = f"{folder}/data"
        _made([initdb, "-D", data, "-U", _USER, "-A", "trust"], user)
        command = [postgres, "-D", data, "-k", folder]
        for name, value in _SETTINGS.items():
            command += ["-c", f"{name}={value}"]

        def answers() -> bool:
            try:
                psycopg.connect(host=folder, user=_USER, dbname="postgres").close()
            except psycopg.OperationalError:
                return False
            return True

        with (
            running(command, log=Path(folder, "log"), answers=answers, user=user),
            psycopg.connect(
                host=folder, user=_USER, dbname="postgres", autocommit=True
            ) as connection,
        ):
            yield connection


def _user() -> str | None:
    """Return whom the server must run as: None for ourselves. Raises `Absent`."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(_USER).pw_name
    except KeyError as error:
        raise Absent(f"it will not run as root, and there is no {_USER}") from error


def _made(initdb: list[str], user: str | None) -> None:
    quick = ["--no-sync", "--encoding=UTF8", "--no-locale"]
    done = subprocess.run(
        [*initdb, *quick], user=user, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Absent(f"initdb failed: {done.stderr[-500:]}")
