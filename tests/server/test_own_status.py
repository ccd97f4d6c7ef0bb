"""What a service says of itself: its journal, its certificate, its writer, its quarantine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.audit.keys import make_signing_key
from screening.client import ScreeningClient
from screening.queries import Status
from screening.server.app import App
from screening.storage.quarantine import Rule, changing
from screening.tls import ClientTls
from tests.certificates import Pki
from tests.server.service import publish, served, service, wait_until
from tests.world import stolen_passport


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a stolen passport."""
    folder = tmp_path / "data"
    publish(folder, stolen_passport())
    return folder


@pytest.fixture
def app(data: Path) -> Iterator[App]:
    """A service over it, without TLS."""
    with served(data) as app:
        yield app


def status(address: str, tls: ClientTls | None = None) -> Status:
    """Return what the service at *address* says."""
    with ScreeningClient(address, timeout_s=10.0, tls=tls) as client:
        return client.status()


def test_a_plain_service_has_no_certificate_no_register_and_no_writer(app: App) -> None:
    """What there is not is not said."""
    told = status(f"127.0.0.1:{app.port}")

    assert (told.certificate_ends, told.register, told.writer) == (None, None, "")
    assert (told.quotas, told.quarantine) == ((), ())


def test_how_the_journal_is_kept_is_said(data: Path) -> None:
    """By which keys, and how long it is since checkpoints were looked at."""
    signed_by = make_signing_key(data)
    with served(data) as app:
        journal = status(f"127.0.0.1:{app.port}").journal

    assert journal is not None
    assert (journal.sealed_to, journal.signed_by) == ("", signed_by)
    assert journal.unsigned_s is not None
    assert 0 <= journal.unsigned_s < 60
    assert not journal.broken


def test_the_end_of_the_certificate_is_said(data: Path, tmp_path: Path) -> None:
    """Of the one that is shown now."""
    pki = Pki(tmp_path / "pki")
    certificate, key = pki.caller().write(tmp_path, "harbour")
    shown = ClientTls(certificate=certificate, key=key, roots=pki.roots)
    with served(data, tls=pki.tls()) as app:
        told = status(f"127.0.0.1:{app.port}", shown)

    assert told.certificate_ends is not None


def test_a_writer_that_is_away_is_said(data: Path, tmp_path: Path) -> None:
    """And that it is ready, once it is."""
    with served(data, writer=True) as app:
        away = status(f"127.0.0.1:{app.port}").writer
    with service(data, tmp_path, writer=True) as running:
        wait_until(lambda: status(running.address).writer == "ready")

    assert away == "away"


def test_a_quarantine_is_said_within_a_second(data: Path, tmp_path: Path) -> None:
    """By a service that looks at its folder."""
    with service(data, tmp_path) as running:
        with changing(data) as (_, rules):
            rules.append(Rule(owner="UTO", status="stolen", reason="a wrong list"))
        wait_until(lambda: status(running.address).quarantine)
        (rule,) = status(running.address).quarantine

    assert (rule.feed, rule.owner, rule.status) == (None, "UTO", "stolen")
    assert rule.reason == "a wrong list"
