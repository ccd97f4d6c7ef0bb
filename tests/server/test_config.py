from pathlib import Path
from typing import Any

import pytest

from screening.config import Config
from screening.errors import Misused
from screening.policy.thresholds import DoorThresholds, Thresholds
from screening.server.worker_line import from_line, to_line


@pytest.mark.parametrize(
    ("bound", "value"),
    [
        ("port", -1),
        ("port", 65_536),
        ("workers", 0),
        ("message_bytes_max", 0),
        ("batch_items_max", -1),
        ("lanes_max", 0),
        ("deadline_max_s", float("nan")),
        ("deadline_max_s", float("inf")),
        ("poll_interval_s", 0.0),
        ("grace_s", -0.5),
    ],
)
def test_a_bound_that_bounds_nothing_is_refused(bound: str, value: float) -> None:
    """It is named, with what was given, before anything is served."""
    given: dict[str, Any] = {bound: value}
    with pytest.raises(Misused, match=bound):
        Config(data=Path("data"), **given)


def test_no_queue_no_grace_and_any_port_are_bounds() -> None:
    """Zero means something there."""
    config = Config(data=Path("data"), port=0, unary_queue_max=0, grace_s=0.0)

    assert (config.port, config.unary_queue_max, config.grace_s) == (0, 0, 0.0)


def test_a_config_reaches_the_worker_whole() -> None:
    """What the supervisor writes on a line is what its worker reads, thresholds too."""
    own = Thresholds(possible=0.61, hit=0.93)
    config = Config(data=Path("data"), thresholds=DoorThresholds(manifest=own))

    assert from_line(to_line(config)) == config
