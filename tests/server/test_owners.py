"""What data owners ask for at the door: changes, lists, reports; and what they are refused."""

import json
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest

from screening.audit import journal_folder
from screening.audit.history import history
from screening.audit.tracing import traced
from screening.callers import CallerKind
from screening.client import ScreeningClient
from screening.engine import owned
from screening.errors import (
    DiskFull,
    InvalidQuery,
    LimitExceeded,
    NotIdentified,
    NotItsFeed,
    NotRecorded,
    NotTheOwner,
    NotWritten,
    RequestReused,
    ServiceFailed,
)
from screening.feeds import in_place
from screening.ownership import OwnerRights
from screening.queries import Answer, DocumentQuery, PersonQuery, VehicleQuery
from screening.records import Database
from screening.storage.chain import entries, segments
from screening.translate.changes import row_to_wire
from screening.v1 import record_pb2, record_pb2_grpc, records_pb2
from tests.access.registers import caller, table
from tests.server.callers import by, served_to
from tests.server.owning import UTOPIA, owner_at, passport, put, withdraw, writing
from tests.server.service import (
    FEED,
    PERSON_FEED,
    VEHICLE_FEED,
    channel_to,
    percentile,
    publish,
    served,
    served_recording,
    service,
    wait_until,
)
from tests.world import listed_person, stolen_car, stolen_passport

Owner = ScreeningClient
DOCUMENTS, VEHICLES, PERSONS = Database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder of one's own, with a stolen passport."""
    publish(tmp_path, stolen_passport(), revision=42)
    return tmp_path


@pytest.fixture
def owner(folder: Path) -> Iterator[Owner]:
    """A client that is taken for Utopia."""
    with owner_at(folder) as client:
        yield client


def send(owner: Owner, *changes: dict[str, Any], **said: Any) -> Any:  # noqa: ANN401
    """Send changes of documents, under a request_id of their own."""
    said = {"feed": FEED, "database": DOCUMENTS, **said}
    said.setdefault("request_id", f"r{time.monotonic_ns()}")
    return owner.apply_changes(said.pop("feed"), changes, **said)


def asked(owner: Owner, number: int) -> Answer:
    """Return the answer about the passport of that number."""
    query = DocumentQuery(document_number=f"X{number:07d}", issuing_state="UTO")
    return owner.screen_document(query).answer


def remembered(data: Path) -> list[dict[str, Any]]:
    return [
        json.loads(payload)
        for segment in segments(journal_folder(data) / "chain-0000")
        for _, payload, _ in entries(segment)
    ]


def test_what_an_owner_reports_hits_with_the_next_question(owner: Owner) -> None:
    """And what it withdraws does not: no wait, no new generation."""
    before = asked(owner, 1)
    reported = send(owner, put(passport(1)))
    during = asked(owner, 1)
    withdrawn = send(owner, withdraw(passport(1)))

    assert (before, during, asked(owner, 1)) == (
        Answer.NO_RECORD,
        Answer.HIT,
        Answer.NO_RECORD,
    )
    assert (reported.revision, withdrawn.revision) == (43, 44)


def test_vehicles_and_persons_are_reported_alike(folder: Path) -> None:
    """A car by its VIN, a person by name, each with the next question."""
    publish(folder, stolen_car())
    publish(folder, listed_person())
    car = {"record_id": "C", "owner": "UTO", "status": "stolen", "year": 1999}
    names = [{"full": "Zebulon Quartermain"}]
    person = {"record_id": "P", "owner": "UTO", "notice": "blue", "names": names}
    with owner_at(folder) as owner:
        vin = "1HGCM82633A004352"
        changes = [put({**car, "vin": vin})]
        send(owner, *changes, feed=VEHICLE_FEED, database=VEHICLES)
        send(owner, put(person), feed=PERSON_FEED, database=PERSONS)

        assert owner.screen_vehicle(VehicleQuery(vin=vin)).answer is Answer.HIT
        found = owner.screen_person(PersonQuery(full="Quartermain Zebulon"))
        assert [hit.record.record_id for hit in found.hits] == ["P"]


def test_the_same_request_is_answered_the_same_and_made_once(owner: Owner) -> None:
    """With other changes it is refused, and the cure is told."""
    first = send(owner, put(passport(1)), request_id="today-1")
    send(owner, withdraw(passport(1)))

    assert send(owner, put(passport(1)), request_id="today-1") == first
    assert asked(owner, 1) is Answer.NO_RECORD
    with pytest.raises(RequestReused, match="a request_id of its own"):
        send(owner, put(passport(2)), request_id="today-1")


def test_a_record_of_somebody_else_is_refused_and_remembered(
    owner: Owner, folder: Path
) -> None:
    """Nothing is changed; the journal has who tried what, and no record of it."""
    with pytest.raises(NotTheOwner) as refused:
        send(owner, put(passport(1)), withdraw(passport(2, owner="ZEN")))

    assert refused.value.field == "changes[1].owner"
    assert asked(owner, 1) is Answer.NO_RECORD
    came, entry = [each for each in remembered(folder) if each["kind"] == "changes"]
    assert (came["answer"], entry["answer"]) == ("SUBMITTED", "REFUSED")
    asked_for = {"owner": "UTO", "feed": FEED, "count": 2}
    assert entry["question"].items() >= {**asked_for, "refused": "NotTheOwner"}.items()
    assert "X000000" not in json.dumps(entry)


def named(number: int) -> str:
    """Return the public name of a passport."""
    fields = passport(number)
    return f"feeds/{FEED}/documents/{fields['document_number']}.UTO.UTO.R{number}"


def test_who_changed_a_record_is_traced(owner: Owner, folder: Path) -> None:
    """Put, not made, refused, taken out: each with what became of it, and no other's."""
    bad = passport(1, date_of_issue="some day")
    send(owner, put(passport(1)), put(passport(2)))
    send(owner, put(passport(2)), put(bad))
    with pytest.raises(NotTheOwner):
        send(owner, put(passport(1)), put(passport(3, owner="ZEN")))
    last = send(owner, withdraw(passport(1)))
    entries = list(history(journal_folder(folder)))
    found, other = (traced(entries, named(n)) for n in (1, 4))

    assert [(each.how, each.answer) for each in found.changed] == [
        *(("put", "APPLIED"), ("put", "REJECTED"), ("put", "REFUSED")),
        ("withdraw", "APPLIED"),
    ]
    assert found.changed[-1].revision == last.revision
    assert found.shown == []
    assert other == ([], [])


@pytest.mark.parametrize("feed", ["nowhere", VEHICLE_FEED, ".."])
def test_a_feed_that_is_not_there_and_one_not_its_own_are_told_alike(
    folder: Path, feed: str
) -> None:
    """By every method."""
    publish(folder, stolen_car())
    with owner_at(folder, OwnerRights(owner="UTO", feeds=(FEED,))) as owner:
        told = set()
        for call in (
            lambda: send(owner, put(passport(1)), feed=feed),
            lambda: owner.list_records(feed),
            lambda: owner.quality_report(feed),
        ):
            with pytest.raises(NotItsFeed) as refused:
                call()
            told.add(str(refused.value))
        assert len(told) == 1


def test_an_owner_is_known_by_any_spelling_of_its_code(folder: Path) -> None:
    """Certificates and register spell codes of their own; records are filed one way."""
    with (
        owner_at(folder, OwnerRights(owner="u<o", feeds=(FEED,))) as stranger,
        pytest.raises(NotTheOwner),
    ):
        send(stranger, put(passport(1)))
    with owner_at(folder, OwnerRights(owner="D", feeds=(FEED,))) as owner:
        row = passport(1, owner="DEU", issuing_state="D")
        assert send(owner, put(row)).puts == 1
        assert len(owner.list_records(FEED).records) == 1


def test_without_certificates_nobody_is_an_owner(folder: Path) -> None:
    """Unless the operator said so at the start; the cure names how."""
    with (
        owner_at(folder, None) as owner,
        pytest.raises(NotIdentified, match="--pilot-owner"),
    ):
        send(owner, put(passport(1)))


@pytest.mark.parametrize(
    ("changes", "said", "field"),
    [
        ([], {}, "changes"),
        ([put(passport(1))], {"request_id": ""}, "request_id"),
        ([put(passport(1))], {"feed": ""}, "feed"),
        ([put(passport(1))], {"reason": "a\nb"}, "reason"),
    ],
)
def test_a_bad_request_names_the_field(
    owner: Owner, changes: list[dict[str, Any]], said: dict[str, str], field: str
) -> None:
    """Nothing is changed, and nothing is remembered under the request_id."""
    with pytest.raises(InvalidQuery) as refused:
        send(owner, *changes, **said)

    assert refused.value.field == field
    assert asked(owner, 1) is Answer.NO_RECORD


def test_a_change_without_a_record_names_its_place(folder: Path) -> None:
    """An empty one, and one whose word this version does not know."""
    with owner_at(folder) as owner:
        stub = owner._channels.hold().records  # noqa: SLF001
        for change, at in (
            (record_pb2.Change(), "changes[0]"),
            (_of_unknown_status(), "changes[0].put.document.status"),
        ):
            request = record_pb2.ApplyChangesRequest(
                feed=FEED, request_id="1", changes=[change]
            )
            with pytest.raises(grpc.RpcError) as refused:
                stub.ApplyChanges(request)
            assert str(refused.value.details()).startswith(f"{at}: ")


def _of_unknown_status() -> record_pb2.Change:
    change = record_pb2.Change()
    change.put.document.status = 77  # type: ignore[assignment]
    return change


def test_more_changes_than_a_request_may_have_are_refused_in_words(
    owner: Owner,
) -> None:
    """1,000 at once; whoever has ten million sends ten thousand requests."""
    with pytest.raises(LimitExceeded) as refused:
        send(owner, *[withdraw(passport(n)) for n in range(1_001)])

    assert (refused.value.field, refused.value.maximum) == ("changes", 1_000)


def test_ten_million_changes_in_one_request_are_refused_before_they_are_read(
    folder: Path,
) -> None:
    """By their bytes, on the wire: the service's memory does not notice."""
    with served(folder, writer=True, pilot_owner=UTOPIA) as app, channel_to(app) as to:
        call: Any = to.unary_unary("/screening.v1.RecordService/ApplyChanges")
        before = _resident_kib()
        with pytest.raises(grpc.RpcError) as refused:
            call(bytes(b"\x22\x14" + b"x" * 20) * 1_000_000)

    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert _resident_kib() - before < 100_000


def test_changes_that_cannot_be_remembered_are_not_made(folder: Path) -> None:
    """An owner is told that nothing is answered, and nothing has changed (law 7)."""

    def forgetful(*, kind: str, **_rest: object) -> None:
        if kind == "changes":
            raise NotRecorded(reason="the disk is full")

    with (
        writing(folder),
        served_recording(folder, forgetful, writer=True, pilot_owner=UTOPIA) as app,
        ScreeningClient(f"127.0.0.1:{app.port}", timeout_s=10.0) as owner,
    ):
        with pytest.raises(NotRecorded):
            send(owner, put(passport(1)))

        assert asked(owner, 1) is Answer.NO_RECORD


def test_an_owner_has_a_quota_of_changes(folder: Path, tmp_path: Path) -> None:
    """What is beyond it changes nothing, says when to send it again, and is remembered."""
    owner = caller(CallerKind.OWNER)
    entry = table(
        owner,
        until=datetime.now(UTC) + timedelta(days=1),
        writes=[FEED],
        purposes=["RECORD_UPKEEP"],
        changes_per_minute=3,
    )
    file = tmp_path / "callers.toml"
    with (
        writing(folder),
        served_to(folder, file, entry, writer=True) as (app, _),
        channel_to(app) as to,
    ):
        stub = record_pb2_grpc.RecordServiceStub(to)

        def sent(number: int, count: int) -> record_pb2.ApplyChangesResponse:
            rows = [put(passport(number + each)) for each in range(count)]
            request = record_pb2.ApplyChangesRequest(
                asked=records_pb2.Asked(purpose="RECORD_UPKEEP"),
                feed=FEED,
                request_id=f"r{number}",
                changes=[row_to_wire(row, DOCUMENTS) for row in rows],
            )
            return stub.ApplyChanges(request, timeout=10.0, metadata=by(owner))

        with pytest.raises(grpc.RpcError) as never:
            sent(1, 4)
        made = sent(10, 3)
        with pytest.raises(grpc.RpcError) as one_more:
            sent(20, 1)
    refused: list[Any] = [never.value, one_more.value]
    turned_away = [each for each in remembered(folder) if each["kind"] == "refusal"]

    assert made.puts == 3
    assert [each.code() for each in refused] == [
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
    ]
    assert "4 is more than the 3 allowed" in refused[0].details()
    assert [each["answer"] for each in turned_away] == ["QUOTA_EXCEEDED"]


def test_an_owner_is_whom_the_register_names(folder: Path, tmp_path: Path) -> None:
    """As README writes its entry; nobody else is one."""
    owner, gate = caller(CallerKind.OWNER), caller(CallerKind.CHECKPOINT)
    until = datetime.now(UTC) + timedelta(days=1)
    entry = {
        "who": owner.uri,
        "until": until,
        "writes": [FEED],
        "purposes": ["RECORD_UPKEEP"],
    }
    with (
        writing(folder),
        served_to(
            folder,
            tmp_path / "callers.toml",
            entry,
            table(gate, until=until),
            writer=True,
        ) as (app, _),
        channel_to(app) as to,
    ):
        change = record_pb2.ApplyChangesRequest(
            asked=records_pb2.Asked(purpose="RECORD_UPKEEP"),
            feed=FEED,
            request_id="r-1",
            changes=[row_to_wire(put(passport(1)), Database.DOCUMENTS)],
        )
        records = record_pb2_grpc.RecordServiceStub(to)
        made = records.ApplyChanges(change, metadata=by(owner), timeout=10.0)
        with pytest.raises(grpc.RpcError) as refused:
            records.ApplyChanges(change, metadata=by(gate), timeout=10.0)

    assert made.puts == 1
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


def _resident_kib() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def test_a_full_disk_is_told_and_the_same_request_goes_in_later(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, nothing is half made."""

    def full(*_: object, **__: object) -> None:
        raise DiskFull(path="table")

    with monkeypatch.context() as patched:
        patched.setattr(in_place, "apply_to", full)
        with pytest.raises(ServiceFailed, match="no space is left"):
            send(owner, put(passport(1)), request_id="1", timeout_s=10)

    assert asked(owner, 1) is Answer.NO_RECORD
    assert send(owner, put(passport(1)), request_id="1").puts == 1


def test_without_a_writer_it_is_said_in_time(folder: Path) -> None:
    """Before the caller's own deadline, with what to do."""
    with (
        served(folder, writer=True, pilot_owner=UTOPIA) as app,
        ScreeningClient(f"127.0.0.1:{app.port}") as client,
        pytest.raises(NotWritten, match="send them again"),
    ):
        send(client, put(passport(1)), timeout_s=0.5)


def test_records_are_listed_page_by_page_each_once(owner: Owner) -> None:
    """Only the owner's own, past their review dates as well, series with singles."""
    blanks = passport(9, document_number="B100", number_to="B199")
    send(
        owner,
        *[put(passport(n)) for n in range(5)],
        put(passport(7, review_date="2020-01-01")),
        put({**blanks, "status": "stolen_blank"}),
        put(passport(8, document_number="LONGNUMBER12")),
    )
    pages: list[list[str]] = []
    token = ""
    while not pages or token:
        page = owner.list_records(FEED, page_size=2, page_token=token)
        pages.append([each.record.record_id for each in page.records])
        token = page.next_page_token

    assert all(len(page) <= 2 for page in pages)
    assert sorted(name for page in pages for name in page) == sorted(
        ["UTO-1", "R0", "R1", "R2", "R3", "R4", "R7", "R8", "R9"]
    )


def test_records_of_others_are_not_listed(folder: Path) -> None:
    """Not one, whatever lies between; nor does the token tell of them."""
    zenda = OwnerRights(owner="ZEN", feeds=(FEED,))
    publish(folder, *[stolen_passport(record_id=f"{n}") for n in range(3)])
    with owner_at(folder, zenda) as owner:
        assert owner.list_records(FEED).records == ()


def test_a_page_that_looks_at_too_many_is_short_and_goes_on(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law 10: others' records may lie between an owner's own."""
    monkeypatch.setattr(owned, "KEYS_MAX", 1)
    send(owner, *[put(passport(n)) for n in range(3)])
    found, token, pages = [], "", 0
    while token or not pages:
        page = owner.list_records(FEED, page_token=token)
        found += [each.name for each in page.records]
        token, pages = page.next_page_token, pages + 1

    assert len(found) == len(set(found)) == 4
    assert pages > 3


def test_a_page_of_large_records_is_short_and_goes_on(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law 10: by bytes, too; a record that is larger than that comes alone."""
    monkeypatch.setattr(owned, "PAGE_BYTES_MAX", 1)
    send(owner, *[put(passport(n)) for n in range(3)])
    page = owner.list_records(FEED)

    assert len(page.records) == 1
    assert page.next_page_token


def test_request_ids_are_told_apart_to_the_last_character(owner: Owner) -> None:
    """128 characters of any script, which are more bytes than a key has."""
    for number in range(2):
        request_id = "\U0001f6c2" * 127 + str(number)
        assert send(owner, put(passport(number)), request_id=request_id).puts == 1
    with pytest.raises(LimitExceeded, match="request_id"):
        send(owner, put(passport(1)), request_id="r" * 129)


@pytest.mark.parametrize("token", ["x", "AAAA", "é", "A" * 100])
def test_a_page_token_of_nobody_is_refused(owner: Owner, token: str) -> None:
    """It is proved, not trusted."""
    with pytest.raises(InvalidQuery) as refused:
        owner.list_records(FEED, page_token=token)

    assert refused.value.field == "page_token"


def test_a_page_may_not_be_larger_than_its_bound(owner: Owner) -> None:
    """1,000 records."""
    with pytest.raises(LimitExceeded, match="page_size"):
        owner.list_records(FEED, page_size=1_001)


def test_the_quality_report_counts_what_was_sent(owner: Owner) -> None:
    """Accepted, rejected with reason, duplicates, and how old the feed's data is."""
    send(owner, put(passport(1)), put(passport(1)), put(passport(2, status="")))
    report = owner.quality_report(FEED)

    assert (report.feed, report.owner, report.revision) == (FEED, "UTO", 43)
    assert (report.quality.accepted, report.quality.rejected) == (2, 1)
    assert report.quality.rejected_by_reason == {"status: required": 1}
    assert report.quality.duplicates == 1
    assert 0 <= report.lag_s < 60
    assert report.reviews.as_of is None


def test_the_writer_is_replaced_and_owners_do_not_notice(tmp_path: Path) -> None:
    """Killed under a service: what was sent meanwhile is made by the next one.

    Every worker answers with it within 100 ms of the acknowledgement.
    """
    data = tmp_path / "data"
    publish(data, stolen_passport())
    late_s: list[float] = []
    with (
        service(data, tmp_path, workers=2, writer=True, pilot_owner=UTOPIA) as running,
        ScreeningClient(running.address, timeout_s=10) as owner,
    ):
        for number in range(12):
            if number in (3, 6):
                os.kill(_writer_of(data), signal.SIGKILL)
            send(owner, put(passport(number)), timeout_s=30)
            acknowledged = time.monotonic()
            for _ in range(4):  # connections of their own, so other workers too
                with ScreeningClient(running.address, timeout_s=10) as gate:
                    wait_until(lambda n=number, g=gate: asked(g, n) is Answer.HIT)  # type: ignore[misc]
                    late_s.append(time.monotonic() - acknowledged)
                    acknowledged = time.monotonic()
        wait_until(lambda: running.log.count("is replaced number=-1") == 2)

    assert percentile(late_s, 50) < 0.1


def _writer_of(data: Path) -> int:
    """Return the process id of the writer of *data*: it holds the lock file open."""
    lock = str(data / "writer.lock")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if b"screening.writer" in command and any(
                str(fd.readlink()) == lock for fd in (process / "fd").iterdir()
            ):
                return int(process.name)
        except OSError:
            continue
    raise AssertionError


def test_the_writer_ends_last(tmp_path: Path) -> None:
    """A worker that finishes its calls needs it until the end."""
    data = tmp_path / "data"
    publish(data, stolen_passport())
    with service(data, tmp_path, workers=2, writer=True, pilot_owner=UTOPIA) as running:
        running.signal(signal.SIGTERM)
        code = running.process.wait(20)
        ended = [line for line in running.log.splitlines() if "worker ended" in line]

    assert code == 0
    assert [f"number={n}" in ended[-1] for n in (0, 1, -1)] == [False, False, True]
    assert len(ended) == 3


def test_no_record_is_in_a_log_or_an_error(tmp_path: Path) -> None:
    """Law 12, for what owners send: made, rejected, refused, in service and writer."""
    data, mark = tmp_path / "data", "MARK4711"
    publish(data, stolen_passport())
    row = passport(1, document_number=mark, record_id=mark, remarks=mark)
    with (
        service(data, tmp_path, writer=True, pilot_owner=UTOPIA) as running,
        ScreeningClient(running.address, timeout_s=10) as owner,
    ):
        done = send(owner, put(row), put({**row, "review_date": mark}), request_id="1")
        with pytest.raises(NotTheOwner) as other:
            send(owner, put({**row, "owner": "ZEN"}))
        with pytest.raises(RequestReused) as reused:
            send(owner, withdraw(row), request_id="1")
        log = running.log

    assert [each.field for each in done.rejected] == ["review_date"]
    for text in (log, str(other.value), str(reused.value), repr(done.rejected)):
        assert mark not in text
