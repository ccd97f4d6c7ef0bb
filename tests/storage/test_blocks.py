"""Many entries in one value: found, changed and proved as if each had its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import DamagedTable, Misused
from screening.storage import blocks as module
from screening.storage.blocks import (
    BLOCK_BYTES,
    Cursor,
    cut,
    entry_of,
    find,
    line_of,
    lines_from,
    lines_in,
    packed,
    rewrite,
    sealed,
    wrong_with,
)
from screening.storage.table import ENTRIES, Table

TEXT = st.binary(max_size=5).filter(lambda text: not {0, 10} & {*text})
KEYS = TEXT.filter(bool)
ENTRIES_HELD = st.dictionaries(KEYS, TEXT | st.just(b"x" * 30), max_size=40)
SMALL = 64


@contextmanager
def cursor_of(held: dict[bytes, bytes]) -> Iterator[Cursor]:
    """Hold *held* in blocks of a few entries, as a load packs them."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK_BYTES", SMALL)
        table = Table.open(Path(folder, "table.mdb"), bulk=True)
        with table.writing() as txn:
            cursor = txn.cursor(db=table.databases[ENTRIES])
            lines = [line_of(*pair) for pair in sorted(held.items())]
            lengths = np.array([len(line) for line in lines], np.int64)
            cursor.putmulti(packed(b"\n".join(lines), lengths), append=True)
            yield cursor
        table.close()


def everything(cursor: Cursor) -> dict[bytes, bytes]:
    """Return all entries, after proving each block."""
    found: dict[bytes, bytes] = {}
    before = b""
    for fence, block in cursor.iternext() if cursor.first() else ():
        lines = lines_in(block)

        assert wrong_with(fence, lines, before) == ""
        before = fence
        found.update(map(entry_of, lines))
    return found


@given(ENTRIES_HELD, KEYS)
def test_what_is_packed_is_found(held: dict[bytes, bytes], other: bytes) -> None:
    """Each entry by its key, all from a key on in order, and nothing else."""
    with cursor_of(held) as cursor:
        assert everything(cursor) == held
        for key in [*held, other]:
            assert find(cursor, key) == held.get(key)
        beyond = [entry_of(line)[0] for line in lines_from(cursor, other)]
        assert beyond == sorted(key for key in held if key >= other)


WANTED = st.dictionaries(KEYS, st.none() | TEXT | st.just(b"y" * 50), max_size=30)


@given(ENTRIES_HELD, st.lists(WANTED, max_size=3), st.integers(1, 40))
def test_changes_are_those_of_a_dict(
    held: dict[bytes, bytes], deltas: list[dict[bytes, bytes | None]], in_a_row: int
) -> None:
    """Put or taken, over blocks that split, empty and move: law 4."""
    model = dict(held)
    with cursor_of(held) as cursor, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "IN_A_ROW_MAX", in_a_row)
        for wanted in deltas:
            lines = {k: None if v is None else line_of(k, v) for k, v in wanted.items()}
            was = {k: line_of(k, model.pop(k)) for k in wanted if k in model}

            assert rewrite(cursor, lines) == was
            model |= {k: v for k, v in wanted.items() if v is not None}
            assert everything(cursor) == model


@given(st.lists(st.integers(1, 6_000), min_size=1))
def test_blocks_fit_a_page_unless_one_entry_does_not(lengths: list[int]) -> None:
    """However long entries are: all are there, in order, in few blocks."""
    lines = [b"%05d\0".ljust(n, b"x") % i for i, n in enumerate(lengths)]
    text, sizes = b"\n".join(lines), np.array([len(line) for line in lines])
    for parts in (
        [lines_in(block) for _, block in packed(text, sizes)],
        [part.split(b"\n") for part in cut(text)],
    ):
        assert [line for part in parts for line in part] == lines
        for part in parts:
            assert len(part) == 1 or len(b"\n".join(part)) <= BLOCK_BYTES


def test_a_changed_byte_is_seen_when_the_block_is_read() -> None:
    """Not only by a scan: an answer from a damaged page is never given."""
    block = sealed(b"A1\0one\nA2\0two")
    for at in range(len(block)):
        spoilt = bytearray(block)
        spoilt[at] ^= 1
        with pytest.raises(DamagedTable):
            lines_in(bytes(spoilt))

    assert lines_in(block) == [b"A1\0one", b"A2\0two"]


def test_what_would_part_an_entry_is_our_own_fault() -> None:
    """A NUL or a newline within: no field of a record may hold one."""
    for key, value in ((b"a\0", b""), (b"a", b"\0"), (b"a\n", b""), (b"a", b"\n")):
        with pytest.raises(Misused):
            line_of(key, value)

    assert line_of(b"a", b"b") == b"a\0b"


def test_a_block_under_another_key_or_out_of_order_is_said() -> None:
    """What a scan asks of each block, besides its checksum."""
    lines = [b"a\0", b"b\0"]
    assert wrong_with(b"b", lines, b"") == ""
    assert "key" in wrong_with(b"c", lines, b"")
    assert "order" in wrong_with(b"b", lines, b"a")
    assert "order" in wrong_with(b"a", lines[::-1], b"")
