"""Bars: how fast files are loaded, beside databases, and how much memory was taken."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from bench.figures import Line
from bench.plots import style

_LOADERS = ("load/", "delta/", "persons-load")


def draw_throughput(lines: Sequence[Line]) -> Figure | None:
    """Draw rows a second of each load."""
    rates = {
        _with_records(line): line.per_s
        for line in lines
        if line.workload.startswith(("load/", "persons-load")) and line.per_s
    }
    return _figure({"From a delivered file to published": (rates, "rows a second")})


def draw_memory(lines: Sequence[Line]) -> Figure | None:
    """Draw the memory of loaders, all that was resident, and of workers, their own."""
    loading: dict[str, float] = {}
    serving: dict[str, float] = {}
    for line in lines:
        if line.rss_mib:
            of = loading if line.workload.startswith(_LOADERS) else serving
            of[_with_records(line)] = line.rss_mib
    return _figure(
        {
            "Loading: resident at its peak": (loading, "MiB"),
            "Serving: a worker's own memory": (serving, "MiB"),
        }
    )


def _figure(wanted: dict[str, tuple[dict[str, float], str]]) -> Figure | None:
    """Draw a panel of bars for each title that has any, with its unit."""
    shown = {title: found for title, found in wanted.items() if found[0]}
    if not shown:
        return None
    figure, panels = style.panels(len(shown))
    figure.set_figheight(1.4 + 0.34 * max(len(bars) for bars, _ in shown.values()))
    for axes, (title, (bars, unit)) in zip(panels, shown.items(), strict=True):
        _draw_bars(axes, bars, unit)
        style.titled(axes, title)
    return figure


def _draw_bars(axes: Axes, values: dict[str, float], unit: str) -> None:
    names = list(values)[::-1]
    colours = [style.PEER if ":" in name else style.COLOURS[0] for name in names]
    drawn = axes.barh(names, [values[name] for name in names], color=colours)
    axes.bar_label(drawn, fmt=lambda value: f" {value:,.0f}", fontsize=8.5)
    axes.grid(visible=False, axis="y")
    axes.margins(x=0.16)
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: style.count_of(value))
    )
    axes.set_xlabel(unit, fontsize=9)


def _with_records(line: Line) -> str:
    return f"{line.workload}, {style.count_of(line.records)}"
