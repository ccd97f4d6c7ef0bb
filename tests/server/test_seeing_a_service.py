"""A service as whoever runs it sees it: metrics and log lines of real processes."""

import json
import os
import re
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from screening.client import ScreeningClient
from screening.errors import InvalidQuery, ScreeningError
from screening.queries import Asked, DocumentQuery, PersonQuery
from screening.storage.quarantine import Rule, changing
from tests.server.seeing.reports import Samples, samples, scraped
from tests.server.service import Service, publish, service, wait_until
from tests.world import listed_person, stolen_passport

LISTED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
ABSENT = DocumentQuery(document_number="X1234567", issuing_state="UTO")
COUNT = "screening_call_duration_seconds_count"
DOCUMENT = "/screening.v1.ScreeningService/ScreenDocument"
LANE = "/screening.v1.ScreeningService/OpenLane"
MARKER = "QZJXW"
"""Stands for anything of a traveller: in no word that we write ourselves."""
JOURNAL_BYTES_MAX = 48 << 10
FEED = (("feed", "utopia-lost"),)
PASSED = ("screening_filter_passed_total", FEED)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a stolen passport and a person."""
    folder = tmp_path / "data"
    publish(folder, stolen_passport(), revision=7)
    publish(folder, listed_person(), revision=2)
    return folder


@pytest.fixture
def running(data: Path, tmp_path: Path) -> Iterator[Service]:
    """A service of two workers that tells metrics, and logs for machines."""
    with service(
        data, tmp_path, workers=2, metrics=("127.0.0.1", 0), json_log=True
    ) as running:
        yield running


def metrics(running: Service) -> Samples:
    """Return the metrics told now."""
    found = re.search(r'"port":(\d+)', running.log)
    assert found
    return samples(scraped(int(found[1])))


def of_calls(method: str, outcome: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the key of the count of such calls."""
    return COUNT, (("method", method), ("outcome", outcome))


def lines(running: Service) -> list[dict[str, Any]]:
    """Return the lines that were logged as objects."""
    found = [line for line in running.log.splitlines() if line.startswith("{")]
    return [json.loads(line) for line in found]


def test_every_question_is_counted_whoever_answered(running: Service) -> None:
    """By method and outcome, over both workers, over lanes too."""
    with pytest.raises(InvalidQuery):
        _ask(running, DocumentQuery(document_number="-", issuing_state="UTO"))
    for _ in range(6):  # each over a connection of its own: to either worker
        _ask(running, ABSENT)
    with (
        ScreeningClient(running.address, timeout_s=10.0) as client,
        client.lane() as lane,
    ):
        lane.screen_document(LISTED)
        lane.screen_document(LISTED)
    wait_until(lambda: metrics(running).get(of_calls(LANE, "OK"), 0) == 2)
    wait_until(lambda: metrics(running).get(of_calls(DOCUMENT, "OK"), 0) == 6)
    wait_until(lambda: of_calls(DOCUMENT, "INVALID_QUERY") in metrics(running))
    wait_until(lambda: metrics(running).get(PASSED, 0) == 2)
    read = metrics(running)

    assert read[of_calls(DOCUMENT, "INVALID_QUERY")] == 1
    assert read["screening_workers_ready", ()] == 2
    assert read["screening_filter_denied_total", FEED] == 6
    assert read[PASSED] == 2
    assert read["screening_filter_false_passes_total", FEED] == 0


def test_feeds_are_told_as_status_has_them(running: Service, data: Path) -> None:
    """Revision, records and age, and the next revision when it comes."""
    of_feed = (("database", "documents"), *FEED)
    wait_until(lambda: ("screening_feed_revision", of_feed) in metrics(running))
    read = metrics(running)
    publish(data, stolen_passport(), revision=8)
    wait_until(lambda: metrics(running)["screening_feed_revision", of_feed] == 8)

    assert read["screening_feed_revision", of_feed] == 7
    assert read["screening_feed_records", of_feed] == 1
    assert 0 <= read["screening_feed_age_seconds", of_feed] < 600


def test_a_worker_that_is_killed_is_counted_and_its_counts_are_kept(
    running: Service,
) -> None:
    """Sums do not go back; the restart is an alarm."""
    for _ in range(10):
        _ask(running, ABSENT)
    key, restarts = of_calls(DOCUMENT, "OK"), (("process", "worker"),)
    wait_until(lambda: metrics(running).get(key, 0) == 10)
    os.kill(running.workers()[0], signal.SIGKILL)
    wait_until(
        lambda: (
            metrics(running)["screening_restarts_total", restarts] == 1
            and metrics(running)["screening_workers_ready", ()] == 2
        )
    )

    assert metrics(running)[key] == 10


def test_a_worker_that_hangs_is_seen_by_its_silence(running: Service) -> None:
    """It says how it does once a second."""
    hanging = running.workers()[0]
    os.kill(hanging, signal.SIGSTOP)
    try:
        wait_until(
            lambda: (
                max(
                    value
                    for (name, _), value in metrics(running).items()
                    if name == "screening_worker_silent_seconds"
                )
                > 2.5
            )
        )
    finally:
        os.kill(hanging, signal.SIGCONT)


def test_records_held_back_are_counted(running: Service, data: Path) -> None:
    """How many rules there are, and how often a question met a record."""
    with changing(data) as (_, rules):
        rules.append(Rule(owner="UTO"))
    wait_until(lambda: metrics(running).get(("screening_quarantine_rules", ())) == 1)
    _ask(running, LISTED)
    wait_until(lambda: metrics(running)["screening_held_back_total", ()] == 1)


def test_nothing_of_a_traveller_is_in_a_metric_or_a_line(running: Service) -> None:
    """Not of who is asked about, nor of who asks, whatever goes wrong (law 12)."""
    asked = Asked(
        request_id=MARKER,
        checkpoint=MARKER,
        purpose=MARKER,
        unit=MARKER,
        user=MARKER,
        device=MARKER,
    )
    with ScreeningClient(running.address, asked=asked, timeout_s=10.0) as client:
        for question in _marked():
            try:
                question(client)
            except ScreeningError:
                continue
        channel = grpc.insecure_channel(running.address)
        for path in (f"/{MARKER}/{MARKER}", DOCUMENT):
            call: Any = channel.unary_unary(path)
            with pytest.raises(grpc.RpcError):
                call(MARKER.encode(), timeout=5)
        channel.close()
        _limit_journals(running)
        with pytest.raises(ScreeningError):
            _often(client)
    wait_until(lambda: "could not answer" in running.log)
    key = of_calls(DOCUMENT, "INVALID_QUERY")
    wait_until(lambda: metrics(running).get(key, 0) >= 1)
    page = str(metrics(running))

    assert MARKER not in page
    assert MARKER not in running.log
    assert stolen_passport().document_number not in page + running.log


def test_a_line_of_a_call_has_its_id(running: Service) -> None:
    """The caller's own where that can hold nothing else; and it is one JSON object."""
    given = "0d4d3b4e-5a0c-4c8e-9a57-0c2f6f1f9a11"
    _limit_journals(running)
    with (
        ScreeningClient(
            running.address, asked=Asked(request_id=given), timeout_s=10.0
        ) as client,
        pytest.raises(ScreeningError),
    ):
        _often(client)
    wait_until(lambda: given in running.log)
    line = next(line for line in lines(running) if line.get("request_id") == given)

    assert line["event"] == "could not answer"
    assert line["reason"] == "NOT_RECORDED"
    assert line["level"] == "ERROR"
    assert line["pid"] in running.workers()
    assert {"at", "logger", "error"} <= line.keys()


def _ask(running: Service, query: DocumentQuery) -> None:
    with ScreeningClient(running.address, timeout_s=10.0) as client:
        client.screen_document(query)


def _often(client: ScreeningClient) -> None:
    """Ask until a journal is full, as it soon must be."""
    for _ in range(1_000):
        client.screen_document(ABSENT)


def _limit_journals(running: Service) -> None:
    """Let no file of a worker grow beyond what a few hundred entries take."""
    for pid in running.workers():
        limits = (JOURNAL_BYTES_MAX, resource.RLIM_INFINITY)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def _marked() -> list[Any]:
    """Return questions that hold the marker, wherever they may."""
    return [
        lambda c: c.screen_document(
            DocumentQuery(document_number=MARKER, issuing_state="UTO")
        ),
        lambda c: c.screen_document(
            DocumentQuery(document_number="-", issuing_state=MARKER)
        ),
        lambda c: c.screen_person(PersonQuery(full=MARKER, birth_date=MARKER)),
        lambda c: c.screen_person(PersonQuery(full=MARKER)),
        lambda c: c.screen_mrz([MARKER]),
        lambda c: c.get_record(MARKER),
        lambda c: c.get_record(
            f"feeds/utopia-lost/documents/{MARKER}.UTO.UTO.{MARKER}"
        ),
    ]
