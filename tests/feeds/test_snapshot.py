"""Loading snapshots: what is served afterwards, and what is refused."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.errors import AnotherWriter, DiskFull, FeedRefused
from screening.feeds import snapshot
from screening.feeds.report import Progress
from screening.index.codec import decode_document
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.table import ENTRIES, NAMES
from screening.storage.verify import verify
from tests.feeds.deliveries import (
    FEED,
    csv_of,
    deliver,
    document,
    documents,
    held,
    load,
    manifest_of,
    records,
    vehicle,
)
from tests.world import NOW
from tools.synthetic.writing import write_texts


@pytest.fixture(name="data")
def _data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "x.csv"


def remarks(data: Path) -> list[str | None]:
    """Return the remarks of the documents served, by key."""
    return [decode_document(k, v).remarks for k, v in held(data)[ENTRIES]]


def test_first_load_is_served_and_reported(data: Path, file: Path) -> None:
    """What the manifest says and the rows hold is what is served."""
    deliver(file, documents(3), revision=7, publisher="XPO")
    report = load(file, data)
    state = FeedFolder(data, FEED).state()

    assert state is not None
    assert (state.revision, state.records, state.publisher) == (7, 3, "XPO")
    assert (state.vouched, state.fresh_for_hours) == (True, 48)
    assert report.as_json() | {"duration_s": 0, "rows_per_s": 0} == {
        "feed": "lost",
        "database": "documents",
        "kind": "snapshot",
        "file": str(file),
        "revision": 7,
        "generation": "gen-000001",
        "as_of": "2026-11-21T02:00:00Z",
        "rows": 3,
        "accepted": 3,
        "rejected": 0,
        "records": 3,
        "rejected_by_reason": {},
        "duplicates": 0,
        "puts": 0,
        "withdrawals": 0,
        "withdrawn_missing": 0,
        "notes": [],
        "warnings": [],
        "rejects_file": None,
        "vouched": True,
        "lag_s": 36_000.0,
        "duration_s": 0,
        "rows_per_s": 0,
    }
    assert json.dumps(report.as_json())


def test_generation_proves_itself(data: Path, file: Path) -> None:
    """What a load publishes passes `verify`."""
    series = document(
        document_number="X0001000", number_to="X0001999", status="stolen_blank"
    )
    deliver(file, [*documents(50), series, document(document_number="D23145890734")])
    load(file, data)

    assert all(finding.sound for finding in verify(data))


@pytest.mark.parametrize("name", ["x.csv.gz", "x.csv.zst", "x.jsonl", "x.parquet"])
def test_every_format_gives_the_same_generation(
    data: Path, tmp_path: Path, name: str
) -> None:
    """However rows are written down, the same is held."""
    rows = [
        *documents(20),
        document(remarks="a, b", record_id="UTO-é", document_number="ab-12 3"),
    ]
    load(deliver(tmp_path / "x.csv", rows), data)
    expected = held(data)
    other = tmp_path / name
    frame = pl.DataFrame(rows, infer_schema_length=None)
    if name.endswith("parquet"):
        frame.write_parquet(other)
    elif name.endswith("jsonl"):
        frame.write_ndjson(other)
    else:
        write_texts(other, [csv_of(rows)], other.suffix[1:])
    load(other, tmp_path / "other")

    assert held(tmp_path / "other") == expected


def test_time_in_small_letters_is_a_time(data: Path, file: Path) -> None:
    """RFC 3339 allows t and z; what is served says T and Z."""
    deliver(file, documents(1), published_at="2026-11-21t02:00:00.123456789z")

    assert load(file, data).as_of == "2026-11-21T02:00:00.123456789Z"


def test_file_without_manifest(data: Path, file: Path) -> None:
    """The time is the file's, and the report says that nothing vouched for it."""
    deliver(file, documents(1))
    os.utime(file, (1_750_000_000, 1_750_000_000))
    report = load(file, data)

    assert report.as_of == "2025-06-15T15:06:40Z"
    assert not report.vouched
    assert report.warnings == ["there is no manifest: nothing vouches for the file"]
    assert (load(file, data).revision, records(data)) == (2, 1)


@pytest.mark.parametrize(
    ("feed", "database", "text"),
    [
        (None, "documents", "--feed NAME"),
        (FEED, None, "--database NAME"),
        ("../x", "documents", "names no feed"),
        (FEED, "boats", "there are documents, vehicles"),
        (FEED, "persons", "persons have lists of names, and CSV has none"),
    ],
)
def test_command_line_must_say_what_is_missing(
    data: Path, file: Path, feed: str | None, database: str | None, text: str
) -> None:
    """Without a manifest, feed and database are given or asked for."""
    deliver(file, documents(1))
    with pytest.raises(FeedRefused, match=text):
        snapshot.load(file, data=data, feed=feed, database=database, now=lambda: NOW)

    assert held(data) == {}


@pytest.mark.parametrize("given", [{"feed": "other"}, {"database": "vehicles"}])
def test_command_line_may_not_contradict(
    data: Path, file: Path, given: dict[str, Any]
) -> None:
    """What is given and what the manifest says must be the same."""
    deliver(file, documents(1), revision=1)
    with pytest.raises(FeedRefused, match="its manifest says"):
        snapshot.load(file, data=data, now=lambda: NOW, **given)


def test_bad_rows_are_left_out_and_written_down(data: Path, file: Path) -> None:
    """The rest goes in; line, field and reason of each bad row are in a file."""
    rows = [*documents(200), document(status="?"), *documents(1, first=201)]
    content = csv_of(rows) + b"too,few\n"
    report = load(deliver(file, content), data)

    assert (report.rows, report.accepted, report.rejected) == (203, 201, 2)
    assert report.rejected_by_reason == {
        "status: not one of the words": 1,
        "wrong number of fields": 1,
    }
    assert report.rejects_file == str(file.with_name("x.rejects.csv"))
    assert Path(report.rejects_file).read_text(encoding="utf-8").splitlines() == [
        "line,field,reason,row",
        '202,status,not one of the words,"UTO-1,UTO,UTO,passport,L898902C3,,?,,,,,,,,,"',
        '204,,wrong number of fields,"too,few"',
    ]


def test_too_many_bad_rows_are_refused(data: Path, file: Path) -> None:
    """More than one per cent bad: nothing is published, and the file says why."""
    deliver(file, [*documents(98), document(status="?"), document(owner="9")])
    with pytest.raises(FeedRefused, match=r"2 of 100 rows are bad, more than 1 %"):
        load(file, data)

    assert held(data) == {}
    assert file.with_name("x.rejects.csv").exists()
    assert load(file, data, max_bad_percent=2).accepted == 98


def test_share_of_bad_rows_may_be_just_what_is_allowed(data: Path, file: Path) -> None:
    """One bad row in a hundred is one per cent, not more."""
    deliver(file, [*documents(99), document(status="?")])

    assert load(file, data).accepted == 99


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"sha256": "0" * 64}, "its SHA-256 is"),
        ({"records": 4}, "it has 3 rows, the manifest says 4"),
        ({"records": 2}, "it has 3 rows, the manifest says 2"),
        ({"kind": "delta", "revision": 2, "base_revision": 1}, "use `screening apply`"),
        ({"format": "1"}, "format is"),
    ],
)
def test_wrong_manifest_changes_nothing(
    data: Path, file: Path, said: dict[str, Any], text: str
) -> None:
    """Checksum, count, kind or format that is wrong: the old generation stays."""
    load(deliver(file, documents(1)), data)
    before = held(data)
    deliver(file, documents(3))
    manifest_of(file, **{"records": 3, "revision": 9, **said})
    with pytest.raises(FeedRefused, match=text):
        load(file, data)

    assert held(data) == before
    assert [p.name for p in FeedFolder(data, FEED).path.glob("gen-*")] == ["gen-000001"]


@pytest.mark.parametrize("revision", [4, 5])
def test_revision_must_grow(data: Path, file: Path, revision: int) -> None:
    """A snapshot that is not newer than what is served is refused."""
    load(deliver(file, documents(1), revision=5), data)
    deliver(file, documents(2), revision=revision)
    with pytest.raises(FeedRefused, match=f"its revision {revision} does not grow"):
        load(file, data)

    assert records(data) == 1


def test_feed_keeps_its_database(data: Path, file: Path) -> None:
    """A feed of documents takes no vehicles."""
    load(deliver(file, documents(1)), data)
    deliver(file, [vehicle()])
    with pytest.raises(FeedRefused, match="holds documents, not vehicles"):
        load(file, data, database="vehicles")


def test_nothing_good_is_refused(data: Path, file: Path) -> None:
    """A file with a header only would make everything vanish."""
    deliver(file, b"record_id,owner,issuing_state,document_type,document_number,status")
    with pytest.raises(FeedRefused, match="no record in it"):
        load(file, data)


def test_far_fewer_records_are_refused(data: Path, file: Path) -> None:
    """Fewer than half of what is served is taken only when it is said to be right."""
    load(deliver(file, documents(10)), data)
    deliver(file, documents(4))
    with pytest.raises(FeedRefused, match="fewer than half of the 10 served"):
        load(file, data)
    report = load(file, data, allow_shrink=True)

    assert records(data) == 4
    assert any("suspicious volume" in warning for warning in report.warnings)


def test_half_as_many_go_in_with_a_warning(data: Path, file: Path) -> None:
    """Half is not fewer than half."""
    load(deliver(file, documents(10)), data)
    report = load(deliver(file, documents(5)), data)

    assert report.warnings[-1] == (
        "suspicious volume: 5 records, -50.0% against the 10 served before"
    )


def test_same_record_twice_is_the_last_row(data: Path, file: Path) -> None:
    """The last row of a record counts; the report counts the others."""
    deliver(
        file,
        [
            document(remarks="first", document_number="D23145890734"),
            *documents(5, first=2),
            document(remarks="last", document_number="d2314 5890734"),
        ],
    )
    report = load(file, data)

    assert (report.duplicates, records(data)) == (1, 6)
    assert remarks(data).count("last") == 2
    assert "first" not in remarks(data)


def test_same_reference_under_another_number_is_kept(data: Path, file: Path) -> None:
    """Two numbers under one record_id are both listed, and counted."""
    deliver(file, [document(), document(document_number="L898902C4")])

    assert load(file, data).duplicates == 1
    assert records(data) == 2


def test_vehicle_is_what_its_last_row_says(data: Path, file: Path) -> None:
    """A vehicle is named by its reference: marks of an earlier row are gone."""
    deliver(
        file,
        [
            vehicle(plate="AB 1", plate_state="UTO"),
            vehicle(record_id="UTO-V2", vin="WDBEA30D3HA391172"),
            vehicle(plate="CD 2", plate_state="UTO", remarks="last"),
        ],
    )
    report = load(file, data, database="vehicles")
    keys = [key.partition(b"\x1e")[0] for key, _ in held(data)[ENTRIES]]

    assert report.duplicates == 1
    assert records(data) == 2
    assert keys == [
        b"P\x1fCD2\x1fUTO",
        b"V\x1f1M8GDM9AXKP042788",
        b"V\x1fWDBEA30D3HA391172",
    ]
    assert len(held(data)[NAMES]) == 2


def test_unknown_state_goes_in_with_a_warning(data: Path, file: Path) -> None:
    """A State nobody has assigned is accepted, counted and named."""
    deliver(file, [document(owner="QZZ", issuing_state="QZZ")])

    assert load(file, data).warnings[-1] == (
        "State codes that nobody has assigned: QZZ (1 rows)"
    )


def test_progress_is_told_stage_by_stage(data: Path, file: Path) -> None:
    """Who watches sees the stages in their order and the bytes grow to all."""
    deliver(file, documents(10), revision=1)
    told: list[Progress] = []
    snapshot.load(file, data=data, progress=told.append, now=lambda: NOW)

    assert list(dict.fromkeys(p.stage for p in told)) == [
        "reading",
        "building",
        "verifying",
        "publishing",
    ]
    assert (told[-1].total, told[-1].bytes_read) == (10, file.stat().st_size)


def test_interrupted_load_leaves_the_old_one(data: Path, file: Path) -> None:
    """Ctrl-C at any stage: the old generation serves on and nothing is left behind."""
    load(deliver(file, documents(1)), data)
    before = held(data)
    deliver(file, documents(2), revision=9)
    for stage in ("reading", "building", "verifying"):

        def stop(progress: Progress, at: str = stage) -> None:
            if progress.stage == at:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            snapshot.load(file, data=data, progress=stop, now=lambda: NOW)

        assert held(data) == before
        assert not list(FeedFolder(data, FEED).path.glob("*.partial"))


def test_full_disk_is_said(data: Path, file: Path) -> None:
    """When a load meets the end of a disk, nothing is published and it says so."""
    load(deliver(file, documents(1)), data)
    before = held(data)
    deliver(file, [*documents(300), document(status="?")])
    file.with_name(".x.rejects.csv.partial").symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        load(file, data)

    assert held(data) == before
    assert not list(FeedFolder(data, FEED).path.glob("*.partial"))


def test_two_loaders_do_not_meet(data: Path, file: Path) -> None:
    """While one writer holds the feed, another is refused."""
    deliver(file, documents(1))
    with FeedFolder(data, FEED).lock(), pytest.raises(AnotherWriter):
        load(file, data)


def test_unwritable_data_is_refused(tmp_path: Path, file: Path) -> None:
    """A data folder that cannot be is an error in words, not a traceback."""
    (tmp_path / "taken").write_text("a file")
    deliver(file, documents(1))
    with pytest.raises(FeedRefused, match="the system says"):
        load(file, tmp_path / "taken")


def test_damaged_generation_is_replaced(data: Path, file: Path) -> None:
    """A generation that cannot be read stops no load; the report says so."""
    load(deliver(file, documents(2)), data)
    folder = FeedFolder(data, FEED)
    (folder.path / "gen-000001" / "table.mdb").write_bytes(b"x" * 10_000)
    report = load(file, data)

    assert records(data) == 2
    assert any("cannot be read" in warning for warning in report.warnings)


def test_file_that_changes_meanwhile_is_refused(data: Path, file: Path) -> None:
    """What somebody appends while a file is read is not published."""
    deliver(file, documents(3))

    def append(_progress: Progress) -> None:
        with file.open("ab") as opened:
            opened.write(b"\n")

    with pytest.raises(FeedRefused, match="changed while it was read"):
        snapshot.load(
            file,
            data=data,
            feed=FEED,
            database="documents",
            progress=append,
            now=lambda: datetime.now(UTC),
        )

    assert held(data) == {}


def test_loads_follow_one_another(data: Path, file: Path) -> None:
    """Each load is a new generation, and the one before is kept for a rollback."""
    for count in (2, 3, 4):
        load(deliver(file, documents(count)), data)
    folder = FeedFolder(data, FEED)

    assert folder.generations() == ["gen-000002", "gen-000003"]
    assert records(data) == 4
    assert Generation(folder.path / "gen-000002").state.records == 3


def test_report_as_text(data: Path, file: Path) -> None:
    """The report reads well on a terminal."""
    deliver(file, [*documents(1_200), document(status="?")], revision=1)
    text = load(file, data).as_text()

    assert text.splitlines()[4:8] == [
        "rows        1,201",
        "accepted    1,200",
        "rejected    1",
        "            1 status: not one of the words",
    ]
