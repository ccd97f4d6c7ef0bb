"""Review dates: what is past goes, its owner hears of the rest, and a clock is not trusted."""

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.engine import Engine
from screening.feeds import reviews
from screening.feeds.in_place import InPlace
from screening.feeds.sweep import Swept, sweep
from screening.ownership import OwnerRights, QualityReport
from screening.queries import Asked
from screening.storage import change_journal
from screening.storage.catalog import Catalog
from screening.storage.change_journal import Entry, EntryKind
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.scan import scanned
from tests.feeds.deliveries import (
    FEED,
    deliver,
    document,
    jsonl_of,
    load,
    person,
    put,
    vehicle,
    withdraw,
)
from tests.feeds.owners import UTOPIA, submit, writer
from tests.world import NOW

TODAY = NOW.date()


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def dated(number: int, days: int, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the row of a document whose review date is so many days from today."""
    row = document(record_id=f"UTO-{number}", document_number=f"L{number:08d}")
    return {**row, "review_date": day(days), **fields}


def swept(data: Path, feed: str = FEED, *, days: int = 0) -> Swept:
    """Have review dates looked at, by a clock so many days ahead."""
    at = NOW + timedelta(days=days)
    done = sweep(
        writer(data, now=lambda: at), feed, now=lambda: at, goes_on=lambda: True
    )
    assert done is not None
    return done


def generation(data: Path, feed: str = FEED) -> Generation:
    folder = FeedFolder(data, feed)
    return Generation(folder.path / (folder.current() or ""))


def journal(data: Path) -> list[Entry]:
    with generation(data).view() as view:
        return list(change_journal.entries(view))


def report(data: Path, rights: OwnerRights = UTOPIA) -> QualityReport:
    engine = Engine(Catalog(data), record=lambda **_: None, now=lambda: NOW)
    return engine.owned.report(rights, FEED, Asked())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Documents: one past its date, one of today, two soon, one late, one undated."""
    rows = [dated(n, days) for n, days in enumerate((-1, 0, 30, 183, 184))]
    blanks = dated(8, 20, number_to="L00000009", status="stolen_blank")
    load(deliver(tmp_path / "l.csv", [*rows, blanks, document()]), tmp_path / "data")
    return tmp_path / "data"


def test_what_is_past_is_withdrawn_with_the_reason(data: Path) -> None:
    """From the day after its review date on, by a change of its own."""
    assert swept(data) == Swept(withdrawn=1, due=4)

    [entry] = journal(data)
    assert (entry.kind, entry.reason) == (EntryKind.SWEPT, "review date passed")
    assert b"UTO-0" in entry.rows[0]
    assert generation(data).state.records == 6
    assert scanned(generation(data).folder) == ""
    assert swept(data) == Swept(due=4)
    assert len(journal(data)) == 1


def test_owners_are_told_six_months_ahead(data: Path) -> None:
    """By date, with the names; what was renewed or withdrawn since is left out."""
    swept(data)
    told = report(data).reviews
    submit(data, put(dated(2, 400)), withdraw(dated(3, 183)))
    later = report(data).reviews

    assert [each.review_date for each in told.due] == [day(n) for n in (0, 20, 30, 183)]
    assert told.due[0].name == "feeds/lost/documents/L00000001.UTO.UTO.UTO-1"
    assert (told.count, told.as_of) == (4, NOW)
    assert [each.review_date for each in later.due] == [day(0), day(20)]
    assert later.count == 2


def test_an_owner_is_told_of_its_own_records_alone(data: Path) -> None:
    """Nobody learns what others have on file."""
    swept(data)

    rights = OwnerRights(owner="ZEN", feeds=(FEED,))
    assert report(data, rights).reviews.due == ()


def test_a_record_renewed_in_between_stays(data: Path) -> None:
    """It is looked at once more under the lock, before it goes."""
    one = writer(data)
    past = reviews.looked_through(generation(data), TODAY, goes_on=lambda: True)
    assert past is not None
    submit(data, put(dated(0, 90)))

    [due] = [each for each in past.past if each.record_id == "UTO-0"]
    not_yet = dataclasses.replace(due, review_date=day(90))
    assert one.withdraw_past(FEED, [due, not_yet]) == 0
    assert generation(data).state.records == 7


def test_a_clock_that_runs_ahead_empties_no_feed(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where most of a feed would go, nothing does, and it is said how much that was."""
    monkeypatch.setattr(reviews, "FEW", 2)

    assert swept(data, days=3_650) == Swept(refused=6)
    assert generation(data).state.records == 7


def test_what_was_swept_is_not_swept_from_the_next_snapshot(data: Path) -> None:
    """Its publisher may have renewed it: the snapshot's own dates count."""
    swept(data)
    load(
        deliver(data.parent / "n.csv", [dated(0, 90), document()]),
        data,
        allow_shrink=True,
    )

    assert generation(data).state.records == 2


def test_a_look_is_many_short_ones(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is looked at together, nothing is left out, and nothing told twice."""
    whole = swept(data, days=-30)
    for at_once in (1, 2, 3):
        monkeypatch.setattr(reviews, "KEYS_AT_ONCE", at_once)
        assert swept(data, days=-30) == whole


def test_a_look_may_be_broken_off(data: Path) -> None:
    """A writer that ends does not read a world's list to its end first."""
    one = InPlace(data, now=lambda: NOW, wait_s=0)

    assert sweep(one, FEED, now=lambda: NOW, goes_on=lambda: False) is None
    assert generation(data).state.records == 7


def test_vehicles_and_persons_have_review_dates_too(tmp_path: Path) -> None:
    """One past, one due in each."""
    days = ("-1", -1), ("+9", 9)
    cars = [vehicle(record_id=f"V{n}", review_date=day(d)) for n, d in days]
    sought = [person(record_id=f"P{n}", review_date=day(d)) for n, d in days]
    for feed, database, content in (
        ("cars", "vehicles", deliver(tmp_path / "cars.csv", cars)),
        ("sought", "persons", deliver(tmp_path / "s.jsonl", jsonl_of(sought))),
    ):
        load(content, tmp_path / "data", feed=feed, database=database)

        assert swept(tmp_path / "data", feed) == Swept(withdrawn=1, due=1)
        assert generation(tmp_path / "data", feed).state.records == 1
        assert scanned(generation(tmp_path / "data", feed).folder) == ""


def test_answers_of_long_ago_are_forgotten(data: Path) -> None:
    """Receipts are kept for a month: they must not grow without end."""
    submit(data, put(document(record_id="a")), request_id="1", at=NOW)
    swept(data, days=29)
    with generation(data).view() as view:
        kept = change_journal.receipt(view, "UTO", "1")
    swept(data, days=31)
    with generation(data).view() as view:
        assert change_journal.receipt(view, "UTO", "1") is None
    assert kept is not None
