"""`submit`, `records` and `quality`, as a bureau's script types them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from screening.cli import owning
from screening.errors import QuotaExceeded
from screening.ownership import Acknowledgement
from tests.cli.feeds import CARD, STOLEN, delivered, write_rows
from tests.cli.shell import screening, served

NEW = {**CARD, "record_id": "UTO-9", "document_number": "NEW1"}
NAME = "feeds/lost/documents/NEW1.UTO.UTO.UTO-9"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where a service listens that takes us for Utopia."""
    folder = tmp_path_factory.mktemp("owners")
    lost = delivered(folder / "lost.csv", [STOLEN])
    assert screening("load", lost, "--data", folder / "data").code == 0
    with served(folder / "data", "--pilot-owner", "UTO=lost") as at:
        yield at


def hits(server: str, number: str) -> int:
    """Return the exit code of `check`."""
    words = "check", "--server", server, "--number", number, "--state", "UTO"
    return screening(*words).code


def to(server: str) -> tuple[str, ...]:
    return "--server", server, "--feed", "lost"


def test_a_passport_reported_is_found_and_one_withdrawn_is_not(
    server: str, tmp_path: Path
) -> None:
    """In a file of CSV or JSON Lines, and --json for scripts."""
    file = write_rows(tmp_path / "today.csv", [{"op": "put", **NEW}])
    before, done = hits(server, "NEW1"), screening("submit", file, *to(server))
    during = hits(server, "NEW1")
    named = {n: NEW[n] for n in ("record_id", "owner", "issuing_state")}
    row = {"op": "withdraw", **named, "document_number": "NEW1"}
    (tmp_path / "gone.jsonl").write_text(json.dumps(row) + "\n\n")
    gone = screening("submit", tmp_path / "gone.jsonl", *to(server), "--json")

    assert (before, during, hits(server, "NEW1")) == (0, 3, 0)
    assert (done.code, done.out.splitlines()[0]) == (0, "1 change made")
    assert (gone.code, gone.json["withdrawals"], gone.json["rejected"]) == (0, 1, [])


def test_a_file_sent_twice_is_made_once(server: str, tmp_path: Path) -> None:
    """Its checksum names its requests."""
    row = {"op": "put", **NEW, "record_id": "twice", "document_number": "TWICE1"}
    file = write_rows(tmp_path / "t.csv", [row])
    first, again = (screening("submit", file, *to(server), "--json") for _ in range(2))

    assert first.json == again.json


def test_bad_rows_are_told_by_line_and_the_others_are_made(
    server: str, tmp_path: Path
) -> None:
    """Those that a request cannot say, and those that the service rejects."""
    good = {"op": "put", **NEW, "record_id": "g", "document_number": "GOOD1"}
    rows = [good, {**good, "status": "gone"}, {**good, "status_date": "2199-01-01"}]
    file = write_rows(tmp_path / "t.csv", rows)
    done = screening("submit", file, *to(server), "--json")

    assert done.code == 1
    assert done.json["puts"] == 1
    assert [(each["line"], each["field"]) for each in done.json["rejected"]] == [
        (3, "status"),
        (4, "status_date"),
    ]


def test_a_word_that_is_none_is_told_which_there_are(
    server: str, tmp_path: Path
) -> None:
    """Of what a request cannot say, for people and for programs."""
    rows = [{"op": "add", **NEW}, {"op": "put", **NEW, "status": "gone"}]
    file = write_rows(tmp_path / "t.csv", rows)
    done = screening("submit", file, *to(server))
    told = screening("submit", file, *to(server), "--json").json["rejected"]

    assert "line 2, op: is no change; write put or withdraw\n" in done.out
    assert "line 3, status: not what the field holds; write stolen, lost," in done.out
    assert told[0]["cure"] == "write put or withdraw"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.txt", b"", "neither .csv nor .jsonl"),
        ("x.csv", b"op,record_id\nput,1,2\n", "line 2: not as many fields"),
        ("x.csv", b"op,record_id\nput,\xff\n", "not CSV in UTF-8"),
        ("x.jsonl", b'{"op":"put"}\n{', "line 2: not JSON"),
        ("x.jsonl", b"[1]\n", "line 1: not an object"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_line(
    server: str, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    """And how much of it was made before."""
    (tmp_path / name).write_bytes(content)
    done = screening("submit", tmp_path / name, *to(server))

    assert done.code in (1, 2)
    assert words in done.err


def test_a_missing_file_is_said(server: str, tmp_path: Path) -> None:
    """In one line."""
    done = screening("submit", tmp_path / "none.csv", *to(server))

    assert done.code == 1
    assert "none.csv: no such file" in done.err


def test_somebody_elses_record_is_refused(server: str, tmp_path: Path) -> None:
    """The reason names the place, and the cure."""
    file = write_rows(tmp_path / "z.csv", [{"op": "put", **NEW, "owner": "ZEN"}])
    done = screening("submit", file, *to(server), "--json")

    assert done.code == 1
    assert json.loads(done.out)["error"]["reason"] == "NOT_THE_OWNER"
    assert "acknowledged before that: 0 changes" in done.err


def test_records_are_listed_and_counted(server: str, tmp_path: Path) -> None:
    """By name, or whole, a line each."""
    rows = [
        {"op": "put", **NEW, "record_id": f"n{n}", "document_number": f"MANY{n}"}
        for n in range(1_500)
    ]
    sent = screening(
        "submit", write_rows(tmp_path / "m.csv", rows), *to(server), "--json"
    )
    plain = screening("records", *to(server))
    whole = screening("records", *to(server), "--json")
    listed = [json.loads(line) for line in whole.out.splitlines()]

    assert sent.json["puts"] == 1_500
    assert len(listed) == len(plain.out.splitlines()) >= 1_501
    assert plain.err.endswith(" records\n")
    names = {each["name"] for each in listed}
    assert "feeds/lost/documents/MANY1499.UTO.UTO.n1499" in names
    assert {each["record"]["owner"] for each in listed} == {"UTO"}


def test_the_quality_report_is_for_people_and_programs(
    server: str, tmp_path: Path
) -> None:
    """What was accepted and rejected, by reason."""
    row = {"op": "put", **NEW, "record_id": "q", "document_number": "Q1"}
    file = write_rows(tmp_path / "q.csv", [row, {**row, "status_date": "2199-01-01"}])
    screening("submit", file, *to(server))
    shown, told = (
        screening("quality", *to(server), *more) for more in ((), ("--json",))
    )

    assert shown.out.startswith("lost: records of UTO\n")
    assert "status_date: in the future" in shown.out
    assert told.json["rejected_by_reason"]["status_date: in the future"] >= 1
    assert told.json["accepted"] >= 1


@pytest.mark.parametrize("given", ["UTO", "UTO=", "=lost", "Utopia=lost", "UTO=a,,b"])
def test_a_pilot_owner_is_spelt_one_way(tmp_path: Path, given: str) -> None:
    """OWNER=FEED[,FEED]; nothing is guessed."""
    done = screening("serve", "--data", tmp_path, "--pilot-owner", given)

    assert done.code == 2
    assert "OWNER=FEED" in done.err


def test_without_a_pilot_owner_nothing_is_written(address: str, tmp_path: Path) -> None:
    """The service says who would be an owner, and how a pilot is begun."""
    file = write_rows(tmp_path / "t.csv", [{"op": "put", **NEW}])
    done = screening("submit", file, *to(address))

    assert done.code == 1
    assert "--pilot-owner" in done.err


def test_beyond_the_quota_it_is_waited_as_long_as_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the same is sent again: a file that is longer than a minute's quota gets there."""
    slept: list[float] = []
    left = [2]
    made = Acknowledgement(revision=7, at=datetime(2026, 11, 21, tzinfo=UTC))

    def send() -> Acknowledgement:
        left[0] -= 1
        if left[0]:
            raise QuotaExceeded(maximum=60, retry_after_s=12.0)
        return made

    monkeypatch.setattr("time.sleep", slept.append)

    assert owning._within_quota(send) is made  # noqa: SLF001 -- a minute of waiting
    assert slept == [12.0]
    assert "going on in 12 s" in capsys.readouterr().err
