"""Law 5. A delta follows or is refused, changing nothing."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import FeedRefused, RevisionGap
from screening.feeds import delta, snapshot
from screening.storage.feed_folder import FeedFolder
from screening.storage.state import State
from tests.laws.deliveries import deliver, put, row_of
from tests.world import NOW, stolen_passport

HELD = 5
NEW = stolen_passport(record_id="N", document_number="N1")


def now() -> datetime:
    return NOW


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder that holds revision 5."""
    file = deliver(tmp_path / "s.csv", [row_of(stolen_passport())], revision=HELD)
    snapshot.load(file, data=tmp_path / "data", now=now)
    return tmp_path / "data"


def held(data: Path) -> tuple[str | None, State | None]:
    """Return generation and state: revision, counts and digest of all that is held."""
    folder = FeedFolder(data, "lost")
    return folder.current(), folder.state()


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.integers(0, 9), st.integers(0, 9))
def test_only_a_delta_of_the_revision_held_goes_in(
    tmp_path_factory: pytest.TempPathFactory, base: int, revision: int
) -> None:
    """Of any other base, or not growing: refused, and all is as it was."""
    folder = tmp_path_factory.mktemp("feed")
    file = deliver(folder / "s.csv", [row_of(stolen_passport())], revision=HELD)
    data = folder / "data"
    snapshot.load(file, data=data, now=now)
    before = held(data)
    file = deliver(folder / "d.csv", [put(NEW)], revision=revision, base_revision=base)
    follows = base == HELD < revision
    if follows:
        delta.apply(file, data=data, now=now)
    else:
        with pytest.raises(FeedRefused):
            delta.apply(file, data=data, now=now)
    generation, state = held(data)

    assert state is not None
    assert (generation, state) == before or follows
    assert (state.revision, state.records) == ((revision, 2) if follows else (HELD, 1))


def test_a_gap_names_both_revisions(data: Path, tmp_path: Path) -> None:
    """So that an operator knows which deltas are missing."""
    file = deliver(tmp_path / "d.csv", [put(NEW)], revision=9, base_revision=8)

    with pytest.raises(RevisionGap) as caught:
        delta.apply(file, data=data, now=now)

    assert (caught.value.base, caught.value.held) == (8, HELD)


def test_a_delta_goes_in_once(data: Path, tmp_path: Path) -> None:
    """Delivered again, it is refused, and nothing is counted twice (R10)."""
    file = deliver(tmp_path / "d.csv", [put(NEW)], revision=6, base_revision=5)
    delta.apply(file, data=data, now=now)
    before = held(data)

    for _ in range(3):
        with pytest.raises(FeedRefused):
            delta.apply(file, data=data, now=now)

    assert held(data) == before


def test_a_delta_with_bad_bytes_changes_nothing(data: Path, tmp_path: Path) -> None:
    """One that is not what its manifest says, at any cut: refused whole (R22)."""
    file = deliver(
        tmp_path / "d.csv",
        [
            put(stolen_passport(record_id=str(n), document_number=f"N{n}"))
            for n in range(9)
        ],
        revision=6,
        base_revision=5,
    )
    whole, before = file.read_bytes(), held(data)
    for cut in (0, 1, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:cut])
        with pytest.raises(FeedRefused):
            delta.apply(file, data=data, now=now)

    assert held(data) == before


def test_without_a_snapshot_nothing_can_follow(tmp_path: Path) -> None:
    """A delta of a feed that is not held is refused."""
    file = deliver(tmp_path / "d.csv", [put(NEW)], revision=6, base_revision=5)

    with pytest.raises(FeedRefused):
        delta.apply(file, data=tmp_path / "data", now=now)

    assert held(tmp_path / "data") == (None, None)
