"""A folder that publishers drop deliveries into: which are whole, and where they end up.

::

    sltd-43.csv                     delivered
    sltd-43.csv.manifest.json       delivered, and with it the delivery is complete
    done/                           what went in
    failed/                         what was refused, X.reason.txt beside each
    reports/                        one JSON file for each delivery tried
    .nightly.lock                   held by the one loader at work

A delivery is whole when file and manifest are there, neither changed for a while, and
the file's bytes are those the manifest vouches for. All else may still be on its way.

File and manifest are moved by two renames. A run that dies between them leaves one here
and the other in done/; the next run brings them together before it looks for deliveries.
"""

import fcntl
import glob
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from screening.errors import FeedRefused
from screening.feeds.files import file_format
from screening.feeds.manifest import Manifest, manifest_path
from screening.feeds.rejects import rejects_path

DONE, FAILED, REPORTS = "done", "failed", "reports"
_MANIFEST_END = ".manifest.json"
_REJECTS_END = ".rejects.csv"
_STAMP = re.compile(r"\d{8}T\d{6}Z-")
"""Before the name of what was delivered under a name that was there already."""


class AlreadyRunning(Exception):
    """Another loader is at work in the folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A whole delivery."""

    file: Path
    manifest: Manifest

    @property
    def order(self) -> tuple[str, int, str]:
        """What deliveries are taken by: feed, then revision."""
        return self.manifest.feed, self.manifest.revision, self.file.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivery that is not whole yet, or that follows one not here yet."""

    file: Path
    reason: str
    since: float
    """When the last of it came, in seconds since the epoch."""


class DropFolder:
    """One drop folder. Nothing in it is ever deleted."""

    def __init__(
        self, path: Path, *, settle_s: float, now: Callable[[], datetime]
    ) -> None:
        self.path = path
        self._settle_s = settle_s
        self._now = now

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only loader here, or raise `AlreadyRunning`."""
        with (self.path / ".nightly.lock").open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(
                    f"another loader is at work in {self.path}"
                ) from None
            yield

    def mend(self) -> None:
        """Finish moves to done/ that an earlier run began: what lies here is all done."""
        done = self.path / DONE
        for path in sorted(self.path.iterdir()):
            if path.name.startswith(".") or not path.is_file():
                continue
            for moved in _other_halves(path, done):
                if _vouches_for(path, moved):
                    stamp = moved.name.removesuffix(_other_half(path.name))
                    path.replace(done / f"{stamp}{path.name}")
                    break

    def look(self) -> tuple[list[Delivery], list[Waiting]]:
        """Return the whole deliveries, in the order to take them, and the others."""
        found = [self._judged(file) for file in self._files()]
        whole = [each for each in found if isinstance(each, Delivery)]
        waiting = [each for each in found if isinstance(each, Waiting)]
        return sorted(whole, key=lambda delivery: delivery.order), waiting

    def finish(self, file: Path, outcome: dict[str, Any]) -> None:
        """File the report on *file*, and move it with all that lies beside it."""
        stamp = f"{self._now():%Y%m%dT%H%M%SZ}"
        report = self._folder(REPORTS) / f"{stamp}-{file.name}.json"
        report.write_text(json.dumps(outcome, indent=1, ensure_ascii=False) + "\n")
        folder = self._folder(DONE if outcome["status"] == DONE else FAILED)
        is_there = (folder / file.name).exists() or manifest_path(
            folder / file.name
        ).exists()
        prefix = f"{stamp}-" if is_there else ""
        if folder.name == FAILED:
            reason = folder / f"{prefix}{file.name}.reason.txt"
            reason.write_text(f"{outcome['reason']}\n")
        rejects = rejects_path(file)
        for path in (
            rejects,
            manifest_path(file),
            file,
        ):  # the file last: it is retried
            if path.exists():
                path.replace(folder / f"{prefix}{path.name}")

    def _folder(self, name: str) -> Path:
        folder = self.path / name
        folder.mkdir(exist_ok=True)
        return folder

    def _files(self) -> list[Path]:
        """Return the files that deliveries consist of, with or without a manifest."""
        files = set()
        for path in self.path.iterdir():
            if path.name.startswith(".") or not path.is_file():
                continue
            if path.name.endswith(_MANIFEST_END):
                files.add(path.with_name(path.name.removesuffix(_MANIFEST_END)))
            elif _is_feed(path):
                files.add(path)
        return sorted(files)

    def _judged(self, file: Path) -> Delivery | Waiting:
        beside = manifest_path(file)
        since = max(changed_at(file), changed_at(beside))
        if not file.exists():
            return Waiting(file=file, reason="its file is not here", since=since)
        if not beside.exists():
            return Waiting(file=file, reason="its manifest is not here", since=since)
        if self._now().timestamp() - since < self._settle_s:
            return Waiting(file=file, reason="it may still be changing", since=since)
        try:
            manifest = msgspec.json.decode(beside.read_bytes(), type=Manifest)
        except (msgspec.MsgspecError, ValueError) as error:
            return Waiting(file=file, reason=f"its manifest: {error}", since=since)
        if _sha256(file) != manifest.sha256.lower():
            reason = "its bytes are not those the manifest vouches for"
            return Waiting(file=file, reason=reason, since=since)
        return Delivery(file=file, manifest=manifest)


def _other_half(name: str) -> str:
    """Return what the manifest of file *name* is called, or the file of that manifest."""
    if name.endswith(_MANIFEST_END):
        return name.removesuffix(_MANIFEST_END)
    return f"{name}{_MANIFEST_END}"


def _other_halves(path: Path, done: Path) -> Iterator[Path]:
    """Yield what may be the other half of the lone *path* in *done*, lone there too."""
    if path.with_name(_other_half(path.name)).exists():
        return
    for moved in sorted(done.glob(f"*{glob.escape(_other_half(path.name))}")):
        stamp = moved.name.removesuffix(_other_half(path.name))
        is_ours = not stamp or _STAMP.fullmatch(stamp)
        if is_ours and not (done / f"{stamp}{path.name}").exists():
            yield moved


def _vouches_for(one: Path, other: Path) -> bool:
    """Return whether one of two halves is the manifest that vouches for the other."""
    file, manifest = sorted(
        (one, other), key=lambda path: path.name.endswith(_MANIFEST_END)
    )
    try:
        vouched = msgspec.json.decode(manifest.read_bytes(), type=Manifest).sha256
    except (msgspec.MsgspecError, ValueError):
        return False
    return _sha256(file) == vouched.lower()


def _is_feed(path: Path) -> bool:
    if path.name.endswith(_REJECTS_END):
        return False
    try:
        file_format(path)
    except FeedRefused:
        return False
    return True


def changed_at(path: Path) -> float:
    """Return when *path* was last written or renamed, by our clock; 0 if it is not here.

    Not the time of modification, which copying tools set to the publisher's.
    """
    try:
        return path.stat().st_ctime
    except OSError:
        return 0.0


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
