"""Checkpoints: signed at opening, on a schedule, at the end of segments, at closing."""

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from screening.audit import Audit, journal_folder
from screening.audit.checkpoints import BESIDE, latest
from screening.audit.keys import known_signers
from screening.audit.notes import Checkpoint, ClockSetBack, Note, note_of
from screening.audit.signatures import is_signed
from screening.errors import NotRecorded
from screening.storage import files
from screening.storage.chain import entries, segments, walk
from tests.audit.journals import NOW, ask, audit_of, findings, keyed, wrong


@pytest.fixture
def data(tmp_path: Path) -> Path:
    keyed(tmp_path / "data")
    return tmp_path / "data"


def notes(data: Path, chain: str = "chain-0000") -> list[Note]:
    """Return every note in a chain, in order."""
    found = [note_of(payload) for _, payload in walk(journal_folder(data) / chain)]
    return [note for note in found if note is not None]


def reasons(data: Path, chain: str = "chain-0000") -> list[str]:
    return [note.why for note in notes(data, chain) if isinstance(note, Checkpoint)]


def test_what_happened_is_signed_when_a_process_ends(data: Path) -> None:
    """A new chain is signed at once, its entries at the end; the file beside says so too."""
    with audit_of(data) as audit:
        ask(audit, 3)
    beside = latest(journal_folder(data) / "chain-0000")

    assert reasons(data) == ["opened", "closed"]
    assert beside == notes(data)[-1]
    assert isinstance(beside, Checkpoint)
    assert beside.end.place == (1, 4)
    assert is_signed(beside, known_signers(data))
    assert wrong(data) == []


def test_nothing_new_is_not_signed_again(data: Path) -> None:
    """An idle chain does not grow, however often it is opened."""
    with audit_of(data) as audit:
        ask(audit)
    size = segments(journal_folder(data) / "chain-0000")[-1].stat().st_size
    for _ in range(3):
        with audit_of(data) as audit:
            audit._upkeep.turn("scheduled")  # noqa: SLF001 -- instead of a minute

    assert segments(journal_folder(data) / "chain-0000")[-1].stat().st_size == size


def test_a_schedule_signs_by_itself(data: Path) -> None:
    """Without another question, and without an end."""
    signed = threading.Event()
    real = files.write_whole

    def told(path: Path, content: bytes, *, mode: int = 0o666) -> None:
        real(path, content, mode=mode)
        if b'"scheduled"' in content:
            signed.set()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("screening.audit.checkpoints.write_whole", told)
        with Audit(data, now=lambda: NOW, interval_s=0.01) as audit:
            ask(audit)
            assert signed.wait(10)


def test_each_segment_ends_with_a_checkpoint(data: Path) -> None:
    """So that it can be proved, and purged, by itself."""
    with audit_of(data, segment_bytes=2_000) as audit:
        ask(audit, 30)
    chain = journal_folder(data) / "chain-0000"
    lasts = {end.segment: note_of(payload) for end, payload in walk(chain)}

    assert len(segments(chain)) > 5
    assert all(isinstance(note, Checkpoint) for note in lasts.values())
    assert reasons(data).count("rotated") == len(segments(chain)) - 1
    assert wrong(data) == []


def test_chains_witness_each_other(data: Path) -> None:
    """A checkpoint names how far the others had come when they last signed."""
    with audit_of(data) as first:
        ask(first, 2)
        with audit_of(data) as second:
            ask(second)
    last = notes(data)[-1]

    assert isinstance(last, Checkpoint)
    assert [(end.chain, end.place) for end in last.others] == [("chain-0001", (1, 2))]


def test_an_old_chain_nobody_writes_is_signed_by_its_neighbour(tmp_path: Path) -> None:
    """Two chains were written without keys; one process goes on, and signs both."""
    data = tmp_path / "data"
    with audit_of(data) as first, audit_of(data) as second:
        ask(first)
        ask(second, 2)
    keyed(data)
    with audit_of(data):
        pass

    assert [each.detail for each in findings(data)] == [
        "1 entries in chain, signed up to 2026-11-21 12:00:00",
        "2 entries in chain",
    ]


def test_without_a_checkpoint_there_is_no_answer(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the file beside cannot be written: said at once, and over when it can be."""

    def full(_path: Path, _content: bytes, *, mode: int = 0o666) -> None:
        del mode
        raise OSError(28, "No space left on device")

    with audit_of(data) as audit:
        ask(audit)
        with monkeypatch.context() as patched:
            patched.setattr("screening.audit.checkpoints.write_whole", full)
            audit._upkeep._turn_or_say()  # noqa: SLF001 -- what the thread does
            for _ in range(2):
                with pytest.raises(NotRecorded, match="No space left"):
                    ask(audit)
        ask(audit)

    assert wrong(data) == []


def test_the_file_beside_is_never_ahead_of_its_chain(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the chain cannot be written, what is beside it stays: a crash is no cut."""

    def full(_file: int, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    beside = journal_folder(data) / "chain-0000" / BESIDE
    with audit_of(data) as audit:
        ask(audit)
        before = beside.read_bytes()
        with monkeypatch.context() as patched:
            patched.setattr("screening.storage.journal.os.write", full)
            audit._upkeep._turn_or_say()  # noqa: SLF001 -- what the thread does
            during = beside.read_bytes()

    assert during == before != beside.read_bytes()
    assert wrong(data) == []


def test_a_damaged_file_beside_one_chain_stops_no_other(data: Path) -> None:
    """Answers go on, segments turn; whose it is, is not written on; `verify` names it."""
    with audit_of(data, segment_bytes=2_000) as first, audit_of(data) as second:
        ask(second)
        (journal_folder(data) / "chain-0001" / BESIDE).write_bytes(b"junk")
        ask(first, 20)
    (journal_folder(data) / "chain-0001" / BESIDE).write_bytes(b"junk")
    with audit_of(data), audit_of(data) as third:
        ask(third)

    assert third._journal.folder.name == "chain-0002"  # noqa: SLF001
    assert [each.partition(":")[0] for each in wrong(data)] == ["chain-0001"]
    assert "it is no checkpoint" in wrong(data)[0]


def test_upkeep_that_fails_in_an_unforeseen_way_stops_answers(
    data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said by its type alone, and every question tries it again."""
    with audit_of(data) as audit:
        with monkeypatch.context() as patched:
            patched.setattr(audit._checkpoints, "write", lambda *_: 1 / 0)  # noqa: SLF001
            audit._upkeep._turn_or_say()  # noqa: SLF001
            assert audit._upkeep.trouble == "its upkeep failed: ZeroDivisionError"  # noqa: SLF001
        ask(audit)

    assert "ZeroDivisionError" in caplog.text


def test_a_segment_does_not_grow_for_years(data: Path) -> None:
    """After thirty days another is begun, so that whole segments can be purged."""
    for days in (0, 20, 31, 40):
        with audit_of(data, at=NOW + timedelta(days=days)) as audit:
            ask(audit, at=NOW + timedelta(days=days))

    assert len(segments(journal_folder(data) / "chain-0000")) == 2
    assert wrong(data) == []


def test_a_clock_set_back_is_noted_and_not_refused(data: Path) -> None:
    """Once, between the entries, in whichever process; a minute's disorder is none."""
    hour = timedelta(hours=1)
    with audit_of(data) as audit:
        ask(audit, at=NOW)
        ask(audit, at=NOW - timedelta(seconds=30))
        ask(audit, at=NOW - hour)
        ask(audit, at=NOW - hour)
    with audit_of(data, at=NOW - 2 * hour) as audit:
        ask(audit, at=NOW - 2 * hour)
    jumps = [note for note in notes(data) if isinstance(note, ClockSetBack)]

    assert [(jump.was, jump.at) for jump in jumps] == [
        (NOW, NOW - hour),
        (NOW, NOW - 2 * hour),
    ]
    assert wrong(data) == []


def test_who_opens_a_chain_that_was_cut_leaves_it_as_it_is(data: Path) -> None:
    """To go on would hide the cut: another chain is begun, and `verify` names this one."""
    with audit_of(data) as audit:
        ask(audit, 5)
    [segment] = segments(journal_folder(data) / "chain-0000")
    offsets = [offset for offset, _, _ in entries(segment)]
    os.truncate(segment, offsets[3])
    beside = (journal_folder(data) / "chain-0000" / BESIDE).read_bytes()
    with audit_of(data) as audit:
        ask(audit)

    assert segment.stat().st_size == offsets[3]
    assert (journal_folder(data) / "chain-0000" / BESIDE).read_bytes() == beside
    assert ["chain-0000: its end was cut off" in each for each in wrong(data)] == [True]
