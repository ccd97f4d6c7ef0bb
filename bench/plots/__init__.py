"""Draws what a run came to, as PNG: one picture a question, none without figures."""

import sys
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Line
from bench.plots import bars, distributions, sizes, under_load
from bench.plots.style import Picture

PICTURES: dict[str, Picture] = {
    "latencies": distributions.draw,
    "latency-against-load": under_load.draw,
    "cost-against-size": sizes.draw,
    "load-throughput": bars.draw_throughput,
    "memory": bars.draw_memory,
}


def draw(lines: Sequence[Line], folder: Path) -> None:
    """Draw all there are figures of into *folder*; say what was drawn and what was not."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = list(
        {line.workload: line for line in lines}.values()
    )  # one a peer: the last
    for name, picture in PICTURES.items():
        path = folder / f"{name}.png"
        path.unlink(missing_ok=True)  # of another run: it would be taken for this one's
        figure = picture(ours)
        if figure is None:
            print(f"{path}: not drawn, no figures for it", file=sys.stderr)
            continue
        figure.savefig(path, dpi=150)
        print(path, file=sys.stderr)
