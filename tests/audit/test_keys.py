"""Keys: made once, never over another, refused with a cure where they cannot be used."""

import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.audit import Audit
from screening.audit.key_files import keys_folder
from screening.audit.keys import (
    auditor_private,
    auditor_public,
    kept_keys,
    known_signers,
    make_auditor_keys,
    make_signing_key,
    signing_public,
    take_auditor,
)
from screening.audit.protection import journal_status
from screening.errors import KeyRefused
from tests.audit.journals import ask, audit_of, keyed


def test_private_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    """Mode 0600, in folders of mode 0700; the auditor's is not in the data folder."""
    keyed(tmp_path / "data")
    private = [*tmp_path.rglob("*.key")]

    assert sorted(file.name for file in private) == ["auditor.key", "signing.key"]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in private)
    assert all(stat.S_IMODE(file.parent.stat().st_mode) == 0o700 for file in private)
    assert not [*(tmp_path / "data").rglob("auditor.key")]


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    """It could be the only one that opens a journal."""
    make_auditor_keys(tmp_path)
    before = (tmp_path / "auditor.key").read_bytes()

    with pytest.raises(KeyRefused, match="there is a key already"):
        make_auditor_keys(tmp_path)
    assert (tmp_path / "auditor.key").read_bytes() == before


def test_public_halves_of_former_keys_stay(tmp_path: Path) -> None:
    """What they signed is proved with them; the newest signs."""
    first, second = make_signing_key(tmp_path), make_signing_key(tmp_path)

    assert set(known_signers(tmp_path)) == {first, second}
    assert (status := journal_status(tmp_path))
    assert status.signed_by == second


def test_without_keys_there_are_none(tmp_path: Path) -> None:
    """A folder without keys is no fault, and is said to be unsealed."""
    keys = kept_keys(tmp_path)

    assert (keys.auditor, keys.signing) == (None, None)
    assert (status := journal_status(tmp_path))
    assert (status.sealed_to, status.signed_by) == ("", "")


def _absent(file: Path) -> None:
    file.unlink()


def _junk(file: Path) -> None:
    file.write_text("no key")


def _open(file: Path) -> None:
    file.chmod(0o644)


@pytest.mark.parametrize(
    ("spoil", "read", "file", "reason"),
    [
        (_junk, auditor_public, "auditor.pub", "no public key in PEM"),
        (_junk, auditor_private, "auditor.key", "no private key in PEM"),
        (_open, auditor_private, "auditor.key", "others may read it"),
        (_absent, auditor_private, "auditor.key", "no such file"),
        (lambda _: None, signing_public, "auditor.pub", "no Ed25519 public key"),
    ],
)
def test_a_file_that_is_no_such_key_is_refused(
    tmp_path: Path,
    spoil: Callable[[Path], None],
    read: Callable[[Path], object],
    file: str,
    reason: str,
) -> None:
    """By name, with the reason and the cure."""
    make_auditor_keys(tmp_path)
    spoil(tmp_path / file)

    with pytest.raises(KeyRefused, match=reason) as caught:
        read(tmp_path / file)
    assert caught.value.cure


def test_a_private_key_is_not_taken_for_a_public_one(tmp_path: Path) -> None:
    """Nor does it come into the data folder by mistake."""
    make_auditor_keys(tmp_path / "auditor")
    with pytest.raises(KeyRefused):
        take_auditor(tmp_path / "data", tmp_path / "auditor" / "auditor.key")

    assert not keys_folder(tmp_path / "data").exists()


@pytest.mark.parametrize("file", ["auditor.pub", "signing.key"])
def test_a_damaged_key_stops_the_service_before_it_writes_in_the_clear(
    tmp_path: Path, file: str
) -> None:
    """Rather than answer and remember unsealed, or unsigned, it does not begin."""
    keyed(tmp_path / "data")
    (keys_folder(tmp_path / "data") / file).write_text("no key")

    with pytest.raises(KeyRefused):
        Audit(tmp_path / "data")
    assert not (tmp_path / "data" / "journal").exists()


@pytest.mark.parametrize("gone", ["auditor.pub", "signing.key"])
def test_a_journal_does_not_go_on_without_a_key_it_had(
    tmp_path: Path, gone: str
) -> None:
    """A file that is lost would put what is asked in the clear; it is said how to mean it."""
    data = tmp_path / "data"
    keyed(data)
    with audit_of(data) as audit:
        ask(audit)
    key = data / "keys" / gone
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(KeyRefused, match=r"it is gone.*remove .*S") as refused:
        audit_of(data).__enter__()
    key.write_bytes(kept)
    key.chmod(0o600)
    with audit_of(data) as audit:
        ask(audit)
    shutil.rmtree(data / "keys")
    with pytest.raises(KeyRefused):
        audit_of(data).__enter__()
    for noted in ("SEALED", "SIGNED"):
        (data / "journal" / noted).unlink()
    with audit_of(data) as audit:
        ask(audit)

    assert refused.value.file == str(key)


def test_keys_may_come_to_a_journal_that_had_none(tmp_path: Path) -> None:
    """From then on they are needed."""
    data = tmp_path / "data"
    with audit_of(data) as audit:
        ask(audit)
    keyed(data)
    with audit_of(data) as audit:
        ask(audit)

    assert (data / "journal" / "SEALED").exists()
    assert (data / "journal" / "SIGNED").exists()
