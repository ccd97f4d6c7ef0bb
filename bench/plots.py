"""Draws what a run came to, as PNG: one picture a thought, none without figures."""

from collections.abc import Sequence
from pathlib import Path

from bench.figures import Line


def draw(_lines: Sequence[Line], folder: Path) -> None:
    """Draw all there are figures for into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
