"""From how a service stands to its metrics: their names, what they mean, what they are.

Labels are words of ours and names of feeds: nothing that a caller or a traveller could be
known by (law 12). Where workers differ, the worst is told: the lowest revision, the highest
age. `docs/operating.md` says what to do about each.
"""

from collections.abc import Callable, Iterable, Iterator

import screening
from screening.queries import FeedStatus, JournalStatus, Status
from screening.server.seeing.counts import BOUNDS_S
from screening.server.seeing.exposition import Family, Sample, histogram
from screening.server.seeing.ledger import Standings
from screening.server.seeing.totals import Totals
from screening.standing import FilterUse

Said = Callable[[FeedStatus], float]
Worst = Callable[[Iterable[float]], float]


def families(stands: Standings) -> Iterator[Family]:
    """Yield every metric of a service that *stands* so."""
    told = [each.report.status for each in stands.processes if each.report]
    yield from _of_processes(stands)
    yield from _of_calls(stands.totals)
    yield from _of_filters(stands.totals)
    if told:
        yield from _of_feeds(told)
        yield from _of_journal([each.journal for each in told if each.journal])
        yield from _of_keeping(told)


def _of_processes(stands: Standings) -> Iterator[Family]:
    workers = [each for each in stands.processes if not each.is_writer]
    yield _gauge(
        "build_info", "The version of this software.", 1, version=screening.__version__
    )
    yield _gauge("workers", "Workers that there should be.", stands.workers_wanted)
    yield _gauge(
        "workers_ready",
        "Workers that answer.",
        sum(each.is_ready for each in workers),
    )
    yield Family(
        "screening_worker_silent_seconds",
        "gauge",
        "Seconds since a worker said how it does; it does so once a second.",
        [Sample(each.silent_s, {"worker": str(each.number)}) for each in workers],
    )
    yield Family(
        "screening_restarts_total",
        "counter",
        "Processes that died and were replaced.",
        [
            Sample(stands.restarts[is_writer], {"process": process})
            for process, is_writer in (("worker", False), ("writer", True))
        ],
    )
    if stands.writer_wanted:
        ready = any(each.is_ready for each in stands.processes if each.is_writer)
        yield _gauge(
            "writer_ready", "Whether owners' changes can be written.", float(ready)
        )


def _of_calls(totals: Totals) -> Iterator[Family]:
    yield Family(
        "screening_call_duration_seconds",
        "histogram",
        "Calls, and questions over lanes, by how they ended: OK, or why not.",
        [
            sample
            for (method, outcome), timed in sorted(totals.calls.items())
            for sample in histogram(
                BOUNDS_S,
                timed.counts,
                timed.seconds,
                {"method": method, "outcome": outcome},
            )
        ],
    )
    yield Family(
        "screening_overloads_total",
        "counter",
        "How often more calls came than could be answered, for ten seconds each.",
        [Sample(totals.overloads)],
    )
    yield Family(
        "screening_held_back_total",
        "counter",
        "Records in quarantine that were met by questions and not answered.",
        [Sample(totals.held_back)],
    )


_OF_FILTERS: tuple[tuple[str, str, Callable[[FilterUse], int]], ...] = (
    ("denied", "Keys that a filter denied.", lambda use: use.denied),
    ("passed", "Keys that passed a filter.", lambda use: use.passed),
    (
        "false_passes",
        "Keys that passed a filter, and under which nothing was filed.",
        lambda use: use.false_passes,
    ),
)


def _of_filters(totals: Totals) -> Iterator[Family]:
    uses = sorted(totals.filters.items())
    for name, means, said in _OF_FILTERS:
        samples = [Sample(said(use), {"feed": feed}) for feed, use in uses]
        yield Family(f"screening_filter_{name}_total", "counter", means, samples)


_OF_FEEDS: tuple[tuple[str, str, Worst, Said], ...] = (
    ("revision", "The revision served.", min, lambda feed: feed.revision),
    ("age_seconds", "Age of the data.", max, lambda feed: feed.age_s),
    (
        "stale",
        "Whether the data is older than its publisher promised.",
        max,
        lambda feed: feed.stale,
    ),
    ("records", "Records held.", min, lambda feed: feed.records),
    (
        "changes",
        "Deltas and owners' submissions since the snapshot.",
        min,
        lambda feed: feed.changes,
    ),
    (
        "degraded",
        "Whether something is wrong with the copy; answers stay right.",
        max,
        lambda feed: bool(feed.degraded),
    ),
)


def _of_feeds(told: list[Status]) -> Iterator[Family]:
    by_feed: dict[tuple[str, str], list[FeedStatus]] = {}
    for status in told:
        for feed in status.feeds:
            by_feed.setdefault((feed.feed, str(feed.database)), []).append(feed)
    for name, means, worst, said in _OF_FEEDS:
        samples = [
            Sample(worst(map(said, feeds)), {"feed": feed, "database": database})
            for (feed, database), feeds in sorted(by_feed.items())
        ]
        yield Family(f"screening_feed_{name}", "gauge", means, samples)


def _of_journal(told: list[JournalStatus]) -> Iterator[Family]:
    if not told:
        return
    yield _gauge(
        "journal_broken",
        "Whether it cannot be written by some worker, which then answers nothing.",
        max(each.broken for each in told),
    )
    yield _gauge(
        "journal_unflushed_seconds",
        "How long entries have waited to be on disk.",
        max(each.unflushed_s for each in told),
    )
    unsigned = [each.unsigned_s for each in told if each.unsigned_s is not None]
    if unsigned:
        yield _gauge(
            "journal_unsigned_seconds",
            "Since some worker looked last whether a checkpoint is due.",
            max(unsigned),
        )
    yield _gauge(
        "journal_sealed",
        "Whether what was asked is sealed to an auditor.",
        min(bool(each.sealed_to) for each in told),
    )
    yield _gauge(
        "journal_signed",
        "Whether checkpoints are signed.",
        min(bool(each.signed_by) for each in told),
    )


def _of_keeping(told: list[Status]) -> Iterator[Family]:
    yield _gauge(
        "problems",
        "What an operator should look at: `screening status` has it in words.",
        max(len(each.problems) for each in told),
    )
    yield _gauge(
        "quarantine_rules",
        "What is held back, by rule.",
        min(len(each.quarantine) for each in told),
    )
    if ends := [each.certificate_ends for each in told if each.certificate_ends]:
        yield _gauge(
            "certificate_ends_timestamp_seconds",
            "When the service's certificate ends, in seconds since 1970.",
            min(ends).timestamp(),
        )
    if registers := [each.register for each in told if each.register]:
        yield _gauge(
            "register_refused",
            "Whether the file of the register is wrong, and an older one holds.",
            max(bool(each.problem) for each in registers),
        )
        yield _gauge(
            "register_callers",
            "Callers that the register names.",
            min(each.callers for each in registers),
        )


def _gauge(name: str, means: str, value: float, **labels: str) -> Family:
    return Family(f"screening_{name}", "gauge", means, [Sample(value, labels)])
