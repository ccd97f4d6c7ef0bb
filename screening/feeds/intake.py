"""One pass over a delivered file: good rows out, bad rows to the rejects file.

At the end it is proved that the file was whole, unchanged while it was read, what its
manifest vouches for, and good enough.
"""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Generic

from screening.feeds.delivery import Delivery, rfc3339_of
from screening.feeds.files import DeliveredFile
from screening.feeds.rejects import Rejects
from screening.feeds.report import Progress, Report
from screening.feeds.rows import Batch, Reading
from screening.storage.state import State
from screening.storage.writer import Applied

UNKNOWN_STATES_NAMED_MAX = 20


class Intake(Generic[Batch]):
    """Reads one delivery. `good` once, to its end; then `prove`."""

    def __init__(
        self,
        delivered: DeliveredFile,
        delivery: Delivery,
        reading: Reading[Batch],
        rejects: Rejects,
    ) -> None:
        self._delivered = delivered
        self._delivery = delivery
        self._reading = reading
        self.rejects = rejects
        self.accepted = 0
        self._unknown: Counter[str] = Counter()

    @property
    def rows(self) -> int:
        """Rows read so far, good or bad."""
        return self.accepted + self.rejects.count

    def good(self) -> Iterator[Batch]:
        """Yield the rows that go in, in the order of the file.

        Bad ones are counted and written. Raises `FeedRefused` as soon as the file cannot
        become acceptable.
        """
        manifest = self._delivery.manifest
        for batch in self._reading.judged():
            self.rejects.add(batch.bad)
            self.accepted += batch.good_rows
            self._unknown.update(batch.unknown_states)
            if manifest is not None:
                self._refuse_too_many_bad(of=max(manifest.records, self.rows))
            yield batch.good
            self.tell("reading")

    def prove(self) -> str:
        """Return the file's checksum once the whole of it is known to be right.

        Raises `FeedRefused` when it changed meanwhile, is not what its manifest
        vouches for, or has too many bad rows.
        """
        sha256, manifest = self._delivered.sha256(), self._delivery.manifest
        again = "deliver it again"
        if manifest is not None and sha256 != manifest.sha256.lower():
            reason = f"its SHA-256 is {sha256}, the manifest says {manifest.sha256}"
            raise self._delivery.refused(reason, again)
        if manifest is not None and self.rows != manifest.records:
            reason = f"it has {self.rows} rows, the manifest says {manifest.records}"
            raise self._delivery.refused(reason, again)
        self._refuse_too_many_bad(of=self.rows)
        return sha256

    def tell(self, stage: str, *, rows: int | None = None) -> None:
        """Say how far it is, to whoever wants to know."""
        progress, manifest = self._delivery.around.progress, self._delivery.manifest
        if progress is None:
            return
        progress(
            Progress(
                stage=stage,
                rows=self.rows if rows is None else rows,
                total=manifest.records if manifest else None,
                bytes_read=self._delivered.bytes_read,
                bytes_total=self._delivered.size,
            )
        )

    def as_of(self) -> str:
        """Return when the data was true: as published, or as the file was written.

        A manifest counts before what the file says of itself.
        """
        if self._delivery.manifest is not None:
            return self._delivery.manifest.published_at.upper()  # t and z are allowed
        said = self._reading.as_of()
        written = datetime(1970, 1, 1, tzinfo=UTC)
        written += timedelta(seconds=self._delivered.mtime_s)
        found = datetime.fromisoformat(said) if said else written
        return rfc3339_of(min(found, self._delivery.around.now()))

    @property
    def says_when(self) -> bool:
        """Whether `as_of` is more than the time of a file."""
        return self._delivery.manifest is not None or bool(self._reading.as_of())

    def report(  # noqa: PLR0913  # what only the caller knows, each by its name
        self,
        state: State,
        *,
        generation: str,
        duplicates: int,
        rejects_file: str | None,
        warnings: list[str],
        notes: list[str] | None = None,
        applied: Applied | None = None,
    ) -> Report:
        """Return what was done, once it is done."""
        took_s = max(time.monotonic() - self._delivery.around.begun_s, 1e-6)
        age = self._delivery.around.now() - datetime.fromisoformat(state.as_of)
        return Report(
            feed=self._delivery.feed,
            database=state.database,
            kind="delta" if applied else "snapshot",
            file=str(self._delivered.path),
            revision=state.revision,
            generation=generation,
            as_of=state.as_of,
            rows=self.rows,
            accepted=self.accepted,
            rejected=self.rejects.count,
            records=state.records,
            rejected_by_reason=dict(self.rejects.by_reason),
            duplicates=duplicates,
            puts=applied.puts if applied else 0,
            withdrawals=applied.withdrawals if applied else 0,
            withdrawn_missing=applied.withdrawn_missing if applied else 0,
            notes=[*self._delivery.notes, *self._reading.notes(), *(notes or [])],
            warnings=[*self._warnings(), *self._reading.warnings(), *warnings],
            rejects_file=rejects_file,
            vouched=self._delivery.manifest is not None,
            lag_s=age.total_seconds(),
            duration_s=took_s,
            rows_per_s=self.rows / took_s,
        )

    def _warnings(self) -> list[str]:
        found = self.rejects.warnings()
        if self._delivery.manifest is None:
            found.append("there is no manifest: nothing vouches for the file")
        if self._unknown:
            named = self._unknown.most_common(UNKNOWN_STATES_NAMED_MAX)
            states = ", ".join(f"{state} ({rows:,} rows)" for state, rows in named)
            found.append(f"State codes that nobody has assigned: {states}")
        return found

    def _refuse_too_many_bad(self, *, of: int) -> None:
        bad = self.rejects.count
        allowed = self._delivery.around.options.max_bad_percent
        if not bad or bad * 100 <= allowed * of:
            return
        self.rejects.keep()
        most = ", ".join(reason for reason, _ in self.rejects.by_reason.most_common(3))
        raise self._delivery.refused(
            f"{bad} of {of} rows are bad, more than {allowed:g} %: {most}",
            self.rejects.warning
            or "; ".join(
                [
                    f"see {self.rejects.path}",
                    "to load it without them, give --max-bad-percent",
                    *self.rejects.warnings(),
                ]
            ),
        )
