"""`submit`, `records` and `quality`: what data owners do with their own records."""

import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from screening.cli import as_json as json
from screening.cli.answering import service_at
from screening.cli.change_file import NumberedRow, parts
from screening.cli.exits import ExitCode
from screening.cli.options import AsJson, Certificate, Feed, Key, Roots, visit
from screening.cli.words import age, many, rfc3339, when
from screening.errors import InvalidQuery, QuotaExceeded, ScreeningError
from screening.ownership import Acknowledgement, QualityReport
from screening.records import Database, DocumentStatus, Notice, VehicleStatus

REJECTED_SHOWN_MAX = 20
PAGE_SIZE = 1_000
QUOTA_RETRY_S = 1.0
"""When to send again where a service does not say."""
_PURPOSE = "RECORD_UPKEEP"
"""What an owner always asks for."""
_MADE = ("puts", "withdrawals", "withdrawn_missing")
_OPS = ("put", "withdraw")
_WORDS: Mapping[tuple[Database, str], tuple[str, ...]] = {
    (Database.DOCUMENTS, "status"): tuple(DocumentStatus),
    (Database.VEHICLES, "status"): tuple(VehicleStatus),
    (Database.PERSONS, "notice"): tuple(Notice),
}
_CHECKSUM_CHARS = 32
Service = Annotated[
    str,
    typer.Option(
        "--server", metavar="HOST:PORT", help="The service that is written to."
    ),
]
ChangeFile = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="Changes as .csv or .jsonl, with a column op."),
]
DatabaseName = Annotated[
    Database,
    typer.Option("--database", metavar="NAME", help="documents, vehicles or persons."),
]
RequestId = Annotated[
    str | None,
    typer.Option(
        "--request-id",
        metavar="ID",
        help="Begins the names of the requests; by default the file's own checksum does, "
        "so that a file sent twice is made once.",
    ),
]
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Kept with the changes.")
]


def submit(
    file: ChangeFile,
    *,
    server: Service,
    feed: Feed,
    database: DatabaseName = Database.DOCUMENTS,
    request_id: RequestId = None,
    reason: Reason = "",
    certificate: Certificate = None,
    key: Key = None,
    roots: Roots = None,
    as_json: AsJson = False,
) -> int:
    """Send changes of one's own records to a service.

    They are sent a thousand at a time, in order, and count at once for whoever asks; each
    answer means that they are on disk. A file that was broken off is sent again whole:
    what was made is not made twice. Beyond the quota it waits. Exits with 1 if any change
    was rejected.
    """
    sent = _Sent()
    begin = request_id or _checksum(file)
    with service_at(server, visit(certificate, key, roots, _PURPOSE)) as client:
        try:
            for number, part in enumerate(parts(file), start=1):
                rows = sent.sendable(part, database)
                if rows:
                    send = partial(
                        client.apply_changes,
                        feed,
                        [row for _, row in rows],
                        database=database,
                        request_id=f"{begin}-{number}",
                        reason=reason,
                    )
                    answer = _within_quota(send)
                    sent.add(answer, [line for line, _ in rows])
        except ScreeningError:
            sys.stderr.write(f"acknowledged before that: {many(sent.made, 'change')}\n")
            raise
    if as_json:
        typer.echo(json.text(sent.as_json()))
    else:
        sent.show()
    return ExitCode.FAILED if sent.rejected else ExitCode.DONE


def _within_quota(send: Callable[[], Acknowledgement]) -> Acknowledgement:
    """Return what *send* is answered; beyond the quota, wait as long as is said."""
    while True:
        try:
            return send()
        except QuotaExceeded as error:
            pause_s = error.retry_after_s or QUOTA_RETRY_S
            sys.stderr.write(f"the quota is used up; going on in {pause_s:.0f} s\n")
            time.sleep(pause_s)


@dataclass(slots=True)
class _Sent:
    """What came of the requests that a file was sent in."""

    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    revision: int = 0

    @property
    def made(self) -> int:
        """Changes that were made."""
        return sum(self.counts[name] for name in _MADE)

    def sendable(
        self, part: list[NumberedRow], database: Database
    ) -> list[NumberedRow]:
        """Return the rows that a request can say; the others are rejected here."""
        from screening.translate.changes import row_to_wire

        found = []
        for line, row in part:
            try:
                row_to_wire(row, database)
            except InvalidQuery as error:
                cure = _words_cure(error.field, database) or error.cure
                self._reject(line, error.field, error.reason, cure)
            else:
                found.append((line, row))
        return found

    def add(self, answer: Acknowledgement, lines: list[int]) -> None:
        """Count one more *answer*, about the rows of *lines*."""
        self.revision = answer.revision
        for name in (*_MADE, "duplicates"):
            self.counts[name] += getattr(answer, name)
        for each in answer.rejected:
            self._reject(lines[each.index], each.field, each.reason)

    def _reject(self, line: int, field: str, reason: str, cure: str = "") -> None:
        told = {"line": line, "field": field, "reason": reason}
        self.rejected.append(told | ({"cure": cure} if cure else {}))

    def as_json(self) -> dict[str, Any]:
        """Return all of it as what JSON can hold."""
        names = (*_MADE, "duplicates")
        counts = {name: self.counts[name] for name in names}
        return {"revision": self.revision, **counts, "rejected": self.rejected}

    def show(self) -> None:
        """Print it for people."""
        from screening.cli.page import Page

        page = Page()
        page.heading(f"{many(self.made, 'change')} made")
        page.line("revision", str(self.revision))
        page.line("put", f"{self.counts['puts']:,}")
        page.line("withdrawn", f"{self.counts['withdrawals']:,}")
        if missing := self.counts["withdrawn_missing"]:
            page.line("not held", f"{missing:,}")
        if duplicates := self.counts["duplicates"]:
            page.line(
                "duplicates", f"{duplicates:,} (the last change of a record counts)"
            )
        for each in self.rejected[:REJECTED_SHOWN_MAX]:
            cure = f"; {each['cure']}" if "cure" in each else ""
            at = f"line {each['line']}, {each['field']}"
            page.line("rejected", f"{at}: {each['reason']}{cure}")
        if (more := len(self.rejected) - REJECTED_SHOWN_MAX) > 0:
            page.line("rejected", f"and {more:,} more")


def records(
    *,
    server: Service,
    feed: Feed,
    certificate: Certificate = None,
    key: Key = None,
    roots: Roots = None,
    as_json: AsJson = False,
) -> int:
    """List one's own records in a feed.

    Whether or not they are still answered. With --json one record a line, as it comes.
    """
    count, token = 0, ""
    with service_at(server, visit(certificate, key, roots, _PURPOSE)) as client:
        while True:
            page = client.list_records(feed, page_size=PAGE_SIZE, page_token=token)
            for each in page.records:
                told = {"name": each.name, "record": json.record(each.record)}
                typer.echo(json.text(told) if as_json else each.name)
            count, token = count + len(page.records), page.next_page_token
            if not token:
                break
    if not as_json:
        sys.stderr.write(f"{many(count, 'record')}\n")
    return ExitCode.DONE


def quality(
    *,
    server: Service,
    feed: Feed,
    certificate: Certificate = None,
    key: Key = None,
    roots: Roots = None,
    as_json: AsJson = False,
) -> int:
    """Report how good one's own data in a feed is.

    What was accepted and rejected of it, and which review dates come within six months.
    """
    with service_at(server, visit(certificate, key, roots, _PURPOSE)) as client:
        report = client.quality_report(feed)
    if as_json:
        typer.echo(json.text(_as_json(report)))
    else:
        _show(report)
    return ExitCode.DONE


def _as_json(report: QualityReport) -> dict[str, Any]:
    quality, reviews = report.quality, report.reviews
    return {
        "feed": report.feed,
        "owner": report.owner,
        "revision": report.revision,
        "as_of": rfc3339(report.as_of),
        "lag_s": report.lag_s,
        "requests": quality.submissions,
        "last_request_at": rfc3339(quality.last_at) if quality.last_at else None,
        "accepted": quality.accepted,
        "rejected": quality.rejected,
        "rejected_by_reason": quality.rejected_by_reason,
        "duplicates": quality.duplicates,
        "due": reviews.count,
        "due_records": [
            {"name": each.name, "review_date": each.review_date} for each in reviews.due
        ],
        "reviewed_at": rfc3339(reviews.as_of) if reviews.as_of else None,
    }


def _show(report: QualityReport) -> None:
    from screening.cli.page import Page

    page, quality, reviews = Page(), report.quality, report.reviews
    page.heading(f"{report.feed}: records of {report.owner}")
    page.line("data", f"as of {when(report.as_of)}, {age(report.lag_s)}")
    page.line("revision", str(report.revision))
    page.line("requests", f"{quality.submissions:,}")
    page.line("accepted", f"{quality.accepted:,}")
    page.line("rejected", f"{quality.rejected:,}")
    for reason, count in sorted(quality.rejected_by_reason.items()):
        page.line("", f"{count:,} {reason}")
    page.line("duplicates", f"{quality.duplicates:,}")
    if reviews.as_of is None:
        page.line("due", "review dates were not looked at yet")
        return
    page.line(
        "due", f"{reviews.count:,} within six months, as of {when(reviews.as_of)}"
    )
    for each in reviews.due:
        page.line("", f"{each.review_date} {each.name}")


def _words_cure(field: str, database: Database) -> str:
    """Return which words *field* may hold, "" where it may hold others.

    >>> _words_cure("op", Database.DOCUMENTS)
    'write put or withdraw'
    """
    words = _OPS if field == "op" else _WORDS.get((database, field), ("",))
    *others, last = words
    return f"write {', '.join(others)} or {last}" if others else ""


def _checksum(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:_CHECKSUM_CHARS]
