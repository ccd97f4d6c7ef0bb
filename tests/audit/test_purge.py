"""Purges: only what is old enough, only whole segments, and provable afterwards."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.audit import journal_folder
from screening.audit.history import history
from screening.audit.key_files import keys_folder
from screening.audit.keys import known_signers
from screening.audit.proof import prove
from screening.audit.purge import due, purge
from screening.errors import DamagedJournal, KeyRefused
from screening.storage.chain import segments
from tests.audit.journals import NOW, ask, audit_of, findings, keyed, wrong
from tests.audit.spoiling import altered, chain_of, spoil

YEAR = timedelta(days=365)
SEGMENT_BYTES = 2_000


def kept(data: Path) -> list[datetime]:
    """Return the time of each question that is remembered."""
    return sorted(told.what.core.at for told in history(journal_folder(data)))


def four_years(data: Path) -> None:
    """Ask ten questions in each of four years, the last of them now."""
    for years in (3, 2, 1, 0):
        at = NOW - years * YEAR
        with audit_of(data, at=at, segment_bytes=SEGMENT_BYTES) as audit:
            ask(audit, 10, at=at)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    keyed(tmp_path / "data")
    four_years(tmp_path / "data")
    return tmp_path / "data"


def purged(data: Path, before: datetime) -> int:
    return len(purge(data, before=before, now=lambda: NOW))


def test_what_is_old_goes_and_the_rest_stays_provable(data: Path) -> None:
    """A signed note says where the chain begins, and `verify` what was purged."""
    before = NOW - 1.5 * YEAR
    young = [at for at in kept(data) if at >= before]
    count = purged(data, before)
    again = purged(data, before)

    assert (count > 2, again) == (True, 0)
    assert [at for at in kept(data) if at >= before] == young
    assert len(kept(data)) < len(young) + 10
    assert wrong(data) == []
    assert "entries before 2025-05-23 were purged" in findings(data)[0].detail


def test_a_dry_run_says_the_same_and_removes_nothing(data: Path) -> None:
    """What is due, segment by segment, with the times of its entries."""
    before = NOW - 1.5 * YEAR
    size = sum(segment.stat().st_size for segment in segments(chain_of(data)))
    would = due(data, before)
    unchanged = sum(segment.stat().st_size for segment in segments(chain_of(data)))
    did = purge(data, before=before, now=lambda: NOW)

    assert size == unchanged
    assert would == did[: len(would)]
    assert all(old.last < before for old in did)


def test_a_second_purge_follows_on_the_first(data: Path) -> None:
    """The newest note vouches for all that went, so the older may go as well."""
    for years in (2.5, 1.5, 0.5):
        assert purged(data, NOW - years * YEAR) > 0
        assert wrong(data) == []


def test_the_last_segment_of_a_chain_nobody_writes_goes_too(tmp_path: Path) -> None:
    """Fewer workers than before: what the others wrote is not kept for ever."""
    data = tmp_path / "data"
    keyed(data)
    old = NOW - 4 * YEAR
    with audit_of(data, at=old) as first, audit_of(data, at=old) as second:
        ask(first, 3, at=old)
        ask(second, 3, at=old)
    purged(data, NOW - 3 * YEAR)

    assert kept(data) == []
    assert wrong(data) == []


def test_a_chain_that_is_written_is_purged_beside_its_writer(data: Path) -> None:
    """Old segments go from under a running service, which notices nothing."""
    with audit_of(data, segment_bytes=SEGMENT_BYTES) as audit:
        ask(audit)
        assert purged(data, NOW - 1.5 * YEAR) > 0
        ask(audit, 20)

    assert wrong(data) == []


def test_the_segment_that_is_written_is_never_purged(tmp_path: Path) -> None:
    """However old all in it is: its writer goes on in it, and turns it in time."""
    data = tmp_path / "data"
    keyed(data)
    old = NOW - 4 * YEAR
    with audit_of(data, at=old) as audit:
        ask(audit, 3, at=old)
        count = purged(data, NOW - 3 * YEAR)
        ask(audit, at=old)

    assert (count, len(kept(data)), wrong(data)) == (0, 4, [])


def test_a_purge_that_ended_in_the_middle_is_finished_by_the_next(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note was written, some files were still there: whole at every step."""
    before, real = NOW - 1.5 * YEAR, os.unlink
    gone: list[Path] = []

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        if missing_ok and not path.exists():
            return
        if len(gone) == 1:
            raise KeyboardInterrupt
        gone.append(path)
        real(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", unlink)
        with pytest.raises(KeyboardInterrupt):
            purged(data, before)
    half = wrong(data)
    purged(data, before)

    assert (len(gone), half, wrong(data)) == (1, [], [])


def test_nothing_is_purged_without_a_signing_key(data: Path) -> None:
    """It could not be told from a theft."""
    (keys_folder(data) / "signing.key").unlink()

    with pytest.raises(KeyRefused, match="a purge is to be provable"):
        purged(data, NOW)
    assert len(kept(data)) == 40


def test_nothing_is_purged_from_a_damaged_journal(data: Path) -> None:
    """Damage is evidence."""
    spoil(segments(chain_of(data))[-1], altered(0))
    count = len(segments(chain_of(data)))

    with pytest.raises(DamagedJournal):
        purged(data, NOW - 1.5 * YEAR)
    assert len(segments(chain_of(data))) == count


def test_a_theft_beyond_a_purge_is_found(data: Path) -> None:
    """One more segment is gone than the signed note says."""
    purged(data, NOW - 1.5 * YEAR)
    segments(chain_of(data))[0].unlink()

    assert "was removed, and no signed purge says so" in wrong(data)[0]


def test_a_purge_does_not_vouch_for_a_theft(data: Path) -> None:
    """What is gone already, without a note, is not signed away with what is due."""
    segments(chain_of(data))[0].unlink()
    for attempt in (lambda: due(data, NOW), lambda: purged(data, NOW - 1.5 * YEAR)):
        with pytest.raises(DamagedJournal, match="nothing is purged"):
            attempt()

    assert "no signed purge says so" in wrong(data)[0]


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(st.integers(0, 1_500), min_size=1, max_size=12), st.integers(0, 1_500))
def test_no_purge_takes_what_is_younger(
    tmp_path_factory: pytest.TempPathFactory, ages: list[int], keep: int
) -> None:
    """Whatever the order of times, which a clock set back may mix."""
    data = tmp_path_factory.mktemp("any") / "data"
    keyed(data)
    for age in ages:
        at = NOW - timedelta(days=age)
        with audit_of(data, at=at, segment_bytes=1_500) as audit:
            ask(audit, 3, at=at)
    before = NOW - timedelta(days=keep)
    young = [at for at in kept(data) if at >= before]
    purged(data, before)

    assert [at for at in kept(data) if at >= before] == young
    assert wrong(data) == []
    shutil.rmtree(data.parent)


def test_a_purge_while_it_is_proved_is_no_theft(data: Path) -> None:
    """It says so in a chain that was read already, and removes what is read next."""
    with audit_of(data), audit_of(data, at=NOW - 3 * YEAR) as second:
        ask(second, 10, at=NOW - 3 * YEAR)
    before, gone = NOW - 1.5 * YEAR, list[int]()

    def told(subject: str) -> None:
        if subject == "journal chain-0001" and not gone:
            gone.append(purged(data, before))

    found = prove(journal_folder(data), known_signers(data), told=told)

    assert gone[0] > 2
    assert [each.detail for each in found if not each.sound] == []


def test_a_theft_while_it_is_proved_is_one(data: Path) -> None:
    """However often it is looked at: no note says that it was a purge."""

    def told(_subject: str) -> None:
        segments(chain_of(data))[0].unlink()

    found = prove(journal_folder(data), known_signers(data), told=told)

    assert [each.sound for each in found if not each.sound]
