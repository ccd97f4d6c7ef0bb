"""What owners submit: made once, on disk, one revision on; or refused, and nothing changed."""

from datetime import timedelta
from pathlib import Path

import pytest

from screening.errors import (
    Busy,
    DiskFull,
    LimitExceeded,
    NotItsFeed,
    NotTheOwner,
    RequestReused,
)
from screening.feeds import held_open, submissions
from screening.ownership import OwnerRights, Rejected
from screening.storage import change_journal, filter_upkeep
from screening.storage.change_journal import Entry, EntryKind
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.scan import scanned
from screening.storage.state import State
from screening.storage.writer import apply
from tests.feeds.deliveries import (
    FEED,
    deliver,
    document,
    documents,
    held,
    jsonl_of,
    load,
    person,
    put,
    records,
    vehicle,
    withdraw,
)
from tests.feeds.owners import submission, submit, writer
from tests.storage.test_builder import fill_up, tiny_disk
from tests.world import NOW


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that holds three documents."""
    load(deliver(tmp_path / "lost.csv", documents(3)), tmp_path / "data")
    return tmp_path / "data"


def generation(data: Path, feed: str = FEED) -> Generation:
    folder = FeedFolder(data, feed)
    return Generation(folder.path / (folder.current() or ""))


def state(data: Path, feed: str = FEED) -> State:
    return generation(data, feed).state


def journal(data: Path) -> list[Entry]:
    with generation(data).view() as view:
        return list(change_journal.entries(view))


def test_what_is_put_is_held_one_revision_on(data: Path) -> None:
    """All of a submission at once; the publisher's own revision stays."""
    done = submit(data, put(document(record_id="new")), withdraw(documents(1)[0]))

    assert (done.revision, done.puts, done.withdrawals, done.rejected) == (2, 1, 1, ())
    assert (state(data).revision, state(data).records) == (2, 3)
    assert state(data).delivered_revision == 1
    assert scanned(generation(data).folder) == ""


def test_the_change_journal_says_who_changed_what_and_when(data: Path) -> None:
    """By revision, the rows as they were sent, in the order in which they count."""
    changes = put(document(record_id="new")), withdraw(documents(1)[0])
    submit(data, *changes, request_id="today-1")

    [entry] = journal(data)
    assert (entry.kind, entry.revision, entry.at) == (EntryKind.OWNER, 2, NOW)
    assert (entry.owner, entry.request_id) == ("UTO", "today-1")
    assert entry.rows == submission(*changes).rows
    assert len(set(entry.names)) == 2


def test_the_same_request_is_made_once(data: Path) -> None:
    """Sent again, by whatever process, it is answered as it was; nothing is changed."""
    sent = submission(put(document(record_id="new")), request_id="today-1")
    first = writer(data).apply(sent)
    before = held(data)
    submit(data, withdraw(document(record_id="new")))

    again = writer(data, now=lambda: NOW + timedelta(days=1)).apply(sent)

    assert again == first
    assert len(journal(data)) == 2
    assert held(data) != before


def test_a_request_of_rejected_changes_alone_is_remembered_too(data: Path) -> None:
    """There is no revision for it, and the same answer again."""
    sent = submission(put(document(status="gone")), request_id="today-1")
    first, again = writer(data).apply(sent), writer(data).apply(sent)

    assert again == first
    assert first.rejected == (Rejected(0, "status", "not one of the words"),)
    assert state(data).revision == first.revision == 1


def test_a_request_id_with_other_content_is_refused(data: Path) -> None:
    """Nothing is changed, and the first of them stays as it was answered."""
    submit(data, put(document(record_id="new")), request_id="today-1")
    before = held(data)

    with pytest.raises(RequestReused, match="request_id"):
        submit(data, put(document(record_id="other")), request_id="today-1")
    assert held(data) == before
    assert len(journal(data)) == 1


def test_owners_do_not_share_request_ids(data: Path) -> None:
    """What one of them calls its request is no business of another."""
    zenda = OwnerRights(owner="ZEN", feeds=(FEED,))
    submit(data, put(document(record_id="new")), request_id="1")
    row = document(record_id="z", owner="ZEN", issuing_state="ZEN")

    assert submit(data, put(row), request_id="1", rights=zenda).puts == 1


@pytest.mark.parametrize("change", [put, withdraw])
def test_a_record_of_somebody_else_refuses_all(data: Path, change: object) -> None:
    """Law 8, by whatever spelling; the error says which, and repeats no field."""
    before, others = held(data), document(owner="deu", issuing_state="DEU")

    with pytest.raises(NotTheOwner) as refused:
        submit(data, put(document(record_id="new")), change(others))  # type: ignore[operator]
    assert refused.value.field == "changes[1].owner"
    assert "L898902C3" not in str(refused.value)
    assert held(data) == before


def test_documents_of_another_state_are_rejected_unless_that_is_registered(
    data: Path,
) -> None:
    """Only the issuing State knows whether its document is still good."""
    row = document(record_id="found", issuing_state="ZEN")
    trusted = OwnerRights(owner="UTO", feeds=(FEED,), reports_others=True)

    own = submit(data, put(row), put(document(record_id="new")))
    others = submit(data, put(row), rights=trusted)

    assert own.rejected == (Rejected(0, "owner", "owner is not the issuing State"),)
    assert (own.puts, others.puts) == (1, 1)


@pytest.mark.parametrize("feed", ["lost-too", "other", "..", "lost/../lost"])
def test_a_feed_that_is_not_there_or_not_its_own_is_told_alike(
    data: Path, feed: str
) -> None:
    """Whoever may not write a feed does not learn whether there is one."""
    load(deliver(data.parent / "o.csv", documents(1)), data, feed="other")
    rights = OwnerRights(owner="UTO", feeds=(FEED, "lost-too"))

    with pytest.raises(NotItsFeed, match="no such feed that you may write"):
        submit(data, put(document()), feed=feed, rights=rights)
    assert not (data / "feeds" / "lost-too").exists()


def test_bad_rows_are_left_out_and_told_by_place(data: Path) -> None:
    """The others go in, as of a delivered file."""
    done = submit(
        data,
        put(document(record_id="new")),
        put(document(record_id="odd", colour="red")),
        put(document(record_id="late", status_date="2031-01-01")),
        {"op": "burn"},
        withdraw({"record_id": "UTO-1", "owner": "UTO"}),
    )

    assert done.puts == 1
    assert [(each.index, each.field) for each in done.rejected] == [
        (1, "colour"),
        (2, "status_date"),
        (3, "op"),
        (4, "issuing_state"),
    ]
    assert len(journal(data)[0].rows) == 1


def test_the_last_change_of_a_record_counts(data: Path) -> None:
    """The ones before it are counted as duplicates."""
    row = document(record_id="new")
    done = submit(data, put(row), withdraw(row), put(row), withdraw(row))

    assert (done.duplicates, done.puts, done.withdrawals) == (3, 2, 2)
    assert state(data).records == 3


def test_while_the_feed_is_loaded_nothing_is_written(data: Path) -> None:
    """A load holds the feed: the owner hears so at once, and sends it again later."""
    sent = submission(put(document(record_id="new")))
    with FeedFolder(data, FEED).lock(), pytest.raises(Busy, match="loads of feed lost"):
        writer(data).apply(sent)

    assert writer(data).apply(sent).puts == 1


def test_a_load_between_two_submissions_is_no_matter(data: Path) -> None:
    """The lock is held while something is written, and the newest generation is changed."""
    one = writer(data)
    one.apply(submission(put(document(record_id="a"))))
    load(deliver(data.parent / "next.csv", documents(3)), data)
    done = one.apply(submission(put(document(record_id="b", document_number="B1"))))

    assert state(data).records == 5
    assert done.revision == state(data).revision
    assert scanned(generation(data).folder) == ""


def test_a_delta_between_two_submissions_is_no_matter(data: Path) -> None:
    """What is kept open sees what others wrote."""
    one = writer(data)
    one.apply(submission(put(document(record_id="a"))))
    folder = FeedFolder(data, FEED)
    with folder.lock():
        apply(folder, [], revision=10, as_of=state(data).as_of)

    assert one.apply(submission(put(document(record_id="b")))).revision == 11


def test_a_clock_set_back_changes_no_order(data: Path) -> None:
    """Times of the change journal never go back; what is acknowledged bears them."""
    submit(data, put(document(record_id="a")), at=NOW)
    done = submit(data, put(document(record_id="b")), at=NOW - timedelta(hours=1))

    assert done.at == NOW
    assert [entry.at for entry in journal(data)] == [NOW, NOW]


def test_more_series_than_a_feed_may_hold_are_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law 10; nothing of the submission is made."""
    monkeypatch.setattr(submissions, "INTERVALS_MAX", 0)
    blanks = document(document_number="B100", number_to="B199", status="stolen_blank")
    before = held(data)

    with pytest.raises(LimitExceeded):
        submit(data, put(document(record_id="new")), put(blanks))
    assert held(data) == before


def test_what_is_counted_of_an_owner_grows(data: Path) -> None:
    """Accepted and rejected, by reason, and when it last sent something."""
    row = document(record_id="new")
    submit(data, put(row), put(row), put(document(status="gone")))
    submit(data, withdraw(row), withdraw(row), at=NOW + timedelta(hours=1))

    with generation(data).view() as view:
        found = change_journal.quality(view, "UTO")
    assert (found.submissions, found.accepted, found.duplicates) == (2, 4, 2)
    assert (found.puts, found.withdrawals, found.withdrawn_missing) == (2, 1, 1)
    assert found.rejected_by_reason == {"status: not one of the words": 1}
    assert found.last_at == NOW + timedelta(hours=1)


def test_vehicles_and_persons_are_written_the_same_way(tmp_path: Path) -> None:
    """One way in for all databases; a person's name is found at once."""
    rights = OwnerRights(owner="UTO", feeds=("cars", "sought"))
    cars = deliver(tmp_path / "cars.csv", [vehicle()])
    sought = deliver(tmp_path / "sought.jsonl", jsonl_of([person()]))
    load(cars, tmp_path / "data", feed="cars", database="vehicles")
    load(sought, tmp_path / "data", feed="sought", database="persons")
    for feed, row in (
        ("cars", vehicle(record_id="V2", vin="1HGCM82633A004352")),
        ("sought", person(record_id="P2")),
    ):
        done = submit(tmp_path / "data", put(row), feed=feed, rights=rights)
        name = {"record_id": row["record_id"], "owner": "UTO"}
        gone = submit(
            tmp_path / "data", {"op": "withdraw", **name}, feed=feed, rights=rights
        )

        assert (done.puts, gone.withdrawals) == (1, 1)
        assert state(tmp_path / "data", feed).records == 1
        assert scanned(generation(tmp_path / "data", feed).folder) == ""


def test_damage_in_the_change_journal_is_found(data: Path) -> None:
    """Each of its entries is behind a checksum, which `verify` looks at."""
    submit(data, put(document(record_id="new")))
    path = generation(data).folder / "table.mdb"
    content = path.read_bytes()
    at = content.index(b'"record_id": "new"')
    path.write_bytes(content[:at] + b"X" + content[at + 1 :])

    assert "not what was written" in scanned(path.parent)


def test_a_full_disk_loses_nothing_and_ends_no_reader(tmp_path: Path) -> None:
    """Refused whole, readers answer on; with room again the same request goes in (R4)."""
    with tiny_disk(tmp_path / "disk", "4m") as disk:
        load(deliver(tmp_path / "lost.csv", documents(3)), disk)
        one, blocker = writer(disk), fill_up(disk)
        big = [put(row) for row in documents(1_000, first=100)]
        with pytest.raises(DiskFull):
            one.apply(submission(*big, request_id="big"))
        held_while_full = records(disk)
        blocker.unlink()
        done = one.apply(submission(*big, request_id="big"))

        assert held_while_full == 3
        assert (done.puts, records(disk)) == (1_000, 1_003)
        assert len(journal(disk)) == 1
        assert scanned(generation(disk).folder) == ""


def test_segments_that_count_no_more_do_not_pile_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each change of a person writes one; what is kept open is opened anew to sweep them."""
    for module in (held_open, filter_upkeep):
        monkeypatch.setattr(module, "RETIRED_S", -1.0)
    rights = OwnerRights(owner="UTO", feeds=("sought",))
    sought = deliver(tmp_path / "sought.jsonl", jsonl_of([person()]))
    load(sought, tmp_path / "data", feed="sought", database="persons")
    one = writer(tmp_path / "data")
    for number in range(8):
        change = put(person(record_id=f"P{number}"))
        one.apply(submission(change, feed="sought", rights=rights))
    held = generation(tmp_path / "data", "sought")

    assert len([*held.folder.glob("*.seg")]) <= len(held.state.segments) + 2
    assert scanned(held.folder) == ""
