"""Segments: arrays come back as written, or the file is refused; deltas name new ones."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import DamagedTable, DiskFull
from screening.storage import writer
from screening.storage.builder import Source
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.segments import (
    Arrays,
    Segment,
    next_file,
    open_segment,
    segment_file,
    write_segment,
)
from screening.storage.verify import verify
from screening.storage.writer import Applied, Replacement, apply
from tests.storage.plain import AS_OF, FEED, fill, folder_of, key, numbered, state
from tests.storage.test_builder import fill_up, tiny_disk

UID, OTHER_UID = "0123456789abcdef" * 2, "f" * 32
KINDS = ["u1", "<u4", "<i4", "<i8", "<u8", "<f4", "<f8"]


@st.composite
def arrays(draw: st.DrawFn) -> dict[str, npt.NDArray[Any]]:
    """Draw a few arrays of any of the types that segments have, of any bits."""
    names = draw(st.lists(st.text(min_size=1, max_size=9), unique=True, max_size=5))
    made = {}
    for name in names:
        kind = np.dtype(draw(st.sampled_from(KINDS)))
        held = draw(st.binary(max_size=200))
        whole = len(held) // kind.itemsize * kind.itemsize
        made[name] = np.frombuffer(held[:whole], kind)
    return made


def small() -> dict[str, npt.NDArray[Any]]:
    """Return arrays that make a file of some hundred bytes."""
    return {
        "text": np.frombuffer(b"eriksson", np.uint8),
        "at": np.array([0, 4, 8], np.int32),
        "none": np.zeros(0, np.uint64),
        "info": np.array([9.0, 7.5], np.float32),
    }


def bits_of(held: Arrays) -> dict[str, tuple[str, bytes]]:
    return {name: (array.dtype.str, array.tobytes()) for name, array in held.items()}


def written(folder: Path, held: Arrays) -> Path:
    path = folder / segment_file(1)
    write_segment(path, held, uid=UID)
    return path


def opened(path: Path, content: bytes) -> dict[str, tuple[str, bytes]] | None:
    """Return what is read where *content* stands in a segment's place, None: refused."""
    path.unlink(missing_ok=True)  # what is mapped already stays as it was
    path.write_bytes(content)
    try:
        return bits_of(open_segment(path, uid=UID).arrays)
    except DamagedTable:
        return None


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(arrays())
def test_arrays_come_back_as_written(
    tmp_path_factory: pytest.TempPathFactory, held: dict[str, npt.NDArray[Any]]
) -> None:
    """Names, types, lengths and every bit; and nobody can write to them."""
    path = written(tmp_path_factory.mktemp("segment"), held)

    found = open_segment(path, uid=UID)

    assert found.name == path.name
    assert bits_of(found.arrays) == bits_of(held)
    assert not any(array.flags.writeable for array in found.arrays.values())


def test_what_is_not_one_stretch_of_memory_is_written_all_the_same(
    tmp_path: Path,
) -> None:
    """Every second number of an array is an array, too."""
    path = written(tmp_path, {"even": np.arange(10, dtype=np.int32)[::2]})

    assert open_segment(path, uid=UID).arrays["even"].tolist() == [0, 2, 4, 6, 8]


def test_any_byte_that_is_wrong_is_found(tmp_path: Path) -> None:
    """Every byte of a file, every bit of it: refused, or it stood between the arrays."""
    held = small()
    path = written(tmp_path, held)
    whole, right, refused = path.read_bytes(), bits_of(held), 0
    for at in range(len(whole)):
        for bit in range(8):
            spoiled = bytearray(whole)
            spoiled[at] ^= 1 << bit
            found = opened(path, bytes(spoiled))
            refused += found is None

            assert found in (None, right), (at, bit)
    said = sum(len(text) for _, text in right.values()) + whole.index(b"}") + 1
    assert refused >= said * 8


@given(st.data())
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=150)
def test_any_damage_is_refused_or_is_none(
    tmp_path_factory: pytest.TempPathFactory, pick: st.DataObject
) -> None:
    """Any bytes in any place, however many: never arrays other than those written."""
    held = small()
    path = written(tmp_path_factory.mktemp("segment"), held)
    whole = path.read_bytes()
    at = pick.draw(st.integers(0, len(whole)))
    noise = pick.draw(st.binary(max_size=40))
    gone = pick.draw(st.integers(0, 40))

    found = opened(path, whole[:at] + noise + whole[at + gone :])

    assert found in (None, bits_of(held))


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    """From no byte at all to all but the last; and one byte too many."""
    path = written(tmp_path, small())
    whole = path.read_bytes()

    assert [opened(path, whole[:cut]) for cut in range(len(whole))] == [None] * len(
        whole
    )
    assert opened(path, whole + b"\0") is None


def test_a_segment_of_another_generation_is_refused(tmp_path: Path) -> None:
    """A whole file, and it does not belong here; neither does none."""
    path = written(tmp_path, small())

    with pytest.raises(DamagedTable, match="another generation"):
        open_segment(path, uid=OTHER_UID)
    with pytest.raises(DamagedTable, match="cannot be read"):
        open_segment(tmp_path / "none", uid=UID)


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """Whoever writes a segment where there is no room hears of the disk."""
    with tiny_disk(tmp_path / "disk", "256k") as disk:
        fill_up(disk)

        with pytest.raises(DiskFull):
            write_segment(disk / "s", {"big": np.ones(99_999, np.int64)}, uid=UID)


@given(st.lists(st.integers(1, 10**7), max_size=9))
def test_a_next_name_is_beyond_all_before(numbers: list[int]) -> None:
    """Later than every file that is named, in whatever order they are."""
    names = tuple(segment_file(number) for number in numbers)

    assert next_file(names) == segment_file(max([0, *numbers]) + 1)


def marked(number: int) -> Arrays:
    return {"mark": np.array([number], np.int32)}


def published(data: Path, *numbers: int) -> None:
    """Publish a generation whose segments say *numbers*."""
    folder = FeedFolder(data, FEED)
    with folder.lock(), folder.builder() as builder:
        fill(builder, numbered(3))
        for number in numbers:
            builder.add_segment(marked(number))
        folder.publish(builder.seal(state(records=3), source=Source()))


def applied(
    data: Path, *, revision: int, number: int | None = None, merged: int = 0
) -> Applied:
    """Apply a delta of one record, with a segment that says *number*."""
    one = key(f"N{revision}")
    folder = FeedFolder(data, FEED)
    with folder.lock():
        return apply(
            folder,
            [Replacement(entries=((one, b""),))],
            revision=revision,
            as_of=AS_OF,
            segment=None if number is None else marked(number),
            merged=merged,
        )


def said(segments: Sequence[Segment]) -> list[int]:
    return [int(segment.arrays["mark"][0]) for segment in segments]


def numbers_of(generation: Generation) -> list[int]:
    """Return what the segments say that a view of *generation* is given."""
    with generation.view() as view:
        return view.prepared(said)


def files(data: Path) -> list[str]:
    return sorted(path.name for path in folder_of(data).glob("names-*"))


def test_a_generation_opens_what_its_builder_added(tmp_path: Path) -> None:
    """In the order in which they were added, proved with the rest."""
    published(tmp_path, 7, 8)

    assert numbers_of(Generation(folder_of(tmp_path))) == [7, 8]
    assert files(tmp_path) == ["names-000001.seg", "names-000002.seg"]
    assert all(finding.sound for finding in verify(tmp_path))


def test_a_delta_adds_a_segment_or_puts_one_in_the_place_of_the_last(
    tmp_path: Path,
) -> None:
    """Added, none given, and the last two merged: what counts is what the state names."""
    published(tmp_path, 1)
    reader = Generation(folder_of(tmp_path))
    found = [numbers_of(reader)]
    for revision, number, merged in ((2, 2, 0), (3, None, 0), (4, 3, 0), (5, 23, 2)):
        applied(tmp_path, revision=revision, number=number, merged=merged)
        found.append(numbers_of(reader))

    assert found == [[1], [1, 2], [1, 2], [1, 2, 3], [1, 23]]
    assert numbers_of(Generation(folder_of(tmp_path))) == [1, 23]


def test_files_go_with_the_delta_after_the_one_that_merged_them(
    tmp_path: Path,
) -> None:
    """Until then whoever reads the revision before finds them; mapped, they stay."""
    published(tmp_path, 1)
    applied(tmp_path, revision=2, number=2)
    reader = Generation(folder_of(tmp_path))
    with reader.view() as before:
        applied(tmp_path, revision=3, number=12, merged=2)
        merged = files(tmp_path)
        for retired in files(tmp_path)[:2]:
            os.utime(folder_of(tmp_path) / retired, (0, 0))  # retired long ago
        applied(tmp_path, revision=4, number=3)

        assert before.prepared(said) == [1, 2]
        assert before.state.revision == 2
    assert merged == [segment_file(n) for n in (1, 2, 3)]
    assert files(tmp_path) == [segment_file(n) for n in (3, 4)]
    assert numbers_of(reader) == [12, 3]


def test_views_of_one_revision_share_what_was_prepared(tmp_path: Path) -> None:
    """Made once; once more for the next revision that has other segments."""
    published(tmp_path, 1)
    generation, made = Generation(folder_of(tmp_path)), []

    def make(segments: Sequence[Segment]) -> list[int]:
        made.append(said(segments))
        return made[-1]

    with generation.view() as one, generation.view() as other:
        assert one.prepared(make) is other.prepared(make)
    applied(tmp_path, revision=2)
    with generation.view() as same:
        same.prepared(make)
    applied(tmp_path, revision=3, number=2)
    with generation.view() as new:
        new.prepared(make)

    assert made == [[1], [1, 2]]


class Died(BaseException):
    """Stands for a kill -9 at a point in the code."""


def test_a_segment_that_no_transaction_named_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that dies before its commit: all is as it was, and the next goes in."""
    published(tmp_path, 1)

    def die(*_arguments: object) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(writer, "write_state", die)
        with pytest.raises(Died):
            applied(tmp_path, revision=2, number=9)
    left, found = files(tmp_path), numbers_of(Generation(folder_of(tmp_path)))
    applied(tmp_path, revision=2, number=2)

    assert (len(left), found) == (2, [1])
    assert numbers_of(Generation(folder_of(tmp_path))) == [1, 2]
    assert all(finding.sound for finding in verify(tmp_path))


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 99])
def test_a_generation_without_its_segment_is_damaged(
    tmp_path: Path, content: bytes | None
) -> None:
    """It is refused as a whole, by who opens it and by `verify`."""
    published(tmp_path, 1)
    path = folder_of(tmp_path) / segment_file(1)
    path.unlink() if content is None else path.write_bytes(content)

    with pytest.raises(DamagedTable, match="a segment"):
        Generation(folder_of(tmp_path))
    assert not all(finding.sound for finding in verify(tmp_path))
