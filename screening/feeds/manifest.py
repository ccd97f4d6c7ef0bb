"""The manifest beside a delivered file: what its publisher vouches for.

::

    X.csv                    the file
    X.csv.manifest.json      {"format": "screening.feed/1", "feed": …, "sha256": …}

Everything that can be checked before the file is read is checked here; checksum and
count at the end of the pass over the file, before anything is published.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from screening.errors import FeedRefused
from screening.feeds.files import open_file
from screening.records import Database

FORMAT = "screening.feed/1"
MANIFEST_BYTES_MAX = 64 << 10
PUBLISHED_AHEAD_MAX = timedelta(hours=24)
"""Clocks differ, but not by more than this."""
FEED_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_REVISION_MAX = (1 << 63) - 1
_TEXT_CHARS_MAX = 200
_COMMANDS = {"snapshot": "load", "delta": "apply"}


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a publisher says of one delivered file."""

    format: str
    feed: str
    database: Database
    kind: str
    revision: int
    records: int
    """Rows delivered, good or bad."""
    sha256: str
    published_at: str
    base_revision: int | None = None
    publisher: str | None = None
    fresh_for_hours: float | None = None
    foreign_documents: bool = False
    changes_through: int | None = None
    """Up to which revision of ours a snapshot contains what owners changed here."""


_decoder = msgspec.json.Decoder(Manifest)


def manifest_path(file: Path) -> Path:
    """Return where the manifest of *file* lies, if it has one."""
    return file.with_name(file.name + ".manifest.json")


def read_manifest(file: Path, *, kind: str, now: datetime) -> Manifest | None:
    """Return the manifest of *file*, None when there is none.

    Raises `FeedRefused` when it is no manifest of this *kind* ("snapshot", "delta").
    """
    path = manifest_path(file)
    try:
        with open_file(path) as opened:
            text = opened.read(MANIFEST_BYTES_MAX + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = f"it cannot be read ({(error.strerror or 'error').lower()})"
        raise FeedRefused(file=path, reason=reason) from error
    try:
        manifest = _decoder.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        reason = f"not a manifest: {error}"
        raise FeedRefused(file=path, reason=reason) from error
    for wrong in _faults(manifest, kind=kind, now=now):
        raise FeedRefused(file=path, reason=wrong)
    return manifest


def rfc3339(text: str) -> datetime | None:
    """Return the time *text* says, None when it says none.

    >>> rfc3339("2026-11-21T02:00:00Z")
    datetime.datetime(2026, 11, 21, 2, 0, tzinfo=datetime.timezone.utc)
    """
    if not _RFC3339.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def _faults(manifest: Manifest, *, kind: str, now: datetime) -> list[str]:
    """Return what is wrong with *manifest*, the most telling first."""
    published = rfc3339(manifest.published_at)
    base = manifest.base_revision
    checks = [
        (manifest.format == FORMAT, f"format is {manifest.format!r}, not {FORMAT!r}"),
        (
            manifest.kind in _COMMANDS,
            f"kind {manifest.kind!r} is not snapshot or delta",
        ),
        (
            manifest.kind == kind,
            f"it is a {manifest.kind}: use `screening {_COMMANDS.get(manifest.kind)}`",
        ),
        (is_feed_name(manifest.feed), f"feed {manifest.feed!r} is not a feed name"),
        (
            1 <= manifest.revision <= _REVISION_MAX,
            f"revision {manifest.revision} is not a positive number",
        ),
        (
            kind == "snapshot" or base is not None,
            "base_revision is missing: a delta says which revision it follows",
        ),
        (
            kind == "snapshot" or base is None or 1 <= base < manifest.revision,
            f"base_revision {base} is not before revision {manifest.revision}",
        ),
        (manifest.records >= 0, f"records {manifest.records} is less than nothing"),
        (
            _SHA256.fullmatch(manifest.sha256.lower()) is not None,
            "sha256 is not 64 hexadecimal digits",
        ),
        (
            published is not None,
            f"published_at {manifest.published_at!r} is not a time as in RFC 3339",
        ),
        (
            published is None or published <= now + PUBLISHED_AHEAD_MAX,
            f"published_at {manifest.published_at} is in the future",
        ),
        (
            manifest.fresh_for_hours is None or manifest.fresh_for_hours > 0,
            "fresh_for_hours is not more than nothing",
        ),
        (_is_short_text(manifest.publisher), "publisher is not a short text"),
    ]
    return [wrong for right, wrong in checks if not right]


def is_feed_name(text: str) -> bool:
    """Tell whether *text* may name a feed: it becomes the name of a folder.

    >>> is_feed_name("interpol-sltd"), is_feed_name("../sltd")
    (True, False)
    """
    return FEED_NAME.fullmatch(text) is not None


def _is_short_text(text: str | None) -> bool:
    return text is None or (len(text) <= _TEXT_CHARS_MAX and text.isprintable())
