"""One pass over a delivered file: good rows out, bad rows to the rejects file.

At the end it is proved that the file was whole, unchanged while it was read, what its
manifest vouches for, and good enough.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import polars as pl

from screening.feeds.ahead import ahead
from screening.feeds.columns import LINE, Columns, columns_of
from screening.feeds.csv_blocks import Quickly, csv_rows
from screening.feeds.delivery import Delivery, rfc3339_of
from screening.feeds.files import DeliveredFile, FileFormat, file_format
from screening.feeds.jsonl_blocks import JsonRows
from screening.feeds.parquet import parquet_rows
from screening.feeds.rejects import Rejects
from screening.feeds.report import Progress, Report
from screening.feeds.rows import BadRow, Rows
from screening.feeds.validate import Rules, faults, unknown_states
from screening.records import Database
from screening.storage.state import State
from screening.storage.writer import Applied

UNKNOWN_STATES_NAMED_MAX = 20
QUICK_BYTES = 32 << 20
"""From this size of a file on, plain rows are taken by compiled loops."""


class Intake:
    """Reads one delivery. `good_rows` once, to its end; then `prove`."""

    def __init__(
        self,
        delivered: DeliveredFile,
        delivery: Delivery,
        rules: Rules,
        rejects: Rejects,
    ) -> None:
        self._delivered = delivered
        self._delivery = delivery
        self._rules = rules
        self.rejects = rejects
        self.columns = columns_of(rules.database, delta=rules.delta)
        self.accepted = 0
        self._unknown: Counter[str] = Counter()

    @property
    def rows(self) -> int:
        """Rows read so far, good or bad."""
        return self.accepted + self.rejects.count

    def good_rows(self) -> Iterator[pl.DataFrame]:
        """Yield the rows that go in, in the order of the file, with their `line`.

        Raises `FeedRefused` as soon as the file cannot become acceptable.
        """
        return (rows.frame for rows in self.good() if rows.frame.height)

    def good(self) -> Iterator[Rows]:
        """Yield the same; of a large file of documents plain rows are filed already."""
        manifest = self._delivery.manifest
        with closing(ahead(self._batches())) as batches:
            for batch in batches:
                good = self._judged(batch)
                self.accepted += good.height + batch.filed_rows
                self._unknown.update(unknown_states(good, self._rules))
                if manifest is not None:
                    self._refuse_too_many_bad(of=max(manifest.records, self.rows))
                yield Rows(good, [], batch.filed, batch.filed_rows)
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
        """Return when the data was true: as published, or as the file was written."""
        if self._delivery.manifest is not None:
            return self._delivery.manifest.published_at.upper()  # t and z are allowed
        written = datetime(1970, 1, 1, tzinfo=UTC)
        written += timedelta(seconds=self._delivered.mtime_s)
        return rfc3339_of(min(written, self._delivery.around.now()))

    def report(  # noqa: PLR0913  # what only the caller knows, each by its name
        self,
        state: State,
        *,
        generation: str,
        duplicates: int,
        rejects_file: str | None,
        warnings: list[str],
        applied: Applied | None = None,
    ) -> Report:
        """Return what was done, once it is done."""
        took_s = max(time.monotonic() - self._delivery.around.begun_s, 1e-6)
        age = self._delivery.around.now() - datetime.fromisoformat(state.as_of)
        return Report(
            feed=self._delivery.feed,
            database=state.database,
            kind=self._delivery.kind,
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
            warnings=[*self._warnings(), *warnings],
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

    def _batches(self) -> Iterator[Rows]:
        path = self._delivered.path
        named = self._delivery.around.options.file_format
        kind, compression = file_format(path, named)
        if kind is FileFormat.PARQUET:
            return parquet_rows(path, self.columns)
        content = self._delivered.content(compression)
        if kind is FileFormat.CSV:
            return csv_rows(content, self.columns, file=path, quick=self._quick())
        return JsonRows(self.columns).rows(content)

    def _quick(self) -> Quickly | None:
        """Return what takes plain rows: worth the second it takes to be there."""
        rules, is_large = self._rules, self._delivered.size >= QUICK_BYTES
        if rules.delta or rules.database is not Database.DOCUMENTS or not is_large:
            return None
        from screening.feeds.quick_ahead import QuickAhead  # noqa: PLC0415

        return lambda names: QuickAhead(names, rules, self.columns.types)

    def _judged(self, batch: Rows) -> pl.DataFrame:
        """Return the good rows of *batch*; the others are counted and written."""
        found = faults(batch.frame, self._rules)
        if not found.height:
            self.rejects.add(batch.bad)
            return batch.frame
        failed = batch.frame[found["index"]]
        bad = [*batch.bad, *_bad_rows(failed, found, self.columns)]
        self.rejects.add(sorted(bad, key=lambda row: row.line))
        numbered = batch.frame.with_row_index("index")
        return numbered.join(found, on="index", how="anti", maintain_order="left").drop(
            "index"
        )

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
            or "; ".join([f"see {self.rejects.path}", *self.rejects.warnings()]),
        )


def _bad_rows(
    failed: pl.DataFrame, found: pl.DataFrame, columns: Columns
) -> Iterator[BadRow]:
    """Yield rows that can be read but may not go in, written as CSV again."""
    texts = failed.cast({pl.Categorical: pl.String}).select(
        pl.concat_str([_csv_field(n) for n in columns.known], separator=",").alias("")
    )
    for line, name, reason, text in zip(
        failed[LINE], found["field"], found["reason"], texts.to_series(), strict=True
    ):
        yield BadRow(line, name, reason, text)


def _csv_field(name: str) -> pl.Expr:
    """Return a column as fields of CSV, quoted where they need it."""
    text = pl.col(name).fill_null("")
    quoted = pl.concat_str(pl.lit('"'), text.str.replace_all('"', '""'), pl.lit('"'))
    return pl.when(text.str.contains('[",\r\n]')).then(quoted).otherwise(text)
