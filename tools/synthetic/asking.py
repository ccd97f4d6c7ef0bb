"""What is wrong with what the maker of feeds is asked for, said before anything is made."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from screening.errors import FeedRefused
from screening.feeds.files import refuse_no_file
from screening.feeds.manifest import is_feed_name, manifest_path, rfc3339
from tools.synthetic.make import specimens_of

REVISION_MAX = 1_000_000_000
"""Records of deltas are numbered by it; no feed gets so far."""
_LAYOUTS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
_NESTED = "persons"
"""Of this database records have lists, which are no columns."""
_PACKED = (".gz", ".zst")


def layout_of(asked: argparse.Namespace) -> tuple[str, str | None]:
    """Return format and compression, by option or by the name of the file."""
    named, packed = _said_by(asked.out)
    usual = "jsonl" if asked.database == _NESTED else "csv"
    return asked.format or named or usual, asked.compress or packed


def wrong_with(asked: argparse.Namespace) -> str | None:
    """Return the first thing that is wrong with *asked*, None if nothing is."""
    return next(_faults(asked), None)


def followed_by(delta_of: Path) -> dict[str, Any]:
    """Return the manifest of the feed that a delta is to follow, {} without one.

    Raises `FeedRefused` when there is no such file, or it is no manifest.
    """
    refuse_no_file(delta_of)
    beside = manifest_path(delta_of)
    if not beside.exists():
        return {}
    try:
        found = json.loads(beside.read_text(encoding="utf-8"))
        return {**found, "revision": int(found["revision"])}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise FeedRefused(file=beside, reason="it is no manifest") from error


def _said_by(out: Path) -> tuple[str | None, str | None]:
    """Return the format and the compression that the name of *out* says."""
    ends = [end.lower() for end in out.suffixes]
    packed = ends.pop()[1:] if ends and ends[-1] in _PACKED else None
    return _LAYOUTS.get(ends[-1]) if ends else None, packed


def _faults(asked: argparse.Namespace) -> Iterator[str]:
    yield from _faults_of_out(asked)
    yield from _faults_of_numbers(asked)
    if asked.feed is not None and not is_feed_name(asked.feed):
        yield f"--feed {asked.feed!r}: use a-z, 0-9 and -, at most 63 characters"
    if asked.published_at is not None and rfc3339(asked.published_at) is None:
        yield f"--published-at {asked.published_at!r}: write it as 2026-11-21T02:00:00Z"
    if asked.delta_of is None:
        yield from _faults_of_rows(asked)


def _faults_of_out(asked: argparse.Namespace) -> Iterator[str]:
    out: Path = asked.out
    if not out.parent.is_dir():
        yield f"--out: there is no folder {out.parent}"
    if out.is_dir():
        yield f"--out {out} is a folder: name a file in it"
    if asked.delta_of is not None and out.resolve() == asked.delta_of.resolve():
        yield "--out and --delta-of are the same file"
    named, packed = _said_by(out)
    if asked.format and named and named != asked.format:
        yield f"--out {out.name} says {named}, --format says {asked.format}"
    if asked.compress and packed != asked.compress:
        yield f"--out {out.name} does not end in .{asked.compress}: a reader goes by it"
    if layout_of(asked)[0] == "parquet" and (asked.compress or packed):
        yield "Parquet is packed already: leave --compress and its ending out"
    if asked.database == _NESTED and layout_of(asked)[0] != "jsonl":
        yield "persons have lists of names: they are JSON Lines (.jsonl)"


def _faults_of_numbers(asked: argparse.Namespace) -> Iterator[str]:
    for name in ("seed", "changes", "series"):
        value = getattr(asked, name)
        if value is not None and value < 0:
            yield f"--{name} {value} is less than nothing"
    if not 0 <= asked.bad_percent <= 100:  # noqa: PLR2004  # percent
        yield f"--bad-percent {asked.bad_percent:g} is no share: from 0 to 100"
    if asked.revision is not None and not 1 <= asked.revision <= REVISION_MAX:
        yield f"--revision {asked.revision}: from 1 to {REVISION_MAX}"


def _faults_of_rows(asked: argparse.Namespace) -> Iterator[str]:
    """Yield what is wrong with the numbers of a snapshot."""
    always = len(specimens_of(asked.database))
    if asked.records < always:
        yield (
            f"--records {asked.records} has no room for the {always} records that are "
            f"always in it"
        )
    if asked.series and asked.database != "documents":
        yield f"--series is for documents: {asked.database} have none"
    if asked.series and asked.series > asked.records - always:
        yield (
            f"--series {asked.series} is more than the {asked.records - always} records "
            f"made besides the {always} that are always in it"
        )
