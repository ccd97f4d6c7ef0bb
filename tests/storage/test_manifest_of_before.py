"""Manifests as earlier versions wrote them, byte for byte (engineering.md R27)."""

from pathlib import Path

import msgspec
import pytest

from screening.errors import DamagedManifest
from screening.storage.manifest import FILE_NAME, read_manifest, write_manifest

BEFORE_OWNERS_WROTE = """{
  "format": "screening.generation/1",
  "generation": "gen-000001",
  "built_at": "2026-11-26T07:01:55+00:00",
  "state": {
    "feed": "bench-documents",
    "database": "documents",
    "uid": "5f4e5b344ba2464ea3a39c6a260183de",
    "revision": 1,
    "as_of": "2026-11-26T05:35:59+00:00",
    "records": 1000000,
    "filter_file": "filter.bloom",
    "fresh_for_hours": 48.0,
    "publisher": "UTO",
    "foreign_documents": false,
    "vouched": true,
    "entries": 999501,
    "blocks": 13173,
    "names": 0,
    "intervals": 500,
    "late_keys": 0,
    "interval_changes": 0,
    "segments": [],
    "digest": 17046405987595981025,
    "deltas": 0,
    "format": 2
  },
  "filter_keys": 1000001,
  "filter_bytes": 2446758,
  "table_bytes": 54710272,
  "source_file": "documents-1000000.csv",
  "source_sha256": "b73e33b7256df714fafdee12b4e5d413b407fd36cd1f41af8aff1677efa35a85",
  "software": "screening 0.1.0",
  "checksum": "ce1a925707c156aa837fa547be5d6749"
}"""


def test_a_manifest_of_before_is_proved_by_what_it_tells(tmp_path: Path) -> None:
    """Fields that came since are not in it, and not in its proof."""
    (tmp_path / FILE_NAME).write_text(BEFORE_OWNERS_WROTE)
    manifest = read_manifest(tmp_path)

    assert manifest.state.records == 1_000_000
    assert manifest.state.delivered_revision == 1


def test_a_field_of_a_later_version_is_proved_too(tmp_path: Path) -> None:
    """It is read past, as long as nobody altered it."""
    (tmp_path / FILE_NAME).write_text(BEFORE_OWNERS_WROTE)
    write_manifest(tmp_path, read_manifest(tmp_path))
    told = msgspec.json.decode((tmp_path / FILE_NAME).read_bytes())
    later = told | {"of_a_later_version": 1}
    (tmp_path / FILE_NAME).write_bytes(msgspec.json.encode(later))

    with pytest.raises(DamagedManifest, match="altered"):
        read_manifest(tmp_path)


def test_one_digit_that_is_altered_is_found(tmp_path: Path) -> None:
    """Else a manifest would prove nothing."""
    altered = BEFORE_OWNERS_WROTE.replace('"entries": 999501', '"entries": 999502')
    (tmp_path / FILE_NAME).write_text(altered)

    with pytest.raises(DamagedManifest, match="altered"):
        read_manifest(tmp_path)
