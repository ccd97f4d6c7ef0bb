"""Looking at something now and again."""

import logging
import threading

import pytest

from screening.server.watch import watched
from tests.server.service import wait_until


def test_a_look_that_fails_is_said_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """By its type alone: what an error says could hold anything."""
    looks = []

    def look() -> None:
        looks.append(1)
        raise ValueError("L898902C3")

    with caplog.at_level(logging.ERROR), watched("news", look, 0.01):
        wait_until(lambda: len(looks) > 2)

    assert "looking for news failed type=ValueError" in caplog.text
    assert "L898902C3" not in caplog.text


def test_nobody_looks_any_more_when_it_is_left() -> None:
    """Its thread is gone before what it looks at is."""
    before = threading.active_count()
    looks = []
    with watched("news", lambda: looks.append(1), 0.01):
        wait_until(lambda: looks)
    seen = len(looks)

    assert threading.active_count() == before
    assert len(looks) == seen
