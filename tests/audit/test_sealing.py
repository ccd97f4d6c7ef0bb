"""Sealing: only the auditor opens it, and only beside the core it was sealed with."""

import threading

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from screening.audit import sealing as sealings
from screening.audit.key_files import key_id
from screening.audit.sealing import Sealing, Unsealing, sealed_to
from screening.errors import Sealed
from tests.processes import outcome

AUDITOR = X25519PrivateKey.generate()
SEALING = Sealing(AUDITOR.public_key())
UNSEALING = Unsealing(AUDITOR)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_what_is_sealed_opens_with_the_private_key(secret: bytes, core: bytes) -> None:
    """As it was, with blanks behind it; and says to whom it was sealed."""
    sealed = SEALING.sealed(secret, core)

    assert UNSEALING.opened(sealed, core).rstrip(b" ") == secret.rstrip(b" ")
    assert sealed_to(sealed) == key_id(AUDITOR.public_key())


@given(st.binary(min_size=8, max_size=80), st.binary(max_size=80), st.data())
def test_each_byte_of_what_is_sealed_counts(
    secret: bytes, core: bytes, data: st.DataObject
) -> None:
    """One flipped bit, of the core or of what is sealed, and it does not open."""
    sealed = SEALING.sealed(secret, core)
    both = bytearray(sealed + core)
    at = data.draw(st.integers(0, len(both) - 1))
    both[at] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises((InvalidTag, Sealed)):
        UNSEALING.opened(bytes(both[: len(sealed)]), bytes(both[len(sealed) :]))


@given(st.binary(max_size=60))
def test_bytes_that_were_never_sealed_do_not_open(junk: bytes) -> None:
    """Whatever they are."""
    with pytest.raises((InvalidTag, Sealed)):
        UNSEALING.opened(junk, b"core")


def test_another_auditor_is_told_whose_it_is() -> None:
    """By the id of the key, so that the right one can be looked for."""
    other = X25519PrivateKey.generate()

    with pytest.raises(Sealed, match=key_id(AUDITOR.public_key())):
        Unsealing(other).opened(SEALING.sealed(b"secret", b"core"), b"core")


def test_no_number_is_used_twice_under_one_pair() -> None:
    """By eight threads, with new pairs meanwhile: pair and number are never the same."""
    sealing = Sealing(AUDITOR.public_key())
    heads: list[bytes] = []

    def seal() -> None:
        for n in range(500):
            heads.append(sealing.sealed(b"secret", b"core")[:49])
            if n % 100 == 0:
                sealing.renew()

    threads = [threading.Thread(target=seal) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(heads)) == len(heads) == 4_000


def test_a_pair_that_was_used_often_enough_gives_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Everything has a bound: so has the number of entries under one key."""
    monkeypatch.setattr(sealings, "ENTRIES_A_KEY_MAX", 3)
    sealing = Sealing(AUDITOR.public_key())
    sealed = [sealing.sealed(b"%d" % n, b"") for n in range(7)]

    assert len({each[9:41] for each in sealed}) == 3
    assert [UNSEALING.opened(each, b"").strip() for each in sealed] == [
        b"%d" % n for n in range(7)
    ]


def test_lengths_say_little() -> None:
    """Whatever the number, the name or their absence: multiples of 32 bytes."""
    lengths = {len(SEALING.sealed(b"x" * n, b"")) for n in range(65)}

    assert len(lengths) == 3


def test_a_fork_seals_nothing() -> None:
    """It would use numbers that its parent uses as well, under the same key."""
    code = """
import os, sys
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from screening.audit.sealing import Sealing
from screening.errors import Misused
sealing = Sealing(X25519PrivateKey.generate().public_key())
child = os.fork()
if child == 0:
    try:
        sealing.sealed(b"secret", b"core")
    except Misused:
        os._exit(7)
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert outcome(code) == "7"
