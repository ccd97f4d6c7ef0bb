"""The manifest of a generation: what it held when it was sealed, and the proof.

JSON, one object, its own checksum last. What changes with deltas is the table's `State`;
the manifest does not change any more.
"""

from pathlib import Path
from typing import Any

import msgspec
from xxhash import xxh3_128_hexdigest

from screening.errors import DamagedManifest
from screening.storage.files import write_whole
from screening.storage.state import State

FILE_NAME = "manifest.json"
FORMAT = "screening.generation/1"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a generation held when it was sealed."""

    format: str = FORMAT
    generation: str
    built_at: str
    state: State
    filter_keys: int
    filter_bytes: int
    table_bytes: int
    source_file: str = ""
    source_sha256: str = ""
    software: str = ""
    checksum: str = ""
    """XXH3-128 over the object's JSON, as it is written, with an empty checksum."""


_decoder = msgspec.json.Decoder(Manifest)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write *manifest* into *folder*, whole and durable."""
    typed = _decoder.decode(msgspec.json.encode(manifest))  # 48 and 48.0 are one
    told = msgspec.to_builtins(typed)
    sealed = told | {"checksum": _checksum(told)}
    write_whole(folder / FILE_NAME, msgspec.json.format(msgspec.json.encode(sealed)))


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the generation in *folder*.

    Raises `DamagedManifest` when it is missing, no manifest, or altered.
    """
    path = folder / FILE_NAME
    try:
        content = path.read_bytes()
        manifest, told = _decoder.decode(content), msgspec.json.decode(content)
    except OSError as error:
        raise DamagedManifest(path=path, reason="it cannot be read") from error
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise DamagedManifest(path=path, reason="it is no manifest") from error
    if manifest.format != FORMAT:
        raise DamagedManifest(path=path, reason="its format is not known")
    if manifest.checksum != _checksum(told):
        raise DamagedManifest(path=path, reason="it was altered")
    return manifest


def _checksum(told: dict[str, Any]) -> str:
    """Return the checksum of what a file tells, in its order.

    Of all its fields and no others, so that each version proves what others wrote.
    """
    return xxh3_128_hexdigest(msgspec.json.encode(told | {"checksum": ""}))
