"""No file, whatever bytes are in it, makes a load fail in any but our own words."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import FeedRefused
from tests.feeds.deliveries import csv_of, deliver, documents, held, load

SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
GOOD = csv_of(documents(3))
NAMES = st.sampled_from(
    ["x.csv", "x.jsonl", "x.csv.gz", "x.csv.zst", "x.ndjson.gz", "x.parquet"]
)


def outcome(name: str, content: bytes) -> int:
    """Return how many records are held after a load of *content*, refused or not."""
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        path = deliver(Path(folder) / name, content)
        try:
            accepted = load(path, data, max_bad_percent=100).accepted
        except FeedRefused:
            accepted = 0
            assert held(data) == {}  # what matters is what is served
        return accepted


@SLOW
@given(NAMES, st.binary(max_size=300))
def test_any_bytes_are_refused_or_rows(name: str, content: bytes) -> None:
    """Bytes at random hold no record."""
    assert outcome(name, content) == 0


@SLOW
@given(st.binary(max_size=60), st.integers(0, len(GOOD)))
def test_any_bytes_within_rows_cost_only_rows(noise: bytes, at: int) -> None:
    """Bytes put into a good file spoil the rows they touch, no more than two."""
    header = GOOD.index(b"\n") + 1
    at = max(at, header)
    count = outcome("x.csv", GOOD[:at] + noise + GOOD[at:])

    assert 3 - 2 <= count <= 3 + noise.count(b"\n")


@SLOW
@given(st.integers(1, len(GOOD)))
def test_file_cut_anywhere(end: int) -> None:
    """A file that stops early has the rows before the cut, or none."""
    assert outcome("x.csv", GOOD[:end]) <= 3


@pytest.mark.parametrize("newlines", [0, 5])
def test_ten_megabytes_on_a_line(newlines: int) -> None:
    """A line of ten megabytes is one rejected row; the others go in."""
    content = GOOD + b"x" * 10_000_000 + b"\n" * newlines

    assert outcome("x.csv", content) == 3
