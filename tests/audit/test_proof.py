"""The proof: whatever is removed, altered, reordered or cut off is found and named."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from screening.audit import journal_folder
from screening.audit.checkpoints import BESIDE, checkpoints_in
from screening.audit.keys import kept_keys, known_signers, make_signing_key
from screening.audit.notes import Checkpoint, encoded, note_of, signed
from screening.audit.proof import prove
from screening.storage.chain import segments
from tests.audit.journals import ask, audit_of, findings, keyed, wrong
from tests.audit.spoiling import (
    altered,
    chain_of,
    cut_to,
    exchanged,
    raw_entries,
    repeated,
    rewrite,
    spoil,
    without,
)

SEGMENT_BYTES = 2_500
NAMES = ("feeds/lost/documents/A1.UTO.UTO.1",)
HELD = "chain-0000 and chain-0001, three segments or more each"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with two chains that witnessed each other."""
    data = tmp_path_factory.mktemp("made") / "data"
    keyed(data)
    with (
        audit_of(data, segment_bytes=SEGMENT_BYTES) as first,
        audit_of(data, segment_bytes=SEGMENT_BYTES) as second,
    ):
        for _ in range(4):
            ask(first, 5)
            ask(second, 4, names=NAMES)
            for audit in (first, second):
                audit._upkeep.turn("scheduled")  # noqa: SLF001 -- instead of a minute
    assert wrong(data) == []
    assert all(len(segments(chain_of(data, n))) >= 3 for n in (0, 1)), HELD
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """Return a copy that may be spoilt."""
    shutil.copytree(made, tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (altered(2), "entry 3: it was altered, or the one before it"),
        (without(2), "entry 3: it was removed, with all others before entry 4"),
        (exchanged(1, 3), "entry 2: entry 4 stands in its place: they were reordered"),
        (repeated(1), "entry 3: entry 2 stands in its place: they were reordered"),
        (without(0), "entry 1: it was removed, with all others before entry 2"),
    ],
    ids=["altered", "removed", "reordered", "repeated", "first removed"],
)
def test_what_became_of_an_entry_is_named(
    data: Path, how: Callable[[list[bytes]], list[bytes]], reason: str
) -> None:
    """Chain, segment, entry, and which of the four it was; the other chain is sound."""
    segment = segments(chain_of(data))[1]
    spoil(segment, how)

    assert wrong(data) == [f"chain-0000: {segment}: {reason}"]
    assert [each.sound for each in findings(data)] == [False, True]


def test_an_end_that_was_cut_off_is_named(data: Path) -> None:
    """By its CHECKPOINT; without that, by its neighbour; with a time to which it reached."""
    last = segments(chain_of(data))[-1]
    spoil(last, cut_to(1))
    by_itself = wrong(data)
    (chain_of(data) / BESIDE).unlink()
    by_neighbour = wrong(data)

    for told in (by_itself, by_neighbour):
        assert told[0].startswith(
            "chain-0000: its end was cut off: it reaches entry 1 of"
        )
        assert "2026-11-21 12:00:00 signed that it reached entry" in told[0]
    assert "checkpoint in chain-0001" in by_neighbour[0]


def test_a_cut_of_whole_segments_is_named(data: Path) -> None:
    """The last ones, and the file beside: the neighbour has seen them."""
    (chain_of(data) / BESIDE).unlink()
    for segment in segments(chain_of(data))[2:]:
        segment.unlink()

    assert wrong(data)[0].startswith("chain-0000: its end was cut off")


@pytest.mark.parametrize(
    ("which", "reason"),
    [
        (0, "what came before segment 2 was removed, and no signed purge says so"),
        (1, "segments 2 to 2 before it were removed"),
    ],
)
def test_a_removed_segment_is_named(data: Path, which: int, reason: str) -> None:
    """The first, or one in the middle."""
    segments(chain_of(data))[which].unlink()

    assert reason in wrong(data)[0]


def test_swapped_segments_are_named(data: Path) -> None:
    """Two of one chain; and one of another chain."""
    first, second, *_ = segments(chain_of(data))
    other = segments(chain_of(data, 1))[1]
    content = first.read_bytes(), second.read_bytes()
    first.write_bytes(content[1])
    second.write_bytes(content[0])
    swapped = wrong(data)
    first.write_bytes(content[0])
    second.write_bytes(other.read_bytes())
    foreign = wrong(data)

    assert "it is segment 2 under another name: they were swapped" in swapped[0]
    assert "it is a segment of chain-0001" in foreign[0]


@pytest.mark.parametrize("leave_folder", [True, False])
def test_a_chain_that_is_gone_is_named(data: Path, *, leave_folder: bool) -> None:
    """By the checkpoints of the others."""
    shutil.rmtree(chain_of(data, 1))
    if leave_folder:
        chain_of(data, 1).mkdir()

    assert wrong(data)[0].startswith(
        "chain-0001: it is gone: a checkpoint in chain-0000 of 2026-11-21"
    )


def test_all_chains_that_are_gone_are_named_by_a_witness(data: Path) -> None:
    """Of a journal that is not there at all, only what was kept elsewhere can tell."""
    kept = checkpoints_in(chain_of(data) / BESIDE)
    shutil.rmtree(journal_folder(data))
    told = prove(journal_folder(data), known_signers(data), witnesses=kept)

    assert wrong(data) == []
    assert [each.subject for each in told] == [
        "journal chain-0000",
        "journal chain-0001",
    ]
    assert all("a checkpoint in a witness" in each.detail for each in told)


def test_entries_written_anew_do_not_fit_what_was_signed(data: Path) -> None:
    """Every hash recomputed, in all segments behind: checkpoints were made for others."""
    rewrite(chain_of(data), without(2), first=1)

    told = wrong(data)
    assert any("made for another place: forged" in each for each in told)
    assert any("chain-0000: it was written anew" in each for each in told)


def _stripped(payloads: list[bytes]) -> list[bytes]:
    return [payload for payload in payloads if note_of(payload) is None]


def test_a_chain_without_its_checkpoints_is_not_sound(tmp_path: Path) -> None:
    """All taken out, all hashes recomputed, the file beside away: that itself is told."""
    data = tmp_path / "data"
    keyed(data)
    with audit_of(data) as audit:
        ask(audit, 3)
    rewrite(chain_of(data), _stripped)
    (chain_of(data) / BESIDE).unlink()

    assert wrong(data)[0].startswith("chain-0000: no checkpoint signs it")


def test_a_checkpoint_signed_by_another_key_is_forged(tmp_path: Path) -> None:
    """One who writes all anew, and signs with a key of their own, is told on by ours."""
    data = tmp_path / "data"
    keyed(data)
    known = known_signers(data)
    make_signing_key(data)
    with audit_of(data) as audit:
        ask(audit, 3)
    told = [each.detail for each in prove(journal_folder(data), known)]

    assert "is forged: signed by key" in told[0]
    assert "unknown here" in told[0]


def test_a_checkpoint_that_was_changed_is_forged(data: Path) -> None:
    """Its time, with the signature of another."""
    own = chain_of(data) / BESIDE
    [checkpoint] = checkpoints_in(own)
    own.write_bytes(encoded(replace(checkpoint, why="scheduled")))

    assert "its CHECKPOINT is forged" in wrong(data)[0]


def test_a_key_that_signs_lies_is_told_on_by_what_is_there(data: Path) -> None:
    """Signed well, and for an end that the chain never had."""
    signing = kept_keys(data).signing
    assert signing is not None
    own = chain_of(data) / BESIDE
    [checkpoint] = checkpoints_in(own)
    end = checkpoint.end._replace(value=bytes(32))
    own.write_bytes(
        encoded(signed(replace(checkpoint, end=end, signature=b""), signing))
    )

    assert "it was written anew" in wrong(data)[0]


def test_without_public_keys_nothing_is_called_sound(data: Path) -> None:
    """Signatures that nobody can prove prove nothing."""
    told = prove(journal_folder(data), {})

    assert [(each.sound, each.unread) for each in told] == [(False, True)] * 2


def test_a_torn_end_is_no_damage(data: Path) -> None:
    """A crash left half an entry behind the last checkpoint: it was never answered for."""
    last = segments(chain_of(data))[-1]
    with last.open("ab") as file:
        file.write(raw_entries(last)[0][:-5])

    assert wrong(data) == []


def tamperings() -> Iterator[st.SearchStrategy[tuple[str, int, int]]]:
    for kind in ("remove", "alter", "swap", "repeat", "cut", "segment", "bit"):
        yield st.tuples(st.just(kind), st.integers(0, 10**6), st.integers(0, 10**6))


@settings(max_examples=250, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.integers(0, 1), st.one_of(*tamperings()))
def test_whatever_is_done_to_a_journal_is_found(
    made: Path,
    tmp_path_factory: pytest.TempPathFactory,
    chain: int,
    tampering: tuple[str, int, int],
) -> None:
    """Any entry, any segment, any bit of either chain; and that very chain is named."""
    data = tmp_path_factory.mktemp("any") / "data"
    shutil.copytree(made, data)
    tamper(chain_of(data, chain), *tampering)

    assert any(each.startswith(f"chain-000{chain}: ") for each in wrong(data))
    shutil.rmtree(data)


def tamper(chain: Path, kind: str, a: int, b: int) -> None:
    """Do what *kind* says to the place that *a* and *b* choose."""
    found = segments(chain)
    segment = found[a % len(found)]
    count = len(raw_entries(segment))
    n = b % count
    last = len(raw_entries(found[-1]))
    match kind:
        case "remove" if segment is found[-1] and n == count - 1:
            spoil(segment, cut_to(last - 2))  # the last one signs itself by no other
        case "remove":
            spoil(segment, without(n))
        case "alter":
            spoil(segment, altered(n, at=a))
        case "swap":
            spoil(segment, exchanged(n, (n + 1 + a % (count - 1)) % count))
        case "repeat":
            spoil(segment, repeated(n))
        case "cut":
            spoil(segment, cut_to(min(n, last - 2) if segment is found[-1] else n))
        case "segment":
            segment.unlink()
        case "bit":
            content = bytearray(segment.read_bytes())
            content[b % len(content)] ^= 1 << a % 8
            segment.write_bytes(content)


def test_notes_are_what_they_say(made: Path) -> None:
    """Every checkpoint is signed by the key of the folder, for the place where it stands."""
    payloads = [
        note
        for chain in (0, 1)
        for segment in segments(chain_of(made, chain))
        for note in map(note_of, _payloads_of(segment))
        if isinstance(note, Checkpoint)
    ]

    assert len(payloads) > 10
    assert {note.key for note in payloads} == set(known_signers(made))


def _payloads_of(segment: Path) -> list[bytes]:
    return [raw[12:-32] for raw in raw_entries(segment)]
