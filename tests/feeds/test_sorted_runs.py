"""Sorting more than fits: in memory or on disk, the same rows come out."""

import errno
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.feeds.sorted_runs import SortedRuns
from screening.index.columns import ENTRY, LINE

ROWS = st.lists(
    st.tuples(st.text("ab\x1f", min_size=1, max_size=12), st.integers(0, 99)),
    max_size=40,
)


def entry(key: str, value: object) -> str:
    """Return an entry with as short a key as there are, or longer."""
    return f"{key}\x1fU\x1eU\x1f1\0{value}"


def entries(pairs: Iterable[tuple[str, object]], *, line: int = 0) -> pl.DataFrame:
    """Return key and value of each pair as an entry; lines are numbered from *line*."""
    rows = [(n, entry(key, value)) for n, (key, value) in enumerate(pairs, line)]
    return pl.DataFrame(rows, schema={LINE: pl.Int64, ENTRY: pl.String}, orient="row")


@given(
    st.lists(ROWS, max_size=5), st.sampled_from([1, 60, 1 << 30]), st.integers(1, 80)
)
def test_last_of_equal_keys_in_ascending_order(
    batches: list[list[tuple[str, int]]], run_bytes: int, part_rows: int
) -> None:
    """However rows are spread over runs and parts, they come out as a dict would."""
    expected = {key: value for batch in batches for key, value in batch}
    line = 0
    with TemporaryDirectory() as folder:
        runs = SortedRuns(Path(folder) / "s", run_bytes=run_bytes, part_rows=part_rows)
        for batch in batches:
            runs.add(entries(batch, line=line))
            line += len(batch)
        found = [entry for part in runs.merged() for entry in part[ENTRY]]

    assert found == sorted(entry(*pair) for pair in expected.items())


def test_parts_are_small_and_runs_are_on_disk(tmp_path: Path) -> None:
    """What does not fit lies in files until it is read; no part is much too large."""
    runs = SortedRuns(tmp_path / "s", run_bytes=50_000, part_rows=1_000)
    for start in range(10):
        runs.add(entries((f"{n * 10 + start:09d}", "") for n in range(2_000)))
    merged = runs.merged()
    first = next(merged)

    assert len(list((tmp_path / "s").iterdir())) > 10
    parts = [first, *merged]
    assert not list((tmp_path / "s").iterdir())
    assert sum(part.height for part in parts) == 20_000
    assert max(part.height for part in parts) < 3_000


def test_full_disk_is_the_systems_error(tmp_path: Path) -> None:
    """No room for a run is told as the system tells it, whoever writes the bytes."""
    folder = tmp_path / "s"
    folder.mkdir()
    (folder / "000000-000000.arrow").symlink_to("/dev/full")
    runs = SortedRuns(folder, run_bytes=1)
    runs.add(entries([("a", "b")]))
    with pytest.raises(OSError, match="No space left") as caught:
        list(runs.merged())

    assert caught.value.errno == errno.ENOSPC
