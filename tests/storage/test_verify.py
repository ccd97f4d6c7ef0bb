"""`verify` finds each kind of damage, says what it is, and calls sound what is sound."""

from collections.abc import Callable
from pathlib import Path

import pytest

from screening.storage.builder import Source
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter import Filter, hashes
from screening.storage.generation import DAMAGED_MARK
from screening.storage.scan import scanned_apart
from screening.storage.table import INTERVALS, LATE_KEYS, Table
from screening.storage.verify import forbidden, verify
from tests.processes import running, said
from tests.storage.plain import (
    change,
    fill,
    folder_of,
    in_blocks,
    key,
    numbered,
    publish,
    state,
)

SERIES = {b"A9\x1fUTO\x1eA1\x1eUTO\x1f1": b"A7\x1ex"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with a generation and a delta."""
    publish(tmp_path, numbered(3_000), SERIES)
    change(tmp_path, numbered(10, start=9_000), revision=2)
    return tmp_path


def test_what_is_sound_is_called_sound(data: Path) -> None:
    """Every subject, in order, told before it is looked at."""
    told: list[str] = []

    findings = verify(data, told=told.append)

    assert [(found.subject, found.sound) for found in findings] == [
        ("feed plain CURRENT", True),
        ("feed plain gen-000001", True),
    ]
    assert told == [found.subject for found in findings]


def test_nothing_held_is_nothing_to_prove(tmp_path: Path) -> None:
    """No feeds: no findings."""
    assert verify(tmp_path) == []


def in_table(change: Callable[[Table], None]) -> Callable[[Path], None]:
    """Return damage done through LMDB itself: all its pages stay readable."""

    def done(data: Path) -> None:
        change(Table.open(folder_of(data) / "table.mdb"))

    return done


def _alter(table: Table) -> None:
    in_blocks(table, {key("A00000007"): b"other"})


def _lose(table: Table) -> None:
    in_blocks(table, {key("A00000007"): None})


def _lose_series(table: Table) -> None:
    with table.writing() as txn:
        txn.pop(next(iter(SERIES)), db=table.databases[INTERVALS])


def _lose_late_keys(table: Table) -> None:
    with table.writing() as txn:
        txn.drop(table.databases[LATE_KEYS], delete=False)


def _swap_filter(data: Path) -> None:
    path = folder_of(data) / "filter.bloom"
    uid = Filter.open(path).uid
    path.unlink()
    Filter.of_keys(hashes([b"other"]), capacity=1, uid=uid).write(path)


def _flip(file: str, at: int) -> Callable[[Path], None]:
    def done(data: Path) -> None:
        path = folder_of(data) / file
        content = bytearray(path.read_bytes())
        content[at] ^= 1
        path.write_bytes(content)

    return done


def _zero_pages(data: Path) -> None:
    path = folder_of(data) / "table.mdb"
    content = path.read_bytes()
    path.write_bytes(content[:8192] + bytes(len(content) - 8192))


def _cut(data: Path) -> None:
    path = folder_of(data) / "table.mdb"
    path.write_bytes(path.read_bytes()[:-4096])


def _mark(data: Path) -> None:
    (folder_of(data) / DAMAGED_MARK).write_text("why")


def _lose_current(data: Path) -> None:
    (folder_of(data).parent / "CURRENT").unlink()


@pytest.mark.parametrize(
    ("damage", "subject"),
    [
        pytest.param(in_table(_alter), "gen-000001", id="value altered"),
        pytest.param(in_table(_lose), "gen-000001", id="entry lost"),
        pytest.param(in_table(_lose_series), "gen-000001", id="series lost"),
        pytest.param(in_table(_lose_late_keys), "gen-000001", id="late keys lost"),
        pytest.param(_swap_filter, "gen-000001", id="filter of other keys"),
        pytest.param(_flip("filter.bloom", -9), "gen-000001", id="filter flipped"),
        pytest.param(_flip("manifest.json", 40), "gen-000001", id="manifest flipped"),
        pytest.param(_zero_pages, "gen-000001", id="pages zeroed"),
        pytest.param(_cut, "gen-000001", id="table cut"),
        pytest.param(_mark, "gen-000001", id="marked"),
        pytest.param(_lose_current, "CURRENT", id="CURRENT lost"),
    ],
)
def test_each_kind_of_damage_is_found(
    data: Path, damage: Callable[[Path], None], subject: str
) -> None:
    """One subject is not sound, and the finding says why; the others are."""
    damage(data)

    wrong = [found for found in verify(data) if not found.sound]

    assert [found.subject.split()[-1] for found in wrong] == [subject]
    assert wrong[0].detail


def test_pages_that_end_a_process_are_a_finding(data: Path) -> None:
    """Whatever byte of a table is spoiled, the scan ends with an answer, not with us."""
    path = folder_of(data) / "table.mdb"
    content = path.read_bytes()
    found = []
    for page in range(3, len(content) // 4096, len(content) // 4096 // 5):
        spoilt = bytearray(content)
        spoilt[page * 4096 : (page + 1) * 4096] = b"\xa5" * 4096
        path.write_bytes(spoilt)
        found.append(scanned_apart(folder_of(data)))

    assert len(found) >= 5
    assert any(found)


WRITING_ASIDE = """
import os
import sys
path = sys.argv[1] + "/CHECKPOINT"
print("ready", flush=True)
while True:
    open(path + ".tmp", "wb").close()
    os.rename(path + ".tmp", path)
"""


def test_a_file_that_is_renamed_meanwhile_is_not_called_closed(tmp_path: Path) -> None:
    """The one aside is there at one look and not at the next: that is no refusal."""
    with running(WRITING_ASIDE, tmp_path) as writer:
        assert said(writer) == "ready"
        found = [forbidden("journal chain-0000", tmp_path) for _ in range(20_000)]

    assert not any(found)


PUBLISHING = """
import sys
from itertools import count
from pathlib import Path
from tests.storage.plain import numbered, publish
for n in count(1):
    publish(Path(sys.argv[1]), numbered(10), revision=n)
    print("published", flush=True)
"""


def test_a_generation_that_a_load_removes_meanwhile_is_not_damaged(
    tmp_path: Path,
) -> None:
    """Loads come faster than the proof reads: what they sweep away was sound."""
    removed = 0
    with running(PUBLISHING, tmp_path) as loader:
        assert said(loader) == "published"
        for _ in range(10):
            findings = verify(tmp_path)
            assert [found for found in findings if not found.sound] == []
            removed += sum("removed" in found.detail for found in findings)

    assert removed


def test_a_generation_that_is_gone_while_it_is_served_is_found(data: Path) -> None:
    """Nobody may take that for a sweep, at whichever instant it goes."""
    served = folder_of(data)

    def told(subject: str) -> None:
        if subject.endswith("gen-000001"):
            served.rename(served.with_name("elsewhere"))

    meanwhile = [found.subject for found in verify(data, told=told) if not found.sound]
    after = [found.subject for found in verify(data) if not found.sound]

    assert meanwhile == ["feed plain gen-000001"]
    assert after == ["feed plain CURRENT"]


def test_a_first_load_is_no_damage_before_it_is_served(tmp_path: Path) -> None:
    """Its generation is there, and CURRENT is not yet; when it was killed then, it says so."""
    folder = FeedFolder(tmp_path, "plain")
    with folder.lock(), folder.builder() as builder:
        fill(builder, numbered(10))
        builder.seal(state(records=10, feed="plain"), source=Source())
        meanwhile = verify(tmp_path)
    after = [found for found in verify(tmp_path) if not found.sound]

    assert all(found.sound for found in meanwhile)
    assert [found.subject for found in after] == ["feed plain CURRENT"]
    assert "killed" in after[0].detail
