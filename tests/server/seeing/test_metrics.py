from screening.queries import JournalStatus
from screening.server.seeing.exposition import page
from screening.server.seeing.metrics import families
from screening.standing import QuarantineStatus, RegisterStatus
from tests.server.seeing.reports import (
    AS_OF,
    METHOD,
    Samples,
    feed,
    report,
    samples,
    standings,
    timed,
)

OF_FEED = (("database", "documents"), ("feed", "utopia-lost"))


def told(*reports: object) -> Samples:
    """Return the metrics of a service whose workers say these."""
    return samples(page(families(standings(*reports))))  # type: ignore[arg-type]  # reports


def test_calls_of_all_workers_are_added_up() -> None:
    """By method and outcome; so are filters, and what was held back."""
    read = told(
        report(timed(2), timed(1, "BUSY"), held_back=1, overloads=2),
        report(timed(3), held_back=4, overloads=5),
    )
    of = "screening_call_duration_seconds_count"

    assert read[of, (("method", METHOD), ("outcome", "OK"))] == 5
    assert read[of, (("method", METHOD), ("outcome", "BUSY"))] == 1
    assert read["screening_held_back_total", ()] == 5
    assert read["screening_overloads_total", ()] == 7
    assert read["screening_filter_denied_total", (("feed", "utopia-lost"),)] == 18
    assert read["screening_filter_false_passes_total", (("feed", "utopia-lost"),)] == 2


def test_of_a_feed_the_worst_is_told() -> None:
    """The lowest revision and the highest age: whoever lags is seen."""
    ahead = report(feeds=(feed(revision=8, age_s=10, changes=4),))
    behind = report(
        feeds=(feed(revision=7, age_s=70, stale=True, degraded="x", changes=3),)
    )
    read = told(ahead, behind)

    assert read["screening_feed_revision", OF_FEED] == 7
    assert read["screening_feed_age_seconds", OF_FEED] == 70
    assert read["screening_feed_changes", OF_FEED] == 3
    assert read["screening_feed_stale", OF_FEED] == 1
    assert read["screening_feed_degraded", OF_FEED] == 1


def test_one_worker_that_cannot_record_is_an_alarm() -> None:
    """Nor does one that lies behind hide behind the others."""
    well = JournalStatus(sealed_to="a", signed_by="b", unsigned_s=1.0)
    ill = JournalStatus(sealed_to="a", broken=True, unflushed_s=9.5, unsigned_s=200.0)
    read = told(report(journal=well), report(journal=ill))

    assert read["screening_journal_broken", ()] == 1
    assert read["screening_journal_unflushed_seconds", ()] == 9.5
    assert read["screening_journal_unsigned_seconds", ()] == 200
    assert read["screening_journal_sealed", ()] == 1
    assert read["screening_journal_signed", ()] == 0


def test_how_the_service_is_kept() -> None:
    """Certificate, register, quarantine, problems, restarts."""
    read = told(
        report(
            problems=("a", "b"),
            certificate_ends=AS_OF,
            register=RegisterStatus(digest="c", callers=3, problem="line 3"),
            quarantine=(QuarantineStatus(owner="UTO"),),
        )
    )

    assert read["screening_problems", ()] == 2
    assert read["screening_certificate_ends_timestamp_seconds", ()] == AS_OF.timestamp()
    assert read["screening_register_refused", ()] == 1
    assert read["screening_register_callers", ()] == 3
    assert read["screening_quarantine_rules", ()] == 1
    assert read["screening_restarts_total", (("process", "worker"),)] == 2
    assert read["screening_writer_ready", ()] == 0


def test_before_the_first_report_there_are_processes_alone() -> None:
    """Nothing is made up of what nobody has said."""
    read = told()

    assert read["screening_workers_ready", ()] == 0
    assert not any(name.startswith("screening_feed") for name, _ in read)
