"""How pictures look: quiet axes, few colours, ours in front and peers behind."""

from collections.abc import Callable, Iterable, Sequence
from math import ceil

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from bench.figures import Line

Picture = Callable[[Sequence[Line]], Figure | None]

COLOURS = ("#0b5394", "#d1731b", "#2e8b57", "#a4262c", "#6b4fa0", "#8a6d3b", "#1f9aa8")
PEER = "#8c8c8c"
PEER_DASHES = ("--", ":", "-.", (0, (6, 2, 1, 2, 1, 2)))
_INK, _GRID = "#333333", "#e3e3e3"
_PANEL_INCHES = (6.4, 4.4)
_US_A_MS, _US_A_S = 1e3, 1e6


def panels(count: int) -> tuple[Figure, list[Axes]]:
    """Return a figure of *count* panels, two in a row."""
    across = min(count, 2)
    down = ceil(count / across)
    width, height = _PANEL_INCHES
    figure = Figure(figsize=(width * across, height * down), layout="constrained")
    axes = [figure.add_subplot(down, across, at + 1) for at in range(count)]
    for each in axes:
        quiet(each)
    return figure, axes


def quiet(axes: Axes) -> None:
    """Leave of *axes* what says something."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(_GRID)
    axes.tick_params(colors=_INK, labelsize=9, length=0, which="both")
    axes.grid(color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)


def titled(axes: Axes, title: str) -> None:
    """Say over *axes* what they show."""
    axes.set_title(title, loc="left", fontsize=11, color=_INK, fontweight="bold")


def keyed(axes: Axes) -> None:
    """Say which line is which."""
    axes.legend(frameon=False, fontsize=8.5, labelcolor=_INK)


def in_time(axes: Axes) -> None:
    """Make the vertical axis one of times, in microseconds, by powers of ten."""
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda us, _: time_of(us)))
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_minor_locator(NullLocator())


def time_of(us: float) -> str:
    """Return *us* microseconds in the unit one would say them in.

    >>> time_of(0.3), time_of(25), time_of(4100), time_of(2e6)
    ('0.3 µs', '25 µs', '4.1 ms', '2 s')
    """
    if us >= _US_A_S:
        return f"{us / _US_A_S:.3g} s"
    if us >= _US_A_MS:
        return f"{us / _US_A_MS:.3g} ms"
    return f"{us:.3g} µs"


def count_of(number: float) -> str:
    """Return *number* as one would say it: in thousands and millions.

    >>> count_of(250), count_of(20_000), count_of(140_000_000)
    ('250', '20 k', '140 M')
    """
    for size, unit in ((1e6, " M"), (1e3, " k")):
        if number >= size:
            return f"{number / size:.3g}{unit}"
    return f"{number:.3g}"


def styles(names: Iterable[str]) -> dict[str, dict[str, object]]:
    """Return how to draw the line of each workload: colours for ours, dashes for peers."""
    found: dict[str, dict[str, object]] = {}
    ours = peers = 0
    for name in names:
        if ":" in name:
            dashes = PEER_DASHES[peers % len(PEER_DASHES)]
            found[name] = {"color": PEER, "linestyle": dashes, "linewidth": 1.4}
            peers += 1
        else:
            colour = COLOURS[ours % len(COLOURS)]
            found[name] = {"color": colour, "linewidth": 2.0}
            ours += 1
    return found
