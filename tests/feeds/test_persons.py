"""Feeds of persons: loaded, changed, refused, by the rules of any other feed."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import FeedRefused
from screening.feeds import snapshot
from screening.feeds.report import Progress, Report
from screening.index.persons.codec import decode_person
from screening.records import PersonRecord
from screening.storage.feed_folder import FeedFolder
from screening.storage.table import ENTRIES, NAMES
from screening.storage.verify import verify
from tests.feeds import deliveries
from tests.feeds.deliveries import (
    FEED,
    deliver,
    held,
    jsonl_of,
    person,
    persons,
    put,
    records,
)
from tests.world import NOW
from tools.synthetic.writing import write_texts

Rows = Iterable[Mapping[str, Any]]
PASSPORT = {"number": "L898902C3", "type": "passport", "issuing_state": "UTO"}


@pytest.fixture(name="data")
def _data(tmp_path: Path) -> Path:
    """Return a folder that holds four persons at revision 1."""
    load(delivered(tmp_path / "base.jsonl", persons(4), revision=1), tmp_path / "data")
    return tmp_path / "data"


def load(path: Path, data: Path, **options: Any) -> Report:  # noqa: ANN401
    """Load a snapshot, without a manifest as feed `lost` of persons."""
    return deliveries.load(path, data, database="persons", **options)


def apply(path: Path, data: Path, **options: Any) -> Report:  # noqa: ANN401
    """Apply a delta, without a manifest to feed `lost` of persons."""
    return deliveries.apply(path, data, database="persons", **options)


def delivered(path: Path, rows: Rows, **said: Any) -> Path:  # noqa: ANN401
    """Deliver *rows* as JSON Lines, with *said* with a manifest."""
    content = jsonl_of(rows)
    if said:
        said = {"database": "persons", "records": content.count(b"\n"), **said}
    return deliver(path, content, **said)


def delta(path: Path, rows: Rows, **said: Any) -> Path:  # noqa: ANN401
    """Deliver a delta from revision 1 to 2, or as *said*."""
    said = {"kind": "delta", "base_revision": 1, "revision": 2, **said}
    return delivered(path, rows, **said)


def withdraw(reference: str) -> dict[str, Any]:
    return {"op": "withdraw", "record_id": reference, "owner": "UTO"}


def people(data: Path) -> dict[str, PersonRecord]:
    """Return all persons served, by reference."""
    found = [decode_person(v) for k, v in held(data)[ENTRIES] if k.startswith(b"\x1c")]
    return {record.record_id: record for record in found}


def test_what_is_delivered_is_served(data: Path, tmp_path: Path) -> None:
    """Persons, and the documents that lead to them, with what the manifest says."""
    rows = [*persons(3), person(record_id="UTO-P9", sex="female", documents=[PASSPORT])]
    file = delivered(tmp_path / "x.jsonl", rows, revision=2, publisher="XPO")
    report = load(file, data)
    state = FeedFolder(data, FEED).state()

    assert state is not None
    assert (state.records, state.names, state.entries) == (4, 4, 5)
    assert (report.accepted, report.records, report.vouched) == (4, 4, True)
    assert people(data)["UTO-P9"].sex == "F"
    assert b"L898902C3\x1fUTO\x1eUTO\x1fUTO-P9" in dict(held(data)[ENTRIES])
    assert all(finding.sound for finding in verify(data))


@pytest.mark.parametrize("name", ["x.jsonl.gz", "x.jsonl.zst", "x.ndjson"])
def test_packed_or_not_the_same_is_held(tmp_path: Path, name: str) -> None:
    """However lines are packed, the same is held."""
    content = jsonl_of([*persons(20), person(remarks="é, ☺")])
    load(deliver(tmp_path / "x.jsonl", content), tmp_path / "data")
    other = tmp_path / name
    write_texts(other, [content], other.suffix[1:])
    load(other, tmp_path / "other")

    assert held(tmp_path / "other") == held(tmp_path / "data")


@pytest.mark.parametrize("name", ["x.csv", "x.csv.gz", "x.parquet"])
def test_tables_hold_no_persons(tmp_path: Path, name: str) -> None:
    """Where there are no lists, the refusal says what to deliver instead."""
    pl.DataFrame({"record_id": ["1"]}).write_parquet(tmp_path / name)
    with pytest.raises(FeedRefused, match=r"lists of names.*JSON Lines"):
        load(tmp_path / name, tmp_path / "data")

    assert not (tmp_path / "data").exists()


def test_bad_rows_are_written_down(data: Path, tmp_path: Path) -> None:
    """A bad row is in the rejects file with line, field and reason; the rest goes in."""
    rows = [*persons(200), person(births=[{"date": "1974-02-30"}])]
    report = load(deliver(tmp_path / "x.jsonl", jsonl_of(rows)), data)
    written = (tmp_path / "x.rejects.csv").read_text("utf-8").splitlines()

    assert (report.accepted, report.rejected, records(data)) == (200, 1, 200)
    assert report.rejected_by_reason == {"births[0].date: not a date": 1}
    assert written[1].startswith("201,births[0].date,not a date,")
    assert "1974-02-30" in written[1]
    assert "1974" not in report.as_text()


def test_too_many_bad_rows_change_nothing(data: Path, tmp_path: Path) -> None:
    """More than one in a hundred, and the delivery is refused."""
    before = held(data)
    rows = [*persons(50), person(record_id="")]
    with pytest.raises(FeedRefused, match=r"1 of 51 rows are bad.*record_id: required"):
        load(deliver(tmp_path / "x.jsonl", jsonl_of(rows)), data)

    assert held(data) == before


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"sha256": "0" * 64}, "SHA-256"),
        ({"records": 9}, "it has 4 rows, the manifest says 9"),
        ({"revision": 1}, "does not grow"),
        ({"database": "documents"}, "holds persons, not documents"),
    ],
)
def test_wrong_manifest_changes_nothing(
    data: Path, tmp_path: Path, said: dict[str, Any], text: str
) -> None:
    """Whatever is wrong with the delivery, what is served stays."""
    before = held(data)
    file = delivered(tmp_path / "x.jsonl", persons(4), **{"revision": 2, **said})
    with pytest.raises(FeedRefused, match=text):
        load(file, data)

    assert held(data) == before


def test_file_that_changes_meanwhile(data: Path, tmp_path: Path) -> None:
    """What was read is not what is there now, so nothing goes in."""
    before = held(data)
    file = deliver(tmp_path / "x.jsonl", jsonl_of(persons(5)))

    def change(step: Progress) -> None:
        if step.stage == "reading":
            file.write_bytes(jsonl_of(persons(6)))

    with pytest.raises(FeedRefused, match="it changed while it was read"):
        snapshot.load(
            file,
            data=data,
            feed=FEED,
            database="persons",
            progress=change,
            now=lambda: NOW,
        )

    assert held(data) == before


def test_smaller_list_needs_leave(data: Path, tmp_path: Path) -> None:
    """Fewer than half the persons served is refused, unless it is said to be right."""
    file = deliver(tmp_path / "x.jsonl", jsonl_of(persons(1)))
    with pytest.raises(FeedRefused, match="--allow-shrink"):
        load(file, data)

    assert load(file, data, allow_shrink=True).records == 1


def test_last_row_of_a_person_counts(data: Path, tmp_path: Path) -> None:
    """What an earlier row was filed under is gone, and the report says it was double."""
    rows = [*persons(4), person(documents=[PASSPORT]), person(remarks="the last")]
    report = load(deliver(tmp_path / "x.jsonl", jsonl_of(rows)), data)

    assert (report.duplicates, records(data)) == (2, 4)
    assert people(data)["UTO-P1"].remarks == "the last"
    assert not any(key.startswith(b"L") for key, _ in held(data)[ENTRIES])
    assert all(finding.sound for finding in verify(data))


def test_unassigned_states_are_warned_of(tmp_path: Path) -> None:
    """They are codes, so they go in, and somebody may look."""
    rows = [person(owner="QZZ", nationalities=["QZY", "SWE"])]
    report = load(deliver(tmp_path / "x.jsonl", jsonl_of(rows)), tmp_path / "data")

    assert report.accepted == 1
    assert report.warnings[-1].startswith("State codes that nobody has assigned: ")
    assert "QZZ (1 rows)" in report.warnings[-1]
    assert "QZY (1 rows)" in report.warnings[-1]


def test_many_names_of_one_person(tmp_path: Path) -> None:
    """A thousand names are one record; one more is a reject that says so."""
    names = [{"full": f"Anna {i}"} for i in range(1_000)]
    rows = [person(names=names), person(record_id="2", names=[*names, {"full": "Eva"}])]
    file = deliver(tmp_path / "x.jsonl", jsonl_of(rows))
    report = load(file, tmp_path / "data", max_bad_percent=50)

    assert report.rejected_by_reason == {"names: more than 1,000 names": 1}
    assert len(people(tmp_path / "data")["UTO-P1"].names) == 1_000
    assert all(finding.sound for finding in verify(tmp_path / "data"))


def test_changes_are_served_and_reported(data: Path, tmp_path: Path) -> None:
    """New, changed and withdrawn persons are so afterwards, one revision on."""
    rows = [
        put(person(record_id="UTO-P9", documents=[PASSPORT])),
        put(person(remarks="changed")),
        withdraw("UTO-P2"),
        withdraw("UTO-P77"),
    ]
    report = apply(delta(tmp_path / "d.jsonl", rows), data)
    state = FeedFolder(data, FEED).state()

    assert state is not None
    assert (state.revision, state.records) == (2, 4)
    assert (report.puts, report.withdrawals, report.withdrawn_missing) == (2, 1, 1)
    assert sorted(people(data)) == ["UTO-P1", "UTO-P3", "UTO-P4", "UTO-P9"]
    assert people(data)["UTO-P1"].remarks == "changed"
    assert all(finding.sound for finding in verify(data))


def test_withdrawn_person_takes_its_documents_along(tmp_path: Path) -> None:
    """A document tied to a person leads nowhere once the person is gone."""
    data = tmp_path / "data"
    base = [*persons(3), person(record_id="UTO-P9", documents=[PASSPORT])]
    load(deliver(tmp_path / "x.jsonl", jsonl_of(base)), data)
    apply(deliver(tmp_path / "d.jsonl", jsonl_of([withdraw("UTO-P9")])), data)

    assert len(held(data)[ENTRIES]) == len(held(data)[NAMES]) == 3


def test_last_change_of_a_person_wins(data: Path, tmp_path: Path) -> None:
    """Changes count in the order of the rows."""
    rows = [
        withdraw("UTO-P1"),
        put(person(remarks="x")),
        put(person()),
        withdraw("UTO-P1"),
    ]
    report = apply(delta(tmp_path / "d.jsonl", rows), data)

    assert (records(data), report.duplicates) == (3, 3)
    assert "UTO-P1" not in people(data)


def test_delta_of_bad_rows_changes_nothing(data: Path, tmp_path: Path) -> None:
    """Part of a delta is no delta."""
    before = held(data)
    rows = [withdraw("UTO-P1"), put(person(notice="?"))]
    with pytest.raises(FeedRefused, match="1 of 2 rows are bad"):
        apply(delta(tmp_path / "d.jsonl", rows), data)

    assert held(data) == before


NAME = st.sampled_from(
    [
        {"full": "Anna Eriksson"},
        {"primary": "Eriksson"},
        {"full": "安娜", "kind": "alias"},
    ]
)
PEOPLE = st.builds(
    person,
    record_id=st.sampled_from(["UTO-1", "UTO-2", "UTO-3"]),
    names=st.lists(NAME, min_size=1, max_size=3),
    documents=st.lists(
        st.sampled_from(
            [PASSPORT, {"number": "D23145890734"}, {"number": "l898902c3"}]
        ),
        max_size=2,
    ),
    remarks=st.sampled_from([None, "a", "b"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(PEOPLE, min_size=1, max_size=5), st.lists(PEOPLE, min_size=1, max_size=5)
)
def test_snapshot_and_deltas_agree(
    base: list[dict[str, Any]], changes: list[dict[str, Any]]
) -> None:
    """Law 4: applying rows as changes, or loading them after the others, is the same."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        load(deliver(folder / "a.jsonl", jsonl_of(base)), folder / "a")
        apply(deliver(folder / "d.jsonl", jsonl_of(map(put, changes))), folder / "a")
        load(deliver(folder / "b.jsonl", jsonl_of(base + changes)), folder / "b")

        assert held(folder / "a") == held(folder / "b")
        assert records(folder / "a") == records(folder / "b")
        assert all(finding.sound for finding in verify(folder / "a"))


GOOD = jsonl_of(persons(3))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=60), st.integers(0, len(GOOD)))
def test_any_bytes_within_rows_cost_only_rows(noise: bytes, at: int) -> None:
    """Bytes put into a good file spoil the rows they touch, no more than two."""
    with TemporaryDirectory() as folder:
        file = deliver(Path(folder) / "x.jsonl", GOOD[:at] + noise + GOOD[at:])
        try:
            count = load(file, Path(folder) / "data", max_bad_percent=100).records
        except FeedRefused:
            count = 0

    assert 3 - 2 <= count <= 3 + noise.count(b"\n")


def test_report_is_json(data: Path, tmp_path: Path) -> None:
    """All of a report can be printed for programs."""
    assert json.dumps(apply(delta(tmp_path / "d.jsonl", []), data).as_json())
