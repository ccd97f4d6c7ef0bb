"""The filter: what it denies is absent, and damage to it is never overlooked."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xxhash import xxh3_64_intdigest

from screening.errors import DamagedFilter, DiskFull
from screening.storage import filter as filters
from screening.storage.filter import Filter, fingerprint, hashes, positions
from tests.processes import running, said

UID = bytes(range(16))
GOLDEN_FINGERPRINT = 0x261621D029EBBF25
GOLDEN_POSITIONS = [
    237967,
    855689,
    473408,
    91127,
    708849,
    326568,
    944290,
    562009,
    179728,
    797450,
    415169,
    32888,
    650610,
    268329,
]


def numbers(count: int, *, start: int = 0) -> list[bytes]:
    return [b"N%09d\x1fUTO" % n for n in range(start, start + count)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a filter of a thousand numbers."""
    path = tmp_path / "filter.bloom"
    Filter.of_keys(hashes(numbers(1_000)), capacity=1_000, uid=UID).write(path)
    return path


def test_the_hash_is_what_it_always_was() -> None:
    """Golden values: filters on disk outlive releases of xxhash and numpy."""
    found = positions(b"L898902C3\x1fUTO", slices=14, bits_per_slice=1_000_003)

    assert fingerprint() == GOLDEN_FINGERPRINT
    assert found == GOLDEN_POSITIONS


def test_bulk_and_single_keys_set_the_same_bits() -> None:
    """A filter built at once is bit for bit one built by `add`, key by key."""
    keys = numbers(500)
    at_once = Filter.of_keys(hashes(keys), capacity=1_000, uid=UID)
    one_by_one = Filter(filters.CAPACITY_MIN, filters.ERROR_RATE)
    for key in keys:
        one_by_one.add(key, skip_check=True)

    assert at_once.bitarray == one_by_one.bitarray


@given(st.sets(st.binary(max_size=500), max_size=60), st.sets(st.binary(max_size=40)))
def test_nothing_added_is_denied(added: set[bytes], others: set[bytes]) -> None:
    """Whatever the bytes, one by one or in bulk; and both ways of asking agree."""
    keys, asked = sorted(added), sorted(added | others)
    probe = (made := Filter.of_keys(hashes(keys), capacity=10, uid=UID)).probe()

    assert all(probe(key) and key in made for key in keys)
    assert made.perhaps_many(keys).tolist() == list(range(len(keys)))
    assert made.perhaps_many(asked).tolist() == [
        i for i, key in enumerate(asked) if probe(key)
    ]


@given(
    st.sets(st.binary(max_size=20), min_size=1, max_size=40),
    st.sets(st.binary(max_size=20), max_size=40),
)
def test_an_extended_filter_holds_both(first: set[bytes], later: set[bytes]) -> None:
    """`extended` denies neither old keys nor new ones, and leaves the old filter be."""
    old = Filter.of_keys(hashes(sorted(first)), capacity=100, uid=UID)
    before = old.bitarray.copy()

    both = old.extended(hashes(sorted(later))).probe()

    assert all(map(both, first | later))
    assert old.bitarray == before


@pytest.mark.parametrize("held", [1_000, 20_000, 300_000])
def test_one_absent_key_in_ten_thousand_passes(held: int) -> None:
    """No more than that, within four standard deviations, at each size.

    A filter sized for a thousand keys let one in a thousand pass.
    """
    made = Filter.of_keys(hashes(numbers(held)), capacity=held, uid=UID)
    asked = 400_000

    passed = len(made.perhaps_many(numbers(asked, start=held)))

    expected = asked * filters.ERROR_RATE
    assert passed < 4 * expected**0.5 + 1.2 * expected


def test_a_filter_comes_back_from_disk(path: Path) -> None:
    """Same bits, same count, same uid, shared read-only."""
    found = Filter.open(path, uid=UID)

    assert (found.uid, found.count) == (UID, 1_000)
    assert len(found.perhaps_many(numbers(1_000))) == 1_000
    with pytest.raises(TypeError):
        found.add(b"new")


def test_each_byte_of_the_headers_counts(path: Path) -> None:
    """Any bit of any byte of both headers, flipped, is damage."""
    whole = path.read_bytes()
    for at in range(filters._BITS_START):  # noqa: SLF001  # the page under test
        wrong = bytearray(whole)
        wrong[at] ^= 1 << at % 8
        path.write_bytes(wrong)
        with pytest.raises(DamagedFilter):
            Filter.open(path)


def test_each_bit_of_the_body_counts(path: Path) -> None:
    """A thousand random bits of the body, each flipped alone, are damage."""
    whole = path.read_bytes()
    random = np.random.default_rng(6)
    for bit in random.integers(filters._BITS_START * 8, len(whole) * 8, 1_000):  # noqa: SLF001
        wrong = bytearray(whole)
        wrong[bit // 8] ^= 1 << bit % 8
        path.write_bytes(wrong)
        with pytest.raises(DamagedFilter):
            Filter.open(path)


def test_a_filter_of_any_other_length_is_damaged(path: Path) -> None:
    """Cut anywhere, empty, or with a byte too many."""
    whole = path.read_bytes()
    for length in [0, 1, *range(2, len(whole), 499), len(whole) - 1]:
        path.write_bytes(whole[:length])
        with pytest.raises(DamagedFilter):
            Filter.open(path)
    path.write_bytes(whole + b"\0")
    with pytest.raises(DamagedFilter):
        Filter.open(path)


def test_a_missing_filter_is_damaged(tmp_path: Path) -> None:
    """No file, or a folder in its place: said as damage, which the caller expects."""
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(DamagedFilter):
            Filter.open(path)


@pytest.mark.parametrize(
    ("at", "given", "reason"),
    [
        (16, b"xxh3-64-single01", "another hash"),
        (32, b"\0" * 8, "another hash"),
        (40, b"\0" * 16, "another generation"),
        (8, b"\2\0\0\0", "format"),
        (0, b"OTHERONE", "no filter of ours"),
    ],
)
def test_a_sound_filter_that_is_not_ours_is_refused(
    path: Path, at: int, given: bytes, reason: str
) -> None:
    """Its checksums hold, and still it is of another hash, generation or format."""
    content = bytearray(path.read_bytes())
    content[at : at + len(given)] = given
    content[120:128] = struct.pack("<Q", xxh3_64_intdigest(bytes(content[:120])))
    path.write_bytes(content)

    with pytest.raises(DamagedFilter, match=reason):
        Filter.open(path, uid=UID)


def test_two_processes_share_one_map(path: Path) -> None:
    """A filter is mapped, not copied: another process answers from the same file."""
    code = """
import sys
from pathlib import Path
from screening.storage.filter import Filter
probe = Filter.open(Path(sys.argv[1])).probe()
print(Path(sys.argv[1]).name in Path("/proc/self/maps").read_text(), flush=True)
for line in sys.stdin:
    print(probe(line.rstrip().encode() + b"\\x1fUTO"), flush=True)
"""
    ours = Filter.open(path).probe()
    with running(code, path) as other:
        mapped = said(other)
        assert other.stdin is not None
        for number in ("N000000007", "N000000999", "X"):
            other.stdin.write(f"{number}\n")
            other.stdin.flush()
            theirs = said(other)

            assert theirs == str(ours(number.encode() + b"\x1fUTO"))

    assert mapped == "True"


def test_a_filter_is_never_written_over(path: Path) -> None:
    """A file that others have mapped is not touched."""
    with pytest.raises(FileExistsError):
        Filter.of_keys(hashes([]), capacity=1, uid=UID).write(path)


def test_an_empty_filter_denies(tmp_path: Path) -> None:
    """Nothing added, nothing held; asking for nothing is fine."""
    path = tmp_path / "empty.bloom"
    Filter.of_keys(hashes([]), capacity=0, uid=UID).write(path)
    found = Filter.open(path, uid=UID)

    assert found.perhaps_many(numbers(100)).tolist() == []
    assert found.perhaps_many([]).tolist() == []


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No room for the filter is DiskFull, not a bare error of the system."""

    def no_room(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)

    with pytest.raises(DiskFull):
        Filter.of_keys(hashes([]), capacity=1, uid=UID).write(tmp_path / "f.bloom")
