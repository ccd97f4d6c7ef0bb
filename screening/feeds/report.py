"""What a load or an apply did: for the operator, and for the data owner (RPD 10-12)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a load is."""

    stage: str
    """`reading`, `sorting`, `building`, `verifying`, `publishing` or `applying`."""
    rows: int
    total: int | None
    """Rows there will be, when the manifest says so."""
    bytes_read: int
    bytes_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One delivery that went in."""

    feed: str
    database: str
    kind: str
    file: str
    revision: int
    generation: str
    as_of: str
    rows: int
    """Delivered, good or bad."""
    accepted: int
    rejected: int
    records: int
    """Held of the feed now."""
    rejected_by_reason: Mapping[str, int] = field(default_factory=dict)
    duplicates: int = 0
    """Rows whose record, by owner and record_id, came before in the same file.

    The last row of a record counts.
    """
    puts: int = 0
    withdrawals: int = 0
    withdrawn_missing: int = 0
    """Withdrawals of what is not held: reported, not an error."""
    notes: list[str] = field(default_factory=list)
    """What was made of the delivery, where that is not plain from the rest."""
    warnings: list[str] = field(default_factory=list)
    rejects_file: str | None = None
    vouched: bool = False
    """A manifest vouched for the file, and it held."""
    lag_s: float = 0.0
    """From `as_of` to now."""
    duration_s: float = 0.0
    rows_per_s: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return all of it as what JSON can hold."""
        return {**asdict(self), "rejected_by_reason": dict(self.rejected_by_reason)}

    def as_text(self) -> str:
        """Return it in aligned lines for a terminal; what is nothing is left out."""
        lines = [*self._head(), *self._counts(), *self._times()]
        width = max(len(name) for name, _ in lines)
        return "\n".join(f"{name:<{width}}  {value}" for name, value in lines)

    def _head(self) -> list[tuple[str, str]]:
        vouched = "" if self.vouched else " (nothing vouched for the file)"
        return [
            ("feed", f"{self.feed} ({self.database}), {self.kind}"),
            ("file", self.file),
            ("revision", f"{self.revision} in {self.generation}"),
            ("data as of", f"{self.as_of}{vouched}"),
        ]

    def _counts(self) -> list[tuple[str, str]]:
        lines = [("rows", f"{self.rows:,}"), ("accepted", f"{self.accepted:,}")]
        lines.append(("rejected", f"{self.rejected:,}"))
        by_reason = sorted(self.rejected_by_reason.items(), key=lambda item: -item[1])
        lines += [("", f"{count:,} {reason}") for reason, count in by_reason]
        optional = {
            "duplicates": (self.duplicates, " (the last row of a record counts)"),
            "put": (self.puts, ""),
            "withdrawn": (self.withdrawals, ""),
            "not held": (self.withdrawn_missing, ""),
        }
        lines += [
            (name, f"{count:,}{meaning}")
            for name, (count, meaning) in optional.items()
            if count
        ]
        lines.append(("records", f"{self.records:,} held"))
        if self.rejects_file:
            lines.append(("rejects in", self.rejects_file))
        return lines

    def _times(self) -> list[tuple[str, str]]:
        lines = [
            ("lag", f"{self.lag_s / 3600:,.1f} h"),
            ("took", f"{self.duration_s:,.1f} s, {self.rows_per_s:,.0f} rows/s"),
        ]
        lines += [("note", note) for note in self.notes]
        return lines + [("warning", warning) for warning in self.warnings]
