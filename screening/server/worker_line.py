"""What a supervisor and its worker say to each other: one line each way."""

from pathlib import Path

import msgspec

from screening.config import Config

READY = b"ready\n"
"""Said by the worker, once it answers."""


def to_line(config: Config) -> str:
    """Return *config* as one line of JSON."""
    return msgspec.json.encode(config, enc_hook=str).decode() + "\n"


def from_line(line: str) -> Config:
    """Return the Config that `to_line` wrote."""
    return msgspec.json.decode(line, type=Config, dec_hook=_path)


def _path(kind: type, text: str) -> Path:
    assert issubclass(kind, Path)  # noqa: S101 -- all that a Config has and JSON has not
    return Path(text)
