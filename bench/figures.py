"""One line a workload: the same columns always, null where a figure does not apply."""

import json
from dataclasses import asdict, dataclass

import numpy as np

COLUMNS = (
    "workload",
    "records",
    "p50_us",
    "p99_us",
    "p999_us",
    "per_s",
    "rss_mib",
    "peer",
    "ratio",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one workload came to. `ratio` is ours ÷ the peer's."""

    workload: str
    records: int
    p50_us: float | None = None
    p99_us: float | None = None
    p999_us: float | None = None
    per_s: float | None = None
    rss_mib: float | None = None
    peer: str | None = None
    """`empty` or `unary`: see `workloads`."""
    ratio: float | None = None

    def as_json(self) -> str:
        """Return the line as one JSON object."""
        return json.dumps(asdict(self))

    def as_text(self) -> str:
        """Return the line in columns, under `heading`."""
        return "  ".join(
            f"{_shown(getattr(self, column)):>{_width(column)}}" for column in COLUMNS
        )


def heading() -> str:
    """Return the names of the columns."""
    return "  ".join(f"{column:>{_width(column)}}" for column in COLUMNS)


def _width(column: str) -> int:
    return 16 if column == "workload" else max(9, len(column))


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 1000 else f"{value:.2f}"  # noqa: PLR2004
    return f"{value:,}" if isinstance(value, int) else str(value)


@dataclass(frozen=True, slots=True)
class Latencies:
    """Times of single calls, in microseconds."""

    p50_us: float
    p99_us: float
    p999_us: float
    mean_us: float

    @classmethod
    def of_ns(cls, taken_ns: list[int]) -> "Latencies":
        """Return the percentiles of *taken_ns*."""
        us = np.array(taken_ns) / 1000
        p50, p99, p999 = np.percentile(us, [50, 99, 99.9])
        return cls(float(p50), float(p99), float(p999), float(us.mean()))
