"""Reports of workers for tests, and every metric there is."""

from collections import Counter
from datetime import UTC, datetime
from urllib.request import urlopen

from screening.queries import FeedStatus, JournalStatus, Status
from screening.records import Database
from screening.server.seeing.counts import Timed
from screening.server.seeing.exposition import Family
from screening.server.seeing.ledger import Standing, Standings
from screening.server.seeing.metrics import families
from screening.server.seeing.report import Report
from screening.server.seeing.totals import Totals
from screening.standing import FilterUse, RegisterStatus

AS_OF = datetime(2026, 11, 21, tzinfo=UTC)
METHOD = "/screening.v1.ScreeningService/ScreenDocument"
QUICK_CLASS, CLASSES = 1, 18
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def feed(name: str = "utopia-lost", **changed: object) -> FeedStatus:
    """Return what is held of a feed."""
    given: dict[str, object] = {
        "feed": name,
        "database": Database.DOCUMENTS,
        "generation": "gen-000001",
        "revision": 7,
        "as_of": AS_OF,
        "age_s": 60,
        "stale": False,
        "records": 3,
    }
    return FeedStatus(**given | changed)  # type: ignore[arg-type]  # by their names


def timed(quick: int, outcome: str = "OK", method: str = METHOD) -> Timed:
    """Return *quick* calls that ended in *outcome*."""
    counts = [0] * CLASSES
    counts[QUICK_CLASS] = quick
    return Timed(method, outcome, counts, quick * 0.0002)


def report(
    *calls: Timed, held_back: int = 0, overloads: int = 0, **status: object
) -> Report:
    """Return what a worker says that answered *calls*."""
    given: dict[str, object] = {"feeds": (feed(),)}
    return Report(
        calls=calls,
        filters=(FilterUse(feed="utopia-lost", denied=9, passed=2, false_passes=1),),
        held_back=held_back,
        overloads=overloads,
        status=Status(**given | status),  # type: ignore[arg-type]  # by their names
    )


def standings(*reports: Report) -> Standings:
    """Return how a service stands whose workers say these."""
    totals = Totals()
    for each in reports:
        totals.add(each)
    return Standings(
        workers_wanted=len(reports),
        writer_wanted=True,
        processes=tuple(
            Standing(
                number=number, is_writer=False, is_ready=True, report=each, silent_s=0.5
            )
            for number, each in enumerate(reports)
        ),
        restarts=Counter({False: 2}),
        totals=totals,
    )


def every_family() -> list[Family]:
    """Return every metric that there can be."""
    whole = report(
        timed(1),
        journal=JournalStatus(sealed_to="a" * 16, signed_by="b" * 16, unsigned_s=1.0),
        register=RegisterStatus(digest="c" * 64, callers=3),
        certificate_ends=AS_OF,
    )
    return list(families(standings(whole)))


def scraped(port: int) -> str:
    """Return the metrics told at *port*."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        return bytes(answer.read()).decode()


def samples(page: str) -> Samples:
    """Return what Prometheus's own reader makes of *page*."""
    from prometheus_client.parser import (  # noqa: PLC0415 -- a second, for some tests
        text_string_to_metric_families,
    )

    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }
