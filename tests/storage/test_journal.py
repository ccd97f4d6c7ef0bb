"""The journal: appended, chained, on disk when it says so, and never silently shorter."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.errors import DamagedJournal, NotRecorded
from screening.storage import chain as chains
from screening.storage import journal as journals
from screening.storage.chain import entries, segments, verify_chain
from screening.storage.journal import SEGMENT_BYTES_MAX, Journal
from tests.processes import running, said


def written(
    folder: Path, count: int, *, segment_bytes: int = SEGMENT_BYTES_MAX
) -> Path:
    """Return a chain of *count* entries."""
    journal = Journal(folder, segment_bytes=segment_bytes)
    for n in range(count):
        journal.append(b"entry %d" % n, durable=False)
    journal.close()
    return journal.folder


def payloads(chain: Path) -> list[bytes]:
    return [payload for each in segments(chain) for _, payload, _ in entries(each)]


def test_entries_come_back_in_order(tmp_path: Path) -> None:
    """Each as it was given, empty and large ones too; and the chain proves them."""
    given = [b"", b"one", bytes(range(256)), b"x" * 100_000, b"\0" * 40]
    journal = Journal(tmp_path)
    for each in given:
        journal.append(each, durable=len(each) > 3)
    journal.close()

    assert payloads(journal.folder) == given
    assert verify_chain(journal.folder) == 5


def test_a_chain_goes_on_where_it_ended(tmp_path: Path) -> None:
    """Opened again, it is the same chain, still provable from its first entry."""
    chain = [written(tmp_path, 3) for _ in range(4)][-1]

    assert verify_chain(chain) == 12
    assert len(segments(chain)) == 1


def test_two_processes_write_two_chains(tmp_path: Path) -> None:
    """Neither waits for the other; a free chain is taken again."""
    code = """
import sys
from pathlib import Path
from screening.storage.journal import Journal
journal = Journal(Path(sys.argv[1]))
journal.append(b"theirs", durable=True)
print(journal.folder.name, flush=True)
sys.stdin.read()
"""
    with running(code, tmp_path) as other:
        theirs = said(other)
        ours = Journal(tmp_path)
        ours.append(b"ours", durable=True)
        ours.close()
        other.kill()
        other.wait()
    again = written(tmp_path, 1)

    assert (theirs, ours.folder.name) == ("chain-0000", "chain-0001")
    assert payloads(again) == [b"theirs", b"entry 0"]


@pytest.mark.parametrize("durable", [True, False])
def test_an_entry_is_with_the_kernel_before_append_returns(
    tmp_path: Path, *, durable: bool
) -> None:
    """Kill -9 at the very next instruction loses nothing that was acknowledged."""
    code = """
import os, signal, sys
from pathlib import Path
from screening.storage.journal import Journal
journal = Journal(Path(sys.argv[1]))
for n in range(3):
    journal.append(b"entry %d" % n, durable=sys.argv[2] == "True")
os.kill(os.getpid(), signal.SIGKILL)
"""
    with running(code, tmp_path, durable) as writer:
        ended = writer.wait()

    assert ended == -9
    assert payloads(tmp_path / "chain-0000") == [b"entry 0", b"entry 1", b"entry 2"]


def test_a_torn_end_is_cut_off_wherever_it_tore(tmp_path: Path) -> None:
    """At every byte of the last entry: what was whole stays, and the chain goes on."""
    chain = written(tmp_path, 3)
    [segment] = segments(chain)
    whole = segment.read_bytes()
    *_, (last, _, _) = entries(segment)
    for cut in range(last, len(whole)):
        segment.write_bytes(whole[:cut])
        assert verify_chain(chain) == 2
        journal = Journal(tmp_path)
        journal.append(b"after", durable=False)
        journal.close()

        assert payloads(chain) == [b"entry 0", b"entry 1", b"after"]


@pytest.mark.parametrize("cut", [0, 1, 8, 39, 40])
def test_a_segment_torn_in_its_head_is_made_anew(tmp_path: Path, cut: int) -> None:
    """A crash between making a segment and its first entry costs nothing."""
    chain = written(tmp_path, 2, segment_bytes=41)
    fresh = chain / "000003.journal"
    fresh.write_bytes(segments(chain)[-1].read_bytes()[:cut])
    if cut == 40:
        fresh.unlink()

    assert verify_chain(written(tmp_path, 2)) == 4


def test_each_bit_of_each_entry_counts(tmp_path: Path) -> None:
    """A flipped bit anywhere before the end is named, also by who would write on.

    In a length, it made all that follows look like a torn end: opening the chain cut
    off entries that had been answered for.
    """
    chain = written(tmp_path, 4)
    [segment] = segments(chain)
    whole = segment.read_bytes()
    for at in range(len(whole)):
        segment.write_bytes(
            whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :]
        )
        with pytest.raises(DamagedJournal):
            verify_chain(chain)
    for at in range(40, len(whole)):
        wrong = whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :]
        segment.write_bytes(wrong)
        with pytest.raises(DamagedJournal):
            chains.end_of(segment)


def test_the_first_wrong_entry_is_named(tmp_path: Path) -> None:
    """By its position, from 1, so that an operator knows from where on to doubt."""
    chain = written(tmp_path, 5)
    [segment] = segments(chain)
    third = list(entries(segment))[2][0]
    content = bytearray(segment.read_bytes())
    content[third + 9] ^= 1
    segment.write_bytes(content)

    with pytest.raises(DamagedJournal) as caught:
        verify_chain(chain)
    assert caught.value.position == 3


def test_a_damaged_chain_is_left_alone(tmp_path: Path) -> None:
    """A new chain is begun beside it, and not a byte of the damaged one changes."""
    chain = written(tmp_path, 3)
    [segment] = segments(chain)
    content = bytearray(segment.read_bytes())
    content[43] ^= 0x40  # of the first entry's length
    segment.write_bytes(content)

    other = written(tmp_path, 1)

    assert other.name == "chain-0001"
    assert segment.read_bytes() == content


def test_segments_follow_each_other(tmp_path: Path) -> None:
    """A full segment is left, the next carries the chain on; larger entries fit alone."""
    chain = written(tmp_path, 30, segment_bytes=200)

    assert len(segments(chain)) > 8
    assert all(each.stat().st_size <= 200 for each in segments(chain))
    assert verify_chain(chain) == 30
    assert len(payloads(written(tmp_path, 1, segment_bytes=45))) == 31


@pytest.mark.parametrize("how", ["first removed", "middle removed", "swapped", "cut"])
def test_segments_that_do_not_follow_are_found(tmp_path: Path, how: str) -> None:
    """Removed, reordered or cut short: the chain says so."""
    chain = written(tmp_path, 30, segment_bytes=200)
    first, second, third, *_ = segments(chain)
    if how == "first removed":
        first.unlink()
    elif how == "middle removed":
        second.unlink()
    elif how == "swapped":
        content = second.read_bytes()
        second.write_bytes(third.read_bytes())
        third.write_bytes(content)
    else:
        os.truncate(second, second.stat().st_size - 3)

    with pytest.raises(DamagedJournal):
        verify_chain(chain)


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count what is flushed."""
    real, calls = os.fdatasync, list[int]()

    def counted(descriptor: int) -> None:
        calls.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(os, "fdatasync", counted)
    return calls


def test_durable_entries_are_flushed_before_append_returns(
    tmp_path: Path, synced: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each durable one at once; others wait for the flusher."""
    monkeypatch.setattr(journals, "FLUSH_INTERVAL_S", 3600)
    journal = Journal(tmp_path)
    counts = []
    for durable in (True, False, False, True, True):
        journal.append(b"entry", durable=durable)
        counts.append(len(synced))
    journal._closed.set()  # noqa: SLF001  # its flusher would sleep for an hour
    os.close(journal._file)  # noqa: SLF001
    os.close(journal._lock_file)  # noqa: SLF001

    assert counts == [1, 1, 1, 2, 3]


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until *condition*, ten seconds at most."""
    waiting = threading.Event()
    for _ in range(1_000):
        if condition():
            return
        waiting.wait(0.01)
    raise TimeoutError


def test_other_entries_are_flushed_soon(tmp_path: Path, synced: list[int]) -> None:
    """A no-record entry is on disk within a second (law 7)."""
    journal = Journal(tmp_path)
    journal.append(b"entry", durable=False)
    wait_for(lambda: bool(synced))
    journal.close()

    assert synced


def test_after_a_failed_flush_the_flusher_goes_on(
    tmp_path: Path, synced: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gave up for good: later entries stayed unflushed for as long as it lived."""
    monkeypatch.setattr(journals, "FLUSH_INTERVAL_S", 0.01)
    journal = Journal(tmp_path)

    def fail(_descriptor: int) -> None:
        synced.append(-1)
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdatasync", fail)
        journal.append(b"lost?", durable=False)
        wait_for(lambda: -1 in synced)
    journal.append(b"later", durable=False)
    wait_for(lambda: synced[-1] != -1)
    journal.close()

    assert payloads(journal.folder)[-1] == b"later"


def test_a_failed_flush_is_told_to_all_it_was_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two threads share one flush; when it fails, neither entry is acknowledged.

    The second one took the first one's failed flush for its own success.
    """
    monkeypatch.setattr(journals, "FLUSH_INTERVAL_S", 3600)
    journal = Journal(tmp_path)
    flushing, both_in = threading.Event(), threading.Event()
    told: list[str] = []

    def fail(_descriptor: int) -> None:
        flushing.set()
        both_in.wait(10)
        raise OSError(5, "Input/output error")

    def append(payload: bytes) -> None:
        try:
            journal.append(payload, durable=True)
        except NotRecorded:
            told.append("not recorded")
        else:
            told.append("recorded")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdatasync", fail)
        first = threading.Thread(target=append, args=(b"one",))
        first.start()
        flushing.wait(10)
        second = threading.Thread(target=append, args=(b"two",))
        second.start()
        wait_for(lambda: len(payloads(journal.folder)) == 2)
        both_in.set()
        first.join()
        second.join()
    append(b"three")
    journal._closed.set()  # noqa: SLF001  # its flusher would sleep for an hour
    os.close(journal._file)  # noqa: SLF001
    os.close(journal._lock_file)  # noqa: SLF001

    assert told == ["not recorded", "not recorded", "recorded"]


def test_after_a_full_disk_the_journal_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an entry is cut off, the next one follows, and the chain holds."""
    journal = Journal(tmp_path)
    journal.append(b"before", durable=True)
    real = os.write

    def half(descriptor: int, content: bytes) -> int:
        real(descriptor, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", half)
        for _ in range(3):
            with pytest.raises(NotRecorded, match="No space left"):
                journal.append(b"lost", durable=False)
    journal.append(b"after", durable=True)
    journal.close()

    assert payloads(journal.folder) == [b"before", b"after"]
    assert verify_chain(journal.folder) == 2


def test_a_full_disk_at_the_turn_of_a_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new segment that finds no room for its head leaves nothing behind."""
    journal = Journal(tmp_path, segment_bytes=100)
    journal.append(b"before", durable=True)

    def no_room(_descriptor: int, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", no_room)
        with pytest.raises(NotRecorded):
            journal.append(b"lost", durable=False)
    for _ in range(3):
        journal.append(b"after", durable=False)
    journal.close()

    assert verify_chain(journal.folder) == 4
    assert len(segments(journal.folder)) == 4


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """At opening: no journal, no answers."""
    (tmp_path / "journal").write_text("a file in the way")

    with pytest.raises(NotRecorded):
        Journal(tmp_path / "journal")


def test_an_entry_beyond_the_bound_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be read back as damage, with all that follows it."""
    monkeypatch.setattr(journals, "PAYLOAD_BYTES_MAX", 100)
    journal = Journal(tmp_path)
    with pytest.raises(NotRecorded):
        journal.append(b"x" * 101, durable=False)
    journal.append(b"x" * 100, durable=False)
    journal.close()

    assert verify_chain(journal.folder) == 1


def test_a_closed_journal_takes_nothing(tmp_path: Path) -> None:
    """Its file may be another one by now; closing twice is closing once."""
    journal = Journal(tmp_path)
    journal.close()
    journal.close()

    with pytest.raises(NotRecorded, match="closed"):
        journal.append(b"late", durable=False)


def test_threads_share_a_chain(tmp_path: Path) -> None:
    """Four threads, durable or not, over many segments: every entry once, chain whole."""
    journal = Journal(tmp_path, segment_bytes=3_000)

    def append(which: int) -> None:
        for n in range(100):
            journal.append(b"%d %d" % (which, n), durable=n % 10 == 0)

    threads = [threading.Thread(target=append, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.close()

    found = payloads(journal.folder)
    assert sorted(found) == sorted(
        b"%d %d" % (w, n) for w in range(4) for n in range(100)
    )
    assert verify_chain(journal.folder) == 400


def test_a_position_names_where_the_next_entry_begins(tmp_path: Path) -> None:
    """Segment and offset, as `entries` gives them."""
    journal = Journal(tmp_path)
    journal.append(b"one", durable=False)
    place = journal.position
    journal.append(b"two", durable=False)
    journal.close()
    *_, (offset, _, _) = entries(journal.folder / place[0])

    assert place == ("000001.journal", offset)


def test_what_waits_to_be_on_disk_is_known(tmp_path: Path) -> None:
    """From the oldest entry that is not, to nothing once all are."""
    journal = Journal(tmp_path)
    before = journal.unflushed_s
    journal.append(b"not yet", durable=False)
    waiting = journal.unflushed_s
    journal.append(b"at once", durable=True)
    after = journal.unflushed_s
    journal.close()

    assert before == after == 0.0
    assert 0.0 < waiting < 5.0
