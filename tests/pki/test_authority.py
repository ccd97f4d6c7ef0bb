"""An authority: what it issues holds what it must, and nothing it did is ever lost."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from screening.errors import CertificateRefused
from screening.pki import authority as authorities
from screening.pki.authority import Authority
from screening.pki.trust import Trust
from tests.certificates import DOMAIN, HARBOUR, Pki, harbour, utc_now
from tests.processes import running, said

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def mode_of(path: Path) -> int:
    """Return who may do what with *path*."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_callers_certificate_names_it_and_serves_clients_only(pki: Pki) -> None:
    """One URI, no CA, client authentication, and an end within the week."""
    certificate = x509.load_pem_x509_certificate(pki.caller().certificate)
    extensions = certificate.extensions
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    basic = extensions.get_extension_for_class(x509.BasicConstraints)

    assert list(names) == [x509.UniformResourceIdentifier(HARBOUR)]
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert (basic.value.ca, basic.critical) == (False, True)
    assert certificate.not_valid_after_utc - utc_now() < timedelta(days=7, minutes=1)


def test_an_authority_stands_above_nobody_but_callers_and_servers(pki: Pki) -> None:
    """Nothing that it issues can issue anything."""
    certificate = x509.load_pem_x509_certificate(pki.roots.read_bytes())
    extensions = certificate.extensions
    basic = extensions.get_extension_for_class(x509.BasicConstraints)
    usage = extensions.get_extension_for_class(x509.KeyUsage)

    assert (basic.value.ca, basic.value.path_length, basic.critical) == (True, 0, True)
    assert (usage.value.key_cert_sign, usage.value.crl_sign) == (True, True)
    assert not usage.value.digital_signature


def test_a_servers_certificate_has_its_names_and_addresses(pki: Pki) -> None:
    """DNS names as such and addresses as such, for servers only."""
    issued = pki.authority.issue_server(["harbour.example", "192.0.2.1", "::1"])
    extensions = x509.load_pem_x509_certificate(issued.certificate).extensions
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value

    assert names.get_values_for_type(x509.DNSName) == ["harbour.example"]
    assert [*map(str, names.get_values_for_type(x509.IPAddress))] == [
        "192.0.2.1",
        "::1",
    ]
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_a_certificate_holds_from_a_little_before_it_was_made(tmp_path: Path) -> None:
    """Clocks differ; the end is counted from now."""
    authority = Authority.made(tmp_path / "ca", DOMAIN, now=lambda: NOON)
    issued = authority.issue_caller(harbour(), lifetime=timedelta(days=1))
    certificate = x509.load_pem_x509_certificate(issued.certificate)

    assert certificate.not_valid_before_utc == NOON - timedelta(minutes=5)
    assert certificate.not_valid_after_utc == NOON + timedelta(days=1)


def test_keys_are_for_their_owner_only(pki: Pki) -> None:
    """The authority's, a server's, a caller's: from the first byte on."""
    _, key = pki.caller().write(pki.folder, "harbour")
    _, again = pki.caller().write(pki.folder, "harbour")

    assert key == again
    assert mode_of(pki.ca) == 0o700
    assert {mode_of(path) for path in (pki.ca / "authority.key", key)} == {0o600}


def test_what_a_killed_writer_left_opens_no_key(tmp_path: Path, pki: Pki) -> None:
    """A file aside that all may read is not what a key is written into."""
    left = tmp_path / "harbour.key.tmp"
    left.write_text("left")
    left.chmod(0o666)
    _, key = pki.caller().write(tmp_path, "harbour")

    assert mode_of(key) == 0o600


def test_no_private_key_of_a_caller_is_kept(pki: Pki) -> None:
    """Whoever takes the folder has the authority's key, and nobody else's."""
    pki.caller()
    holding = [
        path.name
        for path in pki.ca.rglob("*")
        if path.is_file() and b"PRIVATE KEY" in path.read_bytes()
    ]

    assert holding == ["authority.key"]


def test_an_authority_is_never_overwritten(pki: Pki) -> None:
    """Its certificate and key stay, and the way out is told."""
    before = (pki.ca / "authority.key").read_bytes()
    with pytest.raises(
        CertificateRefused, match="holds a certificate authority already"
    ):
        Authority.made(pki.ca, DOMAIN, now=utc_now)

    assert (pki.ca / "authority.key").read_bytes() == before


def test_an_authority_that_was_begun_is_begun_again(tmp_path: Path) -> None:
    """Killed before its certificate was there, it had issued nothing."""
    (tmp_path / "ca" / "issued").mkdir(parents=True)
    (tmp_path / "ca" / "authority.key").write_text("begun")
    authority = Authority.made(tmp_path / "ca", DOMAIN, now=utc_now)

    assert authority.issue_caller(harbour()).serial


def test_two_authorities_of_one_trust_domain_are_told_apart(pki: Pki) -> None:
    """By their subjects: so a serial of the one is no serial of the other."""
    Authority.made(pki.folder / "other", DOMAIN, now=utc_now)
    subjects = {
        x509.load_pem_x509_certificate((ca / "authority.pem").read_bytes()).subject
        for ca in (pki.ca, pki.folder / "other")
    }

    assert len(subjects) == 2


@pytest.mark.parametrize("name", ["authority.pem", "authority.key"])
def test_a_folder_that_holds_no_authority_says_so(pki: Pki, name: str) -> None:
    """What is missing is named, and the cure."""
    (pki.ca / name).unlink()
    with pytest.raises(CertificateRefused, match=f"{name} is missing.*pki init"):
        Authority.opened(pki.ca, now=utc_now)


@pytest.mark.parametrize("name", ["authority.pem", "authority.key"])
def test_a_folder_that_is_damaged_says_so(pki: Pki, name: str) -> None:
    """It is not mistaken for one that is empty."""
    (pki.ca / name).write_text("-----BEGIN NOTHING-----\n")
    with pytest.raises(CertificateRefused, match="cannot be read; restore"):
        Authority.opened(pki.ca, now=utc_now)


@pytest.mark.parametrize("name", ["Screening.example", "", "screening example", "a/b"])
def test_a_trust_domain_is_spelt_one_way_only(tmp_path: Path, name: str) -> None:
    """A second spelling would be a second domain."""
    with pytest.raises(CertificateRefused, match="small letters"):
        Authority.made(tmp_path / "ca", name, now=utc_now)

    assert not (tmp_path / "ca").exists()


@pytest.mark.parametrize("host", ["härbour.example", ""])
def test_a_host_that_is_none_is_refused(pki: Pki, host: str) -> None:
    """Nothing is issued for it."""
    before = len(pki.authority.entries())
    with pytest.raises(CertificateRefused, match="no name or address"):
        pki.authority.issue_server([host])

    assert len(pki.authority.entries()) == before


def test_nothing_outlives_its_authority(tmp_path: Path) -> None:
    """A certificate that nobody could check at its end is not issued."""
    authority = Authority.made(
        tmp_path / "ca", DOMAIN, now=utc_now, lifetime=timedelta(days=5)
    )
    with pytest.raises(CertificateRefused, match="outlive the authority"):
        authority.issue_caller(harbour())

    assert authority.issue_caller(harbour(), lifetime=timedelta(days=4)).serial


def test_what_was_issued_is_listed(pki: Pki) -> None:
    """Servers and callers, and what was taken back."""
    kept, gone = pki.caller(), pki.caller()
    pki.authority.revoke(gone.serial)
    entries = {entry.serial: entry for entry in pki.authority.entries()}
    (server,) = [entry for entry in entries.values() if entry.caller is None]

    assert entries[kept.serial].caller == harbour()
    assert entries[kept.serial].is_good(utc_now())
    assert not entries[kept.serial].is_good(utc_now() + authorities.CALLER_LIFETIME)
    assert entries[gone.serial].revoked_at is not None
    assert not entries[gone.serial].is_good(utc_now())
    assert set(server.hosts) == {"127.0.0.1", "::1", "localhost"}


def test_to_revoke_twice_is_to_revoke_once(pki: Pki) -> None:
    """The second time changes nothing, not even the number of the list."""
    issued = pki.caller()
    first = pki.authority.revoke(issued.serial)
    list_after = pki.revoked.read_bytes()
    second = pki.authority.revoke(issued.serial)

    assert (first, second) == (True, False)
    assert pki.revoked.read_bytes() == list_after


def test_a_serial_of_somebody_else_is_not_revoked(pki: Pki) -> None:
    """A typing error takes nobody back, and says so."""
    before = pki.revoked.read_bytes()
    with pytest.raises(CertificateRefused, match="was not issued here"):
        pki.authority.revoke(12)

    assert pki.revoked.read_bytes() == before


_WORKING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from screening.callers import caller_name
from screening.pki.authority import Authority

authority = Authority.opened(Path(sys.argv[1]), now=lambda: datetime.now(UTC))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    serial = authority.issue_caller(caller_name(sys.argv[3])).serial
    assert authority.revoke(serial)
print("done", flush=True)
"""


def test_commands_at_once_lose_no_entry(pki: Pki) -> None:
    """Three processes issue and revoke at the same time; all of it is there."""
    with (
        running(_WORKING, pki.ca, 20, HARBOUR) as one,
        running(_WORKING, pki.ca, 20, HARBOUR) as two,
        running(_WORKING, pki.ca, 20, HARBOUR) as three,
    ):
        for each in (one, two, three):
            assert said(each) == "ready"
        for each in (one, two, three):
            assert each.stdin is not None
            each.stdin.write("\n")
            each.stdin.flush()
        assert [said(each) for each in (one, two, three)] == ["done"] * 3
    callers = [entry for entry in pki.authority.entries() if entry.caller]
    trust = Trust.read(pki.roots, pki.revoked)

    assert len(callers) == 60
    assert all(entry.revoked_at for entry in callers)
    assert [*trust.numbers.values()] == [61]
