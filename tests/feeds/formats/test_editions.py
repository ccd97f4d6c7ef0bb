"""New editions of outside lists: applied as what they change, and told."""

from pathlib import Path

import pytest

from screening.errors import FeedRefused
from screening.storage.verify import verify
from tests.feeds import deliveries
from tests.feeds.deliveries import deliver, documents, held, manifest_of
from tests.feeds.formats.lists import (
    apply,
    individual,
    json_lines,
    load,
    served,
    un_list,
)

UN = "un-consolidated"
FIRST = [individual(f"UTi.{n}") for n in range(1, 6)]


@pytest.fixture(name="data")
def _data(tmp_path: Path) -> Path:
    """Return a folder that serves five individuals."""
    (tmp_path / "1.xml").write_bytes(un_list(*FIRST))
    load(tmp_path / "1.xml", tmp_path / "data", UN)
    return tmp_path / "data"


def edition(
    tmp_path: Path, *individuals: str, date: str = "2026-11-21T00:00:00Z"
) -> Path:
    file = tmp_path / "2.xml"
    file.write_bytes(un_list(*individuals, date=date))
    return file


def test_what_changed_is_applied(data: Path, tmp_path: Path) -> None:
    """New, changed and gone persons are so afterwards, in one delta."""
    changed, new = individual("UTi.1", name="MARIA"), individual("UTi.9")
    file = edition(tmp_path, changed, *FIRST[1:4], new)
    report = apply(file, data, UN)

    assert (report.kind, report.revision, report.generation) == (
        "delta",
        2,
        "gen-000001",
    )
    assert (report.puts, report.withdrawals, report.records) == (2, 1, 5)
    assert report.as_of == "2026-11-21T00:00:00Z"
    assert report.notes[-1] == (
        "compared with the 5 records served: 1 new, 1 changed, 1 gone, 3 as before"
    )
    assert sorted(served(data, UN)) == ["UTi.1", "UTi.2", "UTi.3", "UTi.4", "UTi.9"]
    assert served(data, UN)["UTi.1"].names[0].full == "MARIA ERIKSSON"
    assert all(finding.sound for finding in verify(data))


def test_editions_and_snapshots_agree(data: Path, tmp_path: Path) -> None:
    """Law 4: an edition applied holds what the same edition loaded holds."""
    file = edition(tmp_path, *FIRST[2:], individual("UTi.7"))
    apply(file, data, UN)
    load(file, tmp_path / "other", UN)

    assert held(data, UN) == held(tmp_path / "other", UN)


def test_nothing_changed_is_said(data: Path, tmp_path: Path) -> None:
    """The revision and the age of the data move on, and the report says why nothing else."""
    before = held(data, UN)
    report = apply(edition(tmp_path, *FIRST), data, UN)

    assert (report.revision, report.puts, report.withdrawals) == (2, 0, 0)
    assert report.notes[-1] == (
        "nothing changed: the list says what is served, 5 records"
    )
    assert held(data, UN) == before


def test_edition_that_lost_most_is_refused(data: Path, tmp_path: Path) -> None:
    """More likely cut than true; the operator may know better."""
    before = held(data, UN)
    file = edition(tmp_path, *FIRST[:2])
    with pytest.raises(FeedRefused, match=r"fewer than half of the 5.*--allow-shrink"):
        apply(file, data, UN)

    assert held(data, UN) == before
    assert apply(file, data, UN, allow_shrink=True).withdrawals == 3


@pytest.mark.parametrize("content", [un_list(), un_list(*FIRST)[:-40], b"", b"<x/>"])
def test_broken_edition_changes_nothing(
    data: Path, tmp_path: Path, content: bytes
) -> None:
    """Empty, cut, another file: what is served stays."""
    before = held(data, UN)
    (tmp_path / "2.xml").write_bytes(content)
    with pytest.raises(FeedRefused):
        apply(tmp_path / "2.xml", data, UN)

    assert held(data, UN) == before


def test_person_twice_in_an_edition(data: Path, tmp_path: Path) -> None:
    """The last one counts, also where it is the one that is served already."""
    again = individual("UTi.1", name="MARIA")
    report = apply(edition(tmp_path, again, *FIRST), data, UN)

    assert (report.duplicates, report.puts) == (1, 0)


def test_older_edition_is_warned_of(data: Path, tmp_path: Path) -> None:
    """It says itself that it is older than what is served."""
    file = edition(tmp_path, *FIRST, date="2026-11-01T00:00:00Z")
    report = apply(file, data, UN)

    assert report.as_of == "2026-11-01T00:00:00Z"
    assert report.warnings[-1].startswith("published before the data held: ")


def test_first_edition_is_loaded(tmp_path: Path) -> None:
    """There is nothing yet to compare it with."""
    with pytest.raises(FeedRefused, match="load one first"):
        apply(edition(tmp_path, *FIRST), tmp_path / "data", UN)


def test_edition_with_a_manifest(data: Path, tmp_path: Path) -> None:
    """It is a snapshot as its publisher sees it; its revision grows, and it is vouched for."""
    file = edition(tmp_path, *FIRST)
    manifest_of(file, feed=UN, database="persons", revision=7, records=5)
    report = apply(file, data, UN)

    assert (report.revision, report.vouched) == (7, True)
    with pytest.raises(FeedRefused, match="is applied already"):
        apply(file, data, UN)


def test_other_formats_have_editions_too(tmp_path: Path) -> None:
    """Notices and entities are lists like any other."""
    links = {"self": {"href": "https://ws-public.interpol.int/notices/v1/red/1"}}
    notices = [
        {"entity_id": f"1/{n}", "name": "ERIKSSON", "_links": links} for n in range(4)
    ]
    people = [
        {"id": f"p{n}", "schema": "Person", "properties": {"name": ["A Eriksson"]}}
        for n in range(4)
    ]
    for named, rows in (("interpol-notices", notices), ("ftm", people)):
        (tmp_path / "x.json").write_bytes(json_lines(rows))
        load(tmp_path / "x.json", tmp_path / named, named)
        (tmp_path / "x.json").write_bytes(json_lines(rows[1:]))
        report = apply(tmp_path / "x.json", tmp_path / named, named)

        assert (report.puts, report.withdrawals, report.records) == (0, 1, 3)


def test_list_in_the_feed_of_another_database(tmp_path: Path) -> None:
    """A list of persons does not change a feed of documents."""
    deliveries.load(deliver(tmp_path / "x.csv", documents(1)), tmp_path / "data")
    manifest_of(edition(tmp_path, *FIRST), database="persons", records=5, revision=2)
    with pytest.raises(FeedRefused, match="feed lost holds documents, not persons"):
        apply(tmp_path / "2.xml", tmp_path / "data", UN)


def test_format_of_persons_holds_nothing_else(tmp_path: Path) -> None:
    """What is said of the file and what its format holds must agree."""
    manifest_of(edition(tmp_path, *FIRST), database="documents", records=5)
    with pytest.raises(FeedRefused, match="of persons, not of documents"):
        load(tmp_path / "2.xml", tmp_path / "data", UN)
