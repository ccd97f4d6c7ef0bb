"""Cost against size: what a question and a record cost where there are more of them."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from bench.figures import Line
from bench.plots import style


def draw(lines: Sequence[Line]) -> Figure | None:
    """Draw the time of a question, and the bytes of a record, over the records held."""
    found = [line for line in lines if line.workload.startswith("growth/")]
    if not found:
        return None
    found.sort(key=lambda line: line.records)
    records = [line.records for line in found]
    figure, (times, space) = style.panels(2)
    for percent, colour in zip((50, 99), style.COLOURS, strict=False):
        taken = [
            line.latencies.percentile_us(percent) for line in found if line.latencies
        ]
        _draw_curve(times, records, taken, f"p{percent:g}", colour)
    _finish(times, records, "A document nobody listed, in process")
    times.set_ylim(bottom=0)
    times.set_ylabel("microseconds a question", fontsize=9)
    for (name, _), colour in zip(found[0].extra, style.COLOURS, strict=False):
        values = [dict(line.extra)[name] for line in found]
        _draw_curve(space, records, values, name, colour)
    _finish(space, records, "Space a record takes")
    space.set_ylim(bottom=0)
    return figure


def _draw_curve(
    axes: Axes, records: list[int], values: list[float], label: str, colour: str
) -> None:
    axes.plot(records, values, marker="o", color=colour, linewidth=2, label=label)
    for x, y in zip(records, values, strict=True):
        axes.annotate(
            f"{y:.3g}",
            (x, y),
            (0, 6),
            textcoords="offset points",
            fontsize=8,
            ha="center",
        )


def _finish(axes: Axes, records: list[int], title: str) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda size, _: style.count_of(size)))
    axes.set_xticks(records, minor=False)
    axes.minorticks_off()
    axes.margins(x=0.12, y=0.15)
    axes.set_xlabel("records held", fontsize=9)
    style.titled(axes, title)
    style.keyed(axes)
