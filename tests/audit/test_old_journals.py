"""Journals written before there were keys, numbers and notes: read, proved, gone on with."""

from hashlib import sha256
from pathlib import Path
from zlib import crc32

from screening.audit import journal_folder
from screening.audit.history import history
from screening.storage.chain import segments, verify_chain
from tests.audit.journals import ask, audit_of, findings, keyed, wrong
from tests.audit.spoiling import chain_of

OLD = (
    (
        b'{"at":"2026-11-21T12:00:00Z","kind":"traveller",'
        b'"question":{"document":["L898902C3","UTO","P","","read"]},"answer":"HIT",'
        b'"searched":[["lost",7]],"duration_us":90,'
        b'"names":["feeds/lost/documents/L898902C3.UTO.UTO.UTO-1"],'
        b'"request_id":"r-1","checkpoint":"gate 4","purpose":"entry"}'
    ),
    (
        b'{"at":"2026-11-21T12:00:01Z","kind":"document","question":["A1","UTO","","","read"],'
        b'"answer":"NO_RECORD","searched":[["lost",7]],"duration_us":9}'
    ),
)
"""Two entries as version 0.1 wrote them."""


def old_journal(data: Path) -> Path:
    """Write OLD as version 0.1 did, byte for byte; return the segment."""
    chain, content = bytes(32), b"SCRJRNL1" + bytes(32)
    for payload in OLD:
        length = len(payload).to_bytes(4)
        entry = length + crc32(length).to_bytes(4) + payload
        chain = sha256(chain + entry).digest()
        content += entry + chain
    folder = chain_of(data)
    folder.mkdir(parents=True)
    (folder / "LOCK").touch()
    segment = folder / "000001.journal"
    segment.write_bytes(content)
    return segment


def test_an_old_journal_is_proved_and_read(tmp_path: Path) -> None:
    """Its chain, its entries, and what was asked, which was in the clear."""
    old_journal(tmp_path)
    first, second = history(journal_folder(tmp_path))

    assert verify_chain(chain_of(tmp_path)) == 2
    assert [each.detail for each in findings(tmp_path)] == [
        "2 entries in chain, not signed"
    ]
    assert first.what.matter is not None
    assert first.what.core.shown == len(first.what.matter.names) == 1
    assert (second.what.core.caller, second.what.core.shown) == ("local", 0)


def test_an_old_chain_goes_on_in_the_new_form(tmp_path: Path) -> None:
    """The old segment stays as it is, a new one follows on it; all of it is signed."""
    data = tmp_path / "data"
    segment = old_journal(data)
    before = segment.read_bytes()
    keyed(data)
    with audit_of(data) as audit:
        ask(audit, 3)

    assert segment.read_bytes() == before
    assert [each.name for each in segments(chain_of(data))] == [
        "000001.journal",
        "000002.journal",
    ]
    assert findings(data)[0].detail.startswith("5 entries in chain, signed up to")
    assert len(list(history(journal_folder(data)))) == 5


def test_damage_in_an_old_segment_is_found(tmp_path: Path) -> None:
    """Any bit, before and after the chain went on."""
    segment = old_journal(tmp_path)
    whole = segment.read_bytes()
    for goes_on in (False, True):
        segment.write_bytes(whole)
        if goes_on:
            with audit_of(tmp_path):
                pass
        for at in range(0, len(whole), 7):
            segment.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
            assert wrong(tmp_path), at


def test_a_torn_end_of_an_old_segment_is_cut_off(tmp_path: Path) -> None:
    """As ever: it was not answered for. Then the chain goes on."""
    segment = old_journal(tmp_path)
    whole = segment.read_bytes()
    segment.write_bytes(whole[:-5])
    with audit_of(tmp_path) as audit:
        ask(audit)

    assert segment.read_bytes() == whole[: whole.rindex(b'{"at"') - 8]
    assert verify_chain(chain_of(tmp_path)) == 2
