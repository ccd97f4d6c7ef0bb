"""Proves every generation that a data folder holds: its table, its filter, its segments.

What this user may not open is told apart from damage: nothing is proved of it.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from screening.errors import CannotRead, DamagedManifest
from screening.storage.builder import TABLE_FILE
from screening.storage.feed_folder import FeedFolder, feeds_folder
from screening.storage.generation import DAMAGED_MARK
from screening.storage.manifest import read_manifest
from screening.storage.scan import scanned_apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was proved, or not."""

    subject: str
    """What was looked at: `feed lost gen-000042`, `journal chain-0000` …."""
    sound: bool
    detail: str
    """What is wrong, or how much was proved."""
    unread: bool = False
    """It could not be read, so nothing is known of it, for better or worse."""


class _Proof(NamedTuple):
    sound: bool
    detail: str
    unread: bool = False


def verify(
    data: Path, *, told: Callable[[str], None] = lambda _subject: None
) -> list[Finding]:
    """Return a finding for each generation; none where nothing is held.

    A folder that may not be opened is one, too; the journal is proved elsewhere. *told*
    hears of each subject before it is looked at. Reads everything: minutes for the world's
    list.
    """
    findings = []
    for subject, prove in _proofs(data):
        told(subject)
        proof = prove()
        findings.append(Finding(subject=subject, **proof._asdict()))
    return findings


def _proofs(data: Path) -> Iterator[tuple[str, Callable[[], _Proof]]]:
    for path in _listed(feeds_folder(data), "*/"):
        folder = FeedFolder(data, path.name)
        if _closed(path):
            yield f"feed {path.name}", partial(_forbidden, path)
            continue
        yield f"feed {path.name} CURRENT", partial(_current, folder)
        for name in folder.generations():
            yield f"feed {path.name} {name}", partial(_generation, folder, name)
    for path in (data, feeds_folder(data), data / "journal"):
        if _closed(path):
            yield f"folder {path.name}", partial(_forbidden, path)


def _listed(folder: Path, pattern: str) -> list[Path]:
    return [] if _closed(folder) else sorted(folder.glob(pattern))


def _current(folder: FeedFolder) -> _Proof:
    if denied := _denied(folder.path / "CURRENT", os.R_OK):
        return denied
    name, held = folder.current(), folder.generations()
    if name in held:
        return _sound(f"names {name}")
    if name != folder.current():  # a load came meanwhile
        return _current(folder)
    if name is not None:
        return _damaged("names no generation that is there")
    if held and not folder.is_being_written():
        return _damaged(
            "is missing, though there are generations: it was lost, or the first load was "
            "killed before it served what it made"
        )
    return _sound("nothing is published yet")


def _generation(feed: FeedFolder, name: str) -> _Proof:
    """Return what is proved of one generation, which a load may remove meanwhile."""
    folder = feed.path / name
    proof = _proved(folder)
    if not proof.sound and not folder.exists() and feed.current() != name:
        return _sound("removed meanwhile: a newer one is served")
    return proof


def _proved(folder: Path) -> _Proof:
    if denied := _denied_in(folder):
        return denied
    if (folder / DAMAGED_MARK).exists():
        return _damaged("marked as damaged")
    try:
        revision = read_manifest(folder).state.revision
        wrong = scanned_apart(folder)
    except DamagedManifest as damage:
        return _damaged(str(damage))
    except CannotRead as error:
        return _unread(error.reason)
    proved = f"every key and value and the filter; sealed at revision {revision}"
    return _damaged(wrong) if wrong else _sound(proved)


def forbidden(subject: str, folder: Path) -> Finding | None:
    """Return what is said of *subject* where this user may not open *folder*; else None."""
    denied = _denied_in(folder)
    return Finding(subject=subject, **denied._asdict()) if denied else None


def _denied_in(folder: Path) -> _Proof | None:
    """Return what is said where this user may not open *folder* or a file in it.

    A table and its lock are written to by whoever reads: there LMDB keeps its readers.
    """
    if _closed(folder):
        return _forbidden(folder)
    with suppress(FileNotFoundError):  # removed meanwhile
        for path in sorted(folder.iterdir()):
            is_table = path.name.startswith(TABLE_FILE)
            if denied := _denied(path, os.R_OK | (os.W_OK if is_table else 0)):
                return denied
    return None


def _denied(path: Path, mode: int) -> _Proof | None:
    return _forbidden(path) if _is_denied(path, mode) else None


def _closed(folder: Path) -> bool:
    return _is_denied(folder, os.R_OK | os.X_OK)


def _is_denied(path: Path, mode: int) -> bool:
    """Return whether *path* is there, and this user may not open it by *mode*.

    What a running service renames or removes between two looks is not there: the file
    beside a checkpoint, while it is written, is called otherwise a moment later.
    """
    before = _identity(path)
    return (
        before is not None and not os.access(path, mode) and _identity(path) == before
    )


def _identity(path: Path) -> tuple[int, int, int] | None:
    """Return which file *path* names just now; None where none can be seen.

    Of a file that follows another the number may be the same, the time is not; that of a
    folder changes with what is in it.
    """
    try:
        found = path.stat()
    except OSError:
        return None
    is_folder = stat.S_ISDIR(found.st_mode)
    return found.st_dev, found.st_ino, 0 if is_folder else found.st_ctime_ns


def _forbidden(path: Path) -> _Proof:
    return _unread(f"permission denied: {path}")


def _sound(detail: str) -> _Proof:
    return _Proof(sound=True, detail=detail)


def _damaged(detail: str) -> _Proof:
    return _Proof(sound=False, detail=detail)


def _unread(reason: str) -> _Proof:
    return _Proof(sound=False, detail=f"cannot be read ({reason})", unread=True)
