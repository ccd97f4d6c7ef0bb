"""Latency distributions: how long the slowest one in ten, in a hundred, … takes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.figures import Line
from bench.plots import style

_PANELS = {
    "A document nobody listed, in process": ("document-miss",),
    "Other questions, in process": ("recorded-miss", "mrz", "vehicle", "near-miss"),
    "Hits, on disk before they are answered": ("document-hit", "mrz-hit"),
    "One key in the filter": ("filter/1",),
    "Persons by name, in process": ("persons/",),
    "Over gRPC, one after the other": ("unary", "lane", "travellers"),
    "Over gRPC, sent at set times": ("unary/open-",),
    "Many lanes, and the world's mix": ("lanes", "lanes/", "mixed/"),
    "While a snapshot is loaded": ("during-load", "during-load/"),
    "While deltas are applied": ("during-delta", "during-delta/idle"),
    "Page cache dropped": ("cold/",),
    "More and more records": ("growth/",),
}
"""What is drawn together: workloads by name, or all whose names begin so."""
_LEAST = 100
"""Calls below which a distribution is a few points."""
_NINES = 5


def draw(lines: Sequence[Line]) -> Figure | None:
    """Draw a panel for each kind of question."""
    shown = {
        title: found
        for title, bases in _PANELS.items()
        if (found := [line for line in lines if _is_of(line, bases)])
    }
    if not shown:
        return None
    figure, axes = style.panels(len(shown))
    for panel, (title, found) in zip(axes, shown.items(), strict=True):
        _draw_panel(panel, title, found)
    return figure


def _is_of(line: Line, bases: tuple[str, ...]) -> bool:
    if line.latencies is None or len(line.latencies) < _LEAST:
        return False
    whole = line.workload.partition(":")[0]
    begins = tuple(base for base in bases if base.endswith(("/", "-")))
    return whole in bases or whole.startswith(begins)


def _draw_panel(axes: Axes, title: str, lines: list[Line]) -> None:
    looks = style.styles(line.workload for line in lines)
    for line in lines:
        if line.latencies is None:
            continue
        nines = np.linspace(0, _nines(len(line.latencies)), 200)
        times = [line.latencies.percentile_us(100 * (1 - 10**-n)) for n in nines]
        axes.plot(nines, times, label=line.workload, **looks[line.workload])  # type: ignore[arg-type]  # as plot has them
    style.in_time(axes)
    style.titled(axes, title)
    style.keyed(axes)
    axes.set_xticks(
        range(_NINES), labels=["fastest", "90 %", "99 %", "99.9 %", "99.99 %"]
    )
    axes.set_xlim(-0.15, _NINES - 0.85)
    axes.set_xlabel("share of calls that took no longer", fontsize=9)
    axes.set_ylabel("time of a call", fontsize=9)


def _nines(calls: int) -> float:
    """Return how many nines *calls* can say something of: ten should be beyond."""
    return float(np.clip(np.log10(calls / 10), 1, _NINES - 1))
