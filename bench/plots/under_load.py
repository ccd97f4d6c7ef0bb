"""Latency against load: sent at times that were set before, whatever had come back."""

import re
from collections import defaultdict
from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from bench.figures import Line
from bench.plots import style

_PERCENTS = ((50, ":"), (99, "-"))
_RATE = re.compile(r"[/-]\d+(?=:|$)")


def draw(lines: Sequence[Line]) -> Figure | None:
    """Draw p50 and p99 over the rate at which was asked."""
    by_name: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.latencies is not None and line.offered_per_s:
            by_name[_without_rate(line.workload)].append(line)
    if not by_name:
        return None
    figure, (axes,) = style.panels(1)
    for at, (name, found) in enumerate(sorted(by_name.items())):
        points = sorted(found, key=lambda line: line.offered_per_s or 0)
        colour = style.PEER if ":" in name else style.COLOURS[at % len(style.COLOURS)]
        for percent, dashes in _PERCENTS:
            axes.plot(
                [line.offered_per_s or 0 for line in points],
                [
                    line.latencies.percentile_us(percent)
                    for line in points
                    if line.latencies
                ],
                color=colour,
                linestyle=dashes,
                marker="o",
                markersize=4,
                label=f"{name}, p{percent:g}",
            )
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda rate, _: style.count_of(rate)))
    lines_of_all = (line for found in by_name.values() for line in found)
    axes.set_xticks(sorted({line.offered_per_s or 0 for line in lines_of_all}))
    axes.minorticks_off()
    axes.set_xlabel("questions a second, sent at set times", fontsize=9)
    axes.set_ylabel("from the set time to the answer", fontsize=9)
    style.in_time(axes)
    style.titled(axes, "Latency against load")
    style.keyed(axes)
    return figure


def _without_rate(workload: str) -> str:
    """Return *workload* without the rate that tells its lines apart.

    >>> _without_rate("unary/open-250:empty"), _without_rate("mixed")
    ('unary/open:empty', 'mixed')
    """
    return _RATE.sub("", workload)
