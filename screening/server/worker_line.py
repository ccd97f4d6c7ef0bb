"""What a supervisor and its worker say to each other: one line each way."""

import json
from dataclasses import asdict
from pathlib import Path

from msgspec import convert, to_builtins

from screening.config import Config
from screening.ownership import OwnerRights
from screening.policy.thresholds import DoorThresholds, Thresholds

READY = b"ready\n"
"""Said by the worker, once it answers."""


def to_line(config: Config) -> str:
    """Return *config* as one line of JSON."""
    told = {"data": str(config.data), "pilot_owner": to_builtins(config.pilot_owner)}
    return json.dumps(asdict(config) | told) + "\n"


def from_line(line: str) -> Config:
    """Return the Config that `to_line` wrote."""
    fields = json.loads(line)
    doors = fields["thresholds"].items()
    thresholds = DoorThresholds(**{door: Thresholds(**both) for door, both in doors})
    pilot_owner = convert(fields["pilot_owner"], OwnerRights | None)
    return Config(
        **fields
        | {
            "data": Path(fields["data"]),
            "thresholds": thresholds,
            "pilot_owner": pilot_owner,
        }
    )
