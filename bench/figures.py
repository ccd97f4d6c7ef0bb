"""One line a workload: the same columns always, null where a figure does not apply."""

import json
from dataclasses import KW_ONLY, dataclass
from typing import Literal

from bench.latencies import Latencies

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
Peer = Literal[
    "empty",
    "sqlite",
    "redis",
    "postgresql",
    "stock",
    "unary",
    "mget",
    "rapidfuzz",
    "unsealed",
    "unrecorded",
    "plain",
]


@dataclass(frozen=True, slots=True)
class Line:
    """What one workload came to. `ratio` is ours ÷ the peer's.

    The fields that are no column are for the plots alone.
    """

    workload: str
    records: int
    _: KW_ONLY
    p50_us: float | None = None
    p99_us: float | None = None
    p999_us: float | None = None
    per_s: float | None = None
    rss_mib: float | None = None
    peer: Peer | None = None
    ratio: float | None = None
    latencies: Latencies | None = None
    """All that was timed, behind the three percentiles."""
    offered_per_s: float | None = None
    """Of an open loop: how many were sent a second, whatever came back."""
    extra: tuple[tuple[str, float], ...] = ()
    """Figures without a column, by name and unit: "table B/record"."""

    def as_json(self) -> str:
        """Return the columns as one JSON object."""
        return json.dumps({column: getattr(self, column) for column in COLUMNS})

    def as_text(self) -> str:
        """Return the line in columns, under `heading`."""
        return "  ".join(
            f"{_shown(getattr(self, column)):>{_width(column)}}" for column in COLUMNS
        )


def timed_line(  # noqa: PLR0913  # a line has so many columns
    workload: str,
    records: int,
    took: Latencies,
    *,
    answers: int = 1,
    peer: Peer | None = None,
    ratio: float | None = None,
    rss_mib: float | None = None,
    offered_per_s: float | None = None,
    extra: tuple[tuple[str, float], ...] = (),
) -> Line:
    """Return the line of calls that *took* so long one by one, with *answers* in each.

    `per_s` is what one asker gets who asks again at once.
    """
    return Line(
        workload,
        records,
        p50_us=took.percentile_us(50),
        p99_us=took.percentile_us(99),
        p999_us=took.percentile_us(99.9),
        per_s=answers * 1e6 / took.mean_us,
        rss_mib=rss_mib,
        peer=peer,
        ratio=ratio,
        latencies=took,
        offered_per_s=offered_per_s,
        extra=extra,
    )


def heading() -> str:
    """Return the names of the columns."""
    return "  ".join(f"{column:>{_width(column)}}" for column in COLUMNS)


def _width(column: str) -> int:
    return {"workload": 26, "records": 11, "peer": 10}.get(column, 9)


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 1000 else f"{value:.2f}"  # noqa: PLR2004
    return f"{value:,}" if isinstance(value, int) else str(value)
