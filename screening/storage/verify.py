"""Proves everything a data folder holds: generations, filters, journal chains."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from screening.errors import Damaged, DamagedManifest
from screening.storage.chain import verify_chain
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


def verify(
    data: Path, *, told: Callable[[str], None] = lambda _subject: None
) -> list[Finding]:
    """Return a finding for each generation and each chain; none where nothing is held.

    *told* hears of each subject before it is looked at. Reads everything: minutes for
    the world's list.
    """
    findings = []
    for subject, prove in _proofs(data):
        told(subject)
        sound, detail = prove()
        findings.append(Finding(subject=subject, sound=sound, detail=detail))
    return findings


def _proofs(data: Path) -> Iterator[tuple[str, Callable[[], tuple[bool, str]]]]:
    for path in sorted(feeds_folder(data).glob("*/")):
        folder = FeedFolder(data, path.name)
        yield f"feed {path.name} CURRENT", partial(_current, folder)
        for name in folder.generations():
            yield f"feed {path.name} {name}", partial(_generation, path / name)
    for chain in sorted((data / "journal").glob("chain-*/")):
        yield f"journal {chain.name}", partial(_chain, chain)


def _current(folder: FeedFolder) -> tuple[bool, str]:
    name = folder.current()
    if name is None and not folder.generations():
        return True, "nothing is published yet"
    if name is None:
        return False, "is missing, though there are generations"
    if name not in folder.generations():
        return False, "names no generation that is there"
    return True, f"names {name}"


def _generation(folder: Path) -> tuple[bool, str]:
    if (folder / DAMAGED_MARK).exists():
        return False, "marked as damaged"
    try:
        revision = read_manifest(folder).state.revision
    except DamagedManifest as damage:
        return False, str(damage)
    if wrong := scanned_apart(folder):
        return False, wrong
    return True, f"every key and value and the filter; sealed at revision {revision}"


def _chain(chain: Path) -> tuple[bool, str]:
    try:
        return True, f"{verify_chain(chain)} entries in chain"
    except (Damaged, OSError) as damage:
        return False, str(damage)
