"""What a supervisor and its worker say to each other: one line each way."""

import json
from dataclasses import asdict
from pathlib import Path

from screening.config import Config
from screening.policy.thresholds import DoorThresholds, Thresholds

_PATHS = ("data", "register")
READY = b"ready\n"
"""Said by the worker, once it answers."""


def to_line(config: Config) -> str:
    """Return *config* as one line of JSON."""
    return json.dumps(asdict(config), default=str) + "\n"


def from_line(line: str) -> Config:
    """Return the Config that `to_line` wrote."""
    fields = json.loads(line)
    doors = fields["thresholds"].items()
    thresholds = DoorThresholds(**{door: Thresholds(**both) for door, both in doors})
    paths = {name: Path(fields[name]) for name in _PATHS if fields[name] is not None}
    return Config(**fields | paths | {"thresholds": thresholds})
