"""Reads a whole generation and says what is wrong with it, "" if nothing.

Run as a process of its own, `python -m screening.storage.scan FOLDER`, because reading
damaged pages can end the process that does it: then that is the finding.
"""

import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from screening.errors import CannotRead, Damaged
from screening.storage.blocks import lines_in, wrong_with
from screening.storage.change_journal import checked
from screening.storage.digest import MODULUS, digest_of, digest_of_lines
from screening.storage.generation import Generation
from screening.storage.table import ENTRIES, INTERVALS, NAMES
from screening.storage.view import SEPARATOR, View

_CHUNK = 100_000
_UNREAD = 3
"""Ends the process where nothing is known against the generation: it was not read."""


def scanned_apart(folder: Path) -> str:
    """Scan the generation in *folder* in another process.

    Raises `CannotRead` where it could not be read, which is no damage.
    """
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", "screening.storage.scan", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode < 0:
        return f"reading its table ends the process (signal {-done.returncode})"
    if done.returncode == _UNREAD:
        raise CannotRead(reason=done.stdout.strip())
    if done.returncode:
        return "its table cannot be read through"
    return done.stdout.strip()


def scanned(folder: Path) -> str:
    """Prove counts, digest and filter of the generation in *folder* at one revision."""
    try:
        generation = Generation(folder)
        if generation.degraded:
            return generation.degraded
        with generation.view() as view:
            checked(view)
            return counted(view) or _unknown_to_filter(view)
    except Damaged as damage:
        return str(damage)


def counted(view: View) -> str:
    """Say what is wrong with counts or digest of all that the table holds."""
    state, digest, held = view.state, 0, {ENTRIES: 0, NAMES: 0, INTERVALS: 0}
    before = b""
    for fence, block in view.raw(ENTRIES):
        lines = lines_in(block)
        if wrong := wrong_with(fence, lines, before):
            return f"its table is not what was written: {wrong}"
        before = fence
        held[ENTRIES] += len(lines)
        digest += digest_of_lines(ENTRIES, lines)
    for database in (NAMES, INTERVALS):
        for key, value in view.raw(database):
            held[database] += 1
            digest += digest_of(database, key, value)
    wanted = {ENTRIES: state.entries, NAMES: state.names, INTERVALS: state.intervals}
    for database, count in wanted.items():
        if held[database] != count:
            return (
                f"its table holds {held[database]} of {database.decode()}, not {count}"
            )
    return (
        "" if digest % MODULUS == state.digest else "its table is not what was written"
    )


def _unknown_to_filter(view: View) -> str:
    """Law 2: everything the table holds passes the filter."""
    for database in (ENTRIES, INTERVALS):
        for pairs in _chunks(view, database):
            keys = [key.partition(SEPARATOR)[0] for key, _ in pairs]
            if len(view.may_hold_many(keys)) != len(keys):
                return "its filter denies what its table holds"
    return ""


def _chunks(view: View, database: bytes) -> Iterator[list[tuple[bytes, bytes]]]:
    rest = view.everything(database)
    while pairs := list(islice(rest, _CHUNK)):
        yield pairs


def _main(folder: Path) -> int:
    try:
        sys.stdout.write(scanned(folder))
    except CannotRead as error:
        sys.stdout.write(error.reason)
        return _UNREAD
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))
