"""Manifests: what a publisher may say, and what is refused before a row is read."""

import json
from pathlib import Path
from typing import Any

import pytest

from screening.errors import FeedRefused
from screening.feeds.manifest import is_feed_name, read_manifest, rfc3339
from screening.records import Database
from tests.feeds.deliveries import manifest_of
from tests.world import NOW


@pytest.fixture(name="feed")
def _feed(tmp_path: Path) -> Path:
    path = tmp_path / "x.csv"
    path.write_bytes(b"")
    return path


def test_contract_example_is_read(feed: Path) -> None:
    """What feeds.md shows is what is read."""
    manifest_of(feed, revision=42, records=128_000_000, publisher="XPO")
    manifest = read_manifest(feed, kind="snapshot", now=NOW)

    assert manifest is not None
    assert (manifest.feed, manifest.database) == ("lost", Database.DOCUMENTS)
    assert (manifest.revision, manifest.records) == (42, 128_000_000)


def test_no_manifest_is_none(feed: Path) -> None:
    """A file without a manifest is one nobody vouches for, not an error."""
    assert read_manifest(feed, kind="snapshot", now=NOW) is None


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"format": "screening.feed/2"}, "format is 'screening.feed/2'"),
        ({"feed": "../lost"}, "not a feed name"),
        ({"feed": "Lost"}, "not a feed name"),
        ({"feed": "x" * 64}, "not a feed name"),
        ({"database": "boats"}, "boats"),
        ({"kind": "delta"}, "use `screening apply`"),
        ({"kind": "dump"}, "not snapshot or delta"),
        ({"revision": 0}, "revision 0"),
        ({"revision": "7"}, "Expected `int`"),
        ({"revision": 1 << 63}, "revision"),
        ({"records": -1}, "records -1"),
        ({"records": 1.5}, "Expected `int`"),
        ({"sha256": "00"}, "64 hexadecimal"),
        ({"published_at": "2026-11-21"}, "RFC 3339"),
        ({"published_at": "2026-11-21T02:00:00"}, "RFC 3339"),
        ({"published_at": "2026-02-30T02:00:00Z"}, "RFC 3339"),
        ({"published_at": "2026-11-22T12:00:01Z"}, "in the future"),
        ({"fresh_for_hours": 0}, "fresh_for_hours"),
        ({"foreign_documents": "yes"}, "Expected `bool`"),
        ({"publisher": "a\nb"}, "publisher"),
        ({"colour": "red"}, "unknown field `colour`"),
    ],
)
def test_what_is_wrong_is_named(feed: Path, said: dict[str, Any], text: str) -> None:
    """Each rule of a manifest has a refusal that says what is wrong."""
    manifest_of(feed, **said)
    with pytest.raises(FeedRefused, match=text):
        read_manifest(feed, kind="snapshot", now=NOW)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"kind": "snapshot"}, "use `screening load`"),
        ({"revision": 2}, "base_revision is missing"),
        ({"revision": 2, "base_revision": 2}, "not before revision 2"),
        ({"revision": 2, "base_revision": 0}, "not before revision 2"),
    ],
)
def test_delta_says_what_it_follows(
    feed: Path, said: dict[str, Any], text: str
) -> None:
    """A delta without a base, or with one that is not before it, is refused."""
    manifest_of(feed, **{"kind": "delta", **said})
    with pytest.raises(FeedRefused, match=text):
        read_manifest(feed, kind="delta", now=NOW)


@pytest.mark.parametrize("missing", ["feed", "sha256", "records", "published_at"])
def test_what_is_missing_is_named(feed: Path, missing: str) -> None:
    """A manifest that leaves out what it must say is refused."""
    path = manifest_of(feed)
    said = json.loads(path.read_text(encoding="utf-8"))
    del said[missing]
    path.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(FeedRefused, match=f"missing required field `{missing}`"):
        read_manifest(feed, kind="snapshot", now=NOW)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[]", b"{", b"null", b"[" * 70_000, b"{}" * 40_000]
)
def test_any_other_file_is_refused(feed: Path, content: bytes) -> None:
    """Whatever lies in the manifest's place, there is a clear error."""
    feed.with_name("x.csv.manifest.json").write_bytes(content)
    with pytest.raises(FeedRefused, match="not a manifest"):
        read_manifest(feed, kind="snapshot", now=NOW)


def test_clock_a_little_ahead_is_forgiven(feed: Path) -> None:
    """A publisher's clock may be ahead of ours, by less than a day."""
    manifest_of(feed, published_at="2026-11-22T11:59:59Z")

    assert read_manifest(feed, kind="snapshot", now=NOW) is not None


def test_feed_names() -> None:
    """A feed's name is a folder's name and nothing else."""
    names = ("interpol-sltd", "0", "-x", "", "a/b", "ä", "a\n")

    assert [is_feed_name(n) for n in names] == [True, True, *[False] * 5]


def test_times_have_a_zone() -> None:
    """RFC 3339 in its spellings, and what only looks like it."""
    assert rfc3339("2026-11-21t02:00:00.123456789z") is not None
    assert rfc3339("2026-11-21T02:00:00+14:00") is not None
    assert rfc3339("2026-11-21T25:00:00Z") is None
