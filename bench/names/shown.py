"""What the judge prints: one object of JSON, or tables to read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields

from bench.names.judged import Judged
from bench.names.points import Point

Figures = Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All that came of a run; what was not asked for is empty."""

    figures: Figures
    categories: Mapping[str, Judged] = field(default_factory=dict)
    points: Mapping[str, Sequence[Point]] = field(default_factory=dict)
    """By what is asked with, and what recall is told apart by."""

    def as_json(self) -> str:
        """Return one object: the figures, and what else there is."""
        said: dict[str, object] = dict(self.figures)
        if self.categories:
            said["categories"] = {n: asdict(e) for n, e in self.categories.items()}
        if self.points:
            said["points"] = {
                name: [asdict(point) for point in found]
                for name, found in self.points.items()
            }
        return json.dumps(said)

    def as_text(self) -> str:
        """Return tables."""
        lines = [f"{n:24} {_shown(value):>12}" for n, value in self.figures.items()]
        if self.categories:
            lines += _table(
                [each.name for each in fields(Judged)],
                {n: list(asdict(e).values()) for n, e in self.categories.items()},
            )
        for name, found in self.points.items():
            lines += ["", f"recall where so many innocents are alerted, {name}"]
            lines += _table([f"{point.alerted:.1%}" for point in found], _rows(found))
        return "\n".join(lines)


def _rows(found: Sequence[Point]) -> dict[str, list[float]]:
    rows = {"the score it takes": [point.above for point in found]}
    return rows | {name: [p.recall[name] for p in found] for name in found[0].recall}


def _table(
    columns: Sequence[str], rows: Mapping[str, Sequence[float | None]]
) -> Iterator[str]:
    yield ""
    yield "".join(f"{name:>17}" for name in columns)
    for name, values in rows.items():
        yield "".join(f"{_shown(value):>17}" for value in values) + f"  {name}"


def _shown(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4f}"
